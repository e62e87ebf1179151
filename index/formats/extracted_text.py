"""Define the text of a file, with its headings, its pages and its metadata."""

from bisect import bisect_right
from dataclasses import dataclass

from fonti.index.extraction_warnings import ExtractionWarning


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it is in the text, its level, and the titles above it.

    Attributes:
        start: The code point at which it begins.
        end: The code point after its last one.
        level: Its level, from 1.
        path: The titles of the headings above it, and then its title, joined by ` › `.

    """

    start: int
    end: int
    level: int
    path: str


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a file, which is stored and quoted, and the metadata of the file.

    Attributes:
        text: The text.
        headings: The headings in order.
        pages: The code points at which the pages begin, the first of them 0; empty for a format
            without pages.
        title: The title, or None.
        author: The author, or None.
        date: The date in ISO 8601, as precise as the file is (`2024`, `2024-05-01`), or None.
        language: The declared language as an ISO 639-1 code, or None.
        encoding: The encoding that plain text was decoded with.
        warnings: What was not read, in the order of the file.

    """

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    encoding: str = "utf-8"
    warnings: tuple[ExtractionWarning, ...] = ()


def page_number_at(pages: tuple[int, ...], offset: int) -> int | None:
    """Return the number of the page, from 1, that a code point is on; None without pages.

    Args:
        pages: The code points at which the pages begin, as in `ExtractedText.pages`.
        offset: The code point.

    """
    return bisect_right(pages, offset) if pages else None
