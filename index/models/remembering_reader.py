"""A reader that remembers what another one read last."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from fonti.index.models.reader import Reader, Reading, Window

# Readings that are remembered: those of a few hundred questions.
_MAX_REMEMBERED = 4096


class RememberingReader:
    """A reader that reads a question with a window once, as long as it remembers it.

    Args:
        reader: The reader that reads what is not remembered.

    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._readings: OrderedDict[tuple[str, Window], Reading] = OrderedDict()
        self._lock = Lock()
        self.name = reader.name
        self.fingerprint = reader.fingerprint

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return what the reader makes of each window."""
        readings = self._recall(question, windows)
        unread = [window for window in dict.fromkeys(windows) if window not in readings]
        if unread:
            read = dict(zip(unread, self._reader.read(question, unread), strict=True))
            readings |= read
            self._remember(question, read)
        return [readings[window] for window in windows]

    def _recall(self, question: str, windows: Sequence[Window]) -> dict[Window, Reading]:
        """Return the readings that are remembered."""
        readings = {}
        with self._lock:
            for window in windows:
                key = (question, window)
                if key in self._readings:
                    self._readings.move_to_end(key)
                    readings[window] = self._readings[key]
        return readings

    def _remember(self, question: str, readings: dict[Window, Reading]) -> None:
        """Remember readings, and forget the oldest ones."""
        with self._lock:
            for window, reading in readings.items():
                self._readings[question, window] = reading
            while len(self._readings) > _MAX_REMEMBERED:
                self._readings.popitem(last=False)
