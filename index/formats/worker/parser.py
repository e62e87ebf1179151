"""Parse files in a child process: one that hangs, crashes or takes too much memory does no harm."""

import json
import os
import signal
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

from fonti.index.errors import CorpusError, Reason, system_reason
from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.formats import (
    FORMATS,
    ExtractedText,
    Heading,
    PageLayout,
    ParserCrashed,
    PictureRect,
    Unreadable,
    extract,
)
from fonti.index.formats.worker.framing import receive, send

_MEMORY_LIMIT_BYTES = 1 << 30
_TIME_LIMIT_SECONDS = 120.0

# What to do with the bytes of a file: one of the cases of `fonti.index.formats.worker.__main__`.
Request = dict[str, Any]

# Is called with the pages of a scan that were recognized so far, and their total.
PageCallback = Callable[[int, int], None]


def _ignore_page(done: int, total: int) -> None:
    """Report nothing."""


class Parser:
    """Parses files one after another in a child process.

    The process is started when it is first needed, and again after it died.

    Args:
        memory_limit: The memory that the process may take, in bytes.
        time_limit: The time that it may take for one file, in seconds; for a scan, for one page.
        ocr: Whether the text of scans is recognized, where OCR is installed.
        on_page: Is called while a scan is recognized.

    """

    def __init__(
        self,
        *,
        memory_limit: int = _MEMORY_LIMIT_BYTES,
        time_limit: float = _TIME_LIMIT_SECONDS,
        ocr: bool = True,
        on_page: PageCallback = _ignore_page,
    ) -> None:
        self._memory_limit = memory_limit
        self._time_limit = time_limit
        self._ocr = ocr
        self._on_page = on_page
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def parse(self, suffix: str, content: bytes) -> ExtractedText:
        """Return the text of a file, by the suffix of its name.

        Raises:
            Unreadable: If the file has no text that can be read.

        """
        if not FORMATS[suffix].needs_process:
            return extract(suffix, content)

        reply = self._execute({"parse": suffix, "ocr": self._ocr}, content)
        reply["headings"] = tuple(Heading(**heading) for heading in reply["headings"])
        reply["pages"] = tuple(reply["pages"])
        reply["warnings"] = tuple(map(ExtractionWarning.from_json, reply["warnings"]))
        return ExtractedText(**reply)

    def render_page(self, content: bytes, number: int, *, suffix: str = ".pdf") -> bytes:
        """Return a page of a PDF or of a picture as PNG; `number` counts from 1.

        Raises:
            Unreadable: If the page cannot be rendered.

        """
        return b64decode(
            self._execute({"render_page": number, "suffix": suffix}, content)["picture"]
        )

    def locate_texts(
        self, content: bytes, texts: Mapping[int, str], *, suffix: str = ".pdf"
    ) -> tuple[PageLayout, ...]:
        """Locate a text on each of some pages, and return the layouts of these pages.

        Args:
            content: The bytes of the file.
            texts: The text to locate on each page, by its number, from 1.
            suffix: The suffix of the file's name: that of a PDF, or of a picture.

        Raises:
            Unreadable: If the file cannot be read.

        """
        reply = self._execute({"locate_texts": list(texts.items()), "suffix": suffix}, content)
        layouts = []
        for layout in reply["layouts"]:
            layout["text_boxes"] = tuple(PictureRect(**box) for box in layout["text_boxes"])
            layouts.append(PageLayout(**layout))
        return tuple(layouts)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            _kill(self._process)
            self._process.communicate()
            self._process = None

    def _execute(self, request: Request, content: bytes) -> dict[str, Any]:
        """Return the result of a request.

        If a process fails that parsed other files before, the memory that they left may be the
        cause: the request is repeated in a new process.

        Raises:
            Unreadable: If the file cannot be read.

        """
        is_new_process = self._process is None
        reply = self._send_request(request, content)
        if not is_new_process and (reply is None or reply.get("retry")):
            self.close()
            reply = self._send_request(request, content)

        if reply is None:
            raise ParserCrashed("parser_crashed")
        if "unreadable" in reply:
            reason = Reason.from_json(reply["unreadable"])
            raise Unreadable(reason.code, **reason.params)
        return reply

    def _send_request(self, request: Request, content: bytes) -> dict[str, Any] | None:
        """Return the reply of the process; None if it died.

        Raises:
            Unreadable: If it took too long.

        """
        if self._process is None:
            self._process = self._start_process()
        process = self._process

        messages = [json.dumps(request).encode(), content]
        while True:
            timer = threading.Timer(self._time_limit, _kill, [process])
            timer.start()
            try:
                reply = _exchange(process, *messages)
            finally:
                is_too_late = not timer.is_alive()
                timer.cancel()

            if reply is None:
                break
            if "progress" not in reply:
                return reply
            self._on_page(*reply["progress"])
            messages = []

        self.close()
        if is_too_late:
            raise Unreadable("parser_timed_out", seconds=self._time_limit)
        return None

    def _start_process(self) -> "subprocess.Popen[bytes]":
        # -P and PYTHONPATH: the process imports the same packages as this one, never those of the
        # folder that the user is in.
        command = [
            sys.executable,
            "-P",
            "-m",
            "fonti.index.formats.worker",
            str(self._memory_limit),
            str(self._time_limit),
        ]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "OPENBLAS_NUM_THREADS": "1",
            # Tesseract is no faster with more.
            "OMP_THREAD_LIMIT": "1",
        }
        try:
            return subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                # So that the programs that it starts end with it.
                start_new_session=True,
            )
        except OSError as error:
            raise CorpusError("parser_not_started", reason=system_reason(error)) from error


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process, and the programs that it started."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: "subprocess.Popen[bytes]", *messages: bytes) -> dict[str, Any] | None:
    """Send messages to a process and return its reply; None if it died."""
    if process.stdin is None or process.stdout is None:
        return None

    try:
        for message in messages:
            send(process.stdin, message)
        process.stdin.flush()
    except OSError:
        return None

    reply = receive(process.stdout)
    return None if reply is None else dict(json.loads(reply))
