"""Write the questions on the training documents as examples for the reader.

    python -m tests.bench.reader.training_documents --out EXAMPLES.jsonl.gz [--kept-apart]

`training_documents.json.gz` has 640 everyday, working, legal, scientific and historical documents
of 500 to 1,400 characters, half Italian and half English, by writers who knew what the reader is
bad at. Each has
ten questions in both languages: five that it answers, mostly in other words, and five near misses.
`kind` is `answer`, or what a near miss asks for instead: another event (`verb`), another person or
thing (`other`), the roles turned around (`role`), another `time`, `place`, `quantity` or
`attribute`, a `reason`, a `condition`.

Every tenth document is kept apart, to measure on.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("training_documents.json.gz")
LANGUAGES = ("it", "en")


def main() -> None:
    """Write the examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kept-apart", action="store_true", help="write those to measure on")
    options = parser.parse_args()

    documents = [
        document
        for number, document in enumerate(read_documents())
        if (number % 10 == 9) == options.kept_apart
    ]
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for example in iterate_examples(documents):
            file.write(json.dumps(example, ensure_ascii=False) + "\n")


def read_documents() -> list[dict[str, Any]]:
    """Return the documents: the first 400, then later ones, both in the order of their names."""
    documents: list[dict[str, Any]] = json.loads(gzip.decompress(FILE.read_bytes()))
    return documents


def iterate_examples(documents: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield an example for each question in each language, in the form of `examples`."""
    for document in documents:
        text = document["text"]
        for question in document["questions"]:
            answer = question["answer"]
            answers = [] if answer is None else [{"text": answer, "start": text.index(answer)}]
            for language in LANGUAGES:
                yield {
                    "question": question[language],
                    "language": language,
                    "context": text,
                    "title": document["title"],
                    "answers": answers,
                    "group": document["source"],
                }


if __name__ == "__main__":
    main()
