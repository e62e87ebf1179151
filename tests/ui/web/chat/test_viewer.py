"""What the reader of a document sees of it: where it opens, what is marked, what is searched for."""

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
    CitationPlace,
    View,
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
    """Return the assistant of the small corpus, with one long document more."""
    (corpus / "lungo.txt").write_text(LONG, "utf-8", newline="")
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder)


@pytest.fixture
def answer(assistant: Assistant) -> Answer:
    """Return an answer that cites."""
    answer = assistant.ask("The lighthouse was built of granite in 1843?")
    assert answer.citations[0].is_answer
    return answer


def _change(assistant: Assistant, text: str) -> None:
    (assistant.library.corpus / "harbour/museum.txt").write_text(text, "utf-8", newline="")
    assistant.library.sync()


def test_a_citation_opens_its_document_at_the_sentence_within_its_passage(
    assistant: Assistant, answer: Answer
) -> None:
    """Both are marked, and stand where the citation says."""
    view = open_citation(assistant.library, answer, 1, 1)
    assert view is not None
    assert view.document is not None
    cited = answer.citations[0]
    assert (view.sentence, view.notice) == ((cited.start, cited.end), None)
    assert view.passage == (cited.passage.start, cited.passage.end)
    assert view.document.text[slice(*(view.sentence or (0, 0)))] == cited.quote


@pytest.mark.parametrize("number", [-1, 0, 99])
def test_what_was_not_cited_opens_nothing(
    assistant: Assistant, answer: Answer, number: int
) -> None:
    """Numbers come from a page, and may be any."""
    assert open_citation(assistant.library, answer, 1, number) is None
    assert open_citation(assistant.library, None, 1, 1) is None


def test_a_quote_that_moved_is_marked_where_it_is_now(assistant: Assistant, answer: Answer) -> None:
    """With a word about it."""
    _change(assistant, f"A new beginning of the text.\n\n{ENGLISH}")
    view = open_citation(assistant.library, answer, 1, 1)
    assert view is not None
    assert view.document is not None
    assert view.notice == "moved"
    assert view.document.text[slice(*(view.sentence or (0, 0)))] == answer.citations[0].quote
    assert view.document.text[slice(*(view.passage or (0, 0)))] == answer.citations[0].passage.text


def test_a_document_that_changed_elsewhere_says_so(assistant: Assistant, answer: Answer) -> None:
    """The quote still stands in its place."""
    _change(assistant, f"{ENGLISH}\nOne more line at its end.\n")
    view = open_citation(assistant.library, answer, 1, 1)
    assert view is not None
    assert view.notice == "changed"
    assert view.sentence == (answer.citations[0].start, answer.citations[0].end)


@pytest.mark.parametrize("text", [ITALIAN, f"{ENGLISH[:40]} {ENGLISH} {ENGLISH}"])
def test_where_the_place_is_uncertain_nothing_is_marked(
    assistant: Assistant, answer: Answer, text: str
) -> None:
    """A quote that is gone, or stands in two places, neither of them its own."""
    _change(assistant, text)
    view = open_citation(assistant.library, answer, 1, 1)
    assert view is not None
    assert (view.notice, view.passage, view.sentence) == ("gone", None, None)
    assert "<mark" not in render_viewer(view, WORDS)


def test_the_citation_of_a_removed_document_keeps_its_quote(
    assistant: Assistant, answer: Answer
) -> None:
    """What was cited is still told, as a quotation of what is gone."""
    assistant.library.remove("harbour/museum.txt")
    view = open_citation(assistant.library, answer, 1, 1)
    assert view is not None
    assert view.document is None
    shown = render_viewer(view, WORDS)
    assert WORDS.note_document_gone in shown
    assert answer.citations[0].quote in shown


def test_a_link_opens_its_span(assistant: Assistant) -> None:
    """Marked, when the document is the one that was linked to."""
    document = assistant.library.document("biblioteca.txt")
    assert document is not None
    view = open_span(assistant.library, "biblioteca.txt", (3, 30), document.sha256[:16])
    assert (view.sentence, view.notice) == ((3, 30), None)


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (0, 10**9), (-4, 6)])
def test_a_link_to_no_place_marks_nothing(assistant: Assistant, span: tuple[int, int]) -> None:
    """The document opens from its beginning, and the page says why."""
    view = open_span(assistant.library, "biblioteca.txt", span)
    assert (view.sentence, view.notice) == (None, "elsewhere")


def test_a_link_to_another_state_of_a_document_marks_nothing(assistant: Assistant) -> None:
    """Its span may be another's now."""
    assert open_span(assistant.library, "biblioteca.txt", (3, 30), "0123").notice == "elsewhere"
    assert open_span(assistant.library, "none.txt", (3, 30)).document is None


def test_a_long_document_is_shown_around_the_place_and_widens(assistant: Assistant) -> None:
    """Whole lines, more of them on demand, never past the ends."""
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


def test_search_finds_every_place_whatever_the_case_and_spaces(assistant: Assistant) -> None:
    """Matches go round, and what is shown follows them."""
    view = search(open_span(assistant.library, "lungo.txt", (9000, 9040)), "  NAVI   di\tgenova ")
    assert len(view.matches) == 400
    assert {LONG[slice(*match)] for match in view.matches} == {"navi di Genova"}
    assert view.current_match is not None
    assert view.matches[view.current_match][0] >= view.window[0]
    last = go_to_match(replace(view, current_match=0), -1)
    assert last.current_match == 399
    assert last.window[1] == len(LONG) - 1 or last.window[1] == len(LONG)
    assert go_to_match(last, 1).current_match == 0


def test_search_for_what_is_not_there(assistant: Assistant) -> None:
    """It is said; nothing is marked, and going on does nothing."""
    view = search(open_span(assistant.library, "biblioteca.txt", None), "(?:x*)*$")
    assert (view.matches, view.current_match) == ((), None)
    assert go_to_match(view, 1) == view
    assert WORDS.no_matches in render_viewer(view, WORDS)
    assert search(view, "   ").search_text == ""


def test_a_search_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it found until then is shown."""
    ticks = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: next(ticks))
    document = Document("spam.txt", "navi " * 100_000, "0" * 64, "utf-8", "it")
    view = search(View(document), "navi")
    assert 0 < len(view.matches) < MAX_MATCHES * 100
    assert search(View(document), "navi " * 30 + "x").matches == ()


def test_steps_stay_within_the_answer(assistant: Assistant, answer: Answer) -> None:
    """From the first citation there is none before."""
    first = open_citation(assistant.library, answer, 1, 1)
    assert first is not None
    assert step_citation(assistant.library, answer, first, -1) == first
    if len(answer.citations) > 1:
        assert step_citation(assistant.library, answer, first, 1).opened == CitationPlace(1, 2)


def _spans() -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
        lambda span: (min(span), max(span))
    )


@given(
    _spans(), st.lists(st.tuples(st.sampled_from("abc"), _spans())), st.lists(st.integers(0, 60))
)
def test_pieces_are_what_is_shown_each_with_its_marks(
    shown: tuple[int, int], spans: list[tuple[str, tuple[int, int]]], breaks: list[int]
) -> None:
    """They tile what is shown; each code point has the names of exactly the spans that it lies in."""
    pieces = split_at_marks(shown, spans, breaks)
    assert all(first.span[1] == second.span[0] for first, second in pairwise(pieces))
    assert [at for piece in pieces for at in range(*piece.span)] == list(range(*shown))
    for piece in pieces:
        for at in range(*piece.span):
            assert piece.marks == {name for name, (start, end) in spans if start <= at < end}


def test_the_text_that_is_shown_is_the_documents(library_view: View) -> None:
    """Marks, page breaks and all, its characters are those of the document."""
    (shown,) = fragment_fromstring(render_viewer(library_view, WORDS)).find_class("fonti-text")
    assert library_view.document is not None
    assert shown.text_content() == library_view.document.text[slice(*library_view.window)]


@pytest.fixture
def library_view(assistant: Assistant) -> View:
    """Return a document of several pages with a passage, a sentence and matches that cross each other."""
    library: Library = assistant.library
    view = search(open_span(library, "lungo.txt", (9000, 9140)), "mare e")
    assert view.document is not None
    return replace(
        view, passage=(8990, 9300), document=replace(view.document, pages=(0, 9001, 9020, 9600))
    )
