"""What an index holds, told in numbers, and all of it as plain values."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fonti.index.corpus.exclusions import excluded
from fonti.index.search.rows import VISIBLE, count
from fonti.index.store import queries as records
from fonti.index.store.database import settings
from fonti.index.types import Skipped


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds. `languages` counts passages by language, `size` the bytes of the folder.

    `synced` is when it was last brought up to its corpus (ISO 8601, UTC), None for an index of an older version of
    Fonti; `skipped` is what that passed over, `excluded` what was removed with `Library.remove`;
    `uploads` counts the documents that were given to it with `Library.add`.
    """

    corpus: str
    folder: str
    version: str
    model: str
    documents: int
    passages: int
    sentences: int
    languages: dict[str, int]
    size: int
    synced: str | None
    excluded: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    uploads: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it is listed: what its file says of itself, and how long it is.

    `pages` is None for a format without pages; `characters` are the code points of its text; `uploaded` where it is no
    file of the corpus, but one that was given to the index.
    """

    source: str
    title: str | None
    language: str
    pages: int | None
    characters: int
    passages: int
    date: str | None
    uploaded: bool


def status(connection: sqlite3.Connection, folder: Path) -> Status:
    """The status of the version that a connection sees."""
    found = settings(connection)
    languages = f"SELECT language, count(*) FROM passages {VISIBLE} GROUP BY 1 ORDER BY 2 DESC, 1"
    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    counts = dict(connection.execute(languages))
    return Status(
        corpus=found["corpus"],
        folder=str(folder),
        version=found["version"],
        model=found["model"],
        documents=documents,
        passages=sum(counts.values()),
        sentences=count(connection, "sentences"),
        languages=counts,
        size=sum(_size(Path(at) / name) for at, _, names in os.walk(folder) for name in names),
        synced=found.get("synced"),
        excluded=tuple(sorted(excluded(folder))),
        skipped=tuple(records.skipped(connection)),
        uploads=len(records.uploaded(connection)),
    )


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """The documents of the version that a connection sees, by source."""
    query = (
        "SELECT source, title, language, nullif(json_array_length(pages), 0), length(text), "
        f"(SELECT count(*) FROM passages WHERE passages.extraction = extractions.id), date, {records.UPLOADED} "
        "FROM documents JOIN extractions ON extractions.id = documents.extraction ORDER BY source"
    )
    for source, title, language, pages, characters, passages, date, uploaded in connection.execute(
        query
    ):
        yield Entry(source, title, language, pages, characters, passages, date, bool(uploaded))


def export(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Each document as plain values: what its file says of itself, its text, and its passages with their spans."""
    for source in sorted(records.named(connection)):
        if (document := records.document(connection, source)) is None:
            continue
        plain = {field.name: getattr(document, field.name) for field in fields(document)}
        rows = connection.execute(
            'SELECT p.id, p."start", p."end", p.heading, p.language FROM passages p '
            'JOIN documents d ON d.extraction = p.extraction WHERE d.source = ? ORDER BY p."start"',
            (source,),
        ).fetchall()
        passages = [
            {
                "start": start,
                "end": end,
                "page": document.page(start),
                "heading": heading,
                "language": language,
            }
            | {"sentences": _spans(connection, passage)}
            for passage, start, end, heading, language in rows
        ]
        yield plain | {"pages": list(document.pages), "passages": passages}


def _spans(connection: sqlite3.Connection, passage: int) -> list[list[int]]:
    query = 'SELECT "start", "end" FROM sentences WHERE passage = ? ORDER BY "start"'
    return [list(span) for span in connection.execute(query, (passage,))]


def _size(path: Path) -> int:
    """The bytes of a file; none of one that went while it was looked for."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
