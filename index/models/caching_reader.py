"""A cache around a reader: a question and a window that were read lately are not read again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from fonti.index.models.reader import Reader, Reading, Window

# Cached readings at most: those of a few hundred questions.
_MAX_CACHED = 1024


class CachingReader:
    """Wraps a reader with a cache of its latest readings (least recently used go first).

    Args:
        reader: The reader that reads what is not in the cache.

    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._readings: OrderedDict[tuple[str, Window], Reading] = OrderedDict()
        self._lock = Lock()
        self.name = reader.name
        self.fingerprint = reader.fingerprint

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the reading of each window, in the order of the windows."""
        readings = self._get_cached(question, windows)
        unread = [window for window in dict.fromkeys(windows) if window not in readings]
        if unread:
            new_readings = dict(zip(unread, self._reader.read(question, unread), strict=True))
            readings |= new_readings
            self._cache(question, new_readings)
        return [readings[window] for window in windows]

    def _get_cached(self, question: str, windows: Sequence[Window]) -> dict[Window, Reading]:
        """Return the readings that are in the cache."""
        readings = {}
        with self._lock:
            for window in windows:
                key = (question, window)
                if key in self._readings:
                    self._readings.move_to_end(key)
                    readings[window] = self._readings[key]
        return readings

    def _cache(self, question: str, readings: dict[Window, Reading]) -> None:
        """Add readings to the cache, and drop the least recently used ones."""
        with self._lock:
            for window, reading in readings.items():
                self._readings[question, window] = reading
            while len(self._readings) > _MAX_CACHED:
                self._readings.popitem(last=False)
