"""A library: a corpus, its index, and the encoder that the index was made with."""

import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from index.derived import Derived, derive
from index.encoder import Encoder, model_name, open_encoder
from index.errors import CorpusError, ModelMismatch, StoreError
from index.progress import Report, silent
from index.snapshot import Snapshot
from index.store import SETTINGS, Store, damaged, settings
from index.sync import Changes, model_mismatch, sync

_WAIT = 600.0  # seconds that a writer waits for another


def demo_corpus() -> Path:
    """The folder of the demo corpus: inside the package where Fonti is installed, beside it in a checkout."""
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "seeds"


def index_folder(corpus: Path) -> Path:
    """Where the index of a corpus lives unless another place is named: in the user's data folder, one a corpus."""
    path = corpus.resolve()
    name = re.sub(r"[^\w-]+", "-", path.name)[:40] or "corpus"
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return user_data_path("fonti", appauthor=False) / "indexes" / f"{name}-{digest}"


def _corpus(corpus: str | Path | None) -> Path:
    """The whole path of a corpus that exists, the demo's by default."""
    path = _whole_path(demo_corpus() if corpus is None else corpus)
    if not os.path.exists(path):  # noqa: PTH110 - a name that is too long is no error here
        raise CorpusError(f"no such file or folder: {path}; name a folder of documents")
    return path


def _whole_path(path: str | Path) -> Path:
    """A path from the root, as text that can be stored."""
    whole = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - pathlib raises where there is no such user
    try:
        whole.encode()
    except UnicodeEncodeError as error:
        raise CorpusError(f"the path {whole!a} is not valid text; rename it") from error
    return Path(whole)


class Library:
    """Documents, found and quoted; `Library.open` opens one. `corpus` is the folder (or file) it follows."""

    def __init__(self, corpus: Path, folder: Path, *, model: str | Encoder | None, report: Report) -> None:
        self.corpus = corpus
        self._store = Store(folder)
        self._encoder = None if model is None or isinstance(model, str) else model
        self._model = model_name(model) if model is None or isinstance(model, str) else model.name
        self._report = report
        self._loading, self._deriving = threading.Lock(), threading.Lock()
        self._derived: Derived | None = None

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        report: Report = silent,
    ) -> "Library":
        """Open the library of a corpus (a folder or file of documents) or of an index folder; by default the demo's.

        A corpus that was never indexed is indexed now. `index` is where the index lives (default: `index_folder`);
        `model` is the encoder of a new index, or names it: a sentence-transformers folder or hub name. Raises
        CorpusError, ModelError or StoreError.
        """
        library = cls.at(corpus, index=index, model=model, report=report)
        if library._settings() is None:
            library.sync()
        library._agree()
        return library

    @classmethod
    def at(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        report: Report = silent,
    ) -> "Library":
        """The library of a corpus, whether it was indexed or not: what `open` does before it indexes."""
        folder = None if index is None else _whole_path(index)
        if corpus is None and folder and Store(folder).begun:
            given = folder
            if not Store(folder).exists:
                raise StoreError(f"the index in {folder} was never finished; run: fonti index FOLDER --index {folder}")
        else:
            given = _corpus(corpus)
        if Store(given).exists:
            if folder not in (None, given):
                raise CorpusError(f"{given} is an index, and --index names another, {folder}; give one of them")
            library = cls(given, given, model=model, report=report)
            found = library._settings()
            library.corpus = Path(found["corpus"]) if found else given
            return library
        return cls(given, folder or index_folder(given), model=model, report=report)

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._store.folder

    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first asked for, since that takes seconds. Raises ModelError."""
        with self._loading:
            if self._encoder is None:
                self._encoder = open_encoder(self._model, report=self._report)
            return self._encoder

    def sync(self, *, rebuild: bool = False) -> Changes:
        """Bring the index up to the corpus: add, update and drop what changed; `rebuild` does it all anew.

        Embeddings of text that did not change are kept. The index is one whole version before and after; what was
        encoded before an interruption is not encoded again. Raises CorpusError when nothing can be read.
        """
        with self._locked():
            if self._model is None:
                self._model = self._recorded_model(rebuild=rebuild)
            return sync(self._store, self.corpus, self.encoder(), rebuild=rebuild, report=self._report)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The newest version of the index, for the length of a question."""
        with self._store.reading() as connection:
            found = settings(connection)
            derived = self._derive(connection, found["version"])
            encoder = self.encoder()
            if encoder.fingerprint != found["fingerprint"]:
                raise model_mismatch(self.folder, found, encoder)
            yield Snapshot(self.folder, connection, derived, encoder)

    def _derive(self, connection: sqlite3.Connection, version: str) -> Derived:
        with self._deriving:
            if self._derived is None or self._derived.version != version:
                try:
                    self._derived = derive(connection, self.folder)
                except (AssertionError, KeyError, ValueError, RuntimeError) as error:
                    raise damaged(self.folder, str(error)) from error
            return self._derived

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The right to write, held by one at a time and freed when its process ends."""
        lock = FileLock(self.folder / ".lock", timeout=_WAIT)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self._store.begun and any(path.name != ".lock" for path in self.folder.iterdir()):
                raise StoreError(f"{self.folder} holds other files and no index; name a new folder with --index")
            with suppress(Timeout):
                lock.acquire(timeout=0)
            if not lock.is_locked:
                self._report("waiting", 0, 1)
                lock.acquire()
        except Timeout as error:
            raise StoreError(f"another process is writing the index in {self.folder}; wait for it to end") from error
        except OSError as error:
            raise StoreError(
                f"the index cannot be written in {self.folder} ({error.strerror or error}); make that folder writable "
                "or name another with --index"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _settings(self) -> dict[str, str] | None:
        """The settings of the index, or None where there is no whole version yet."""
        if not self._store.exists:
            return None
        with self._store.reading() as connection:
            found = settings(connection)
        if "version" not in found:  # killed before the first version was whole
            return None
        if missing := SETTINGS - found.keys():
            raise damaged(self.folder, f"it lacks its setting {min(missing)}")
        return found

    def _recorded_model(self, *, rebuild: bool) -> str | None:
        """The model that the index was made with; None where there is none, or it cannot be read and is rebuilt."""
        try:
            return (self._settings() or {}).get("model")
        except StoreError:
            if rebuild:
                return None
            raise

    def _agree(self) -> None:
        """Take the model from the index; refuse another corpus or model than the one it was made with."""
        found = self._settings() or {}
        if self._model not in (None, found["model"]):
            raise ModelMismatch(
                f"the index in {self.folder} was made with the model {found['model']!r}, not {self._model!r}; leave "
                f"--model out, or run: fonti index {self.corpus} --index {self.folder} --model {self._model} --rebuild"
            )
        if found["corpus"] != str(self.corpus):
            raise StoreError(
                f"the index in {self.folder} is of another corpus, {found['corpus']}, not {self.corpus}; "
                "name another place with --index"
            )
        self._model = found["model"]
