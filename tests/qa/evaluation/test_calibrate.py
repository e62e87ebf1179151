"""Calibrating an index on questions: how many it needs, and numbers that can be used."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from fonti.index import QuestionsError
from fonti.qa import Assistant, Gold, GoldAnswer, Question
from fonti.qa.evaluation.calibrate import calibrate
from tests.helpers.fakes import FakeEncoder, write_corpus

SYLLABLES = ("ba", "co", "di", "fu", "ge", "lo", "mi", "ne", "pa", "ru")


def named(number: int) -> str:
    """A made-up name for a number from 0 to 99."""
    return f"{SYLLABLES[number // 10]}{SYLLABLES[number % 10]}rk".title()


def fact(number: int) -> str:
    """A document of one sentence, in Italian and English by turns."""
    name = named(number)
    return (
        f"The keeper {name} rang the bell."
        if number % 2
        else f"Il custode {name} suonava la campana del porto."
    )


def answerable(number: int, source: str) -> Question:
    """A question about a fact that its document answers."""
    text = (
        f"Who is the keeper {named(number)}?"
        if number % 2
        else f"Chi è il custode {named(number)}?"
    )
    return Question(
        f"a{number}",
        text,
        (Gold(source, 0, 20, (GoldAnswer(named(number), 11),)),),
        "it",
        None,
        None,
    )


def unanswerable(number: int) -> Question:
    """A question about nothing that the documents hold."""
    text = f"Why did {named(99 - number)} paint quark {number}?"
    return Question(f"u{number}", text, (), "unanswerable", None, "en")


def sources(count: int) -> list[str]:
    """The names of some documents."""
    return [f"{number}.txt" for number in range(count)]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """The assistant of 24 documents of one fact each."""
    corpus = write_corpus(
        tmp_path / "corpus", {source: fact(at) for at, source in enumerate(sources(24))}
    )
    return Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())


def test_a_calibration_is_finite_and_its_error_a_share(assistant: Assistant) -> None:
    """It counts each question, and hears of progress."""
    heard: list[tuple[str, int, int]] = []
    questions = [answerable(at, source) for at, source in enumerate(sources(24))] + [
        *map(unanswerable, range(20))
    ]
    found = calibrate(assistant, questions, on_progress=lambda *told: heard.append(told))
    assert all(
        map(math.isfinite, [found.calibration.intercept, *found.calibration.weights.values()])
    )
    assert found.calibration.examples == 24 + 20
    assert 0 <= found.error <= 1
    assert heard == [("asking", done, 44) for done in range(45)]
    sure, unsure = (assistant.evidence(question.text) for question in (questions[0], questions[-1]))
    assert sure is not None
    assert unsure is not None
    assert found.calibration.confidence(sure) > 0.5 > found.calibration.confidence(unsure)
    assert found.error < 0.3


def test_questions_across_languages_are_balanced(assistant: Assistant) -> None:
    """Where some answers are sought in one language alone, what has no answer is sought in the other one too."""
    within = [
        replace(answerable(at, source), within="en" if at % 2 else "it")
        for at, source in enumerate(sources(24))
    ]
    found = calibrate(assistant, [*within, *map(unanswerable, range(20))])
    assert found.calibration.examples == 24 + 2 * 20


def test_calibrating_writes_nothing(assistant: Assistant) -> None:
    """Whoever asked for it decides, and asking again gives the same."""
    before = sorted(path.name for path in assistant.library.folder.iterdir())
    questions = [answerable(at, source) for at, source in enumerate(sources(20))] + [
        *map(unanswerable, range(20))
    ]
    assert calibrate(assistant, questions) == calibrate(assistant, questions)
    assert sorted(path.name for path in assistant.library.folder.iterdir()) == before


@pytest.mark.parametrize(("good", "bad"), [(19, 20), (20, 19), (0, 40), (40, 0), (0, 0)])
def test_too_few_questions_are_refused(good: int, bad: int, assistant: Assistant) -> None:
    """Of either sort, before any is asked; the error counts both."""
    questions = [answerable(at % 24, "0.txt") for at in range(good)] + [
        *map(unanswerable, range(bad))
    ]
    with pytest.raises(
        QuestionsError, match=rf"{good} answerable and {bad} unanswerable .* at least 20"
    ) as refused:
        calibrate(assistant, questions, on_progress=lambda *_: pytest.fail("asked"))
    assert "\n" not in str(refused.value)


def test_too_few_documents_are_refused(assistant: Assistant) -> None:
    """Before any question is asked."""
    questions = [replace(answerable(at % 4, f"{at % 4}.txt"), id=f"a{at}") for at in range(24)]
    with pytest.raises(QuestionsError, match="stand in 4 documents, and at least 5"):
        calibrate(
            assistant,
            [*questions, *map(unanswerable, range(20))],
            on_progress=lambda *_: pytest.fail("asked"),
        )


def test_answers_that_do_not_stand_are_refused(assistant: Assistant) -> None:
    """Numbers fitted to them would mean nothing."""
    questions = [answerable(at, f"nowhere{at}.txt") for at in range(24)]
    with pytest.raises(QuestionsError, match=r"nowhere0\.txt"):
        calibrate(
            assistant,
            [*questions, *map(unanswerable, range(20))],
            on_progress=lambda *_: pytest.fail("asked"),
        )


def test_questions_that_find_nothing_are_refused(assistant: Assistant) -> None:
    """A sort of questions that leaves no example is too few of them."""
    lost = [Question(f"u{at}", f"Pourquoi {at}?", (), "none", "fr", None) for at in range(20)]
    with pytest.raises(QuestionsError):
        calibrate(
            assistant, [*(answerable(at, source) for at, source in enumerate(sources(24))), *lost]
        )
