"""Tests of the document viewer: where a document opens, what is marked, and its search."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from fonti.index import Document, Library
from fonti.qa import Answer, Assistant
from fonti.ui.i18n.english import ENGLISH as WORDS
from fonti.ui.web.chat.viewer import (
    CONTEXT,
    MAX_MATCHES,
    ViewerState,
    go_to_match,
    open_citation,
    open_span,
    search,
    show_more,
    split_at_marks,
    step_citation,
)
from fonti.ui.web.chat.viewer_html import render_viewer
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder

LONG = "".join(
    f"Il capitolo {number} parla del mare e delle navi di Genova.\n" for number in range(400)
)


@pytest.fixture
def assistant(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Assistant:
    """Return the assistant of the small corpus with one more, long document."""
    (corpus / "lungo.txt").write_text(LONG, "utf-8", newline="")
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


@pytest.fixture
def answer(assistant: Assistant) -> Answer:
    """Return an answer with a citation."""
    answer = assistant.ask("The lighthouse was built of granite in 1843?")
    assert answer.citations[0].is_answer
    return answer


def _change_museum(assistant: Assistant, text: str) -> None:
    (assistant.library.corpus / "harbour/museum.txt").write_text(text, "utf-8", newline="")
    assistant.library.sync()


def test_a_citation_opens_its_document_at_the_sentence_within_its_passage(
    assistant: Assistant, answer: Answer
) -> None:
    """The sentence and the passage are marked at the offsets of the citation."""
    view = open_citation(assistant.library, answer, "turn", 1)
    assert view is not None
    assert view.document is not None
    cited = answer.citations[0]
    assert (view.sentence, view.notice) == ((cited.start, cited.end), None)
    assert view.passage == (cited.passage.start, cited.passage.end)
    assert view.document.text[slice(*(view.sentence or (0, 0)))] == cited.quote


@pytest.mark.parametrize("number", [-1, 0, 99])
def test_an_invalid_citation_number_opens_nothing(
    assistant: Assistant, answer: Answer, number: int
) -> None:
    """A citation number that is not in the answer opens nothing; the page may send any number."""
    assert open_citation(assistant.library, answer, "turn", number) is None
    assert open_citation(assistant.library, None, "turn", 1) is None


def test_a_moved_quote_is_marked_at_its_new_place(assistant: Assistant, answer: Answer) -> None:
    """A quote that moved is marked at its new place, with a notice."""
    _change_museum(assistant, f"A new beginning of the text.\n\n{ENGLISH}")
    view = open_citation(assistant.library, answer, "turn", 1)
    assert view is not None
    assert view.document is not None
    assert view.notice == "moved"
    assert view.document.text[slice(*(view.sentence or (0, 0)))] == answer.citations[0].quote
    assert view.document.text[slice(*(view.passage or (0, 0)))] == answer.citations[0].passage.text


def test_a_change_elsewhere_in_the_document_is_shown(assistant: Assistant, answer: Answer) -> None:
    """If the document changed elsewhere, the quote is marked at its offsets, with a notice."""
    _change_museum(assistant, f"{ENGLISH}\nOne more line at its end.\n")
    view = open_citation(assistant.library, answer, "turn", 1)
    assert view is not None
    assert view.notice == "changed"
    assert view.sentence == (answer.citations[0].start, answer.citations[0].end)


@pytest.mark.parametrize("text", [ITALIAN, f"{ENGLISH[:40]} {ENGLISH} {ENGLISH}"])
def test_a_quote_without_a_certain_place_is_not_marked(
    assistant: Assistant, answer: Answer, text: str
) -> None:
    """A quote that is missing, or occurs twice but not at its offsets, is not marked."""
    _change_museum(assistant, text)
    view = open_citation(assistant.library, answer, "turn", 1)
    assert view is not None
    assert (view.notice, view.passage, view.sentence) == ("gone", None, None)
    assert "<mark" not in render_viewer(view, WORDS)


def test_a_citation_of_a_removed_document_shows_its_quote(
    assistant: Assistant, answer: Answer
) -> None:
    """A citation of a removed document shows its quote and a note that the document is missing."""
    assistant.library.remove("harbour/museum.txt")
    view = open_citation(assistant.library, answer, "turn", 1)
    assert view is not None
    assert view.document is None
    html = render_viewer(view, WORDS)
    assert WORDS.note_document_gone in html
    assert answer.citations[0].quote in html


def test_a_link_opens_its_span(assistant: Assistant) -> None:
    """A link marks its span if the document has the hash of the link."""
    document = assistant.library.document("biblioteca.txt")
    assert document is not None
    view = open_span(assistant.library, "biblioteca.txt", (3, 30), document.sha256[:16])
    assert (view.sentence, view.notice) == ((3, 30), None)


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (0, 10**9), (-4, 6)])
def test_a_link_with_an_invalid_span_marks_nothing(
    assistant: Assistant, span: tuple[int, int]
) -> None:
    """A link with an invalid span opens the document with a notice and marks nothing."""
    view = open_span(assistant.library, "biblioteca.txt", span)
    assert (view.sentence, view.notice) == (None, "elsewhere")


def test_a_link_to_another_version_of_a_document_marks_nothing(assistant: Assistant) -> None:
    """A link whose hash differs from that of the document marks nothing."""
    assert open_span(assistant.library, "biblioteca.txt", (3, 30), "0123").notice == "elsewhere"
    assert open_span(assistant.library, "none.txt", (3, 30)).document is None


def test_a_long_document_is_shown_around_the_span_and_can_be_extended(assistant: Assistant) -> None:
    """Whole lines around the span are shown, and more on demand up to the ends of the document."""
    view = open_span(assistant.library, "lungo.txt", (9000, 9040))
    start, end = view.window
    assert LONG[start - 1] == "\n"
    assert LONG[end] == "\n"
    assert 9000 - 2 * CONTEXT <= start <= 9000 - CONTEXT
    assert show_more(view, before=True).window[0] < start
    whole = view
    for _ in range(9):
        whole = show_more(show_more(whole, before=True), before=False)
    assert whole.window == (0, len(LONG))


def test_search_ignores_case_and_white_space(assistant: Assistant) -> None:
    """Search ignores case and white space.

    Going past the last match returns to the first, and the window follows the match.
    """
    view = search(open_span(assistant.library, "lungo.txt", (9000, 9040)), "  NAVI   di\tgenova ")
    assert len(view.matches) == 400
    assert {LONG[slice(*match)] for match in view.matches} == {"navi di Genova"}
    assert view.current_match is not None
    assert view.matches[view.current_match][0] >= view.window[0]
    last = go_to_match(replace(view, current_match=0), -1)
    assert last.current_match == 399
    assert last.window[1] == len(LONG) - 1 or last.window[1] == len(LONG)
    assert go_to_match(last, 1).current_match == 0


def test_search_without_matches(assistant: Assistant) -> None:
    """A search without matches shows a message, marks nothing and has no next match."""
    view = search(open_span(assistant.library, "biblioteca.txt", None), "(?:x*)*$")
    assert (view.matches, view.current_match) == ((), None)
    assert go_to_match(view, 1) == view
    assert WORDS.no_matches in render_viewer(view, WORDS)
    assert search(view, "   ").search_text == ""


def test_a_search_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that takes too long ends with the matches up to then."""
    ticks = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: next(ticks))
    document = Document("spam.txt", "navi " * 100_000, "0" * 64, "utf-8", "it")
    view = search(ViewerState(document), "navi")
    assert 0 < len(view.matches) < MAX_MATCHES * 100
    assert search(ViewerState(document), "navi " * 30 + "x").matches == ()


def test_steps_between_citations_stay_within_the_answer(
    assistant: Assistant, answer: Answer
) -> None:
    """There is no step before the first citation; a step forward opens the second."""
    first = open_citation(assistant.library, answer, "turn", 1)
    assert first is not None
    assert step_citation(assistant.library, answer, first, -1) == first
    if len(answer.citations) > 1:
        second = step_citation(assistant.library, answer, first, 1)
        assert (second.turn, second.citation) == ("turn", answer.citations[1])


def _spans() -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
        lambda span: (min(span), max(span))
    )


@given(
    _spans(), st.lists(st.tuples(st.sampled_from("abc"), _spans())), st.lists(st.integers(0, 60))
)
def test_pieces_cover_the_window_and_have_the_marks_of_their_spans(
    window: tuple[int, int], spans: list[tuple[str, tuple[int, int]]], breaks: list[int]
) -> None:
    """The pieces tile the window.

    Each code point has exactly the marks of the spans that contain it.
    """
    pieces = split_at_marks(window, spans, breaks)
    assert all(first.span[1] == second.span[0] for first, second in pairwise(pieces))
    assert [offset for piece in pieces for offset in range(*piece.span)] == list(range(*window))
    for piece in pieces:
        for offset in range(*piece.span):
            expected = {name for name, (start, end) in spans if start <= offset < end}
            assert piece.marks == expected


def test_the_rendered_text_equals_the_text_of_the_document(view_with_marks: ViewerState) -> None:
    """With marks and page breaks, the rendered text equals the text of the document."""
    (shown,) = fragment_fromstring(render_viewer(view_with_marks, WORDS)).find_class("fonti-text")
    assert view_with_marks.document is not None
    assert shown.text_content() == view_with_marks.document.text[slice(*view_with_marks.window)]


@pytest.fixture
def view_with_marks(assistant: Assistant) -> ViewerState:
    """Return a view of several pages in which passage, sentence and matches overlap."""
    library: Library = assistant.library
    view = search(open_span(library, "lungo.txt", (9000, 9140)), "mare e")
    assert view.document is not None
    return replace(
        view, passage=(8990, 9300), document=replace(view.document, pages=(0, 9001, 9020, 9600))
    )
