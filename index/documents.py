"""Documents: a file's text with what is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.files import Skipped, find_files, read_content, sha256_of
from index.formats import Extract, Unreadable, page_of, suffix_of
from index.language import detect_language
from index.parsing import Parser

_ENOUGH = 80  # code points from which a text tells its language better than its file does


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Document:
    """A file's text, as it is stored and quoted.

    `source` is the path relative to the corpus root, with `/`; `sha256` is of the file's bytes, in hexadecimal;
    `encoding` is the name that plain text was decoded with; `language` is an ISO 639-1 code. `title`, `author`, `date`
    (ISO 8601) and `pages` (the code points at which pages begin) are as the file has them.
    """

    source: str
    text: str
    sha256: str
    encoding: str
    language: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()

    def page(self, at: int) -> int | None:
        """The number of the page, from 1, that a code point stands on; None for a format without pages."""
        return page_of(self.pages, at)


def language_of(extract: Extract) -> str:
    """The language of a text, as an ISO 639-1 code: what it reads like, or what its file says where it is too short."""
    return extract.language if extract.language and len(extract.text) < _ENOUGH else detect_language(extract.text)


def read_sources(corpus: Path, sources: Iterable[str]) -> dict[str, Document]:
    """The documents of some sources as they are in the corpus now; those that it lacks or cannot read are left out."""
    return read_files(find_files(corpus), sources)


def read_files(files: Iterable[tuple[str, Path] | Skipped], sources: Iterable[str]) -> dict[str, Document]:
    """The documents of some sources, as their files are now; of two files of a source, the first is its own."""
    left, found = set(sources), {}
    with Parser() as parser:
        for listed in files:
            if isinstance(listed, tuple) and listed[0] in left:
                left.remove(listed[0])
                if document := _read(parser, *listed):
                    found[document.source] = document
    return found


def _read(parser: Parser, source: str, path: Path) -> Document | None:
    content = read_content(source, path)
    if isinstance(content, Skipped):
        return None
    try:
        extract = parser.parse(suffix_of(source), content)
    except Unreadable:
        return None
    about = (extract.title, extract.author, extract.date, extract.pages)
    return Document(source, extract.text, sha256_of(content), extract.encoding, language_of(extract), *about)
