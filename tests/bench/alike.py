"""Measure questions on documents that are alike: which document comes first, and is it shown?

    python -m tests.bench.alike

Two collections are made up from `alike.json`: 120 courses of a university in Italian, and 120
companies of a group in English. The documents of a collection have the same sections, and name
their subject only in the title. Nothing was chosen on these collections.
"""

import itertools
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TypedDict

from fonti.qa import Assistant

SEED = 20261130
COLLECTIONS = Path(__file__).with_name("alike.json")

# Subjects of each collection that have no document: what is asked of them has no answer.
ABSENT_SUBJECTS = 30


class Collection(TypedDict):
    """Documents that are alike.

    Attributes:
        name: What the collection is called.
        title: The title of a document, with a place for its subject.
        subjects: The parts of the names of subjects; each combination is one.
        sections: The heading of each section, and its text with places for values.
        values: What can stand in each place; a document draws one.

    """

    name: str
    title: str
    subjects: list[list[str]]
    sections: list[tuple[str, str]]
    values: dict[str, list[str]]


class MeasuredCollection(Collection):
    """A collection with its questions, which have a place for the subject."""

    questions: list[str]


def main() -> None:
    """Measure each collection, and print a row of a table for each."""
    sys.stdout.write(
        "| | right document first | … and shown | another one shown | of absent ones shown |\n"
        "| --- | --- | --- | --- | --- |\n"
    )
    collections: list[MeasuredCollection] = json.loads(COLLECTIONS.read_text("utf-8"))
    for collection in collections:
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(f"{measure(collection, Path(folder))}\n")


def measure(collection: MeasuredCollection, folder: Path) -> str:
    """Ask about the subjects of a collection, and return its row of the table."""
    draw = random.Random(SEED)
    subjects = [" ".join(parts) for parts in itertools.product(*collection["subjects"])]
    draw.shuffle(subjects)
    present = subjects[:-ABSENT_SUBJECTS]
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, subject in enumerate(present):
        text = make_document(collection, subject, draw)
        (corpus / f"{number:03}.md").write_text(text, "utf-8")

    assistant = Assistant.open(corpus, index=folder / "index")
    counts: Counter[str] = Counter()
    for number, subject in enumerate(subjects):
        question = draw.choice(collection["questions"]).format(subject=subject)
        answer = assistant.ask(question)
        if number >= len(present):
            counts["absent and shown"] += answer.is_answered
            continue
        first = answer.citations[0].source if answer.citations else None
        is_right = first == f"{number:03}.md"
        counts["right"] += is_right
        counts["right and shown"] += is_right and answer.is_answered
        counts["wrong and shown"] += not is_right and answer.is_answered

    names = ("right", "right and shown", "wrong and shown")
    shares = [counts[name] / len(present) for name in names]
    shares.append(counts["absent and shown"] / ABSENT_SUBJECTS)
    return f"| {collection['name']} | {' | '.join(f'{share:.2f}' for share in shares)} |"


def make_document(collection: Collection, subject: str, draw: random.Random) -> str:
    """Return the text of a document in Markdown."""
    values = {name: draw.choice(choices) for name, choices in collection["values"].items()}
    blocks = [f"# {collection['title'].format(subject=subject)}"]
    for heading, text in collection["sections"]:
        blocks += [f"## {heading}", text.format(**values)]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
