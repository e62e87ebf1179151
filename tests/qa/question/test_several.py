"""Texts that ask several questions."""

from pathlib import Path

import pytest

from fonti.qa import Assistant
from fonti.qa.question.several import split_questions
from fonti.ui.i18n.descriptions import describe_outcome
from fonti.ui.i18n.languages import WORDS
from tests.helpers.assistants import fix_confidence, open_assistant

MUSEUM = "Il museo civico apre alle nove e chiude alle sette."
TICKET = "Il biglietto della funivia costa otto euro."
BELL = "The keeper rang the bell in the fog."


@pytest.mark.parametrize(
    ("text", "language", "questions"),
    [
        (
            "Quando apre il museo e quanto costa il biglietto?",
            "it",
            ["Quando apre il museo?", "Quanto costa il biglietto?"],
        ),
        (
            "When does the museum open? How much is the ticket?",
            "en",
            ["When does the museum open?", "How much is the ticket?"],
        ),
        (
            "In che anno fu costruito il faro, e da chi fu venduto il molo?",
            "it",
            ["In che anno fu costruito il faro?", "Da chi fu venduto il molo?"],
        ),
    ],
)
def test_questions_are_split(text: str, language: str, questions: list[str]) -> None:
    """They are sentences of their own, or joined by *and* before another question word."""
    assert split_questions(text, language) == questions


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quando apre il museo?", "it"),
        ("Quando e dove è nato Mario Rossi?", "it"),
        ("Who signed the contract and when?", "en"),
        ("Chi ha firmato e quando è stato firmato il contratto?", "it"),
        ("Il museo apre? Dove?", "it"),
        ("Ho perso la tessera della piscina. Chi la rifà?", "it"),
        ("Quale legge stabilisce le tasse e come?", "it"),
        ("Who sold the mill? Who bought the mill? Who built a mill? Who saw the mill?", "en"),
        ("", "it"),
    ],
)
def test_other_texts_are_one_question(text: str, language: str) -> None:
    """A question that has hardly any words of its own belongs to the other one."""
    assert split_questions(text, language) == []


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of three documents that have nothing in common."""
    return open_assistant(tmp_path, MUSEUM, TICKET, BELL)


@pytest.mark.parametrize(
    "text",
    [
        "Quando apre il museo civico e quanto costa il biglietto della funivia?",
        "Quando apre il museo civico? Quanto costa il biglietto della funivia?",
    ],
)
def test_each_question_has_its_answer(text: str, assistant: Assistant) -> None:
    """The answers stand in the order of the questions, and the least sure one counts."""
    fix_confidence(assistant, 2)
    answer = assistant.ask(text)
    first, second, *others = answer.citations
    assert [first.quote, second.quote] == [MUSEUM, TICKET]
    assert first.is_answer
    assert second.is_answer
    assert not any(citation.is_answer for citation in others)
    assert answer.is_answered
    assert answer.question == text
    assert answer.confidence <= first.score
    assert len({citation.quote for citation in answer.citations}) == len(answer.citations)


@pytest.mark.parametrize("link", [" e", "?"])
def test_a_question_without_a_subject_is_about_that_of_the_first(link: str, tmp_path: Path) -> None:
    """Alone, it would be answered by whatever has its few words."""
    born = "Se sei nato nell'anno 1999, hai tempo fino a giugno."
    program = "Il programma di scrittura LyX fu scritto ad Amburgo e usa LaTeX."
    assistant = open_assistant(tmp_path, born, program)
    fix_confidence(assistant, 2)

    alone = assistant.ask("In quale anno è nato?")
    assert alone.citations[0].quote == born

    answer = assistant.ask(
        f"Dove fu scritto il programma di scrittura LyX{link} in quale anno è nato?"
    )
    assert answer.citations[0].quote == program
    assert born not in [citation.quote for citation in answer.citations if citation.is_answer]


@pytest.mark.model
@pytest.mark.parametrize(
    ("answered", "unanswered"),
    [
        ("Quale festa ha cancellato il Kazakistan?", "Chi ha dipinto la Gioconda?"),
        ("Who is the leader of Tajikistan?", "Who painted the Mona Lisa?"),
    ],
)
def test_a_question_without_an_answer_is_named(
    answered: str, unanswered: str, demo_assistant: Assistant
) -> None:
    """The other one has the answer that it has alone, in whatever order they are asked."""
    alone = demo_assistant.ask(answered)
    for text in (f"{answered} {unanswered}", f"{unanswered} {answered}"):
        answer = demo_assistant.ask(text)
        assert answer.is_answered
        assert answer.unanswered == (unanswered,)
        assert answer.citations[0].quote == alone.citations[0].quote
        assert unanswered in describe_outcome(answer, WORDS[answer.language])
        assert unanswered in str(answer)
        assert answer.to_json()["unanswered"] == [unanswered]


def test_a_text_is_searched_as_a_whole_if_no_question_has_an_answer(assistant: Assistant) -> None:
    """Then all of it is what the documents do not answer."""
    answer = assistant.ask("Quando vola lo gnomo blu? Chi ha dipinto lo xilofono viola?")
    assert not answer.is_answered
    assert answer.unanswered == ()
