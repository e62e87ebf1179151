"""Calibrating on questions: how many it needs, and what the fitted numbers say."""

import json
import math
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import QuestionsError
from fonti.qa import Assistant, Gold, GoldAnswer, Question
from fonti.qa.confidence.calibration import LIMITED_FEATURES
from fonti.qa.evaluation.calibrate import calibrate, fit_calibration
from fonti.qa.ranking.evidence import Evidence
from fonti.ui.__main__ import main
from tests.helpers.assistants import FEATURES, open_files

FINGERPRINT = "c0ffee"
COSINE = st.floats(-1, 1)
EVIDENCE = st.builds(
    Evidence, *[COSINE] * 5, st.floats(0, 1), st.sampled_from([0.0, 1.0]), st.floats(0, 2)
)
SYLLABLES = ("ba", "co", "di", "fu", "ge", "lo", "mi", "ne", "pa", "ru")


def make_name(number: int) -> str:
    """Return a made-up name for a number from 0 to 99."""
    return f"{SYLLABLES[number // 10]}{SYLLABLES[number % 10]}rk".title()


def write_fact(number: int) -> str:
    """Return a document of one sentence, in English for odd numbers, else in Italian."""
    name = make_name(number)
    if number % 2:
        return f"The keeper {name} rang the bell."
    return f"Il custode {name} suonava la campana del porto."


def create_answerable(number: int, source: str) -> Question:
    """Return a question about a fact that its document answers."""
    name = make_name(number)
    text = f"Who is the keeper {name}?" if number % 2 else f"Chi è il custode {name}?"
    gold = Gold(source, 0, 20, (GoldAnswer(name, 11),))
    return Question(f"a{number}", text, (gold,), "it", None, None)


def create_unanswerable(number: int) -> Question:
    """Return a question about nothing that the documents have."""
    text = f"Why did {make_name(99 - number)} paint quark {number}?"
    return Question(f"u{number}", text, (), "unanswerable", None, "en")


def list_sources(count: int) -> list[str]:
    """Return the names of some documents."""
    return [f"{number}.txt" for number in range(count)]


def create_questions(answerable: int, unanswerable: int) -> list[Question]:
    """Return answerable questions on as many documents, and unanswerable ones."""
    sources = enumerate(list_sources(answerable))
    return [
        *(create_answerable(number, source) for number, source in sources),
        *(create_unanswerable(number) for number in range(unanswerable)),
    ]


def create_evidence(count: int, cosine: float) -> list[Evidence]:
    """Return evidence around a cosine; five features do not differ at all."""
    return [
        Evidence(cosine + at / 1000, cosine - at / 1000, cosine, 0.5, 0.5, 0.0, 1.0, 0.6)
        for at in range(count)
    ]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of 24 documents of one fact each."""
    files = {source: write_fact(number) for number, source in enumerate(list_sources(24))}
    return open_files(tmp_path, files)


def test_a_calibration_is_printed_even_if_it_cannot_be_published(
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """To ask took minutes."""
    file = tmp_path / "questions.jsonl"
    lines = []
    for question in create_questions(24, 20):
        golds = [{"file": gold.source, **asdict(gold)} for gold in question.gold]
        lines.append(json.dumps({"id": question.id, "question": question.text, "gold": golds}))
    file.write_text("\n".join(lines))
    folder = assistant.library.folder
    (folder / "published.json").write_text("no list")

    monkeypatch.setattr(
        "fonti.index.index_searcher.open_encoder", lambda *_, **__: assistant.library.encoder()
    )
    monkeypatch.setattr(
        sys, "argv", ["fonti", "calibrate", str(file), "--index", str(folder), "--lang-ui", "en"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    captured = capfd.readouterr()
    assert "fitted on 44 examples" in captured.out
    assert "published.json" in captured.err


def test_a_calibration_is_finite_and_its_error_a_share(assistant: Assistant) -> None:
    """It counts every question and reports its progress."""
    progress: list[tuple[str, int, int]] = []
    questions = create_questions(24, 20)

    result = calibrate(assistant, questions, on_progress=lambda *stage: progress.append(stage))

    calibration = result.calibration
    assert all(map(math.isfinite, [calibration.intercept, *calibration.weights.values()]))
    assert calibration.examples == 24 + 20
    assert 0 <= result.error < 0.3
    assert progress == [("asking", done, 44) for done in range(45)]

    answerable = assistant.find_best_quote(questions[0].text)
    unanswerable = assistant.find_best_quote(questions[-1].text)
    assert answerable is not None
    assert unanswerable is not None
    assert calibration.confidence(answerable.ranked.evidence) > 0.5
    assert calibration.confidence(unanswerable.ranked.evidence) < 0.5


def test_questions_across_languages_are_balanced(assistant: Assistant) -> None:
    """If some questions are limited to a language, unanswerable ones are asked twice."""
    limited = [
        replace(create_answerable(number, source), search_language="en" if number % 2 else "it")
        for number, source in enumerate(list_sources(24))
    ]

    result = calibrate(assistant, [*limited, *create_questions(0, 20)])

    assert result.calibration.examples == 24 + 2 * 20


def test_calibrating_writes_nothing(assistant: Assistant) -> None:
    """The caller stores the calibration; calibrating again gives the same."""
    files = sorted(path.name for path in assistant.library.folder.iterdir())
    questions = create_questions(20, 20)

    assert calibrate(assistant, questions) == calibrate(assistant, questions)
    assert sorted(path.name for path in assistant.library.folder.iterdir()) == files


@pytest.mark.parametrize(
    ("answerable", "unanswerable"), [(19, 20), (20, 19), (0, 40), (40, 0), (0, 0)]
)
def test_too_few_questions_are_refused(
    answerable: int, unanswerable: int, assistant: Assistant
) -> None:
    """They are refused before any is asked, and the message counts both sorts."""
    questions = [
        *(create_answerable(number % 24, "0.txt") for number in range(answerable)),
        *create_questions(0, unanswerable),
    ]
    counts = rf"{answerable} answerable and {unanswerable} unanswerable .* at least 20"

    with pytest.raises(QuestionsError, match=counts) as refusal:
        calibrate(assistant, questions, on_progress=lambda *_: pytest.fail("asked"))

    assert refusal.value.code == "questions_too_few"
    assert "\n" not in str(refusal.value)


def test_too_few_documents_are_refused(assistant: Assistant) -> None:
    """They are refused before any question is asked."""
    questions = [
        replace(create_answerable(number % 4, f"{number % 4}.txt"), id=f"a{number}")
        for number in range(24)
    ]

    with pytest.raises(QuestionsError, match="stand in 4 documents, and at least 5"):
        calibrate(
            assistant,
            [*questions, *create_questions(0, 20)],
            on_progress=lambda *_: pytest.fail("asked"),
        )


def test_answers_that_do_not_stand_are_refused(assistant: Assistant) -> None:
    """Numbers fitted to them would mean nothing."""
    questions = [create_answerable(number, f"nowhere{number}.txt") for number in range(24)]

    with pytest.raises(QuestionsError, match=r"nowhere0\.txt"):
        calibrate(
            assistant,
            [*questions, *create_questions(0, 20)],
            on_progress=lambda *_: pytest.fail("asked"),
        )


def test_questions_without_any_passage_are_refused(assistant: Assistant) -> None:
    """A sort of questions that leaves no example is too few of them."""
    lost = [
        Question(f"u{number}", f"Pourquoi {number}?", (), "none", "fr", None)
        for number in range(20)
    ]
    with pytest.raises(QuestionsError):
        calibrate(assistant, [*create_questions(24, 0), *lost])


def test_a_fit_separates_answers() -> None:
    """Features that separate get weights, and those that never differ get none."""
    answering = create_evidence(20, 0.9)
    others = create_evidence(20, 0.3)

    calibration = fit_calibration(
        [*answering, *others], [True] * 20 + [False] * 20, [1.0] * 40, FINGERPRINT
    )

    assert all(map(math.isfinite, [calibration.intercept, *calibration.weights.values()]))
    assert calibration.examples == 40
    assert all(calibration.confidence(evidence) > 0.9 for evidence in answering)
    assert all(calibration.confidence(evidence) < 0.1 for evidence in others)
    assert [calibration.weights[feature] for feature in FEATURES[3:]] == [0] * len(FEATURES[3:])


def test_nearness_has_a_limit_if_passages_were_read() -> None:
    """Most passages that answer reach it; without a reader, nearness is all that is known."""
    near = [item for tenth in range(1, 11) for item in create_evidence(1, tenth / 10)]
    labels = [True] * 10 + [False] * 10
    weights = [1.0] * 20
    unread = fit_calibration([*near, *near], labels, weights, FINGERPRINT)
    assert unread.limits == {}

    read = [replace(item, reading=3.0) for item in near]
    limited = fit_calibration([*read, *near], labels, weights, FINGERPRINT)
    assert set(limited.limits) == set(LIMITED_FEATURES)
    assert limited.limits["passage_cosine"] == pytest.approx(0.28)


def test_examples_count_by_their_weights() -> None:
    """If the same evidence answers and does not, the heavier example prevails."""
    evidence = create_evidence(1, 0.5) * 2

    answering = fit_calibration(evidence, [True, False], [10.0, 1.0], FINGERPRINT)
    assert answering.confidence(evidence[0]) > 0.8

    silent = fit_calibration(evidence, [True, False], [1.0, 10.0], FINGERPRINT)
    assert silent.confidence(evidence[0]) < 0.2


@settings(max_examples=20)
@given(st.lists(EVIDENCE, min_size=2, max_size=12))
def test_a_fit_is_finite(evidence: list[Evidence]) -> None:
    """It is so whatever the evidence, alike or contradictory."""
    answerable = [number % 2 == 0 for number in range(len(evidence))]
    calibration = fit_calibration(evidence, answerable, [1.0] * len(evidence), FINGERPRINT)
    assert all(map(math.isfinite, [calibration.intercept, *calibration.weights.values()]))


@pytest.mark.parametrize("answerable", [True, False])
def test_a_fit_needs_both_sorts(answerable: bool) -> None:
    """From one sort alone, nothing can be learnt."""
    with pytest.raises(ValueError, match="class"):
        fit_calibration(create_evidence(5, 0.5), [answerable] * 5, [1.0] * 5, FINGERPRINT)
