"""Parse files in a child process: one that hangs, crashes or takes too much memory does no harm."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from fonti.index.bibliographic_data import BibliographicData
from fonti.index.errors import CorpusError, Reason, system_reason
from fonti.index.formats import PageLayout, PictureRect, Unreadable
from fonti.index.formats.metadata import Bibliography, BibliographyEntry, Metadata
from fonti.index.worker.framing import Reply
from fonti.index.worker.parsed_text import ParsedText, decode_parsed_text
from fonti.index.worker.process import (
    ProcessOptions,
    WorkerProcess,
    acquire_process,
    release_process,
)

_MEMORY_LIMIT_BYTES = 1 << 30
_TIME_LIMIT_SECONDS = 120.0

# What to do with the bytes of a file: one of the cases of `fonti.index.worker.__main__`.
Request = dict[str, Any]

# Is called with the pages of a scan that were recognized so far, and their total.
PageCallback = Callable[[int, int], None]


def _ignore_page(done: int, total: int) -> None:
    """Report nothing."""


class Parser:
    """Parses files one after another in a child process.

    The process is started when it is first needed, and again after it died. It is the last one of
    another parser with the same limits, if that still waits.

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
        self._process: WorkerProcess | None = None
        self._is_aborted = False

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
        with self._checking_reply():
            return decode_parsed_text(reply.values, reply.attachments)

    def render_page(self, content: bytes, number: int, *, suffix: str = ".pdf") -> bytes:
        """Return a page of a PDF or of a picture as PNG; `number` counts from 1.

        Raises:
            Unreadable: If the page cannot be rendered.

        """
        reply = self._execute({"render_page": number, "suffix": suffix}, content)
        with self._checking_reply():
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
        with self._checking_reply():
            return tuple(map(_make_layout, reply.values["layouts"]))

    def read_bibliography(self, content: bytes) -> Bibliography:
        """Return the entries of a bibliography in BibTeX or BibLaTeX.

        Raises:
            Unreadable: If it cannot be read.

        """
        reply = self._execute({"read_bibliography": True}, content)
        with self._checking_reply():
            entries = [
                BibliographyEntry(_decode_metadata(entry["metadata"]), tuple(entry["paths"]))
                for entry in reply.values["entries"]
            ]
            return Bibliography(tuple(entries), int(reply.values["damaged"]))

    def close(self) -> None:
        """Release the process, which waits a while for the next parser."""
        if self._process is not None:
            release_process(self._process)
            self._process = None

    def abort(self) -> None:
        """Stop now; the file that another thread parses and later ones fail as unreadable."""
        self._is_aborted = True
        process = self._process
        if process is not None:
            process.kill()

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    @contextmanager
    def _checking_reply(self) -> Iterator[None]:
        """End the process if its reply cannot be decoded: a file may have taken it over.

        Raises:
            Unreadable: If it cannot.

        """
        try:
            yield
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            self._end_process()
            raise Unreadable("parser_crashed") from error

    def _execute(self, request: Request, content: bytes) -> Reply:
        """Return the result of a request.

        If the process fails, the request is repeated in a new one: the memory that other files left
        may be the cause, or the system, which ends processes of its own accord.

        Raises:
            Unreadable: If the file cannot be read.

        """
        process = self._get_process()
        has_replied = process.has_replied
        reply = self._send_request(process, request, content)
        needs_retry = reply is None or (reply.values.get("retry") and has_replied)
        if needs_retry and not self._is_aborted:
            self._end_process()
            reply = self._send_request(self._get_process(), request, content)

        if reply is None:
            raise Unreadable("parser_crashed")
        if "unreadable" in reply.values:
            reason = Reason.from_json(reply.values["unreadable"])
            raise Unreadable(reason.code, **reason.params)
        return reply

    def _get_process(self) -> WorkerProcess:
        """Return the process of this parser.

        Raises:
            CorpusError: It cannot be started.
            Unreadable: The parser was aborted.

        """
        if self._is_aborted:
            raise Unreadable("parser_crashed")
        if self._process is None:
            options = ProcessOptions.choose(self._memory_limit, self._time_limit)
            try:
                self._process = acquire_process(options)
            except OSError as error:
                raise CorpusError("parser_not_started", reason=system_reason(error)) from error

        process = self._process
        # The process may have been starting when the parser was aborted.
        if self._is_aborted:
            self._end_process()
            raise Unreadable("parser_crashed")
        return process

    def _send_request(
        self, process: WorkerProcess, request: Request, content: bytes
    ) -> Reply | None:
        """Return the reply of the process; None if it died.

        Whatever interrupts the process before its reply ends it.

        Raises:
            Unreadable: If it took too long.

        """
        messages = [json.dumps(request).encode(), content]
        try:
            while True:
                timer = threading.Timer(self._time_limit, process.kill)
                timer.start()
                try:
                    reply = process.exchange(*messages)
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
        except BaseException:
            self._end_process()
            raise

        self._end_process()
        if is_too_late:
            raise Unreadable("parser_timed_out", seconds=self._time_limit)
        return None


def _make_layout(values: dict[str, Any]) -> PageLayout:
    """Return the layout of a page from its values in a reply."""
    boxes = tuple(PictureRect(**box) for box in values["text_boxes"])
    return PageLayout(**{**values, "text_boxes": boxes})


def _decode_metadata(values: dict[str, Any]) -> Metadata:
    """Return the metadata of an entry of a bibliography."""
    return Metadata(**{**values, "reference": BibliographicData.from_json(values["reference"])})
