"""Fake encoders that are interrupted, slow, or do something else meanwhile."""

import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from fonti.index import EncodedText
from tests.helpers.fakes import FakeEncoder


class InterruptedEncoder(FakeEncoder):
    """A fake encoder that raises KeyboardInterrupt, as Ctrl-C does, at a batch, once.

    Args:
        name: The name of the model.
        batch: The number of the batch, from 1.
    """

    def __init__(self, batch: int, *, name: str = "fake") -> None:
        super().__init__(name=name)
        self._batches_left = batch

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages, or raise KeyboardInterrupt."""
        self._batches_left -= 1
        if self._batches_left == 0:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


class SlowEncoder(FakeEncoder):
    """A fake encoder that prints a line at each batch, and is slow from the second one on."""

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Print a line, wait, and encode passages."""
        sys.stdout.write("batch\n")
        sys.stdout.flush()
        if self.encoded:
            threading.Event().wait(60)
        return super().encode_passages(texts)


class MeddlingEncoder(FakeEncoder):
    """A fake encoder that calls `meddle`, once, when it encodes passages."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        super().__init__()
        self._meddle: Callable[[], object] | None = meddle

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Call `meddle` at the first batch, and encode passages."""
        if self._meddle is not None:
            self._meddle()
            self._meddle = None
        return super().encode_passages(texts)


class MeddledEncoder(FakeEncoder):
    """A fake encoder that calls `meddle`, once, when its fingerprint is read.

    That is where a question has read the settings of a version and not loaded it yet, so that
    another thread can change the index in between.
    """

    def __init__(self) -> None:
        self.meddle: Callable[[], object] | None = None
        super().__init__()

    def __getattribute__(self, name: str) -> Any:
        if name == "fingerprint" and self.meddle is not None:
            meddle = self.meddle
            self.meddle = None
            meddle()
        return super().__getattribute__(name)


class OtherEncoder(FakeEncoder):
    """An encoder in whose place another process loads one of another model."""

    def __reduce__(self) -> tuple[Any, ...]:
        return FakeEncoder, (), {"fingerprint": "00"}
