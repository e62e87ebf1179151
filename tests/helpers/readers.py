"""A deterministic reader without a model."""

import re
from collections.abc import Sequence

from fonti.index import Reading, Window

_WORD = re.compile(r"\w+")


class FakeReader:
    """A reader that takes the first number of a window for the answer.

    Its score is 5 if the window or its heading has every longer word of the question, else -5.

    Attributes:
        name: Its name.
        fingerprint: What identifies it.
        windows: What it was asked to read.

    """

    def __init__(self) -> None:
        self.name = "fake"
        self.fingerprint = "fa4e"
        self.windows: list[Window] = []

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the first number of each window."""
        self.windows += windows
        return [self._read(question, window) for window in windows]

    def _read(self, question: str, window: Window) -> Reading:
        wanted = {word for word in _WORD.findall(question.lower()) if len(word) > 4}
        present = set(_WORD.findall(f"{window.heading} {window.text}".lower()))
        number = re.search(r"\d+", window.text)
        start, end = number.span() if number else (0, min(1, len(window.text)))
        return Reading(start, end, 5.0 if wanted <= present else -5.0)
