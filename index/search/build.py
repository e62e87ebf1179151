"""Write the search files of a version: from SQLite, or from the previous version if possible.

Usually little changes between two versions: the rows of removed passages are dropped, new rows are
appended, and only the blocks of words with such passages are written again. No file contains
anything of a removed document.
"""

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fonti.index.errors import Reason
from fonti.index.search.lexical import find_blocks, list_block_ids, write_block
from fonti.index.search.row_queries import iterate_embeddings, iterate_passage_texts, load_rows
from fonti.index.search.rows import ROW_KINDS, RowKind, SearchRows
from fonti.index.search.vectors import StoredVectors
from fonti.index.store import queries
from fonti.index.store.index_files import make_damaged_error
from fonti.index.store.settings import load_settings
from fonti.index.types import IntArray, Mask

# The folder of the words, which has a folder for each block.
WORDS_FOLDER = "words"


@dataclass(frozen=True, slots=True)
class _Change:
    """The difference between the previous version, which is in a folder, and the new one.

    Attributes:
        previous: The folder of the previous version.
        old_rows: Its rows.
        stays: Which of its passages the new version has, too.
        new_extraction_ids: The texts that are new.
        new_rows: Their rows, whose ids are greater than those of the old ones.

    """

    previous: Path
    old_rows: SearchRows
    stays: Mask
    new_extraction_ids: tuple[int, ...]
    new_rows: SearchRows

    @property
    def rows(self) -> SearchRows:
        """Return the rows of the new version."""
        return self.old_rows.drop_and_append(self.stays, self.new_rows)

    def find_unchanged_blocks(self) -> set[int]:
        """Return the blocks of words of the previous version that do not change."""
        changed = find_blocks(self.old_rows.passage_ids[~self.stays])
        changed |= find_blocks(self.new_rows.passage_ids)

        unchanged = find_blocks(self.old_rows.passage_ids) - changed
        folder = self.previous / WORDS_FOLDER
        return {block for block in unchanged if (folder / str(block)).is_dir()}


def write_search_files(
    connection: sqlite3.Connection, folder: Path, target: Path, previous: Path | None
) -> set[int]:
    """Write the search files of the version that a connection sees.

    Args:
        connection: A connection to the index.
        folder: The folder of the index.
        target: The folder to write to; it is empty.
        previous: The folder of the previous version, whose files are reused if possible; or None.

    Returns:
        The numbers of the blocks of words that were reused.

    Raises:
        OSError: The files cannot be written.
        StoreError: Embeddings are missing.

    """
    if previous is None:
        return _write_files(connection, folder, target, None)

    # It may be unreadable, or be replaced just now by another process.
    with suppress(OSError, ValueError):
        change = _find_change(connection, previous)
        if change:
            return _write_files(connection, folder, target, change)

    shutil.rmtree(target)
    target.mkdir()
    return _write_files(connection, folder, target, None)


def _find_change(connection: sqlite3.Connection, previous: Path) -> _Change | None:
    """Return the difference between the version in a folder and the one that a connection sees.

    Returns:
        The difference; None if the new rows do not all come after the old ones.

    Raises:
        OSError or ValueError: The folder holds no version.

    """
    old_rows = SearchRows.load(previous)
    extraction_ids = sorted(set(queries.load_documents(connection).values()))
    new_extraction_ids = tuple(np.setdiff1d(extraction_ids, old_rows.extraction_ids).tolist())
    new_rows = load_rows(connection, new_extraction_ids)

    # New rows are appended to the old ones, so that all stay in the order of their ids.
    passages_follow = _are_greater(new_rows.passage_ids, old_rows.passage_ids)
    sentences_follow = _are_greater(new_rows.sentence_ids, old_rows.sentence_ids)
    if not passages_follow or not sentences_follow:
        return None
    stays = np.isin(old_rows.extraction_ids, extraction_ids)
    return _Change(previous, old_rows, stays, new_extraction_ids, new_rows)


def _are_greater(new_ids: IntArray, old_ids: IntArray) -> bool:
    """Return whether all ids of a sorted array are greater than those of another."""
    return not len(new_ids) or bool(new_ids[0] > old_ids.max(initial=-1))


def _write_files(
    connection: sqlite3.Connection, folder: Path, target: Path, change: _Change | None
) -> set[int]:
    """Write search files; `change` is None if no file of a previous version can be reused."""
    rows = change.rows if change else load_rows(connection)
    rows.save(target)

    for kind in ROW_KINDS:
        vectors = _make_vectors(connection, kind, rows, change)
        missing = rows.count(kind) - len(vectors.codes)
        if missing:
            reason = Reason(
                "index_passage_embeddings_missing"
                if kind == "passages"
                else "index_sentence_embeddings_missing",
                {"count": missing},
            )
            raise make_damaged_error(folder, reason)
        vectors.save(target, kind)

    return _write_words(connection, target / WORDS_FOLDER, rows, change)


def _make_vectors(
    connection: sqlite3.Connection, kind: RowKind, rows: SearchRows, change: _Change | None
) -> StoredVectors:
    """Return the vectors of passages or sentences, made from the previous ones if possible."""
    dimension = int(load_settings(connection)["dimension"])

    if change:
        old_rows = change.old_rows
        stays = change.stays if kind == "passages" else change.stays[old_rows.passage_of_sentence]
        old = StoredVectors.load(change.previous, kind, old_rows.count(kind), dimension)
        new_blocks = partial(iterate_embeddings, connection, kind, change.new_extraction_ids)
        vectors = old.drop_and_append(stays, dimension, change.new_rows.count(kind), new_blocks)
        if vectors:
            return vectors

    blocks = partial(iterate_embeddings, connection, kind)
    return StoredVectors.encode(dimension, rows.count(kind), blocks)


def _write_words(
    connection: sqlite3.Connection, target: Path, rows: SearchRows, change: _Change | None
) -> set[int]:
    """Write the blocks of words, and return those that were reused from the previous version."""
    unchanged = change.find_unchanged_blocks() if change else set()
    target.mkdir()

    for block in find_blocks(rows.passage_ids):
        block_folder = target / str(block)
        if change and block in unchanged:
            previous = change.previous / WORDS_FOLDER / str(block)
            shutil.copytree(
                previous, block_folder, copy_function=_link, ignore=shutil.ignore_patterns("*.lock")
            )
        else:
            write_block(block_folder, iterate_passage_texts(connection, list_block_ids(block)))
    return unchanged


def _link(source: str, target: str) -> None:
    """Hard-link a file, which is never written again; copy it if the disk has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
