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

from tests.bench.alike import Collection, make_document

FILE = Path(__file__).with_name("alike_documents.json")
SEED = 20261201

# Documents of a collection. Other combinations of the words of their subjects have none.
_DOCUMENTS = 60
_COMBINATIONS_WITHOUT_DOCUMENT = 22

# Stands in the place of an answer, to find where that is.
_MARK = "\0"


class CollectionWithAnswers(Collection):
    """A collection with its questions and their answers.

    Attributes:
        language: The ISO 639-1 code of its language.
        other_subjects: Subjects that no document has, with names that no document has.
        questions: The text of each question, with a place for the subject, and the name of the
            value that answers it.

    """

    language: str
    other_subjects: list[str]
    questions: list[tuple[str, str]]


def main() -> None:
    """Write the documents and the questions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    collections: list[CollectionWithAnswers] = json.loads(FILE.read_text("utf-8"))
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for collection in collections:
            (corpus / collection["name"]).mkdir()
            for question in write_collection(collection, corpus):
                file.write(json.dumps(question, ensure_ascii=False) + "\n")


def write_collection(collection: CollectionWithAnswers, corpus: Path) -> Iterator[dict[str, Any]]:
    """Write the documents of a collection to the corpus, and yield a question for each subject."""
    draw = random.Random(f"{SEED} {collection['name']}")
    subjects = [" ".join(parts) for parts in itertools.product(*collection["subjects"])]
    draw.shuffle(subjects)
    present = subjects[:_DOCUMENTS]
    absent = subjects[_DOCUMENTS : _DOCUMENTS + _COMBINATIONS_WITHOUT_DOCUMENT]

    for number, subject in enumerate([*present, *absent, *collection["other_subjects"]]):
        question, value = draw.choice(collection["questions"])
        lower = subject[0].lower() + subject[1:]
        gold = []
        if number < len(present):
            source = f"{collection['name']}/{number:02}.md"
            state = draw.getstate()
            text = make_document(collection, subject, draw)
            (corpus / source).write_text(text, "utf-8")

            # The same document again, with a mark in place of the answer.
            draw.setstate(state)
            marked = make_document(mark_value(collection, value), subject, draw)
            gold = [make_gold(source, text, marked)]
        yield {
            "id": f"{collection['name']}:{number}",
            "kind": "alike" if gold else "near-alike",
            "question": question.format(subject=subject, lower=lower),
            "lang": collection["language"],
            "gold": gold,
        }


def mark_value(collection: CollectionWithAnswers, name: str) -> CollectionWithAnswers:
    """Return a collection that has a mark wherever a value stands."""
    values = collection["values"]
    return {**collection, "values": {**values, name: [_MARK] * len(values[name])}}


def make_gold(source: str, text: str, marked: str) -> dict[str, Any]:
    """Return where an answer stands in a document.

    Args:
        source: The document.
        text: Its text.
        marked: The same text with a mark in place of the answer.

    """
    start = marked.index(_MARK)
    end = len(text) - (len(marked) - start - len(_MARK))
    span = {"text": text[start:end], "start": start}
    return {"file": source, "start": start, "end": end, "answers": [span]}


if __name__ == "__main__":
    main()
