"""Join the questions that were written for the reader with the passages they were written on.

    python -m tests.bench.reader.written PASSAGES... --out EXAMPLES.jsonl.gz

`questions.jsonl.gz` has 16,000 questions, each in Italian and in English, by writers who saw the
passage: two of five are answered by it; the others look as if they were. `kind` says in what they
differ (another person, time, condition, ...). Passages are named by the SHA-1 of their text, and
are read from files in the form of `examples`.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.reader.examples import read_items

QUESTIONS = Path(__file__).with_name("questions.jsonl.gz")
LANGUAGES = ("it", "en")

# Hexadecimal digits of the hash of a passage.
_NAME_LENGTH = 12


def main() -> None:
    """Write the examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("passages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    contexts = {
        name_passage(item["context"]): item["context"]
        for path in options.passages
        for item in read_items(path)
    }
    with gzip.open(options.out, "wt", encoding="utf-8") as file:
        for item in join_questions(contexts):
            file.write(json.dumps(item, ensure_ascii=False) + "\n")


def join_questions(contexts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield an example for each question in each language whose passage is known.

    Args:
        contexts: The texts of passages by their names.

    """
    for item in read_items(QUESTIONS):
        context = contexts.get(item["passage"])
        if context is None:
            continue
        answer = item["answer"]
        answers = [] if answer is None else [{"text": answer, "start": context.index(answer)}]
        for language in LANGUAGES:
            yield {
                "question": item[language],
                "context": context,
                "answers": answers,
                "group": item["passage"],
            }


def name_passage(text: str) -> str:
    """Return the name of a passage."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:_NAME_LENGTH]


if __name__ == "__main__":
    main()
