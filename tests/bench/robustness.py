"""Measure answers to badly typed questions: without accents, in capitals, with typos.

    python -m tests.bench.robustness

Asks each answerable question of the benchmark beside the checkout in four ways, and prints
answer@1 of each.
"""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace

from rich.progress import track

from fonti.qa import Assistant, EvaluatedQuestion, compute_metrics, evaluate, read_questions
from tests.bench.question_encoder.typing_errors import remove_accents
from tests.helpers.paths import BENCH

# Share of the words that have a typo. Words of fewer than four letters have none.
_TYPO_SHARE = 0.1
_MIN_TYPO_LENGTH = 4


def add_typos(text: str) -> str:
    """Swap two letters in a tenth of the words, the same ones at each run."""
    generator = random.Random(text)
    words = text.split(" ")
    long_words = sum(len(word) >= _MIN_TYPO_LENGTH for word in words)
    probability = _TYPO_SHARE * len(words) / max(1, long_words)

    for number, word in enumerate(words):
        if len(word) >= _MIN_TYPO_LENGTH and generator.random() < probability:
            place = generator.randrange(1, len(word) - 2)
            swapped = word[place + 1] + word[place]
            words[number] = word[:place] + swapped + word[place + 2 :]
    return " ".join(words)


WAYS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "without accents": remove_accents,
    "in capitals": str.upper,
    "with typos": add_typos,
}


def main() -> None:
    """Ask every question in every way, and print the shares."""
    questions = [
        question for question in read_questions(BENCH / "questions.jsonl") if question.is_answerable
    ]
    assistant = Assistant.open(BENCH / "corpus")

    shares = {}
    for way, change in WAYS.items():
        changed = [replace(question, text=change(question.text)) for question in questions]
        run: list[EvaluatedQuestion] = []
        for question in track(changed, description=way):
            run.extend(evaluate(assistant, [question]))
        kinds = compute_metrics(run).kinds
        shares[way] = {kind: row["answer@1"] for kind, row in kinds.items()}

    sys.stdout.write(f"{json.dumps(shares, indent=1)}\n")


if __name__ == "__main__":
    main()
