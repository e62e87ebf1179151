"""Parse files in a child process, so that one that hangs, crashes or swells takes nothing with it."""

import json
import os
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from fonti.index.errors import CorpusError
from fonti.index.formats import READERS, Extract, Heading, Layout, Unreadable, extract
from fonti.index.formats.framing import receive, send

_MEMORY = 1 << 30  # bytes that a parser may take
_SECONDS = 120.0  # that it may take for one file

Order = dict[
    str, Any
]  # what is to be done with a file's bytes: one of the cases of `index.formats.__main__`


class Crashed(Unreadable):
    """A parser's process ended on a file, which may lie with the moment: another time it may be read."""


class Parser:
    """Parses files one after another, in a child that is started when it is needed and again when it died.

    `memory` (bytes) and `seconds` (for one file) are its limits.
    """

    def __init__(self, *, memory: int = _MEMORY, seconds: float = _SECONDS) -> None:
        self._memory, self._seconds = memory, seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def parse(self, suffix: str, content: bytes) -> Extract:
        """The text of a file's bytes, by the suffix of its name. Raises Unreadable with the reason."""
        if READERS[suffix] == "plain":  # decoded in bounded time and memory, by no parser
            return extract(suffix, content)
        reply = self._reply({"parse": suffix}, content)
        headings = tuple(Heading(**heading) for heading in reply.pop("headings"))
        return Extract(**reply | {"headings": headings, "pages": tuple(reply["pages"])})

    def draw(self, content: bytes, number: int) -> bytes:
        """The picture (PNG) of a page of a PDF, counted from 1. Raises Unreadable with the reason."""
        return b64decode(self._reply({"draw": number}, content)["picture"])

    def lay_out(self, content: bytes, texts: Mapping[int, str]) -> tuple[Layout, ...]:
        """How pages of a PDF look, by their numbers, and where a text of each stands on it. Raises Unreadable."""
        layouts = self._reply({"lay_out": list(texts.items())}, content)["layouts"]
        return tuple(
            Layout(**each | {"marks": tuple(map(tuple, each["marks"]))}) for each in layouts
        )

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _reply(self, order: Order, content: bytes) -> dict[str, Any]:
        """What a child replies, a new one where the one that was there died. Raises Unreadable."""
        used = self._child is not None
        reply = self._ask(order, content)
        if used and (reply is None or reply.get("worn")):  # what came before may have filled it
            self.close()
            reply = self._ask(order, content)
        if reply is None:
            raise Crashed("damaged: its parser crashed on it, or took too much memory")
        if "unreadable" in reply:
            raise Unreadable(reply["unreadable"])
        return reply

    def _ask(self, order: Order, content: bytes) -> dict[str, Any] | None:
        """What the child replies; None where it died. Raises Unreadable where it took too long."""
        child = self._child = self._child or self._start()
        timer = threading.Timer(self._seconds, child.kill)
        timer.start()
        try:
            reply = _exchange(child, json.dumps(order).encode(), content)
        finally:
            late = not timer.is_alive()
            timer.cancel()
        if reply is not None:
            return reply
        self.close()
        if late:
            raise Unreadable(f"it takes more than {self._seconds:g} s to read")
        return None

    def _start(self) -> "subprocess.Popen[bytes]":
        # -P and the path: the same packages as here, never those of the folder that the user happens to be in.
        command = [
            sys.executable,
            "-P",
            "-m",
            "fonti.index.formats",
            str(self._memory),
            str(self._seconds),
        ]
        path = os.pathsep.join(entry for entry in sys.path if entry)
        environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        try:
            return subprocess.Popen(  # noqa: S603
                command, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment
            )
        except OSError as error:
            raise CorpusError(
                f"no process can be started to read documents ({error.strerror}); try again"
            ) from error


def _exchange(child: "subprocess.Popen[bytes]", *messages: bytes) -> dict[str, Any] | None:
    """Send messages to a child and take its reply; None where it died."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        for message in messages:
            send(child.stdin, message)
        child.stdin.flush()
    except OSError:
        return None
    reply = receive(child.stdout)
    return None if reply is None else dict(json.loads(reply))
