"""Read Markdown: the characters of the file without what is not seen, such as comments and tags.

Headings are found by markdown-it-py, so that a `#` in a block of code is not a heading.
"""

from itertools import accumulate, pairwise

from markdown_it import MarkdownIt

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.extracted_text import ExtractedText, Heading
from fonti.index.formats.plain_text.front_matter import split_front_matter
from fonti.index.formats.plain_text.markdown_source import LINE, clean_markdown
from fonti.index.formats.text_builder import HeadingPath


def read(content: bytes) -> ExtractedText:
    """Return the text of a Markdown file; the title is that of its metadata or its first heading.

    Raises:
        Unreadable: If the file cannot be read.

    """
    decoded = decode(content)
    metadata, source = split_front_matter(decoded.text)
    text = clean_markdown(source)
    headings = find_markdown_headings(text)
    first_title = next((heading.path for heading in headings if heading.level == 1), None)
    return ExtractedText(
        text,
        headings,
        title=metadata.title or first_title,
        author=metadata.author,
        date=metadata.date,
        language=metadata.language,
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )


def find_markdown_headings(text: str) -> tuple[Heading, ...]:
    """Return the headings of a Markdown text, in order."""
    lines = LINE.findall(text)
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
