"""A reader that is loaded when it is first needed."""

import threading
from collections.abc import Callable

from fonti.index.models.caching_reader import CachingReader
from fonti.index.models.encoder import (
    EMBEDDED,
    Encoder,
    ModelEncoder,
    normalize_model_name,
)
from fonti.index.models.reader import NO_READER, Reader


class LazyReader:
    """Loads a reader when it is first needed, with a cache of its readings.

    Args:
        chosen: The reader, or its name, or "none"; None for the reader that belongs to the encoder.

    """

    def __init__(self, chosen: str | Reader | None) -> None:
        self._chosen = chosen
        self._reader: CachingReader | None = None
        self._lock = threading.Lock()

    def load(self, load_encoder: Callable[[], Encoder]) -> Reader | None:
        """Return the reader; None if there is none.

        Args:
            load_encoder: Returns the encoder, to which a reader may belong.

        Raises:
            ModelError: The reader or the encoder cannot be loaded.

        """
        with self._lock:
            if self._reader is None:
                reader = self._load(load_encoder)
                self._reader = CachingReader(reader) if reader else None
            return self._reader

    def _load(self, load_encoder: Callable[[], Encoder]) -> Reader | None:
        chosen = self._chosen
        if chosen in (None, EMBEDDED):
            encoder = load_encoder()
            return encoder.reader if isinstance(encoder, ModelEncoder) else None
        if not isinstance(chosen, str):
            return chosen
        if chosen == NO_READER:
            return None

        # Imported late: it takes seconds, and the reader of the embedded model does without.
        from fonti.index.models.transformers_reader import load_reader

        return load_reader(normalize_model_name(chosen) or "")
