"""Read documents from their current files, without an index."""

from collections.abc import Iterable
from pathlib import Path

from fonti.index.corpus.files import SourceFile, compute_sha256, find_files, read_content
from fonti.index.extraction_warnings import group_by_reason
from fonti.index.formats import ExtractedText, Unreadable, suffix_of
from fonti.index.formats.worker.parser import Parser
from fonti.index.text.language import detect_language
from fonti.index.types import Document, Skipped

# A text of fewer code points says less about its language than its file does.
_MIN_CHARACTERS_TO_DETECT = 80


def choose_document_language(extract: ExtractedText) -> str:
    """Return the language of a text as an ISO 639-1 code.

    It is detected, unless the text is short and its file names the language.
    """
    if extract.language and len(extract.text) < _MIN_CHARACTERS_TO_DETECT:
        return extract.language
    return detect_language(extract.text)


def read_sources(corpus: Path, sources: Iterable[str]) -> dict[str, Document]:
    """Read the current files of some sources of a corpus, and return the documents by source.

    Sources that the corpus lacks, or that cannot be read, are left out.
    """
    return read_documents(find_files(corpus), sources)


def read_documents(
    files: Iterable[SourceFile | Skipped], sources: Iterable[str]
) -> dict[str, Document]:
    """Read the current files of some sources, and return the documents by source.

    Args:
        files: The files to search. If several have the same source, the first is read.
        sources: The sources. A source is left out if it has no file, or if the file cannot be read.

    """
    wanted = set(sources)
    documents = {}
    with Parser() as parser:
        for file in files:
            if isinstance(file, Skipped) or file.source not in wanted:
                continue
            wanted.remove(file.source)
            document = _read_document(parser, file)
            if document is not None:
                documents[file.source] = document
    return documents


def _read_document(parser: Parser, file: SourceFile) -> Document | None:
    content = read_content(file.source, file.path)
    if isinstance(content, Skipped):
        return None

    try:
        extract = parser.parse(suffix_of(file.source), content)
    except Unreadable:
        return None

    return Document(
        source=file.source,
        text=extract.text,
        sha256=compute_sha256(content),
        encoding=extract.encoding,
        language=choose_document_language(extract),
        title=extract.title,
        author=extract.author,
        date=extract.date,
        pages=extract.pages,
        warnings=group_by_reason(extract.warnings),
    )
