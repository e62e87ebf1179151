"""Write documents that are alike and their questions, for `calibrate` and `fonti evaluate`.

    python -m tests.bench.reader.alike_documents FOLDER

`alike_documents.json` describes four collections: machines and offices in Italian, preserves and
agreements in English. The documents of a collection have the same sections, and name their subject
only in the title. A third of the questions are on subjects that have no document: other
combinations of the same words, and names that no document has. The documents go to FOLDER/corpus,
the questions to FOLDER/questions.jsonl.
"""

import argparse
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.alike import make_document

FILE = Path(__file__).with_name("alike_documents.json")
SEED = 20261201

# Documents of a collection. Other combinations of the words of their subjects have none.
_DOCUMENTS = 60
_COMBINATIONS_WITHOUT_DOCUMENT = 22


def main() -> None:
    """Write the documents and the questions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    corpus = folder / "corpus"
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for collection in json.loads(FILE.read_text("utf-8")):
            (corpus / collection["name"]).mkdir(parents=True)
            for question in write_collection(collection, corpus):
                file.write(json.dumps(question, ensure_ascii=False) + "\n")


def write_collection(collection: dict[str, Any], corpus: Path) -> Iterator[dict[str, Any]]:
    """Write the documents of a collection, and yield a question for each subject.

    Args:
        collection: The collection: its `name` and `language`; the `title` of a document, with a
            place for its subject; the parts of names of `subjects`, and `other_subjects`;
            `sections`, of which each has a heading and a text with places for `values`; and
            `questions`, of which each has a text with a place for the subject, and its answer.
        corpus: The folder of all collections.

    """
    draw = random.Random(f"{SEED} {collection['name']}")
    subjects = [" ".join(parts) for parts in itertools.product(*collection["subjects"])]
    draw.shuffle(subjects)
    absent = [
        *subjects[_DOCUMENTS : _DOCUMENTS + _COMBINATIONS_WITHOUT_DOCUMENT],
        *collection["other_subjects"],
    ]
    for number, subject in enumerate([*subjects[:_DOCUMENTS], *absent]):
        question, answer = draw.choice(collection["questions"])
        lower = subject[0].lower() + subject[1:]
        asked = {
            "id": f"{collection['name']}:{number}",
            "question": question.format(subject=subject, lower=lower),
            "lang": collection["language"],
        }
        if subject in absent:
            yield {**asked, "kind": "near-alike", "gold": []}
            continue

        source = f"{collection['name']}/{number:02}.md"
        state = draw.getstate()
        text = make_document(collection, subject, draw)
        (corpus / source).write_text(text, "utf-8")

        # The same document with a mark in place of the answer shows where that stands.
        draw.setstate(state)
        name = answer.strip("{}")
        marked_values = {**collection["values"], name: ["\0"] * len(collection["values"][name])}
        start = make_document({**collection, "values": marked_values}, subject, draw).index("\0")
        end = next(
            start + len(value)
            for value in sorted(collection["values"][name], key=len, reverse=True)
            if text.startswith(value, start)
        )
        span = {"text": text[start:end], "start": start}
        gold = {"file": source, "start": start, "end": end, "answers": [span]}
        yield {**asked, "kind": "alike", "gold": [gold]}


if __name__ == "__main__":
    main()
