"""Headings of a Markdown text, read by markdown-it-py so that a `#` in a code block is none."""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # what CommonMark calls a line; str.splitlines knows more


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `start` to `end` (code points); `path` is its text after those it stands under, joined by ` › `."""

    start: int
    end: int
    level: int
    path: str


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """The headings of a Markdown text, in order."""
    lines = _LINE.findall(text)
    at = [0, *accumulate(map(len, lines))]
    found: list[Heading] = []
    titles: dict[int, str] = {}
    tokens = MarkdownIt("commonmark").parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or opening.map is None:
            continue
        level = int(opening.tag[1:])
        titles = {depth: title for depth, title in titles.items() if depth < level} | {level: inline.content.strip()}
        first, last = opening.map
        found.append(Heading(at[first], at[min(last, len(lines))], level, " › ".join(titles.values())))
    return tuple(found)
