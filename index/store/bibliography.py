"""Read and write what bibliographies say of documents."""

import json
import sqlite3
from collections.abc import Mapping

from fonti.index.bibliographic_data import BibliographicData
from fonti.index.formats.metadata import Metadata


def load_bibliography(connection: sqlite3.Connection) -> dict[str, Metadata]:
    """Return what bibliographies say of documents, by source."""
    entries = {}
    query = "SELECT source, title, author, date, reference FROM bibliography"
    for source, title, author, date, stored in connection.execute(query):
        reference = parse_reference(source, stored)
        entries[source] = Metadata(title, author, date, reference=reference)
    return entries


def replace_bibliography(connection: sqlite3.Connection, entries: Mapping[str, Metadata]) -> None:
    """Store what bibliographies say of documents; what they said before is deleted."""
    connection.execute("DELETE FROM bibliography")
    rows = [
        (source, entry.title, entry.author, entry.date, _format_reference(entry.reference))
        for source, entry in entries.items()
    ]
    connection.executemany("INSERT INTO bibliography VALUES (?, ?, ?, ?, ?)", rows)


def _format_reference(reference: BibliographicData | None) -> str:
    return json.dumps(None if reference is None else reference.to_json())


def parse_reference(source: str, stored: str | None) -> BibliographicData | None:
    """Return the reference of a document from the JSON that is stored; None if there is none.

    Raises:
        sqlite3.DatabaseError: It is damaged.

    """
    try:
        values = json.loads(stored or "null")
        return None if values is None else BibliographicData.from_json(values)
    except (ValueError, TypeError, KeyError) as error:
        raise sqlite3.DatabaseError(f"the reference of {source} cannot be read") from error
