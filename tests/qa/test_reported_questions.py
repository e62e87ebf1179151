"""Questions of the kinds that users reported as answered wrongly, asked of small documents."""

import json
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

import pytest

from fonti.index import Encoder
from fonti.qa import Answer, Assistant
from tests.helpers.fakes import write_corpus
from tests.helpers.paths import SHARED
from tests.helpers.shared_folders import make_once

INPUTS = SHARED / "cases" / "inputs"

# The outcomes that are right, by what a question accepts.
OUTCOMES = {
    "answer": {"answered", "probable"},
    "no_answer": {"related", "not_found"},
    "answer_or_none": {"answered", "probable", "related", "not_found"},
    "near": {"answered", "probable", "related"},
    "related": {"related"},
}


class ReportedQuestion(TypedDict):
    """A question and what is right for it.

    Attributes:
        question: The question.
        kind: What is hard in it.
        accepts: Which outcomes are right, a key of `OUTCOMES`.
        source: The document that the first citation is from; None if any will do.
        quote: The texts that the first quote contains.
        folder: The folder of shared inputs that it is asked of, if it is asked of these.
        is_known_failure: Whether it is answered wrongly today.
        depends_on_processor: Whether the confidence is so near to a limit that processors differ.

    """

    question: str
    kind: str
    accepts: Literal["answer", "no_answer", "answer_or_none", "near", "related"]
    source: str | None
    quote: list[str]
    folder: NotRequired[str]
    is_known_failure: NotRequired[bool]
    depends_on_processor: NotRequired[bool]


class ReportedQuestions(TypedDict):
    """The documents by their names, the questions about them, and those about shared inputs."""

    documents: dict[str, str]
    questions: list[ReportedQuestion]
    shared_questions: list[ReportedQuestion]


DATA: ReportedQuestions = json.loads(
    Path(__file__).with_name("reported_questions.json").read_text("utf-8")
)


def as_parameter(question: ReportedQuestion) -> object:
    """Return a question as a parameter; one that is answered wrongly today is expected to fail."""
    marks = []
    if question.get("is_known_failure"):
        is_strict = not question.get("depends_on_processor")
        marks.append(pytest.mark.xfail(strict=is_strict, reason="answered wrongly"))
    return pytest.param(question, id=f"{question['kind']}: {question['question']}", marks=marks)


def check(answer: Answer, question: ReportedQuestion) -> None:
    """Fail if an answer is not right: by its outcome, and by its first citation if it is near."""
    assert answer.outcome in OUTCOMES[question["accepts"]]

    # Where an answer and none are both right, what is quoted matters only in an answer.
    is_answer = answer.outcome in OUTCOMES["answer"]
    if not is_answer and question["accepts"] not in ("near", "related"):
        return

    first = answer.citations[0]
    assert question["source"] in (None, first.source)
    assert all(text in first.quote for text in question["quote"])


@pytest.fixture(scope="module")
def assistant(embedded_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Index the small documents with the embedded model; no test changes the index."""

    def index_documents(folder: Path) -> None:
        corpus = write_corpus(folder / "corpus", DATA["documents"])
        Assistant.open(corpus, index=folder / "index", model=embedded_encoder)

    folder = make_once(tmp_path_factory, "reported_questions", index_documents)
    return Assistant.open(folder / "index", model=embedded_encoder)


@pytest.fixture(scope="module")
def shared_assistants(
    embedded_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Assistant]:
    """Index the shared inputs with the embedded model; skip the test if they are not here."""
    if not INPUTS.exists():
        pytest.skip(f"the shared inputs are not beside the checkout: {INPUTS}")

    names = sorted({question["folder"] for question in DATA["shared_questions"]})

    def index_inputs(folder: Path) -> None:
        for name in names:
            Assistant.open(INPUTS / name, index=folder / name, model=embedded_encoder)

    folder = make_once(tmp_path_factory, "shared_inputs", index_inputs)
    return {name: Assistant.open(folder / name, model=embedded_encoder) for name in names}


def test_every_quote_stands_in_its_source() -> None:
    """The questions are about the documents as they are."""
    documents = DATA["documents"]
    for question in DATA["questions"]:
        source = question["source"]
        text = "" if source is None else documents[source]
        assert all(quote in text for quote in question["quote"])

    assert len(documents) >= 12
    assert len(DATA["questions"]) >= 25


@pytest.mark.model
@pytest.mark.parametrize("question", [as_parameter(question) for question in DATA["questions"]])
def test_a_reported_kind_of_question_is_answered_rightly(
    question: ReportedQuestion, assistant: Assistant
) -> None:
    """The first quote answers it, and what no document answers is not answered."""
    check(assistant.ask(question["question"]), question)


@pytest.mark.model
@pytest.mark.parametrize(
    "question", [as_parameter(question) for question in DATA["shared_questions"]]
)
def test_a_question_on_the_shared_inputs_is_answered_rightly(
    question: ReportedQuestion, shared_assistants: dict[str, Assistant]
) -> None:
    """The first quote answers it, and what no document answers is not answered."""
    check(shared_assistants[question["folder"]].ask(question["question"]), question)
