"""Load the headings of a document, with the places where they stand."""

import sqlite3
from dataclasses import dataclass

from fonti.index.types import HEADING_SEPARATOR

# Headings that are listed at most; a table of contents that is longer is no help.
_MAX_HEADINGS = 1_000


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of a document.

    Attributes:
        path: The titles of the headings above it, the highest first, and its own.
        start: Where its line begins in the document's text, in code points.
        end: Where its line ends.

    """

    path: tuple[str, ...]
    start: int
    end: int

    @property
    def title(self) -> str:
        """Return its own title."""
        return self.path[-1]

    @property
    def level(self) -> int:
        """Return how many headings are above it."""
        return len(self.path) - 1


def load_outline(connection: sqlite3.Connection, source: str) -> tuple[OutlineEntry, ...]:
    """Return the headings of a document in order; none if there is no such document.

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
            path = tuple(heading.split(HEADING_SEPARATOR))
            first_line = text.split("\n", 1)[0]
            entries.append(OutlineEntry(path, start, start + len(first_line)))
        previous_heading = heading
        if len(entries) == _MAX_HEADINGS:
            break
    return tuple(entries)
