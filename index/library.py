"""A library: a corpus, its index, and the encoder that the index was made with."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from fonti.index.corpus.documents import read_files
from fonti.index.corpus.files import find_files
from fonti.index.corpus.pages import open_pages
from fonti.index.corpus.removal import delete_upload, put_back, take_out
from fonti.index.corpus.uploads import find_uploads, keep, look_at, upload
from fonti.index.corpus.watcher import bursts
from fonti.index.errors import CorpusError, FontiError, StoreError
from fonti.index.formats import Layout
from fonti.index.models.encoder import Encoder, model_name
from fonti.index.models.load import open_encoder
from fonti.index.paths import corpus_path, index_folder, whole_path
from fonti.index.progress import ProgressCallback, no_progress
from fonti.index.search.check import faults
from fonti.index.search.snapshot import Snapshot
from fonti.index.search.versions import Derived, derive
from fonti.index.status import Entry, Status, entries, export, status
from fonti.index.store import queries as records
from fonti.index.store.database import Store, damaged
from fonti.index.store.lock import right_to_write
from fonti.index.store.settings import model_mismatch, refuse_others, unfinished, whole_settings
from fonti.index.sync.sync import Changes, publish, rebuild, sync
from fonti.index.types import Document


class Library:
    """Documents, found and quoted; `Library.open` opens one. `corpus` is the folder (or file) it follows."""

    def __init__(
        self,
        corpus: Path,
        folder: Path,
        *,
        model: str | Encoder | None,
        on_progress: ProgressCallback,
    ) -> None:
        self.corpus = corpus
        self._store = Store(folder)
        self._encoder = None if model is None or isinstance(model, str) else model
        self._model = model_name(model) if model is None or isinstance(model, str) else model.name
        self._report = on_progress
        self._loading, self._deriving = threading.Lock(), threading.Lock()
        self._derived: Derived | None = None
        self._empty = False

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        on_progress: ProgressCallback = no_progress,
        empty: bool = False,
    ) -> "Library":
        """Open the library of a corpus (a folder or file of documents) or of an index folder; by default the demo's.

        A corpus that was never indexed is indexed now; `empty` where it may hold nothing to read yet. `index` is where
        the index lives (default: `index_folder`); `model` is the encoder of a new index, or names it: a
        sentence-transformers folder or hub name. Raises CorpusError, ModelError or StoreError.
        """
        library = cls.at(corpus, index=index, model=model, on_progress=on_progress)
        library._empty = empty
        if found := library._settings():
            library._agree(found)
        else:
            library.sync()
        return library

    @classmethod
    def at(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        on_progress: ProgressCallback = no_progress,
    ) -> "Library":
        """The library of a corpus, whether it was indexed or not: what `open` does before it indexes."""
        folder = None if index is None else whole_path(index)
        if corpus is None and folder and Store(folder).begun:
            if not Store(folder).exists:
                raise unfinished(folder, "FOLDER")
            return cls._of_index(folder, model, on_progress)
        given = corpus_path(corpus)
        if (
            Store(given).exists and Store(given).alone
        ):  # documents may lie beside a file of a store's name
            if folder not in (None, given):
                raise CorpusError(
                    f"{given} is an index, and --index names another, {folder}; give one of them"
                )
            return cls._of_index(given, model, on_progress)
        library = cls(given, folder or index_folder(given), model=model, on_progress=on_progress)
        library._upgrade()
        return library

    @classmethod
    def _of_index(
        cls, folder: Path, model: str | Encoder | None, on_progress: ProgressCallback
    ) -> "Library":
        """The library of an index, whose corpus is the one that it was made of."""
        library = cls(folder, folder, model=model, on_progress=on_progress)
        library._upgrade()
        if found := library._settings():
            library.corpus = Path(found["corpus"])
        return library

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._store.folder

    @property
    def version(self) -> str:
        """What the index's newest version is named by. Needs no model."""
        with self._whole() as (_, found):
            return found["version"]

    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first asked for, since that takes seconds. Raises ModelError."""
        with self._loading:
            if self._encoder is None:
                self._encoder = open_encoder(self._model, on_progress=self._report)
            return self._encoder

    def sync(self, *, rebuild: bool = False, wait: bool = True) -> Changes:
        """Bring the index up to the corpus and its uploads: add, update and drop what changed; `rebuild` does it anew.

        Only text that changed is encoded, and what was encoded before an interruption is not encoded again. The index
        is one whole version before and after; while it is rebuilt, the old one serves. `wait` for another writer, or
        say who it is. Raises CorpusError when nothing can be read, StoreError or ModelError.
        """
        with self._writing(wait=wait):
            if rebuild:
                return self._rebuild()
            if found := self._settings():
                self._agree(found)
            return sync(self._store, self.corpus, self.encoder, self._report, empty=self._empty)

    def add(self, file: str | Path, *, name: str | None = None) -> str:
        """Give the index a copy of a file, which the next sync indexes; the source that it has then.

        That is the file's name, or the `name` given, made safe, and numbered where it is another document's. A sync may
        be running. Raises UploadError for a file that is not read, CorpusError for one that cannot be, StoreError.
        """
        self._refuse_foreign()
        source, content = look_at(Path(file), Path(file).name if name is None else name)
        if not self._store.exists:
            return keep(self.folder, source, content, {})
        with self._store.reading() as connection:
            return keep(self.folder, source, content, records.sources(connection))

    def delete(self, source: str) -> None:
        """Delete an upload's file for good. Raises CorpusError where there is none, or the index still holds it."""
        with self._writing(wait=True):
            delete_upload(self.folder, self.corpus, self._named(), source)

    def watch(self, *, wait: bool = True) -> Iterator[Changes | FontiError]:
        """Sync now, and again whenever files of the corpus changed and rest; yields what each sync did.

        What goes wrong for a while (a folder that is gone or empty, a full disk) is told, and the next change waited
        for; the index stays as it is. Raises CorpusError where the system cannot watch.
        """
        for _ in bursts(self.corpus, self.folder):
            try:
                changes: Changes | FontiError = self.sync(wait=wait)
            except FontiError as error:
                changes = error
            yield changes

    def remove(self, *sources: str) -> None:
        """Take documents out of the index, for good: their files stay, but no sync reads them again.

        Their text is overwritten on the disk. Raises CorpusError for a source that the index does not hold.
        """
        with self._writing(wait=True):
            publish(
                self._store,
                self.corpus,
                take_out(self.folder, self._named(), sources),
                self.encoder,
            )

    def restore(self, *sources: str) -> Changes:
        """Let documents that were removed be indexed again, and sync. Raises CorpusError for one that was not."""
        with self._writing(wait=True):
            put_back(self.folder, sources)
        return self.sync()

    def status(self) -> Status:
        """What the index holds, and what the last sync passed over. Needs no model."""
        with self._whole() as (connection, _):
            return status(connection, self.folder)

    def check(self) -> Iterator[str]:
        """Look at every text, span, embedding, word and hash of the index; yields what is wrong. Needs no model."""
        with self._whole() as (connection, _):
            yield from faults(connection, self._store)

    def document(self, source: str) -> Document | None:
        """A document as it is stored; None where the index holds none of that source. Needs no model."""
        with self._whole() as (connection, _):
            return records.document(connection, source)

    def documents(self) -> tuple[Entry, ...]:
        """The documents of the index, by source. Needs no model."""
        with self._whole() as (connection, _):
            return tuple(entries(connection))

    def original(self, source: str) -> Path | None:
        """The file of an upload, removed or not; None for any other source. Needs no model."""
        with self._whole() as (connection, _):
            of_corpus = source in records.named(connection).keys() - records.uploaded(connection)
        return None if of_corpus else upload(self.folder, source)

    def page(self, source: str, number: int, *, sha256: str = "") -> bytes | None:
        """The picture (PNG) of a page of a PDF, counted from 1; None for any other, or where its file is another now.

        `sha256`, or its beginning, says of which file. Needs no model.
        """
        pages = open_pages(self.document(source), sha256, self.corpus, self.folder)
        return pages.picture(number) if pages else None

    def layouts(
        self, source: str, numbers: range, span: tuple[int, int], *, sha256: str = ""
    ) -> tuple[Layout, ...]:
        """How pages of a PDF look, and where a span of its text stands on them; empty where `page` would be None."""
        pages = open_pages(self.document(source), sha256, self.corpus, self.folder)
        return pages.layouts(numbers, span) if pages else ()

    def read(self, sources: Iterable[str]) -> dict[str, Document]:
        """The documents of some sources as their files are now; those that are gone or cannot be read are left out.

        Raises CorpusError where the corpus cannot be listed. Needs no index and no model.
        """
        return read_files(
            chain(find_files(self.corpus, exclude=self.folder), find_uploads(self.folder)), sources
        )

    def export(self) -> Iterator[dict[str, Any]]:
        """Each document of the index as plain values, with its text and passages. Needs no model."""
        with self._whole() as (connection, _):
            yield from export(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The newest version of the index, for the length of a question."""
        with self._whole() as (connection, found):
            derived = self._derive(connection, found["version"])
            encoder = self.encoder()
            if encoder.fingerprint != found["fingerprint"]:
                raise model_mismatch(self.folder, found, encoder)
            yield Snapshot(self.folder, connection, derived, encoder)

    @contextmanager
    def _whole(self) -> Iterator[tuple[sqlite3.Connection, dict[str, str]]]:
        """A connection to the newest version, and its settings. Raises StoreError where there is none yet."""
        with self._store.reading() as connection:
            if (found := whole_settings(connection, self.folder)) is None:
                raise unfinished(self.folder, self.corpus)
            yield connection, found

    def _named(self) -> dict[str, int]:
        """The extraction of each document of the newest version, by source."""
        with self._whole() as (connection, _):
            return records.named(connection)

    def _derive(self, connection: sqlite3.Connection, version: str) -> Derived:
        with self._deriving:
            if self._derived is None or self._derived.version != version:
                try:
                    self._derived = derive(connection, self.folder)
                except (AssertionError, KeyError, ValueError, RuntimeError) as error:
                    raise damaged(self.folder, str(error)) from error
            return self._derived

    @contextmanager
    def _writing(self, *, wait: bool) -> Iterator[None]:
        """The right to write, in a folder that is an index's or new."""
        self._refuse_foreign()
        with right_to_write(self.folder, wait=wait, on_progress=self._report):
            yield

    def _refuse_foreign(self) -> None:
        """Raise StoreError where the folder is neither an index's nor new."""
        if self.folder.is_dir() and not self._store.begun and not self._store.alone:
            raise StoreError(
                f"{self.folder} holds other files and no index; name a new folder with --index"
            )

    def _upgrade(self) -> None:
        """Turn an index of an older format into this one."""
        if self._store.outdated:
            with self._writing(wait=True):
                if self._store.outdated:  # still, after another writer that was waited for
                    self._store.migrate()

    def _rebuild(self) -> Changes:
        if self._model is None:
            with suppress(StoreError):
                self._model = (self._settings() or {}).get("model")
        return rebuild(self._store, self.corpus, self.encoder(), self._report, empty=self._empty)

    def _settings(self) -> dict[str, str] | None:
        """The settings of the index, or None where there is no whole version yet."""
        if not self._store.exists:
            return None
        with self._store.reading() as connection:
            return whole_settings(connection, self.folder)

    def _agree(self, found: dict[str, str]) -> None:
        """Take the model from an index's settings; refuse another corpus or model than the one it was made with."""
        refuse_others(found, self.folder, self.corpus, self._model, self._encoder)
        self._model = found["model"]
