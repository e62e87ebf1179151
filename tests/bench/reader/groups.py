"""Put each question with an answer into a group, with what looks like it and has none.

    python -m tests.bench.reader.groups EXAMPLES... --out GROUPS.jsonl.gz [--share SHARE]

The others of a group are questions that the same passage does not answer, and passages near the
question that do not hold the answer's text: those that the program itself ranks high if the file
was written by `candidates`, else the nearest of all files by the embedded model.
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fonti.index.models.encoder import Encoder
from fonti.index.models.load import open_encoder
from fonti.ui.cli.progress import show_progress
from tests.bench.reader.examples import read_items
from tests.bench.reader.negatives import is_other
from tests.bench.reader.train import SEED

# How many examples without an answer a group has, and how many of them are other questions.
_OTHERS = 3
_OTHER_QUESTIONS = 2

# The nearest passages, among which some are drawn.
_NEAREST = 8

Item = dict[str, Any]


def main() -> None:
    """Write the groups."""
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()

    items = [item for path in options.examples for item in read_items(path)]
    with show_progress() as on_progress:
        encoder = open_encoder(on_progress=on_progress)
    groups = make_groups(items, encoder, options.share, random.Random(SEED))
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for group in groups:
            file.write(json.dumps(group, ensure_ascii=False) + "\n")


def make_groups(
    items: Sequence[Item], encoder: Encoder, share: float, draw: random.Random
) -> Iterator[Item]:
    """Yield a group for a share of the questions that have an answer.

    Args:
        items: The examples, as JSON has them.
        encoder: The encoder.
        share: The share.
        draw: Draws the questions, and the others of a group.

    """
    unanswered = defaultdict(list)
    for item in items:
        if not item["answers"]:
            unanswered[item["context"]].append(item)

    passages = list({item["context"]: item for item in items}.values())
    embeddings = encoder.encode_sentences([passage["context"] for passage in passages])
    for item in items:
        if not item["answers"] or draw.random() >= share:
            continue

        asked = [
            other for other in unanswered[item["context"]] if _are_of_same_data_set(item, other)
        ]
        others = draw.sample(asked, min(len(asked), _OTHER_QUESTIONS))
        if "passages" in item:
            near = list(_list_windows(item))
        else:
            query = encoder.encode_query(item["question"]).embedding
            near = [passages[place] for place in np.argsort(-(embeddings @ query))[: 2 * _NEAREST]]
        near = [passage for passage in near if is_other(item, passage)][:_NEAREST]
        count = min(len(near), _OTHERS - len(others))
        others += [_ask(item, passage) for passage in draw.sample(near, count)]
        group = {name: value for name, value in item.items() if name != "passages"}
        yield group | {"others": others}


def _are_of_same_data_set(item: Item, other: Item) -> bool:
    """Return whether two questions are of the same language and data set."""
    return all(item.get(name) == other.get(name) for name in ("language", "source"))


def _list_windows(item: Item) -> Iterator[Item]:
    """Yield the parts of passages that a reader would be given."""
    for passage in item["passages"]:
        for text in passage["windows"]:
            yield {"context": text, "heading": passage["heading"]}


def _ask(item: Item, passage: Item) -> Item:
    """Return an example without an answer: the question of one, with the passage of another."""
    return {
        "question": item["question"],
        "context": passage["context"],
        "title": passage.get("title"),
        "heading": passage.get("heading"),
        "answers": [],
    }


if __name__ == "__main__":
    main()
