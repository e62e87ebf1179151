"""The section under a heading is quoted, and headings near an answer are offered."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa import Answer, Assistant, verify
from fonti.qa.requests.recognize import recognize_request
from fonti.ui.i18n.languages import WORDS
from tests.helpers.assistants import fix_confidence
from tests.helpers.fakes import FakeEncoder, write_corpus

GUIDE = """# Guide to the museum

The museum was founded in the old sawmill of the valley.

## Hours

The museum opens at ten. It closes at six.

## Fees

### Adults

Adults pay eight pounds for a ticket.

### Schools

Classes of schools pay four pounds for each pupil.

## Notes

Bring good shoes.

## Tours

A tour with a guide takes an hour.

### 2.1

Tours of schools are free.

## Notes

Leave bags at the door.
"""
RULES = "# Rules\n\n## Hours\n\nThe library opens at nine.\n\n## Loans\n\nFive books are lent.\n"
PLAIN = "The lighthouse of the harbour was built of granite.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open the assistant of a guide, of rules, and of a text without headings."""
    folder = tmp_path_factory.mktemp("sections")
    files = {"guide.md": GUIDE, "plain.txt": PLAIN, "rules.md": RULES}
    corpus = write_corpus(folder / "corpus", files)
    assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    fix_confidence(assistant, 3.0)
    return assistant


def quote(answer: Answer) -> list[str]:
    """Return the quotes of an answer."""
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "heading", "quotes"),
    [
        (
            "What does the section “Fees” say?",
            "Fees",
            [
                "Adults pay eight pounds for a ticket.",
                "Classes of schools pay four pounds for each pupil.",
            ],
        ),
        ("Riassumi la sezione «SCHOOLS»", "Schools", None),
        ("What is the chapter Schools about?", "Schools", None),
        ("Che cosa dice il paragrafo Schools?", "Schools", None),
    ],
)
def test_a_section_is_quoted_by_its_heading(
    question: str, heading: str, quotes: list[str] | None, assistant: Assistant
) -> None:
    """All its sentences stand in their order, with those under lower headings."""
    answer = assistant.ask(question)
    assert (answer.kind, answer.outcome, answer.subject) == ("overview", "answered", heading)
    assert [document.source for document in answer.documents] == ["guide.md"]
    assert quote(answer) == (quotes or ["Classes of schools pay four pounds for each pupil."])
    assert {check.standing for check in verify(answer.to_json(), assistant.library)} == {"stands"}


@pytest.mark.parametrize("source", ["guide.md", "rules.md"])
def test_of_several_documents_that_which_was_cited_last_is_meant(
    source: str, assistant: Assistant
) -> None:
    """Or the one that the question is limited to."""
    history = [assistant.overview(source)]
    for answer in (
        assistant.ask("What does the section Hours say?", history=history),
        assistant.ask("What does the section Hours say?", sources=[source]),
    ):
        assert {citation.source for citation in answer.citations} == {source}


@pytest.mark.parametrize(
    "question",
    [
        "What does the section “Prices” say?",
        # Two sections have this heading.
        "What does the section “Notes” say?",
        "What does section 12 say?",
    ],
)
def test_what_is_no_heading_is_a_question(question: str, assistant: Assistant) -> None:
    """It is searched for, as an address or by its words."""
    assert assistant.ask(question).kind == "question"


def test_a_long_section_is_quoted_by_its_central_sentences(tmp_path: Path) -> None:
    """As many as of a document."""
    sentences = [f"The library lends book number {number} to its members." for number in range(20)]
    text = f"# Rules\n\n## Loans\n\n{' '.join(sentences)}\n\n## Delays\n\nThere are none.\n"
    corpus = write_corpus(tmp_path / "corpus", {"rules.md": text})
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    quotes = quote(assistant.ask("Summarize the section Loans"))
    assert len(quotes) == 6
    assert quotes == sorted(quotes, key=sentences.index)


@pytest.mark.parametrize(
    ("question", "headings"),
    [
        # Sections beside it come first, then the nearest. "Fees" has no text of its own, "2.1" no
        # word, and "Notes" stands twice.
        ("When does the museum open? It opens at ten.", ("Tours", "Adults", "Schools")),
        ("Do adults pay eight pounds for a ticket?", ("Schools", "Hours", "Tours")),
        ("Was the lighthouse of the harbour built of granite?", ()),
    ],
)
def test_headings_near_an_answer_are_offered(
    question: str, headings: tuple[str, ...], assistant: Assistant
) -> None:
    """Those of the document that is cited first, which have text and name something."""
    answer = assistant.ask(question, top_k=1)
    assert answer.is_answered
    assert assistant.list_next_headings(answer) == headings


def test_sections_of_a_long_document_are_offered(tmp_path: Path) -> None:
    """A heading may be a passage of its own, before those of its text."""
    chapters = []
    for number in range(20):
        rules = [f"Boat {number} may land in bay {bay} of the harbour." for bay in range(40)]
        chapters.append(f"## Chapter {number}\n\n{' '.join(rules)}\n")
    text = "# Manual\n\n" + "\n".join(chapters)
    corpus = write_corpus(tmp_path / "corpus", {"manual.md": text})
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    fix_confidence(assistant, 3.0)
    answer = assistant.ask("May boat 7 land in bay 9 of the harbour?", top_k=1)
    number = int((answer.citations[0].heading or "").rpartition(" ")[2])
    offered = assistant.list_next_headings(answer)
    assert len(offered) == 4
    assert f"Chapter {number + 1 if number < 19 else 18}" in offered


@pytest.mark.parametrize("language", WORDS)
def test_what_is_offered_is_answered(language: str, assistant: Assistant) -> None:
    """The question about a heading quotes the text under it, in both languages of the page."""
    answer = assistant.ask("When does the museum open? It opens at ten.", top_k=1)
    offered = assistant.list_next_headings(answer)
    assert offered
    for heading in offered:
        question = WORDS[language].section_question.format(heading=heading)
        section = assistant.ask(question, history=[answer])
        assert (section.kind, section.subject, section.language) == ("overview", heading, language)
        assert {citation.source for citation in section.citations} == {"guide.md"}
        assert all(heading in (citation.heading or "") for citation in section.citations)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60))
def test_any_heading_can_be_asked_for(heading: str) -> None:
    """The question has its words, whatever signs are in it."""
    words = [word for word in heading.split() if any(map(str.isalpha, word))]
    if not words or len(heading.split()) > 20:
        return
    for language in WORDS.values():
        question = language.section_question.format(heading=" ".join(words))
        request = recognize_request(question, is_first=False)
        assert (request.kind, request.target) == ("overview", "section")
