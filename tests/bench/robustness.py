"""Measure how answers hold when questions are typed badly: without accents, in capitals, with a typo in ten words.

    python -m tests.bench.robustness

Asks each answerable question of the benchmark beside the checkout in the four ways, and prints answer@1 of each.
"""

import json
import random
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from rich.progress import track

from fonti.qa import Assistant, compute_metrics, evaluate, read_questions
from tests.helpers.paths import BENCH

_TYPOS = 0.1  # share of the words


def unaccented(text: str) -> str:
    """A text as on a keyboard without accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def mistyped(text: str) -> str:
    """A text with two letters swapped in every tenth word of four letters or more, the same ones at each run."""
    dice = random.Random(text)
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 3 and dice.random() < _TYPOS * len(words) / max(
            1, sum(len(each) > 3 for each in words)
        ):
            at = dice.randrange(1, len(word) - 2)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


WAYS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "without accents": unaccented,
    "in capitals": str.upper,
    "with typos": mistyped,
}


def main() -> None:
    """Ask every question in every way and print the shares."""
    questions = [each for each in read_questions(BENCH / "questions.jsonl") if each.is_answerable]
    fonti = Assistant.open(BENCH / "corpus")
    found: dict[str, dict[str, float | None]] = defaultdict(dict)
    for way, change in WAYS.items():
        asked = track(
            [replace(each, text=change(each.text)) for each in questions], description=way
        )
        run = [answer for question in asked for answer in evaluate(fonti, [question])]
        found[way] = {kind: row["answer@1"] for kind, row in compute_metrics(run).kinds.items()}
    sys.stdout.write(f"{json.dumps(found, indent=1)}\n")


if __name__ == "__main__":
    main()
