"""Check the documents that a question is limited to, and those that its answer cites."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from fonti.index import CorpusError, Library, Reason, fonti_command
from fonti.qa import Citation, create_filters
from fonti.ui.cli.language import get_language
from fonti.ui.cli.output import print_note_to_stderr
from fonti.ui.i18n.errors import localize

# Names that an error lists.
_MAX_NAMES = 3


def check_filters(
    library: Library, languages: Sequence[str] | None, sources: Sequence[str] | None
) -> None:
    """Check that the index has the documents that a question is limited to.

    Raises:
        CorpusError: No document is in any of the languages, or one of the sources is none.

    """
    filters = create_filters(languages, sources)
    if languages and filters.languages:
        known = tuple(library.status().languages)
        if filters.languages.isdisjoint(known):
            raise CorpusError("language_not_found", language=languages[0], languages=known)
    for source in sorted(filters.sources or ()):
        if library.document(source) is None:
            raise _make_unknown_source_error(library, source)


def warn_of_changed_documents(library: Library, citations: Iterable[Citation]) -> None:
    """Print a line on the standard error for each cited document whose file has changed."""
    command = fonti_command("index", library.corpus, "--index", library.folder)
    hashes = {citation.source: citation.sha256 for citation in citations}
    for source in library.find_changed_documents(hashes):
        reason = Reason("cited_document_changed", {"source": source, "command": command})
        print_note_to_stderr(localize(reason, get_language()))


def _make_unknown_source_error(library: Library, source: str) -> CorpusError:
    """Return the error of a source that the index does not have, with the names that are like it.

    A file is often named without its folder or its suffix.
    """
    command = fonti_command("list", library.folder)
    names = [document.source for document in library.documents()]
    similar = [name for name in names if source and source.lower() in name.lower()]
    similar += get_close_matches(source, names, _MAX_NAMES)
    if not similar:
        return CorpusError("document_not_found", source=source, command=command)
    listed = tuple(dict.fromkeys(similar))[:_MAX_NAMES]
    return CorpusError("document_not_found_but_similar", source=source, names=listed)
