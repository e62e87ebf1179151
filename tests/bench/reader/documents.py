"""Write the documents that were written to train the reader, as examples.

    python -m tests.bench.reader.documents --out EXAMPLES.jsonl.gz

`documents.json.gz` has 400 everyday, working and historical documents of 350 to 1,400 characters,
half Italian and half English, by writers who knew what the reader is bad at. Each has ten questions
in both languages: five that it answers, mostly in other words, and five near misses. `kind` says in
what a near miss differs (another event, person, time, condition, ...).
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("documents.json.gz")
LANGUAGES = ("it", "en")


def main() -> None:
    """Write the examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    documents = json.loads(gzip.decompress(FILE.read_bytes()))
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for example in list_examples(documents):
            file.write(json.dumps(example, ensure_ascii=False) + "\n")


def list_examples(documents: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
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
