"""Markdown: the characters of the file, unchanged.

Headings are found by markdown-it-py, so that a `#` in a block of code is not a heading.
"""

import re
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt

from fonti.index.formats.decoding import decode
from fonti.index.formats.extracted_text import ExtractedText, Heading
from fonti.index.formats.text_builder import HeadingPath

# A line as CommonMark defines it; str.splitlines has more line ends.
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def read(content: bytes) -> ExtractedText:
    """Return the text of a Markdown file, its markup unchanged; the first heading is the title.

    Raises:
        Unreadable: If the file cannot be read.

    """
    text, encoding = decode(content)
    headings = find_markdown_headings(text)
    title = next((heading.path for heading in headings if heading.level == 1), None)
    return ExtractedText(text, headings, title=title, encoding=encoding)


def find_markdown_headings(text: str) -> tuple[Heading, ...]:
    """Return the headings of a Markdown text, in order."""
    lines = _LINE.findall(text)
    line_starts = [0, *accumulate(map(len, lines))]

    headings: list[Heading] = []
    heading_path = HeadingPath()
    for opening, inline in pairwise(MarkdownIt("commonmark").parse(text)):
        if opening.type != "heading_open" or opening.map is None:
            continue
        # The tag is `h1` to `h6`.
        level = int(opening.tag[1:])
        path = heading_path.add(level, inline.content.strip())
        first_line, end_line = opening.map
        start = line_starts[first_line]
        end = line_starts[min(end_line, len(lines))]
        headings.append(Heading(start, end, level, path))
    return tuple(headings)
