"""Write what is searched of a version: from the record, or from the version before and what changed since.

What changed is little: rows that went are dropped, those that came are put behind them, and only the blocks of words
that they lie in are written anew. Nothing of a document that went is left in any file.
"""

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fonti.index.search.lexical import blocks_of, ids_of, write_block
from fonti.index.search.rows import GRAINS, Rows, embeddings, texts
from fonti.index.search.vectors import Codes
from fonti.index.store import queries as records
from fonti.index.store.database import damaged, settings
from fonti.index.types import Mask

WORDS = "words"


@dataclass(frozen=True, slots=True)
class _Step:
    """How a version follows one in a folder: which passages stay, which extractions come, and the rows of these."""

    before: Path
    old: Rows
    kept: Mask
    coming: tuple[int, ...]
    new: Rows

    @classmethod
    def to(cls, connection: sqlite3.Connection, before: Path) -> "_Step | None":
        """The step to the version that a connection sees; None where what comes does not lie behind what was there.

        Raises OSError or ValueError where the folder holds no version.
        """
        old, wanted = Rows.load(before), sorted(set(records.named(connection).values()))
        kept = np.isin(old.extraction, wanted)
        coming = tuple(np.setdiff1d(wanted, old.extraction).tolist())
        new = Rows.read(connection, coming)
        behind = all(
            not len(more) or more[0] > ids.max(initial=-1)
            for ids, more in ((old.passage, new.passage), (old.sentence, new.sentence))
        )
        return cls(before, old, kept, coming, new) if behind else None

    @property
    def rows(self) -> Rows:
        """The rows that it leads to."""
        return self.old.changed(self.kept, self.new)

    def codes(self, connection: sqlite3.Connection, grain: str, dimension: int) -> Codes | None:
        """The embeddings that it leads to; None where they are to be made from the record."""
        kept = self.kept if grain == "passages" else self.kept[self.old.passage_of]
        before = Codes.load(self.before, grain, self.old.count(grain), dimension)
        coming = partial(embeddings, connection, grain, self.coming)
        return before.changed(kept, dimension, self.new.count(grain), coming)

    def untouched(self) -> set[int]:
        """The blocks of words that it leaves as they were, of those that are there."""
        touched = blocks_of(self.old.passage[~self.kept]) | blocks_of(self.new.passage)
        untouched = blocks_of(self.old.passage) - touched
        return {block for block in untouched if (self.before / WORDS / str(block)).is_dir()}


def write(
    connection: sqlite3.Connection, folder: Path, building: Path, before: Path | None
) -> set[int]:
    """Write what is searched of the version that a connection sees into a folder `building`.

    It is made from the version in the folder `before` as far as that serves. Returns the blocks of words that were
    taken over from there. Raises OSError, or StoreError for a record that is not whole.
    """
    if before:
        with suppress(OSError, ValueError):  # it cannot be read, is another's, or was just replaced
            if step := _Step.to(connection, before):
                return _write(connection, folder, building, step)
        shutil.rmtree(building)
        building.mkdir()
    return _write(connection, folder, building, None)


def _write(
    connection: sqlite3.Connection, folder: Path, building: Path, step: _Step | None
) -> set[int]:
    rows = step.rows if step else Rows.read(connection)
    rows.save(building)
    dimension = int(settings(connection)["dimension"])
    for grain in GRAINS:
        codes = step.codes(connection, grain, dimension) if step else None
        codes = codes or Codes.of(
            dimension, rows.count(grain), partial(embeddings, connection, grain)
        )
        if missing := rows.count(grain) - len(codes.rows):
            raise damaged(folder, f"embeddings are missing, those of {missing} {grain}")
        codes.save(building, grain)
    taken = step.untouched() if step else set()
    (building / WORDS).mkdir()
    for block in blocks_of(rows.passage):
        at = building / WORDS / str(block)
        if step and block in taken:
            shutil.copytree(
                step.before / WORDS / at.name, at, copy_function=_link, ignore=_no_locks
            )
        else:
            write_block(at, texts(connection, ids_of(block)))
    return taken


_no_locks = shutil.ignore_patterns("*.lock")


def _link(source: str, target: str) -> None:
    """Let a file, which is never written again, be in another folder too: a copy where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
