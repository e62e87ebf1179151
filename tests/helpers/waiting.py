"""Assistants and encoders that wait until a test lets them go on, and waiting for threads."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from fonti.index import EncodedText
from fonti.qa import Answer, Assistant
from tests.helpers.fakes import FakeEncoder

# Longer than anything takes on a machine that does much besides.
TIMEOUT_SECONDS = 60


def wait_until(is_done: Callable[[], bool]) -> None:
    """Wait for something that another thread does; fail if it takes too long."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class BlockedAssistant(Assistant):
    """An assistant that answers when `go` is set.

    Attributes:
        go: Lets it answer.
        asked_count: How often it was asked.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.library)
        self.go = threading.Event()
        self.asked_count = 0

    def ask(self, question: str, **options: Any) -> Answer:
        """Wait, then answer."""
        self.asked_count += 1
        assert self.go.wait(TIMEOUT_SECONDS)
        return super().ask(question, **options)


class BlockedEncoder(FakeEncoder):
    """A fake encoder that encodes passages when `go` is set.

    Attributes:
        go: Lets it encode.
        has_started: Is set when it is asked to encode.
        error: What it raises then, if anything.
    """

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.has_started = threading.Event()
        self.error: Exception | None = None

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Wait, then encode or fail."""
        self.has_started.set()
        assert self.go.wait(TIMEOUT_SECONDS)
        if self.error:
            raise self.error
        return super().encode_passages(texts)
