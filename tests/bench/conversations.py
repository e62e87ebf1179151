"""Measure two-turn questions, with and without the first answer as history.

    python -m tests.bench.conversations

Over the demo corpus and the benchmark beside the checkout; prints how many second questions are answered rightly, and
those that are not.
"""

import sys
from collections import Counter

from fonti.qa import Assistant
from tests.helpers.conversations import ask_second_question, is_right, load_conversations
from tests.helpers.paths import BENCH


def main() -> None:
    """Ask every pair in both ways and print the counts."""
    assistants = {"seeds": Assistant.open(), "bench": Assistant.open(BENCH / "corpus")}
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[str] = Counter()
    for turns in load_conversations():
        asked[turns["kind"]] += 1
        for way in ("with", "without"):
            answer = ask_second_question(
                assistants[turns["corpus"]], turns, with_history=way == "with"
            )
            right[turns["kind"], way] += is_right(answer, turns)
            if way == "with" and not is_right(answer, turns):
                quote = answer.citations[0].quote if answer.citations else "-"
                how = f"{turns['kind']}, {answer.outcome}, {answer.confidence:.2f}, topic: {answer.topic}"
                sys.stdout.write(
                    f"{how}\n  {turns['first']} | {turns['then']}\n  {quote}\n  not {turns['answers']}\n"
                )
    for (kind, way), count in sorted(right.items()):
        sys.stdout.write(f"{kind} {way} history: {count} of {asked[kind]}\n")


if __name__ == "__main__":
    main()
