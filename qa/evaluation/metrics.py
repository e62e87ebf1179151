"""Measure an index on questions whose answers are known: what was answered, and figures of it.

A citation holds an answer where the answer, at its own place in its own document, lies inside the cited passage.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from fonti.index import ProgressCallback, no_progress
from fonti.qa.answer import Answer
from fonti.qa.assistant import Assistant
from fonti.qa.evaluation.dataset import Question, measurable
from fonti.qa.evaluation.reliability import Bin, calibration_error, reliability

_CITED = 10  # citations asked for
_RANKS = (1, 3, 5, 10)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of an answer: its passage, `start` to `end`, and what is quoted of it, the `highlight`.

    Both are code points of the document `source`; `quote` is the highlight's text.
    """

    source: str
    start: int
    end: int
    highlight: Span
    quote: str

    def holds(self, question: Question) -> bool:
        """Whether an answer to a question lies inside the passage."""
        return self._holds(question, self.start, self.end)

    def shows(self, question: Question) -> bool:
        """Whether an answer to a question lies inside the highlight."""
        return self._holds(question, *self.highlight)

    def _holds(self, question: Question, start: int, end: int) -> bool:
        answers = (
            answer
            for gold in question.gold
            if gold.source == self.source
            for answer in gold.answers
        )
        return any(start <= answer.start and answer.end <= end for answer in answers)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was answered: citations best first, and how sure (0 to 1) that the documents answer."""

    question: Question
    answered: bool
    confidence: float
    citations: tuple[Cited, ...]

    @property
    def right(self) -> bool:
        """Whether the first citation holds an answer; never so for an unanswerable question."""
        return bool(self.citations) and self.citations[0].holds(self.question)

    @property
    def missed(self) -> bool:
        """Whether it was answered wrongly, or not answered although the documents answer it."""
        return not (self.answered and self.right) if self.question.answerable else self.answered

    def to_json(self) -> dict[str, Any]:
        """The line of a run, in the benchmark's form."""
        return {
            "id": self.question.id,
            "score": self.confidence,
            "answered": self.answered,
            "citations": [
                {
                    "file": cited.source,
                    "start": cited.start,
                    "end": cited.end,
                    "highlights": [cited.highlight],
                }
                for cited in self.citations
            ],
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. Shares, confidences and risks go from 0 to 1; a figure of no questions is None.

    `kinds` maps a kind to its row: `n`, and means over its answerable questions (`answer@k`, `mrr@10`, `highlight@1`,
    `passage_chars` and `highlight_chars` of the first citation, `answered`) and unanswerable ones (`abstained`).
    `answerable_auroc` is how well the confidence tells the two apart, answerable questions with a filter left out;
    `calibration_error` the expected one, over the ten `bins` of equal width, of which empty ones are left out.
    `risk_coverage` has a point (coverage, risk) a threshold, from the highest: the share of questions answered, and of
    those the share whose first citation holds no answer. `risk_coverage_area` is the area under it as steps; `coverage`
    and `risk` are those of the threshold in use.
    """

    n: int
    kinds: dict[str, dict[str, float | None]]
    answerable_auroc: float | None
    calibration_error: float
    bins: tuple[Bin, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    risk_coverage_area: float
    coverage: float
    risk: float | None

    def to_json(self) -> dict[str, Any]:
        """The figures as plain values."""
        return asdict(self)


def evaluate(
    assistant: Assistant, questions: Sequence[Question], on_progress: ProgressCallback = no_progress
) -> tuple[Asked, ...]:
    """Ask every question, in order; `report` hears of the stage "asking".

    Questions whose answer is not known, or is of a document that changed since, are left out. Raises QuestionsError
    where an answer does not stand in the documents as the questions have it, and what `Assistant.ask` raises.
    """
    with assistant.library.snapshot() as snapshot:
        questions = measurable(snapshot, questions)
    run = []
    on_progress("asking", 0, len(questions))
    for done, question in enumerate(questions, 1):
        languages = None if question.within is None else [question.within]
        run.append(
            _asked(question, assistant.ask(question.text, languages=languages, top_k=_CITED))
        )
        on_progress("asking", done, len(questions))
    return tuple(run)


def run_lines(run: Iterable[Asked]) -> str:
    """A run as JSON lines, in the form that the benchmark's scorer reads."""
    return "".join(json.dumps(asked.to_json()) + "\n" for asked in run)


def measure(run: Sequence[Asked]) -> Figures:
    """The figures of a run of at least one question."""
    kinds: dict[str, list[Asked]] = {}
    for asked in run:
        kinds.setdefault(asked.question.kind, []).append(asked)
    answered = [asked for asked in run if asked.answered]
    bins = reliability(
        [asked.confidence for asked in run], [asked.question.answerable for asked in run]
    )
    curve = _risk_coverage(run)
    return Figures(
        n=len(run),
        kinds={kind: _row(members) for kind, members in kinds.items()},
        answerable_auroc=_answerable_auroc(run),
        calibration_error=calibration_error(bins),
        bins=bins,
        risk_coverage=curve,
        risk_coverage_area=_area(curve),
        coverage=len(answered) / len(run),
        risk=_mean([not asked.right for asked in answered]),
    )


def misses(run: Iterable[Asked]) -> list[Asked]:
    """What went wrong, worst first: wrong answers, the surest first, then answers left out, the least sure first."""

    def badness(asked: Asked) -> tuple[bool, float]:
        return not asked.answered, -asked.confidence if asked.answered else asked.confidence

    return sorted((asked for asked in run if asked.missed), key=badness)


def _asked(question: Question, answer: Answer) -> Asked:
    cited = tuple(
        Cited(each.source, each.passage.start, each.passage.end, (each.start, each.end), each.quote)
        for each in answer.citations
    )
    return Asked(question, answer.outcome == "answered", answer.confidence, cited)


def _row(members: Sequence[Asked]) -> dict[str, float | None]:
    """One kind's figures."""
    answerable = [asked for asked in members if asked.question.answerable]
    ranks = [_rank(asked) for asked in answerable]
    first = [asked.citations[0] for asked in answerable if asked.citations]
    shown = [
        any(cited.shows(asked.question) for cited in asked.citations[:1]) for asked in answerable
    ]
    return {
        "n": len(members),
        **{f"answer@{k}": _mean([rank <= k for rank in ranks]) for k in _RANKS},
        "mrr@10": _mean([1 / rank if rank <= _CITED else 0 for rank in ranks]),
        "highlight@1": _mean(shown),
        "passage_chars": _mean([cited.end - cited.start for cited in first]),
        "highlight_chars": _mean([len(cited.quote) for cited in first]),
        "answered": _mean([asked.answered for asked in answerable]),
        "abstained": _mean(
            [not asked.answered for asked in members if not asked.question.answerable]
        ),
    }


def _rank(asked: Asked) -> float:
    """The number, from 1, of the first citation that holds an answer; infinite where none does."""
    held = (
        number for number, cited in enumerate(asked.citations, 1) if cited.holds(asked.question)
    )
    return next(held, float("inf"))


def _answerable_auroc(run: Iterable[Asked]) -> float | None:
    from sklearn.metrics import roc_auc_score  # imported late: it takes a second

    counted = [asked for asked in run if not (asked.question.answerable and asked.question.within)]
    truth = [asked.question.answerable for asked in counted]
    if len(set(truth)) < 2:
        return None
    return float(roc_auc_score(truth, [asked.confidence for asked in counted]))


def _risk_coverage(run: Sequence[Asked]) -> tuple[tuple[float, float], ...]:
    """Points (coverage, risk), one a confidence: no threshold lies between questions of the same one."""
    surest = sorted(run, key=lambda asked: -asked.confidence)
    points, taken, wrong = [], 0, 0
    for _, tied in groupby(surest, key=lambda asked: asked.confidence):
        for asked in tied:
            taken, wrong = taken + 1, wrong + (not asked.right)
        points.append((taken / len(run), wrong / taken))
    return tuple(points)


def _area(curve: Iterable[tuple[float, float]]) -> float:
    """The area under steps, each as high as the point that ends it."""
    area, before = 0.0, 0.0
    for coverage, risk in curve:
        area, before = area + (coverage - before) * risk, coverage
    return area


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
