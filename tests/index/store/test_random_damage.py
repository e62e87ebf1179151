"""Whatever is damaged in an index, it answers rightly, or an error says how to mend it."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from fonti.index import FontiError, Library, StoreError
from fonti.index.store import queries
from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Assistant
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder

DAMAGES_PER_KIND = 4

# The first page of an SQLite file, which has its header and the names of its tables.
PAGE_BYTES = 4096


def damage(path: Path, kind: str, rng: random.Random) -> None:
    """Damage a file in one of five ways."""
    content = bytearray(path.read_bytes())
    if kind == "flipped bits":
        for _ in range(20):
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    elif kind == "random first page":
        end = min(PAGE_BYTES, len(content))
        for _ in range(40):
            content[rng.randrange(end)] = rng.randrange(256)
    elif kind == "zeros":
        start = rng.randrange(len(content))
        content[start : start + 512] = bytes(len(content[start : start + 512]))
    elif kind == "cut":
        del content[rng.randrange(len(content)) :]
    else:
        content.clear()
    path.write_bytes(content)


@pytest.mark.parametrize("kind", ["flipped bits", "random first page", "zeros", "cut", "emptied"])
def test_damage_is_noticed_and_a_rebuild_mends_it(
    kind: str, corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """No quote is wrong, no error is one of Python, and a rebuild mends what an error tells."""
    whole = tmp_path / "whole"
    Library.open(corpus, index=whole, model=encoder)
    names = [path.relative_to(whole) for path in whole.rglob("*") if path.stat().st_size]
    files = sorted(name for name in names if (whole / name).is_file())
    rng = random.Random(kind)

    for number in range(DAMAGES_PER_KIND):
        index = tmp_path / f"{number}"
        shutil.copytree(whole, index)
        name = Path(STORE_FILE) if number % 2 else rng.choice(files)
        damage(index / name, kind, rng)

        try:
            ask(corpus, index, encoder)
            list(Library.open(corpus, index=index, model=encoder, sync=False).check())
        except FontiError:
            Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
            ask(corpus, index, encoder)


def ask(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """Ask a question of an index; each quote stands in a document."""
    answer = Assistant.open(corpus, index=index, model=encoder).ask("Quando apre la biblioteca?")
    assert all(citation.quote in ITALIAN + ENGLISH for citation in answer.citations)


def test_a_damaged_name_of_a_table_is_told_and_mended(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """SQLite quotes the damaged schema in its error, which is then no text."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder)
    file = index / STORE_FILE
    file.write_bytes(file.read_bytes().replace(b"CREATE TABLE", b"CREATE \xe4ABLE"))

    with pytest.raises(StoreError, match="--rebuild"):
        Library.open(corpus, index=index, model=encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    ask(corpus, index, encoder)


def test_a_folder_in_place_of_the_lock_is_set_aside(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """It does not keep an index from being written."""
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=encoder)
    (index / ".lock").unlink(missing_ok=True)
    (index / ".lock").mkdir()
    assert not library.sync().has_changes


def test_a_damaged_row_of_a_skipped_file_is_told() -> None:
    """What SQLite reads of a file that was cut may be nothing at all."""
    with pytest.raises(sqlite3.DatabaseError):
        queries._to_skipped([("a.pdf", None, None)])  # type: ignore[list-item]


def test_a_folder_in_place_of_the_pointer_is_told_and_mended(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """What names the active file is written again, wherever a file can be."""
    index = tmp_path / "index"
    Library.open(corpus, index=index, model=encoder).sync(rebuild=True)
    (index / "current").unlink()
    (index / "current").mkdir()
    (index / "current" / "file.txt").write_text("")

    with pytest.raises(StoreError, match="--rebuild"):
        ask(corpus, index, encoder)
    Library.open(corpus, index=index, model=encoder, sync=False).sync(rebuild=True)
    ask(corpus, index, encoder)
