"""Write the small documents and their questions, for `calibrate` and `fonti evaluate`.

    python -m tests.bench.reader.small_documents FOLDER

`small_documents.json.gz` has 140 everyday documents, half Italian and half English: notices,
receipts, minutes, chats, price lists. Each has eight questions by its writer, five that it answers
and three near misses, two of the eight in the other language. The documents go to FOLDER/corpus,
the questions to FOLDER/questions.jsonl.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("small_documents.json.gz")


def main() -> None:
    """Write the documents and the questions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    documents = json.loads(gzip.decompress(FILE.read_bytes()))

    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for document in documents:
        (corpus / document["source"]).write_text(document["text"], "utf-8")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for question in list_questions(documents):
            file.write(json.dumps(question, ensure_ascii=False) + "\n")


def list_questions(documents: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the questions in the form that `fonti.qa.read_questions` reads."""
    for document in documents:
        text = document["text"]
        for number, question in enumerate(document["questions"]):
            answer = question["answer"]
            is_same = question["language"] == document["language"]
            kind = "small" if is_same else "small-across"
            gold = []
            if answer is not None:
                span = {"text": answer, "start": text.index(answer)}
                gold = [
                    {
                        "file": document["source"],
                        "start": span["start"],
                        "end": span["start"] + len(answer),
                        "answers": [span],
                    }
                ]
            yield {
                "id": f"{document['source']}:{number}",
                "kind": kind if gold else f"near-{kind}",
                "question": question["question"],
                "lang": question["language"],
                "gold": gold,
            }


if __name__ == "__main__":
    main()
