"""Fit the calibration that comes with the package, to questions of several corpora at once.

    python -m tests.bench.reader.calibrate CORPUS=QUESTIONS... [--write]

Questions that are answerable count as much as near misses (their kind begins with `near`) and
questions on other subjects together. The calibration is measured on documents that
it was not fitted on; `--write` then stores the one that is fitted to all.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from fonti.qa import Assistant, CitedPassage, Question, read_questions
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.thresholds import ANSWER_CONFIDENCE, SURE_CONFIDENCE
from fonti.qa.evaluation.calibrate import fit_calibration
from fonti.qa.evaluation.reliability import compute_calibration_error, compute_reliability
from fonti.qa.ranking.evidence import Evidence
from fonti.ui.cli.progress import show_progress

FOLDS = 5

# What each sort counts in all. People ask more of what the documents answer.
SHARES = {"answerable": 0.5, "near": 0.25, "far": 0.25}

FILE = Path(__file__).parents[3] / "qa" / "confidence" / "calibration.json"


@dataclass(frozen=True, slots=True)
class Example:
    """The evidence of a question's first quote.

    Attributes:
        corpus: The corpus.
        kind: The kind of the question.
        sort: `answerable`, `near` or `far`.
        evidence: The evidence.
        is_right: Whether the quote's passage answers.
        group: The document that answers, or from which the quote is.

    """

    corpus: str
    kind: str
    sort: str
    evidence: Evidence
    is_right: bool
    group: str


def main() -> None:
    """Ask, fit, measure, and write if that is wanted."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    examples = [example for argument in arguments for example in ask(*argument.split("="))]

    confidences = np.zeros(len(examples))
    groups = [example.group for example in examples]
    for train_rows, test_rows in GroupKFold(FOLDS).split(examples, groups=groups):
        calibration = fit([examples[row] for row in train_rows])
        for row in test_rows:
            confidences[row] = calibration.confidence(examples[row].evidence)

    for line in report(examples, confidences):
        sys.stdout.write(f"{line}\n")
    calibration = fit(examples)
    sys.stdout.write(f"{calibration}\n")
    if "--write" in sys.argv:
        FILE.write_text(calibration.to_text(), "utf-8")


def ask(corpus: str, questions: str) -> Iterator[Example]:
    """Yield an example for each question about a corpus."""
    with show_progress() as on_progress:
        assistant = Assistant.open(corpus, on_progress=on_progress)
        asked = read_questions(Path(questions))
        for number, question in enumerate(asked):
            on_progress("asking", number, len(asked))
            languages = [question.search_language] if question.search_language else None
            quote = assistant.find_best_quote(question.text, languages=languages)
            if quote is None:
                continue
            passage = quote.passage
            span = (quote.start, quote.end)
            cited = CitedPassage(passage.source, passage.start, passage.end, span, quote.text)
            yield Example(
                corpus=corpus,
                kind=question.kind,
                sort=sort_question(question),
                evidence=quote.ranked.evidence,
                is_right=cited.contains_answer(question),
                group=question.gold[0].source if question.gold else passage.source,
            )


def sort_question(question: Question) -> str:
    """Return whether a question is `answerable`, `near` or `far`."""
    if question.is_answerable:
        return "answerable"
    return "near" if question.kind.startswith("near") else "far"


def fit(examples: Sequence[Example]) -> Calibration:
    """Return the calibration of examples, of which each sort has its share."""
    counts = Counter(example.sort for example in examples)
    return fit_calibration(
        [example.evidence for example in examples],
        [example.is_right for example in examples],
        [len(examples) * SHARES[example.sort] / counts[example.sort] for example in examples],
        "",
    )


def report(examples: Sequence[Example], confidences: np.ndarray) -> Iterator[str]:
    """Yield lines that say how well the confidence fits, by corpus and kind."""
    rows = defaultdict(list)
    for number, example in enumerate(examples):
        rows[f"{example.corpus}, {example.kind}"].append(number)
        rows[f"{example.corpus}, all"].append(number)
        rows["all"].append(number)
    for name, numbers in sorted(rows.items()):
        chosen = confidences[numbers]
        right = np.array([examples[number].is_right for number in numbers])
        bins = compute_reliability(chosen.tolist(), right.tolist())
        is_sure = chosen >= SURE_CONFIDENCE
        share = right[is_sure].mean() if is_sure.any() else float("nan")
        yield (
            f"{name}: n {len(numbers)}, right {right.mean():.3f}, "
            f"sure {is_sure.mean():.3f} (right {share:.3f}), "
            f"probable or sure {(chosen >= ANSWER_CONFIDENCE).mean():.3f}, "
            f"error {compute_calibration_error(bins):.3f}"
        )


if __name__ == "__main__":
    main()
