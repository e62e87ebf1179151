"""Tests of what the chat and its exports say of documents that were not read whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from fonti.index import Document, DocumentWarning, Library, Reason
from fonti.qa import Answer
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation_html import render_citation_cards, render_conversation
from fonti.ui.web.chat.documents_html import render_documents
from fonti.ui.web.chat.export import format_answer
from fonti.ui.web.chat.html_parts import make_warnings_view
from fonti.ui.web.chat.markdown_document import format_as_markdown
from fonti.ui.web.chat.turn import Turn, UserQuestion
from fonti.ui.web.chat.viewer import ViewerState
from fonti.ui.web.chat.viewer_html import render_viewer
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder
from tests.helpers.hostile_texts import HOSTILE
from tests.helpers.html_reader import HtmlReader
from tests.helpers.partly_read import GROUPED, read_in_part

MUSEUM = "harbour/museum.txt"


def make_warned_answer(*warnings: DocumentWarning) -> Answer:
    """Return an answer with a citation of a document that has warnings."""
    answer = make_answer("The quote.")
    citation = replace(answer.citations[0], document_warnings=warnings)
    return replace(answer, citations=(citation,))


def render_everywhere(words: Words, *warnings: DocumentWarning) -> list[str]:
    """Return the conversation, the cards and the viewer of a document that has warnings."""
    turns = [Turn(UserQuestion("chi?"), make_warned_answer(*warnings))]
    document = Document("a.txt", "The quote.", "0" * 64, "utf-8", "en", warnings=warnings)
    return [
        render_conversation(turns, words),
        render_citation_cards(turns, words),
        render_viewer(ViewerState(document, (0, 10)), words),
    ]


@pytest.mark.parametrize("words", WORDS.values())
def test_the_warnings_stand_beside_the_quote_and_in_the_viewer(words: Words) -> None:
    """The mark has the number of warnings, and opens to a sentence for each, with its pages."""
    pages = {"it": "Pagine 2, 5-7: è danneggiata", "en": "Pages 2, 5-7: damaged"}
    for html in render_everywhere(words, *GROUPED):
        assert f"<summary>⚠ {words.partly_read.format(count=2)}</summary>" in html
        assert pages[words.language] in html
    for html in render_everywhere(words):
        assert "fonti-warnings" not in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_warnings_are_shown_literally(text: str) -> None:
    """A warning may name a part of the file, whose name adds no tag to the HTML."""
    warning = DocumentWarning(Reason("file_damaged", {"detail": text}))
    harmless = DocumentWarning(Reason("file_damaged", {"detail": "safe"}))
    for html, harmless_html in zip(
        render_everywhere(ITALIAN, warning), render_everywhere(ITALIAN, harmless), strict=True
    ):
        assert HtmlReader(html).tags == HtmlReader(harmless_html).tags


def test_many_warnings_are_counted() -> None:
    """A document with very many warnings lists some of them, and says how many more it has."""
    warnings = [
        DocumentWarning(Reason("file_damaged", {"detail": str(number)})) for number in range(25)
    ]
    view = make_warnings_view(warnings, ENGLISH)
    assert view is not None
    assert view.label == "document not read whole, or not surely right (25)"
    assert len(view.reasons) == 21
    assert view.reasons[-1] == "…and 5 more"


def test_copied_and_exported_quotes_say_it_too() -> None:
    """A quote that is pasted elsewhere says that its document was not read whole."""
    answer = make_warned_answer(*GROUPED)
    note = "caratteri 10–20, risponde, documento letto in parte, o con incertezze (2))"
    assert note in format_answer(answer, ITALIAN)
    assert "not read whole, or not surely right (2)" in format_as_markdown([answer], ENGLISH)


@pytest.mark.parametrize("words", WORDS.values())
def test_the_list_marks_documents_that_were_not_read_whole(
    corpus: Path, tmp_path: Path, words: Words
) -> None:
    """The list has a mark at the document and at no other, and the summary counts them."""
    with read_in_part():
        library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    html = render_documents(library, words, can_add=False)
    assert words.partly_read_documents.format(count=1) in html
    mark = 'class="fonti-warnings"'
    assert html.count(mark) == 1
    assert html.index(f'data-source="{MUSEUM}"') < html.index(mark)
