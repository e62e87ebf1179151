"""List the headings of a document, with the places where they stand."""

import sqlite3
from dataclasses import dataclass

from fonti.index.types import HEADING_SEPARATOR

# Headings that are listed at most; a table of contents that is longer is no help.
_MAX_HEADINGS = 1_000


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of a document.

    Attributes:
        title: Its title, without those of the headings above it.
        level: How many headings are above it.
        start: Where its line begins in the document's text, in code points.
        end: Where its line ends.

    """

    title: str
    level: int
    start: int
    end: int


def load_outline(connection: sqlite3.Connection, source: str) -> tuple[OutlineEntry, ...]:
    """Return the headings of a document in order; nothing if it has none.

    A heading is always the beginning of a passage, since passages do not continue over headings.

    Args:
        connection: A connection to a version of an index.
        source: The source of the document.

    """
    query = (
        'SELECT p."start", p.heading, p.text FROM passages p '
        'JOIN documents d ON d.extraction = p.extraction WHERE d.source = ? ORDER BY p."start"'
    )
    entries: list[OutlineEntry] = []
    previous_heading = None
    for start, heading, text in connection.execute(query, (source,)):
        if heading and heading != previous_heading:
            above, _, title = heading.rpartition(HEADING_SEPARATOR)
            level = above.count(HEADING_SEPARATOR) + 1 if above else 0
            first_line = text.split("\n", 1)[0]
            entries.append(OutlineEntry(title, level, start, start + len(first_line)))
        previous_heading = heading
        if len(entries) == _MAX_HEADINGS:
            break
    return tuple(entries)
