"""Whether an index is what was written: every text, span, embedding and word of it, and what is derived from them."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from fonti.index.models.tokens import unpack
from fonti.index.search import versions as derived
from fonti.index.search.build import WORDS
from fonti.index.search.lexical import WordIndex, blocks_of, ids_of, part_of
from fonti.index.search.rows import GRAINS, VISIBLE, Rows, count, embeddings, texts
from fonti.index.search.vectors import Codes
from fonti.index.store.database import Store, settings
from fonti.index.store.queries import STORED, documents_checksum, embedding_key, extraction_checksum
from fonti.index.text.stemming import stems

_MISSING = "what is searched is missing or altered; the next question builds it again"
_UNREAD = f"SELECT count(*) FROM passages LEFT JOIN tokens t ON t.key = embedding {VISIBLE} AND t.key IS NULL"


def faults(connection: sqlite3.Connection, store: Store) -> Iterator[str]:
    """What is wrong with the version that a connection sees, one line a fault; nothing where all is well."""
    wrong = False
    for fault in _recorded(connection):
        wrong = True
        yield fault
    if not wrong:  # a search cannot be compared with a record that is wrong itself
        yield from _searched(connection, store)


def _recorded(connection: sqlite3.Connection) -> Iterator[str]:
    yield from (
        str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"
    )
    yield from (
        f"a row of {row[0]} refers to nothing"
        for row in connection.execute("PRAGMA foreign_key_check")
    )
    yield from _texts(connection)
    yield from _embeddings(connection, int(settings(connection)["dimension"]))


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Texts that are not as they were stored; passages and sentences that do not stand where they are said to."""
    fingerprint = settings(connection)["fingerprint"]
    if settings(connection)["documents"] != documents_checksum(connection):
        yield "the list of documents is not as it was written"
    query = "SELECT source, extraction, text, checksum FROM documents JOIN extractions ON extractions.id = extraction"
    for source, extraction, text, kept in connection.execute(query):
        if kept != extraction_checksum(connection, extraction):
            yield f"{source}: what was read of it is not as it was written"
        query = 'SELECT id, "start", "end", text, embedding FROM passages WHERE extraction = ?'
        for passage, start, end, own, key in connection.execute(query, (extraction,)):
            if text[start:end] != own or key != embedding_key(fingerprint, own):
                yield f"{source}: passage {passage} is not what stands at {start}–{end}"
            query = 'SELECT "start", "end", embedding FROM sentences WHERE passage = ?'
            for first, last, its_key in connection.execute(query, (passage,)):
                inside = start <= first < last <= end
                if not inside or its_key != embedding_key(fingerprint, text[first:last]):
                    yield f"{source}: a sentence of passage {passage} is not what stands at {first}–{last}"


def _embeddings(connection: sqlite3.Connection, dimension: int) -> Iterator[str]:
    """Embeddings and tokens that are missing, altered, or no unit vectors."""
    for table in ("passages", "sentences"):
        if missing := count(connection, table) - sum(map(len, embeddings(connection, table))):
            yield f"{missing} {table} have no embedding"
    for key, value, kept in connection.execute(
        "SELECT key, value, checksum = checksum(key, value) FROM embeddings"
    ):
        vector = np.frombuffer(value, STORED) if len(value) == dimension * STORED.itemsize else None
        if (
            not kept
            or vector is None
            or abs(float(np.linalg.norm(vector.astype(np.float32))) - 1) > 0.01
        ):
            yield f"embedding {key.hex()} is not as it was written"
    if unread := connection.execute(_UNREAD).fetchone()[0]:
        yield f"{unread} passages have no tokens"
    for key, value, kept in connection.execute(
        "SELECT key, value, checksum = checksum(key, value) FROM tokens"
    ):
        if not kept or not _unpacks(value, dimension):
            yield f"tokens {key.hex()} are not as they were written"


def _unpacks(value: bytes, dimension: int) -> bool:
    try:
        unpack([value], dimension)
    except (TypeError, ValueError):
        return False
    return True


def _searched(connection: sqlite3.Connection, store: Store) -> Iterator[str]:
    """What the rows, vectors and words that are searched hold beside the record's own."""
    version = settings(connection)["version"]
    at = store.folder / derived.FOLDER / version
    if derived.outdated(at):  # no damage: the next question makes it anew
        return
    try:
        found = list(_compared(connection, at)) if derived.whole(at) else [_MISSING]
    except (OSError, RuntimeError, ValueError):  # it goes while it is looked at
        found = [_MISSING]
    if found and not derived.whole(at):
        with store.reading() as newest:
            superseded = settings(newest).get("version") != version
        found = [] if superseded else [_MISSING]  # it is gone where a newer one took its place
    yield from found


def _compared(connection: sqlite3.Connection, at: Path) -> Iterator[str]:
    """What a folder holds beside the record: rows and words to the last, vectors to their bits (`Codes.hold`)."""
    found, dimension = Rows.read(connection), int(settings(connection)["dimension"])
    if not found.same(Rows.load(at)):
        yield "the rows of what is searched are others than the record's"
        return
    for grain in GRAINS:
        codes, row = Codes.load(at, grain, found.count(grain), dimension), 0
        for vectors in embeddings(connection, grain):
            if not codes.hold(row, vectors):
                yield f"vectors {row}–{row + len(vectors)} of the {grain} are others than the record's"
            row += len(vectors)
    for block in sorted(blocks_of(found.passage)):
        yield from _words(connection, at / WORDS, block)


def _words(connection: sqlite3.Connection, words: Path, block: int) -> Iterator[str]:
    """What a block of words holds beside the record's own: where each is found, and what each passage holds."""
    found = WordIndex.load([words / str(block)])
    kept: dict[str, dict[int, set[str]]] = {}
    for passage, _, language, text in texts(connection, ids_of(block)):
        kept.setdefault(part_of(language), {})[passage] = set(stems(text, language))
    for part, passages in kept.items():
        counted = Counter(chain.from_iterable(passages.values()))
        if wrong := sum(found.frequency(word, part) != count for word, count in counted.items()):
            yield f"{wrong} words ({part}) are found in other passages than those that hold them"
        if found.held(list(passages), counted.keys(), part) != passages:
            yield f"passages ({part}) are kept with other words than they hold"
