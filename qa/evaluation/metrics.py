"""Measure an index on questions whose answers are known.

A citation contains an answer if it is from the same document, and the span of the answer lies
inside the cited passage.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from fonti.index import ProgressCallback, no_progress
from fonti.qa.answer import Answer
from fonti.qa.assistant import Assistant
from fonti.qa.evaluation.dataset import select_measurable
from fonti.qa.evaluation.questions import Question
from fonti.qa.evaluation.reliability import (
    ReliabilityBin,
    compute_calibration_error,
    compute_reliability,
)

# Citations that each question is asked for: as many as `mrr@10` and `answer@10` count.
_CITATION_COUNT = 10

# The numbers k of `answer@k`: the answer is among the first k citations.
_ANSWER_RANKS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """The fields of a citation that are measured.

    Attributes:
        source: The name of the document.
        start: Where the passage starts, in code points of the document.
        end: Where it ends.
        highlight: Where the quote starts and ends, in code points of the document.
        quote: The quoted text.

    """

    source: str
    start: int
    end: int
    highlight: tuple[int, int]
    quote: str

    def contains_answer(self, question: Question) -> bool:
        """Return whether an answer to a question lies inside the passage."""
        return self._has_answer_between(question, self.start, self.end)

    def highlights_answer(self, question: Question) -> bool:
        """Return whether an answer to a question lies inside the quote."""
        return self._has_answer_between(question, *self.highlight)

    def _has_answer_between(self, question: Question, start: int, end: int) -> bool:
        """Return whether an answer to a question lies inside a span of the document."""
        for gold in question.gold:
            if gold.source != self.source:
                continue
            if any(start <= answer.start and answer.end <= end for answer in gold.answers):
                return True

        return False


@dataclass(frozen=True, slots=True)
class EvaluatedQuestion:
    """A question, and the answer that it got.

    Attributes:
        question: The question.
        answered: Whether it was answered, surely or probably (`Answer.is_answered`).
        confidence: How likely the documents answer it, 0 to 1.
        citations: What was cited, best first.

    """

    question: Question
    answered: bool
    confidence: float
    citations: tuple[CitedPassage, ...]

    @property
    def is_right(self) -> bool:
        """Return whether the first citation contains an answer."""
        return bool(self.citations) and self.citations[0].contains_answer(self.question)

    @property
    def is_miss(self) -> bool:
        """Return whether it was answered wrongly, or not although the documents answer it."""
        if not self.question.is_answerable:
            return self.answered
        return not (self.answered and self.is_right)

    def to_json(self) -> dict[str, Any]:
        """Return the line of a run, in the form that the benchmark's scorer reads."""
        citations = [
            {
                "file": citation.source,
                "start": citation.start,
                "end": citation.end,
                "highlights": [citation.highlight],
            }
            for citation in self.citations
        ]
        return {
            "id": self.question.id,
            "score": self.confidence,
            "answered": self.answered,
            "citations": citations,
        }


@dataclass(frozen=True, slots=True)
class Metrics:
    """The metrics of a run. Shares, confidences and risks go from 0 to 1.

    A metric is None if there are no questions to compute it from.

    Attributes:
        n: The number of questions.
        kinds: The row of each kind: `n`, means over its answerable questions (`answer@k`, `mrr@10`,
            `highlight@1`, `passage_chars` and `highlight_chars` of the first citation, `answered`)
            and over its unanswerable ones (`abstained`).
        answerable_auroc: How well the confidence separates answerable questions from others;
            answerable ones that are limited to a language are left out.
        calibration_error: The expected calibration error over the bins.
        bins: The ten bins of equal width, without the empty ones.
        risk_coverage: Points (coverage, risk), one for each threshold from the highest: the share
            of questions that are answered, and of those the share whose first citation has no
            answer.
        risk_coverage_area: The area under the points as steps.
        coverage: The coverage at the threshold in use.
        risk: The risk at the threshold in use.

    """

    n: int
    kinds: dict[str, dict[str, float | None]]
    answerable_auroc: float | None
    calibration_error: float
    bins: tuple[ReliabilityBin, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    risk_coverage_area: float
    coverage: float
    risk: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the metrics as values that JSON has."""
        return asdict(self)


def evaluate(
    assistant: Assistant, questions: Sequence[Question], on_progress: ProgressCallback = no_progress
) -> tuple[EvaluatedQuestion, ...]:
    """Ask every question, in order.

    Questions whose answer is not known are left out, and those of a document that has changed.

    Args:
        assistant: The assistant of the documents.
        questions: The questions.
        on_progress: Is called with the stage "asking".

    Raises:
        QuestionsError: An answer is not in the documents where its question says.
        FontiError: What `Assistant.ask` raises.

    """
    with assistant.library.snapshot() as snapshot:
        measurable = select_measurable(snapshot, questions)

    run = []
    on_progress("asking", 0, len(measurable))
    for done, question in enumerate(measurable, 1):
        languages = None if question.search_language is None else [question.search_language]
        answer = assistant.ask(question.text, languages=languages, top_k=_CITATION_COUNT)
        run.append(_record_answer(question, answer))
        on_progress("asking", done, len(measurable))

    return tuple(run)


def format_run(run: Iterable[EvaluatedQuestion]) -> str:
    """Return a run as JSON lines, in the form that the benchmark's scorer reads."""
    return "".join(json.dumps(evaluated.to_json()) + "\n" for evaluated in run)


def compute_metrics(run: Sequence[EvaluatedQuestion]) -> Metrics:
    """Return the metrics of a run of at least one question."""
    by_kind: dict[str, list[EvaluatedQuestion]] = {}
    for evaluated in run:
        by_kind.setdefault(evaluated.question.kind, []).append(evaluated)

    bins = compute_reliability(
        [evaluated.confidence for evaluated in run],
        [evaluated.question.is_answerable for evaluated in run],
    )
    answered = [evaluated for evaluated in run if evaluated.answered]
    curve = _compute_risk_coverage(run)

    return Metrics(
        n=len(run),
        kinds={kind: _measure_kind(members) for kind, members in by_kind.items()},
        answerable_auroc=_compute_auroc(run),
        calibration_error=compute_calibration_error(bins),
        bins=bins,
        risk_coverage=curve,
        risk_coverage_area=_compute_area_under_steps(curve),
        coverage=len(answered) / len(run),
        risk=_mean([not evaluated.is_right for evaluated in answered]),
    )


def list_misses(run: Iterable[EvaluatedQuestion]) -> list[EvaluatedQuestion]:
    """Return what went wrong, worst first.

    Wrong answers come first, by falling confidence, then questions that were not answered, by
    rising confidence.
    """

    def order(evaluated: EvaluatedQuestion) -> tuple[bool, float]:
        """Order answered questions by falling confidence, others by rising confidence."""
        if evaluated.answered:
            return False, -evaluated.confidence
        return True, evaluated.confidence

    return sorted((evaluated for evaluated in run if evaluated.is_miss), key=order)


def _record_answer(question: Question, answer: Answer) -> EvaluatedQuestion:
    """Return a question with the parts of its answer that are measured."""
    citations = tuple(
        CitedPassage(
            source=citation.source,
            start=citation.passage.start,
            end=citation.passage.end,
            highlight=(citation.start, citation.end),
            quote=citation.quote,
        )
        for citation in answer.citations
    )
    return EvaluatedQuestion(question, answer.is_answered, answer.confidence, citations)


def _measure_kind(members: Sequence[EvaluatedQuestion]) -> dict[str, float | None]:
    """Return the row of one kind of questions."""
    answerable = [evaluated for evaluated in members if evaluated.question.is_answerable]
    unanswerable = [evaluated for evaluated in members if not evaluated.question.is_answerable]
    first_citations = [evaluated.citations[0] for evaluated in answerable if evaluated.citations]
    ranks = [_find_rank(evaluated) for evaluated in answerable]
    is_highlighted = [
        bool(evaluated.citations) and evaluated.citations[0].highlights_answer(evaluated.question)
        for evaluated in answerable
    ]

    row: dict[str, float | None] = {"n": len(members)}
    for k in _ANSWER_RANKS:
        row[f"answer@{k}"] = _mean([rank <= k for rank in ranks])
    row["mrr@10"] = _mean([1 / rank if rank <= _CITATION_COUNT else 0 for rank in ranks])
    row["highlight@1"] = _mean(is_highlighted)
    row["passage_chars"] = _mean([citation.end - citation.start for citation in first_citations])
    row["highlight_chars"] = _mean([len(citation.quote) for citation in first_citations])
    row["answered"] = _mean([evaluated.answered for evaluated in answerable])
    row["abstained"] = _mean([not evaluated.answered for evaluated in unanswerable])
    return row


def _find_rank(evaluated: EvaluatedQuestion) -> float:
    """Return the number, from 1, of the first citation that contains an answer, or infinity."""
    for number, citation in enumerate(evaluated.citations, 1):
        if citation.contains_answer(evaluated.question):
            return number
    return float("inf")


def _compute_auroc(run: Iterable[EvaluatedQuestion]) -> float | None:
    """Return the area under the ROC curve of the confidence, or None if all questions are alike."""
    # Imported late: it takes a second, and only measuring needs it.
    from sklearn.metrics import roc_auc_score

    truth = []
    confidences = []
    for evaluated in run:
        question = evaluated.question
        if not (question.is_answerable and question.search_language):
            truth.append(question.is_answerable)
            confidences.append(evaluated.confidence)

    if len(set(truth)) < 2:
        return None
    return float(roc_auc_score(truth, confidences))


def _compute_risk_coverage(run: Sequence[EvaluatedQuestion]) -> tuple[tuple[float, float], ...]:
    """Return points (coverage, risk), one for each confidence.

    No threshold lies between questions of the same confidence.
    """
    surest_first = sorted(run, key=lambda evaluated: -evaluated.confidence)
    points = []
    taken = 0
    wrong = 0
    for _, tied in groupby(surest_first, key=lambda evaluated: evaluated.confidence):
        for evaluated in tied:
            taken += 1
            wrong += not evaluated.is_right
        points.append((taken / len(run), wrong / taken))

    return tuple(points)


def _compute_area_under_steps(curve: Iterable[tuple[float, float]]) -> float:
    """Return the area under a curve of steps, each as high as the point that ends it."""
    area = 0.0
    previous_coverage = 0.0
    for coverage, risk in curve:
        area += (coverage - previous_coverage) * risk
        previous_coverage = coverage

    return area


def _mean(values: Sequence[float]) -> float | None:
    """Return the mean of some values; None if there are none."""
    return sum(values) / len(values) if values else None
