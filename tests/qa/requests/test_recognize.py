"""Requests that are no questions are recognized, and no question is taken for one."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fonti.qa.requests.recognize import Request, recognize_request
from tests.bench.reader.written import QUESTIONS
from tests.helpers.paths import BENCH, ROOT, SHARED

PHRASINGS = json.loads(Path(__file__).with_name("phrasings.json").read_text("utf-8"))
KINDS = sorted({kind for kinds in PHRASINGS.values() for kind in kinds} - {"question"})

# The share of the phrasings of a kind that is recognized (tests/bench/RESULTS.md).
MIN_RECOGNIZED = 0.94


def is_taken(text: str, *, is_first: bool = False) -> bool:
    """Return whether a text is taken for something else than a question.

    An overview of what is named is a question if no document, or section, has that name.
    """
    request = recognize_request(text, is_first=is_first)
    return request.kind != "question" and request.target not in ("named", "section")


@pytest.mark.parametrize("language", PHRASINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_requests_are_recognized(language: str, kind: str) -> None:
    """Nearly all ways to word a request are recognized as what they are."""
    texts = PHRASINGS[language][kind]
    missed = [text for text in texts if recognize_request(text, is_first=True).kind != kind]
    assert len(texts) - len(missed) >= MIN_RECOGNIZED * len(texts), missed


@pytest.mark.parametrize("language", PHRASINGS)
def test_questions_that_resemble_requests_are_questions(language: str) -> None:
    """ "Chi sei?" is about the assistant; "Chi sei tu per Dante?" is a question."""
    assert not [text for text in PHRASINGS[language]["question"] if is_taken(text, is_first=True)]


def list_questions() -> Iterator[str]:
    """Yield the questions with answers that the repository and the benchmark have."""
    with gzip.open(QUESTIONS, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["it"]
            yield row["en"]

    for row in json.loads((ROOT / "tests/project/seeds_questions.json").read_text("utf-8")):
        yield row["question"]
    for row in json.loads((ROOT / "tests/qa/reported_questions.json").read_text("utf-8"))[
        "questions"
    ]:
        yield row["question"]
    for folder in (BENCH, SHARED / "real", SHARED / "silence"):
        for file in sorted(folder.glob("*.jsonl")):
            for line in file.read_text("utf-8").splitlines():
                yield json.loads(line)["question"]


def test_no_question_with_an_answer_is_taken_for_a_request() -> None:
    """Not one of more than 32,000 questions that documents answer is lost."""
    questions = list(dict.fromkeys(list_questions()))
    assert len(questions) > 31_000
    assert not [question for question in questions if is_taken(question)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trova tutte le menzioni di Xi Jinping.", Request("mentions", "it", "Xi Jinping")),
        ("dove si parla dell'Unione Europea?", Request("mentions", "it", "Unione Europea")),
        ("quante volte compare la parola «caffè»?", Request("mentions", "it", "caffè")),
        (
            "where is Kassym-Jomart Tokayev mentioned?",
            Request("mentions", "en", "Kassym-Jomart Tokayev"),
        ),
        ("Di che cosa parlano i documenti?", Request("overview", "it", target="all")),
        ("Riassumi questo documento, per favore", Request("overview", "it")),
        ("Summarize report_2020.pdf", Request("overview", "en", "report_2020.pdf", "named")),
        ("Che cosa dice la sezione «Orari»?", Request("overview", "it", "Orari", "section")),
    ],
)
def test_what_a_request_is_about_is_read_from_its_text(text: str, expected: Request) -> None:
    """The subject has its capitals and accents; an overview is of one document or of all."""
    assert recognize_request(text, is_first=False) == expected


@pytest.mark.parametrize("text", ["What is this?", "come funziona?", "how does this work?"])
def test_what_may_follow_an_answer_is_about_the_assistant_only_at_the_start(text: str) -> None:
    """After a question, it is a follow-up of that question."""
    assert recognize_request(text, is_first=True).kind == "about"
    assert recognize_request(text, is_first=False).kind == "question"


@pytest.mark.parametrize(
    "text",
    [
        "ok " * 600,
        "grazie mille " * 140,
        "where is " + "mentioned " * 190,
        # Of as many words as are compared, in an order that can be split in many ways.
        "grazie " + "molto gentile " * 19 + "x",
        "ciao " + "thanks a lot " * 12 + "you all x",
        "hi " + "you all " * 19 + "x",
        "a" * 45 + " mentioned" * 39,
    ],
)
def test_long_texts_are_recognized_in_no_time(text: str) -> None:
    """The phrases are compared with a long text in a moment, however often it repeats them."""
    recognize_request("ok", is_first=True)
    # Time of the processor, which a busy machine does not lengthen.
    start = time.thread_time()
    recognize_request(text, is_first=True)
    assert time.thread_time() - start < 0.1
