"""Markdown: the file's own characters; headings are told by markdown-it-py, so that a `#` in a code block is none."""

import re
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt

from fonti.index.formats.decoding import decode
from fonti.index.formats.extract import Extract, Heading, below

_LINE = re.compile(
    r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+"
)  # what CommonMark calls a line; str.splitlines knows more


def read(content: bytes) -> Extract:
    """The text of a Markdown file, its marks left as they are. Raises Unreadable."""
    text, encoding = decode(content)
    headings = markdown_headings(text)
    first = next((heading.path for heading in headings if heading.level == 1), None)
    return Extract(text, headings, title=first, encoding=encoding)


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
        titles = below(titles, level, inline.content.strip())
        first, last = opening.map
        found.append(
            Heading(at[first], at[min(last, len(lines))], level, " › ".join(titles.values()))
        )
    return tuple(found)
