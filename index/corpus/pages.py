"""The pages of a PDF document as they look, drawn apart from this process from the file that was indexed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fonti.index.corpus.files import read_content, sha256_of
from fonti.index.corpus.uploads import upload
from fonti.index.formats import Layout, Unreadable, suffix_of
from fonti.index.formats.worker import Parser
from fonti.index.types import Document, Skipped

_SECONDS = 20.0  # that pages may take: someone waits for them


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a document, and the bytes of its file."""

    document: Document
    content: bytes

    def picture(self, number: int) -> bytes | None:
        """The picture (PNG) of a page, counted from 1; None where it cannot be drawn."""
        try:
            with Parser(seconds=_SECONDS) as parser:
                return parser.draw(self.content, number)
        except Unreadable:
            return None

    def layouts(self, numbers: Iterable[int], span: tuple[int, int]) -> tuple[Layout, ...]:
        """How some pages look, and where a span of the text stands on them; empty where they cannot be drawn."""
        ends = [*self.document.pages, len(self.document.text)]
        spans = dict(enumerate(pairwise(ends), 1))
        texts = {number: self._within(span, spans[number]) for number in numbers if number in spans}
        try:
            with Parser(seconds=_SECONDS) as parser:
                return parser.lay_out(self.content, texts)
        except Unreadable:
            return ()

    def _within(self, span: tuple[int, int], page: tuple[int, int]) -> str:
        """What a page holds of a span."""
        return self.document.text[max(span[0], page[0]) : min(span[1], page[1])]


def open_pages(document: Document | None, sha256: str, corpus: Path, index: Path) -> Pages | None:
    """The pages of a document; None where it is no PDF, its SHA-256 begins otherwise, or its file is not that one now.

    It is looked for in the corpus and among the uploads of the index's folder; whatever its name leads to, nothing is
    shown that was not indexed.
    """
    if (
        document is None
        or suffix_of(document.source) != ".pdf"
        or not document.sha256.startswith(sha256)
    ):
        return None
    in_corpus = corpus if corpus.is_file() else corpus / document.source
    for path in filter(None, (in_corpus, upload(index, document.source))):
        content = read_content(document.source, path)
        if not isinstance(content, Skipped) and sha256_of(content) == document.sha256:
            return Pages(document, content)
    return None
