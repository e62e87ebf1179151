"""Parse files in a child process: one that hangs, crashes or takes too much memory does no harm."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Any

from fonti.index.errors import CorpusError, Reason, system_reason
from fonti.index.formats import PageLayout, PictureRect, Unreadable
from fonti.index.worker.framing import receive, send
from fonti.index.worker.parsed_text import ParsedText, decode_parsed_text

_MEMORY_LIMIT_BYTES = 1 << 30
_TIME_LIMIT_SECONDS = 120.0

# The longest values of a reply, and the most messages after them: no file has more, but one may
# have taken over its parser.
_MAX_VALUES_BYTES = 32 << 20
_MAX_ATTACHMENTS = 3

# What to do with the bytes of a file: one of the cases of `fonti.index.worker.__main__`.
Request = dict[str, Any]

# Is called with the pages of a scan that were recognized so far, and their total.
PageCallback = Callable[[int, int], None]


def _ignore_page(done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply of the process: its values, and the bytes that followed them."""

    values: dict[str, Any]
    attachments: list[bytes]


class Parser:
    """Parses files one after another in a child process.

    The process is started when it is first needed, and again after it died.

    Args:
        memory_limit: The memory that the process may take, in bytes.
        time_limit: The time that it may take for one file, in seconds; for a scan, for one page,
            and for a long text, for some of its passages.
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
        # The folder in which the process may write.
        self._temporary: TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def parse(self, suffix: str, content: bytes) -> ParsedText:
        """Return the text of a file with its passages, by the suffix of its name.

        Raises:
            Unreadable: If the file has no text that can be read.

        """
        reply = self._execute({"parse": suffix, "ocr": self._ocr}, content)
        with self._checking():
            return decode_parsed_text(reply.values, reply.attachments)

    def render_page(self, content: bytes, number: int, *, suffix: str = ".pdf") -> bytes:
        """Return a page of a PDF or of a picture as PNG; `number` counts from 1.

        Raises:
            Unreadable: If the page cannot be rendered.

        """
        reply = self._execute({"render_page": number, "suffix": suffix}, content)
        with self._checking():
            (picture,) = reply.attachments
            return picture

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
        with self._checking():
            return tuple(map(_make_layout, reply.values["layouts"]))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            _kill(self._process)
            self._process.communicate()
            self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    @contextmanager
    def _checking(self) -> Iterator[None]:
        """End the process if its reply is none that Fonti's own code makes.

        Raises:
            Unreadable: If it is none.

        """
        try:
            yield
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            self.close()
            raise Unreadable("parser_crashed") from error

    def _execute(self, request: Request, content: bytes) -> Reply:
        """Return the result of a request.

        If the process fails, the request is repeated in a new one: the memory that other files left
        may be the cause, or the system, which ends processes of its own accord.

        Raises:
            Unreadable: If the file cannot be read.

        """
        is_new_process = self._process is None
        reply = self._send_request(request, content)
        if reply is None or (reply.values.get("retry") and not is_new_process):
            self.close()
            reply = self._send_request(request, content)

        if reply is None:
            raise Unreadable("parser_crashed")
        if "unreadable" in reply.values:
            reason = Reason.from_json(reply.values["unreadable"])
            raise Unreadable(reason.code, **reason.params)
        return reply

    def _send_request(self, request: Request, content: bytes) -> Reply | None:
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
            if "progress" not in reply.values:
                return reply
            # Without numbers, it only says that the process is at work.
            if page := reply.values["progress"]:
                self._on_page(*page)
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
            "fonti.index.worker",
            str(self._memory_limit),
            str(self._time_limit),
        ]
        try:
            self._temporary = TemporaryDirectory(prefix="fonti-", ignore_cleanup_errors=True)
            environment = {
                **os.environ,
                "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
                "TMPDIR": self._temporary.name,
                "OPENBLAS_NUM_THREADS": "1",
                # Tesseract is no faster with more.
                "OMP_THREAD_LIMIT": "1",
            }
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


def _make_layout(values: dict[str, Any]) -> PageLayout:
    """Return the layout of a page from its values in a reply."""
    boxes = tuple(PictureRect(**box) for box in values["text_boxes"])
    return PageLayout(**{**values, "text_boxes": boxes})


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process, and the programs that it started."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: "subprocess.Popen[bytes]", *messages: bytes) -> Reply | None:
    """Send messages to a process and return its reply; None if it died, or if it is no reply."""
    if process.stdin is None or process.stdout is None:
        return None

    try:
        for message in messages:
            send(process.stdin, message)
        process.stdin.flush()
        return _receive_reply(process.stdout)
    # What a process that a file took over may send.
    except (OSError, KeyError, RecursionError, TypeError, ValueError):
        return None


def _receive_reply(stream: IO[bytes]) -> Reply | None:
    """Return the next reply of a process; None if the process died.

    Raises:
        KeyError, RecursionError, TypeError or ValueError: It is not a reply.

    """
    message = receive(stream, _MAX_VALUES_BYTES)
    if message is None:
        return None

    values = dict(json.loads(message))
    attachments: list[bytes] = []
    for _ in range(min(values.pop("attachments"), _MAX_ATTACHMENTS)):
        attachment = receive(stream)
        if attachment is None:
            return None
        attachments.append(attachment)
    return Reply(values, attachments)
