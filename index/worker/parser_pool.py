"""Parse several files at a time, each in a child process of its own."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from types import TracebackType

from fonti.index.worker.parsed_text import ParsedText
from fonti.index.worker.parser import PageCallback, Parser


class ParserPool:
    """Some parsers, each of which parses one file at a time.

    Attributes:
        count: How many there are.

    Args:
        count: How many there are.
        ocr: Whether the text of scans is recognized, where OCR is installed.
        on_page: Is called while scans are recognized, by one thread at a time, with the pages that
            were recognized and all pages of these scans.

    """

    def __init__(self, count: int, *, ocr: bool, on_page: PageCallback) -> None:
        self.count = count
        self._on_page = on_page
        # The pages of the scans that are being recognized, by the number of the parser.
        self._pages: dict[int, tuple[int, int]] = {}
        self._pages_lock = threading.Lock()

        self._parsers = [
            Parser(ocr=ocr, on_page=partial(self._report_page, number)) for number in range(count)
        ]
        self._idle: SimpleQueue[int] = SimpleQueue()
        for number in range(count):
            self._idle.put(number)
        self._threads = ThreadPoolExecutor(count, "parsing")

    def __enter__(self) -> "ParserPool":
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exception is not None:
            for parser in self._parsers:
                parser.abort()
        self._threads.shutdown(cancel_futures=True)
        for parser in self._parsers:
            parser.close()

    def parse(self, suffix: str, content: bytes) -> "Future[ParsedText]":
        """Start to parse a file, as soon as a parser is free; see `Parser.parse`."""
        return self._threads.submit(self._parse, suffix, content)

    def _parse(self, suffix: str, content: bytes) -> ParsedText:
        number = self._idle.get()
        try:
            return self._parsers[number].parse(suffix, content)
        finally:
            with self._pages_lock:
                self._pages.pop(number, None)
            self._idle.put(number)

    def _report_page(self, number: int, done: int, total: int) -> None:
        with self._pages_lock:
            self._pages[number] = (done, total)
            counts = self._pages.values()
            self._on_page(sum(count for count, _ in counts), sum(count for _, count in counts))
