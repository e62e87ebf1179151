"""A document, a question, and what must be quoted, through the whole way to an answer."""

from dataclasses import dataclass
from pathlib import Path

from fonti.qa import Citation
from tests.helpers.assistants import fix_confidence, open_files
from tests.helpers.zip_documents import make_docx, make_paragraph

# Log odds at which any passage answers.
_SURE = 3.0


@dataclass(frozen=True, slots=True)
class QuoteCase:
    """A document, a question, and what the first quote must be.

    Attributes:
        source: The name of the document.
        text: Its content; the paragraphs of a Word document are separated by blank lines.
        question: The question.
        holds: What the quote must hold.
        lacks: What the quote must not hold.
        context: What the context must be.

    """

    source: str
    text: str
    question: str
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


def _ask(folder: Path, case: QuoteCase) -> tuple[str, Citation]:
    """Return the stored text of the document, and the first citation."""
    content: str | bytes = case.text
    if case.source.endswith(".docx"):
        content = make_docx("".join(make_paragraph(part) for part in case.text.split("\n\n")))
    assistant = open_files(folder, {case.source: content})
    fix_confidence(assistant, _SURE)

    citation = assistant.ask(case.question).citations[0]
    document = assistant.library.document(case.source)
    assert document is not None
    return document.text, citation


def check_quote(folder: Path, case: QuoteCase) -> None:
    """Fail if the first quote is not what a case expects, or not verbatim."""
    text, citation = _ask(folder, case)
    assert text[citation.start : citation.end] == citation.quote
    assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
    for part in citation.context:
        assert text[part.start : part.end] == part.text
        assert part.end <= citation.start

    for wanted in case.holds:
        assert wanted in citation.quote
    for unwanted in case.lacks:
        assert unwanted not in citation.quote
    assert tuple(part.text for part in citation.context) == case.context
