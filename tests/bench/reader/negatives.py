"""Add passages that look as if they answered a question, and do not.

    python -m tests.bench.reader.negatives EXAMPLES... --out OUT.jsonl.gz [--share SHARE]

For a share of the questions that are answered, a passage that shares their words (tf-idf) and does
not hold the answer's text is written as an example without an answer.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.bench.reader.examples import read_items
from tests.bench.reader.train import SEED

# The passages that share most words, among which one is drawn.
_NEAREST = 6

_QUESTIONS_AT_ONCE = 1000


def main() -> None:
    """Write the examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5)
    options = parser.parse_args()

    draw = random.Random(SEED)
    items = [item for path in options.examples for item in read_items(path)]
    passages = list({item["context"]: item for item in items}.values())
    asked = [item for item in items if item["answers"] and draw.random() < options.share]
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for item in find_negatives(asked, passages, draw):
            file.write(json.dumps(item, ensure_ascii=False) + "\n")


def find_negatives(
    asked: Sequence[dict[str, Any]], passages: Sequence[dict[str, Any]], draw: random.Random
) -> Iterator[dict[str, Any]]:
    """Yield each question with a passage near it that does not hold its answer."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32)
    table = vectorizer.fit_transform([passage["context"] for passage in passages]).T.tocsr()

    for first in range(0, len(asked), _QUESTIONS_AT_ONCE):
        block = asked[first : first + _QUESTIONS_AT_ONCE]
        scores = (vectorizer.transform([item["question"] for item in block]) @ table).toarray()
        for item, row in zip(block, scores, strict=True):
            nearest = np.argpartition(-row, _NEAREST * 2)[: _NEAREST * 2]
            others = [
                passages[place]
                for place in nearest[np.argsort(-row[nearest])]
                if is_other(item, passages[place])
            ]
            if others:
                passage = draw.choice(others[:_NEAREST])
                yield item | {
                    "context": passage["context"],
                    "title": passage.get("title"),
                    "heading": passage.get("heading"),
                    "answers": [],
                }


def is_other(item: dict[str, Any], passage: dict[str, Any]) -> bool:
    """Return whether a passage does not hold any answer of an example."""
    text = passage["context"].lower()
    return passage["context"] != item["context"] and not any(
        answer["text"].lower() in text for answer in item["answers"]
    )


if __name__ == "__main__":
    main()
