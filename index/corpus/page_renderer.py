"""Render the pages of a PDF or a picture from the file that was indexed.

A child process renders them, since a damaged or malicious file can crash the renderer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fonti.index.corpus.files import compute_sha256, read_content
from fonti.index.corpus.uploads import find_upload
from fonti.index.formats import PageLayout, Unreadable, can_render_pages, suffix_of
from fonti.index.types import Document, Skipped
from fonti.index.worker.parser import Parser

# How long drawing may take: a user waits for it.
_TIME_LIMIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Renders the pages of a document from the bytes of its file."""

    document: Document
    content: bytes

    @property
    def _suffix(self) -> str:
        return suffix_of(self.document.source)

    def render_page(self, number: int) -> bytes | None:
        """Return the picture (PNG) of a page, counted from 1; None if it cannot be drawn."""
        try:
            with Parser(time_limit=_TIME_LIMIT_SECONDS) as parser:
                return parser.render_page(self.content, number, suffix=self._suffix)
        except Unreadable:
            return None

    def locate_span(self, numbers: Iterable[int], span: tuple[int, int]) -> tuple[PageLayout, ...]:
        """Return the sizes of some pages as pictures, and where a span of the text is on them.

        Args:
            numbers: The pages, counted from 1.
            span: The start and end of a quote, in code points of the document's text.

        Returns:
            A layout for each page; nothing if they cannot be drawn.

        """
        bounds = [*self.document.pages, len(self.document.text)]
        page_spans = dict(enumerate(pairwise(bounds), start=1))

        texts = {}
        for number in numbers:
            if number in page_spans:
                page_start, page_end = page_spans[number]
                start = max(span[0], page_start)
                end = min(span[1], page_end)
                texts[number] = self.document.text[start:end]

        try:
            with Parser(time_limit=_TIME_LIMIT_SECONDS) as parser:
                return parser.locate_texts(self.content, texts, suffix=self._suffix)
        except Unreadable:
            return ()


def open_page_renderer(
    document: Document | None, sha256: str, corpus: Path, index: Path
) -> PageRenderer | None:
    """Return a renderer of a document; None if it has no pages, or its file has changed.

    The file is looked for in the corpus and among the uploads. It is only used if its bytes are
    those that were indexed, whatever file the document's name leads to.

    Args:
        document: The document.
        sha256: The first digits of the SHA-256 of its file.
        corpus: The path of the corpus.
        index: The folder of the index.

    """
    if document is None or not can_render_pages(document.source):
        return None
    if not document.sha256.startswith(sha256):
        return None

    path_in_corpus = corpus if corpus.is_file() else corpus / document.source
    for path in (path_in_corpus, find_upload(index, document.source)):
        if path is None:
            continue
        content = read_content(document.source, path)
        if not isinstance(content, Skipped) and compute_sha256(content) == document.sha256:
            return PageRenderer(document, content)
    return None
