"""Check that an index is what was written: every text, span, embedding and word of it.

What is wrong is a Reason with a code that begins with `fault_`.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from fonti.index.errors import Reason
from fonti.index.models.token_embeddings import unpack_tokens
from fonti.index.search.build import WORDS_FOLDER
from fonti.index.search.lexical import (
    WordIndex,
    find_blocks,
    get_index_name,
    list_addresses,
    list_block_ids,
    list_stems,
)
from fonti.index.search.manifest import is_intact, is_outdated
from fonti.index.search.row_queries import (
    WHERE_OF_DOCUMENTS,
    count_rows,
    iterate_embeddings,
    iterate_passage_texts,
    load_rows,
)
from fonti.index.search.rows import ROW_KINDS, SearchRows
from fonti.index.search.vectors import StoredVectors
from fonti.index.search.versions import VERSIONS_FOLDER
from fonti.index.store.database import Store
from fonti.index.store.embeddings import EMBEDDING_DTYPE, compute_embedding_key
from fonti.index.store.queries import (
    compute_documents_checksum,
    compute_extraction_checksum,
)
from fonti.index.store.settings import load_settings

_SEARCH_FILES_ALTERED = Reason("fault_search_files_altered")

# How far the length of an embedding may be from 1, since it is stored in half precision.
_LENGTH_TOLERANCE = 0.01


def find_faults(connection: sqlite3.Connection, store: Store) -> Iterator[Reason]:
    """Yield what is wrong with the version that a connection sees."""
    has_faults = False
    for fault in _check_database(connection):
        has_faults = True
        yield fault

    # Search files cannot be compared with a database that is wrong itself.
    if not has_faults:
        yield from _check_search_files(connection, store)


def _check_database(connection: sqlite3.Connection) -> Iterator[Reason]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Reason("fault_of_sqlite", {"detail": line})
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Reason("fault_reference_to_nothing", {"table": table})

    yield from _check_documents(connection)

    dimension = int(load_settings(connection)["dimension"])
    yield from _check_embeddings(connection, dimension)
    yield from _check_tokens(connection, dimension)


def _check_documents(connection: sqlite3.Connection) -> Iterator[Reason]:
    """Yield texts that were altered, and spans that are not where they should be."""
    settings = load_settings(connection)
    if settings["documents"] != compute_documents_checksum(connection):
        yield Reason("fault_documents_altered")

    query = (
        "SELECT source, extraction, text, checksum FROM documents "
        "JOIN extractions ON extractions.id = extraction"
    )
    for source, extraction, text, checksum in connection.execute(query):
        if checksum != compute_extraction_checksum(connection, extraction):
            yield Reason("fault_text_altered", {"source": source})
        yield from _check_passages(connection, source, extraction, text, settings["fingerprint"])


def _check_passages(
    connection: sqlite3.Connection, source: str, extraction: int, text: str, fingerprint: str
) -> Iterator[Reason]:
    query = 'SELECT id, "start", "end", text, embedding FROM passages WHERE extraction = ?'
    for passage, start, end, passage_text, key in connection.execute(query, (extraction,)):
        is_right_key = key == compute_embedding_key(fingerprint, passage_text)
        if text[start:end] != passage_text or not is_right_key:
            yield Reason(
                "fault_passage_altered",
                {"source": source, "passage": passage, "start": start, "end": end},
            )

        sentences = connection.execute(
            'SELECT "start", "end", embedding FROM sentences WHERE passage = ?', (passage,)
        )
        for first, last, sentence_key in sentences:
            is_inside = start <= first < last <= end
            if not is_inside or sentence_key != compute_embedding_key(
                fingerprint, text[first:last]
            ):
                yield Reason(
                    "fault_sentence_altered",
                    {"source": source, "passage": passage, "start": first, "end": last},
                )


def _check_embeddings(connection: sqlite3.Connection, dimension: int) -> Iterator[Reason]:
    """Yield embeddings that are missing, altered, or not unit vectors."""
    for kind in ROW_KINDS:
        stored = sum(map(len, iterate_embeddings(connection, kind)))
        missing = count_rows(connection, kind) - stored
        if missing:
            yield Reason(
                "fault_passage_embeddings_missing"
                if kind == "passages"
                else "fault_sentence_embeddings_missing",
                {"count": missing},
            )

    query = "SELECT key, value, checksum = checksum(key, value) FROM embeddings"
    for key, value, has_checksum in connection.execute(query):
        if not has_checksum or not _is_unit_vector(value, dimension):
            yield Reason("fault_embedding_altered", {"key": key.hex()})


def _is_unit_vector(value: bytes, dimension: int) -> bool:
    if len(value) != dimension * EMBEDDING_DTYPE.itemsize:
        return False
    embedding = np.frombuffer(value, EMBEDDING_DTYPE).astype(np.float32)
    return abs(float(np.linalg.norm(embedding)) - 1) <= _LENGTH_TOLERANCE


def _check_tokens(connection: sqlite3.Connection, dimension: int) -> Iterator[Reason]:
    """Yield token embeddings that are missing or altered."""
    query = (
        "SELECT count(*) FROM passages LEFT JOIN tokens t ON t.key = embedding "
        f"{WHERE_OF_DOCUMENTS} AND t.key IS NULL"
    )
    (missing,) = connection.execute(query).fetchone()
    if missing:
        yield Reason("fault_tokens_missing", {"count": missing})

    query = "SELECT key, value, checksum = checksum(key, value) FROM tokens"
    for key, value, has_checksum in connection.execute(query):
        if not has_checksum or not _can_unpack(value, dimension):
            yield Reason("fault_tokens_altered", {"key": key.hex()})


def _can_unpack(value: bytes, dimension: int) -> bool:
    try:
        unpack_tokens([value], dimension)
    except (TypeError, ValueError):
        return False
    return True


def _check_search_files(connection: sqlite3.Connection, store: Store) -> Iterator[Reason]:
    """Yield the differences between the search files and the database."""
    version = load_settings(connection)["version"]
    folder = store.folder / VERSIONS_FOLDER / version
    # This is no damage: the next question builds them again.
    if is_outdated(folder):
        return

    faults = [_SEARCH_FILES_ALTERED]
    try:
        if is_intact(folder):
            faults = list(_compare_search_files(connection, folder))
    except (OSError, RuntimeError, ValueError):
        # They vanished meanwhile.
        faults = [_SEARCH_FILES_ALTERED]

    # They are rightly gone if a newer version took their place.
    if faults and not is_intact(folder):
        with store.read_transaction() as newest:
            is_superseded = load_settings(newest).get("version") != version
        faults = [] if is_superseded else [_SEARCH_FILES_ALTERED]
    yield from faults


def _compare_search_files(connection: sqlite3.Connection, folder: Path) -> Iterator[Reason]:
    """Compare rows, vectors and words with the database, all of them."""
    rows = load_rows(connection)
    if not rows.equals(SearchRows.load(folder)):
        yield Reason("fault_search_rows_differ")
        return

    dimension = int(load_settings(connection)["dimension"])
    for kind in ROW_KINDS:
        vectors = StoredVectors.load(folder, kind, rows.count(kind), dimension)
        first = 0
        for block in iterate_embeddings(connection, kind):
            end = first + len(block)
            if not vectors.matches(first, block):
                yield Reason(
                    "fault_passage_vectors_differ"
                    if kind == "passages"
                    else "fault_sentence_vectors_differ",
                    {"start": first, "end": end},
                )
            first = end

    for number in sorted(find_blocks(rows.passage_ids)):
        yield from _compare_words(connection, folder / WORDS_FOLDER, number)


def _compare_words(connection: sqlite3.Connection, folder: Path, block: int) -> Iterator[Reason]:
    """Compare a block of words with the texts of its passages."""
    words = WordIndex.load([folder / str(block)])
    terms_by_index: dict[str, dict[int, set[str]]] = {}
    address_counts_by_index: dict[str, Counter[str]] = {}
    for passage in iterate_passage_texts(connection, list_block_ids(block)):
        terms = set(list_stems(passage))
        by_passage = terms_by_index.setdefault(get_index_name(passage.language), {})
        by_passage[passage.passage_id] = terms
        address_counts_by_index.setdefault(get_index_name(passage.language), Counter()).update(
            {*list_addresses(passage)}
        )

    for index, by_passage in terms_by_index.items():
        counts = Counter(chain.from_iterable(by_passage.values()))
        wrong = sum(
            words.count_passages_with_term(term, index) != count for term, count in counts.items()
        )
        if wrong:
            yield Reason("fault_word_counts_differ", {"count": wrong, "language": index})
        if words.find_terms(list(by_passage), counts.keys(), index) != by_passage:
            yield Reason("fault_words_differ", {"language": index})

    for index, address_counts in address_counts_by_index.items():
        if any(
            words.count_passages_with_address(address, index) != count
            for address, count in address_counts.items()
        ):
            yield Reason("fault_words_differ", {"language": index})
