"""Documents: a file's text with what is known of it."""

from collections.abc import Iterable
from pathlib import Path

from fonti.index.corpus.files import find_files, read_content, sha256_of
from fonti.index.formats import Extract, Unreadable, suffix_of
from fonti.index.formats.worker import Parser
from fonti.index.text.language import detect_language
from fonti.index.types import Document, Skipped

_ENOUGH = 80  # code points from which a text tells its language better than its file does


def language_of(extract: Extract) -> str:
    """The language of a text, as an ISO 639-1 code: what it reads like, or what its file says where it is too short."""
    return (
        extract.language
        if extract.language and len(extract.text) < _ENOUGH
        else detect_language(extract.text)
    )


def read_sources(corpus: Path, sources: Iterable[str]) -> dict[str, Document]:
    """The documents of some sources as they are in the corpus now; those that it lacks or cannot read are left out."""
    return read_files(find_files(corpus), sources)


def read_files(
    files: Iterable[tuple[str, Path] | Skipped], sources: Iterable[str]
) -> dict[str, Document]:
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
    return Document(
        source, extract.text, sha256_of(content), extract.encoding, language_of(extract), *about
    )
