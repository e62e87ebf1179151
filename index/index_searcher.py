"""Search an index: its encoder, its reader, and its newest version, open to be searched."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fonti.index.engine import IndexEngine
from fonti.index.index_reader import IndexReader
from fonti.index.models.encoder import Encoder, normalize_model_name
from fonti.index.models.lazy_reader import LazyReader
from fonti.index.models.load import open_encoder
from fonti.index.models.prepare import compile_in_child
from fonti.index.models.reader import Reader
from fonti.index.progress import ProgressCallback
from fonti.index.search.backend import SearchBackend
from fonti.index.store.settings import IndexSettings, check_corpus_and_model, check_encoder


class IndexSearcher(IndexReader):
    """The part of a library that searches its index, for which it loads models."""

    def __init__(
        self,
        corpus: Path,
        folder: Path,
        engine: IndexEngine,
        *,
        model: str | Encoder | None,
        reader: str | Reader | None,
        on_progress: ProgressCallback,
    ) -> None:
        super().__init__(corpus, folder, engine)
        self._on_progress = on_progress

        self._encoder: Encoder | None = None
        if model is None or isinstance(model, str):
            self._model = normalize_model_name(model)
        else:
            self._model = model.name
            self._encoder = model
        self._encoder_lock = threading.Lock()

        self._lazy_reader = LazyReader(reader)

    def encoder(self) -> Encoder:
        """Return the encoder of the index, which is loaded when it is first needed.

        Raises:
            ModelError: The model cannot be loaded.

        """
        with self._encoder_lock:
            if self._encoder is None:
                self._encoder = open_encoder(self._model, on_progress=self._on_progress)
            return self._encoder

    def compile_model(self) -> None:
        """Compile the model of the index in a process of its own, unless that was done before.

        The process gives its memory back when it ends. If it fails, `encoder` tries it again.
        """
        if self._encoder is None:
            settings = self._engine.load_settings()
            compile_in_child(settings.model if settings else self._model, self._on_progress)

    def reader(self) -> Reader | None:
        """Return the reader that was chosen, or else that of the encoder; None if there is none.

        Raises:
            ModelError: The reader or the encoder cannot be loaded.

        """
        return self._lazy_reader.load(self.encoder)

    @contextmanager
    def snapshot(self) -> Iterator[SearchBackend]:
        """Yield the newest version of the index as a snapshot, which never changes."""
        with self._engine.open_version() as version:
            yield version.open_search(self._load_encoder_of(version.settings))

    def _use_settings(self, settings: IndexSettings) -> None:
        """Check that an index has the requested corpus and model, and use its model."""
        check_corpus_and_model(settings, self.folder, self.corpus, self._model, self._encoder)
        self._model = settings.model

    def _load_encoder_of(self, settings: IndexSettings) -> Encoder:
        """Return the encoder, if the index was made with it. Raises ModelMismatch."""
        encoder = self.encoder()
        check_encoder(settings, self.folder, encoder)
        return encoder
