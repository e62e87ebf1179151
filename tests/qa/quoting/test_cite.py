"""Citations: what is cited once, how many answer, what is parallel, and follow-ups."""

import sqlite3
from pathlib import Path

import pytest

from fonti.index.store.index_files import STORE_FILE
from fonti.qa import Answer, Assistant
from tests.helpers.assistants import TranslatingEncoder, open_assistant

# Log odds of 20 to 1, 1 to 3 and 1 to 148 that any passage answers.
SURE = 3.0
UNSURE = -1.0
FAR = -5.0

ENGLISH = {
    "il": "the",
    "la": "the",
    "del": "of",
    "faro": "lighthouse",
    "custode": "keeper",
    "suonava": "rang",
    "campana": "bell",
    "museo": "museum",
    "apre": "opens",
    "alle": "at",
    "dieci": "ten",
    "chi": "who",
    "gallery": "museum",
    "starts": "opens",
}
KEEPER = "The keeper of the lighthouse rang the bell."
# The same words, one for one.
CUSTODE = "Il custode del il faro suonava la campana."
MUSEUM = "The museum opens at ten."


def open_with_confidence(folder: Path, *contents: str, sure: float = SURE) -> Assistant:
    """Open the assistant of some texts, equally sure of all passages."""
    return open_assistant(folder, *contents, encoder=TranslatingEncoder(ENGLISH), logit=sure)


def check_parallels(answer: Answer) -> None:
    """Fail if a parallel citation does not repeat an earlier answer in another language."""
    for citation in answer.citations:
        if citation.parallel is not None:
            other = answer.citations[citation.parallel - 1]
            assert other.number == citation.parallel < citation.number
            assert (other.is_answer, citation.is_answer, other.parallel) == (True, True, None)
            assert other.language != citation.language


def test_a_quote_that_another_holds_is_cited_once(tmp_path: Path) -> None:
    """A sentence is quoted once, be it alone, in a longer quote, or over two lines."""
    contents = [
        MUSEUM,
        f"{MUSEUM} At ten opens the museum.",
        "The museum\nopens at ten.",
        f"{MUSEUM}\n",
    ]
    assistant = open_with_confidence(tmp_path, *contents, KEEPER)
    for cited in (
        assistant.search("When does the museum open?"),
        assistant.ask("When does the museum open?").citations,
    ):
        quotes = [" ".join(citation.quote.split()) for citation in cited]
        assert len(quotes) == 2
        assert quotes[1] == KEEPER
        assert MUSEUM in quotes[0]


def test_three_quotes_answer_at_most(tmp_path: Path) -> None:
    """Of six that say the same in other orders, the others are still cited."""
    orders = [
        MUSEUM,
        "At ten the museum opens.",
        "At ten opens the museum.",
        "The museum at ten opens.",
    ]
    assistant = open_with_confidence(
        tmp_path, *orders, "Opens at ten the museum.", "Ten at the museum opens."
    )
    answer = assistant.ask("When does the museum open?", top_k=6)
    assert [citation.is_answer for citation in answer.citations] == [True] * 3 + [False] * 3


def test_only_the_first_answers_where_others_are_far_below(tmp_path: Path) -> None:
    """They do not answer, however likely each is alone."""
    answer = open_with_confidence(tmp_path, KEEPER, MUSEUM).ask("Who rang the bell?")
    assert [(citation.quote, citation.is_answer) for citation in answer.citations] == [
        (KEEPER, True),
        (MUSEUM, False),
    ]
    assert answer.citations[1].score >= 0.5


@pytest.mark.parametrize(
    ("question", "first"), [("Who rang the bell?", KEEPER), ("Chi suonava la campana?", CUSTODE)]
)
def test_what_says_the_same_in_another_language_is_parallel(
    question: str, first: str, tmp_path: Path
) -> None:
    """The answer in the language of the question comes first."""
    answer = open_with_confidence(tmp_path, CUSTODE, MUSEUM, KEEPER).ask(question)
    assert [citation.parallel for citation in answer.citations] == [None, 1, None]
    assert answer.citations[0].quote == first
    assert {citation.quote for citation in answer.citations[:2]} == {KEEPER, CUSTODE}
    check_parallels(answer)


def test_parallels_do_not_count_among_the_answers(tmp_path: Path) -> None:
    """Three may answer beside them, and a parallel names its answer by the number."""
    english = [
        MUSEUM,
        "At ten the museum opens.",
        "At ten opens the museum.",
        "The museum at ten opens.",
    ]
    italian = ["Il museo apre alle dieci.", "Alle dieci il museo apre."]
    answer = open_with_confidence(tmp_path, english[0], *italian, *english[1:]).ask(
        "Gallery starts?", top_k=10
    )
    check_parallels(answer)
    assert [citation.quote for citation in answer.citations] == [english[0], *italian, *english[1:]]
    assert [citation.parallel for citation in answer.citations] == [None, 1, 1, None, None, None]
    assert [citation.is_answer for citation in answer.citations] == [True] * 5 + [False]


def test_what_does_not_answer_has_no_parallel(tmp_path: Path) -> None:
    """Only answers have parallels."""
    answer = open_with_confidence(tmp_path, CUSTODE, KEEPER, sure=UNSURE).ask("Who rang the bell?")
    assert answer.outcome == "related"
    assert [(citation.is_answer, citation.parallel) for citation in answer.citations] == [
        (False, None)
    ] * 2


@pytest.mark.parametrize(
    "question", ["Who rang the bell?", "Chi suonava la campana?", "When does the museum open?"]
)
def test_the_first_citation_does_not_depend_on_how_many(question: str, tmp_path: Path) -> None:
    """The others do not either, nor what they are parallel to."""
    assistant = open_with_confidence(tmp_path, CUSTODE, KEEPER, MUSEUM, "Il museo apre alle dieci.")
    usual = assistant.ask(question).citations
    for top_k in range(1, 6):
        assert assistant.ask(question, top_k=top_k).citations == usual[:top_k]


def test_absent_words_are_in_the_answer(tmp_path: Path) -> None:
    """They are named only if they are the reason why a question is not answered."""
    assistant = open_with_confidence(tmp_path, KEEPER, MUSEUM, sure=UNSURE)
    answer = assistant.ask("Who painted the museum zeppelin?")
    assert (answer.outcome, answer.reason, answer.missing) == (
        "related",
        "words_absent",
        ("painted", "zeppelin"),
    )
    answer = assistant.ask("Who opens the museum?")
    assert (answer.outcome, answer.reason, answer.missing) == ("related", "unsure", ())
    answer = open_with_confidence(tmp_path / "sure", KEEPER).ask("Who painted the zeppelin?")
    assert (answer.outcome, answer.reason, answer.missing) == ("answered", "answers", ())
    answer = open_with_confidence(tmp_path / "far", KEEPER, sure=FAR).ask(
        "Who painted the zeppelin?"
    )
    assert (answer.outcome, answer.reason, answer.missing) == ("not_found", "nothing_close", ())


@pytest.mark.parametrize(
    "limits", [{"languages": ["fr"]}, {"sources": ["none.txt"]}, {"languages": []}]
)
def test_a_filter_that_leaves_nothing_is_the_reason(
    limits: dict[str, list[str]], tmp_path: Path
) -> None:
    """It is, however likely other passages would answer."""
    answer = open_with_confidence(tmp_path, KEEPER).ask(
        "Who rang the bell?", languages=limits.get("languages"), sources=limits.get("sources")
    )
    assert (answer.outcome, answer.reason, answer.confidence) == ("not_found", "filtered_out", 0)
    assert (answer.citations, answer.missing) == ((), ())


FARO = "Il faro di granito fu acceso nel 1843 dal vecchio custode."
BANDA = "La banda del paese suona in piazza quando comincia la festa del patrono."
FIRST = "Chi accese il faro di granito?"


@pytest.fixture
def talk(tmp_path: Path) -> Assistant:
    """Open the assistant of two unrelated texts; one has the word "quando"."""
    return open_with_confidence(tmp_path, FARO, BANDA)


def test_a_question_that_leans_is_asked_about_the_topic(talk: Assistant) -> None:
    """Its answer is about the topic, which stays through all questions that lean on it."""
    first = talk.ask(FIRST)
    assert talk.ask("E quando?").citations[0].quote == BANDA
    second = talk.ask("E quando?", history=[first])
    assert (second.question, second.topic, second.citations[0].quote) == ("E quando?", FIRST, FARO)
    third = talk.ask("E perché?", history=[first, second])
    assert (third.topic, third.citations[0].quote) == (FIRST, FARO)


def test_a_question_that_stands_alone_is_asked_alone(talk: Assistant) -> None:
    """The history does not change its answer, and the next question is about it."""
    history = [talk.ask(FIRST)]
    whole = talk.ask("Quando suona la banda del paese in piazza?", history=history)
    assert whole.topic is None
    assert whole == talk.ask("Quando suona la banda del paese in piazza?")
    assert talk.ask("E perché?", history=[*history, whole]).topic == whole.question


@pytest.mark.parametrize("question", ["E quando?", FIRST, "Quando suona?"])
def test_an_empty_history_is_none(question: str, talk: Assistant) -> None:
    """Without earlier answers, no question leans."""
    assert talk.ask(question, history=[]) == talk.ask(question)
    assert talk.ask(question).topic is None


@pytest.mark.parametrize(("sure", "topic"), [(SURE, None), (UNSURE, FIRST)])
def test_a_question_that_perhaps_leans_is_asked_alone_first(
    sure: float, topic: str | None, tmp_path: Path
) -> None:
    """If the documents answer it alone, it stands alone."""
    assistant = open_with_confidence(tmp_path, FARO, BANDA, sure=sure)
    assert assistant.ask("Quando suona?", history=[assistant.ask(FIRST)]).topic == topic


def test_function_words_of_a_topic_in_another_language_are_not_missing(tmp_path: Path) -> None:
    """ "When" and "does" are not looked for in Italian documents either."""
    assistant = open_with_confidence(tmp_path, MUSEUM, sure=UNSURE)
    answer = assistant.ask("E dove?", history=[assistant.ask("When does the museum open?")])
    assert answer.missing == ()


def test_nothing_to_quote_is_no_answer(tmp_path: Path) -> None:
    """If the stored text was altered, so that no quote stands in it, nothing is cited."""
    assistant = open_with_confidence(tmp_path, KEEPER)
    connection = sqlite3.connect(assistant.library.folder / STORE_FILE)
    with connection:
        connection.execute("UPDATE extractions SET text = ''")
    connection.close()
    answer = assistant.ask("Who rang the bell?")
    assert answer.citations == ()
    assert answer.outcome == "not_found"
