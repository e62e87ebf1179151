"""A scan changes nothing; new texts are inserted as they are read, so that none is read twice."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest

from fonti.index import Library, no_progress
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.sync import insert
from fonti.index.sync.insert import insert_new_texts
from fonti.index.sync.scan import (
    KnownFiles,
    ScannedFile,
    list_files,
    load_known_files,
    scan_files,
)
from fonti.index.types import Skipped
from fonti.index.worker.parsed_text import ParsedText
from fonti.index.worker.parser_pool import ParserPool
from tests.helpers.fakes import FakeEncoder, write_corpus

FILES = {f"{number}.txt": f"Il documento numero {number}." for number in range(6)}


def scan(corpus: Path, store: Store, parsers: ParserPool) -> Iterator[ScannedFile | Skipped]:
    """Scan a corpus with what a store knows."""
    known = load_known_files(store, FakeEncoder())
    files = list_files(corpus, store.folder).files
    return scan_files(files, known, parsers, no_progress)


def open_parsers(count: int = 1) -> ParserPool:
    """Open parsers whose progress nobody sees."""
    return ParserPool(count, ocr=False, on_page=lambda _done, _total: None)


def count_texts(store: Store) -> int:
    """Return how many texts a store has, in use by a document or not."""
    with store.read_transaction() as connection:
        fingerprint = FakeEncoder().fingerprint
        return len(queries.load_extraction_ids(connection, fingerprint, lambda _: False))


def test_a_scan_writes_nothing(tmp_path: Path) -> None:
    """Not even the folder of the index is made by a scan of a new corpus."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    with open_parsers() as parsers:
        scanned = list(scan(corpus, Store(tmp_path / "index"), parsers))
    assert [file.source for file in scanned] == sorted(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_scan_reads_new_texts_only(count: int, tmp_path: Path) -> None:
    """A text that the store has is not read again, and of two files of the same bytes one is."""
    corpus = write_corpus(tmp_path / "corpus", FILES)
    Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    write_corpus(corpus, {"new.txt": "Un testo nuovo.", "new copy.txt": "Un testo nuovo."})
    with open_parsers(count) as parsers:
        scanned = list(scan(corpus, Store(tmp_path / "index"), parsers))
    assert [file.source for file in scanned] == sorted((*FILES, "new.txt", "new copy.txt"))
    new = [file.source for file in scanned if isinstance(file, ScannedFile) and file.text]
    assert new == ["new copy.txt"]


def test_as_many_files_are_read_at_a_time_as_there_are_parsers(tmp_path: Path) -> None:
    """Files that need not be read do not count."""

    class MeetingPool(ParserPool):
        """ParserPool that read a file only when another one is read at the same time."""

        def _parse(self, suffix: str, content: bytes) -> ParsedText:
            both_started.wait(timeout=20)
            return super()._parse(suffix, content)

    both_started = Barrier(2)
    corpus = write_corpus(tmp_path / "corpus", FILES)
    Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    write_corpus(corpus, {"0 new.txt": "Un testo nuovo.", "4 new.txt": "Un altro testo nuovo."})
    with MeetingPool(2, ocr=False, on_page=lambda _done, _total: None) as parsers:
        scanned = list(scan(corpus, Store(tmp_path / "index"), parsers))
    assert [file.source for file in scanned] == sorted((*FILES, "0 new.txt", "4 new.txt"))


def test_texts_that_were_inserted_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an interruption, the texts of the batches before it are known to the next scan."""
    monkeypatch.setattr(insert, "_BATCH_CHARACTERS", 40)
    corpus = write_corpus(tmp_path / "corpus", FILES)
    store = Store(tmp_path / "index")
    (tmp_path / "index").mkdir()

    def interrupt_after(
        count: int, files: Iterator[ScannedFile | Skipped]
    ) -> Iterator[ScannedFile | Skipped]:
        for number, file in enumerate(files):
            if number == count:
                raise KeyboardInterrupt
            yield file

    with open_parsers() as parsers:
        files = interrupt_after(5, scan(corpus, store, parsers))
        with pytest.raises(KeyboardInterrupt):
            insert_new_texts(store, files, KnownFiles(frozenset()), FakeEncoder())
        assert count_texts(store) == 4
        new = [file for file in scan(corpus, store, parsers) if isinstance(file, ScannedFile)]
    assert [file.text is None for file in new] == [True] * 4 + [False] * 2
