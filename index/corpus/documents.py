"""Read documents from their current files, without an index."""

from collections.abc import Iterable
from pathlib import Path

from fonti.index.corpus.files import SourceFile, compute_sha256, find_files, read_content
from fonti.index.extraction_warnings import group_by_reason
from fonti.index.formats import Unreadable, suffix_of
from fonti.index.types import Document, Skipped
from fonti.index.worker.parser import Parser


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
        parsed = parser.parse(suffix_of(file.source), content)
    except Unreadable:
        return None

    return Document(
        source=file.source,
        text=parsed.text,
        sha256=compute_sha256(content),
        encoding=parsed.encoding,
        language=parsed.language,
        title=parsed.title,
        author=parsed.author,
        date=parsed.date,
        pages=parsed.pages,
        warnings=group_by_reason(parsed.warnings),
    )
