"""Measure questions that follow another, with and without the first answer as history.

    python -m tests.bench.conversations

Asks the demo corpus and the benchmark beside the checkout. Prints how many second questions are
answered rightly, and those that are not.
"""

import sys
from collections import Counter

from fonti.qa import Answer, Assistant
from tests.helpers.conversations import (
    Conversation,
    ask_second_question,
    is_right,
    load_conversations,
)
from tests.helpers.paths import BENCH


def main() -> None:
    """Ask every pair of questions in both ways, and print the counts."""
    assistants = {"seeds": Assistant.open(), "bench": Assistant.open(BENCH / "corpus")}
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[str] = Counter()

    for conversation in load_conversations():
        kind = conversation["kind"]
        assistant = assistants[conversation["corpus"]]
        asked[kind] += 1

        answer = ask_second_question(assistant, conversation, with_history=True)
        right[kind, "with"] += is_right(answer, conversation)
        if not is_right(answer, conversation):
            _print_failure(conversation, answer)

        answer = ask_second_question(assistant, conversation, with_history=False)
        right[kind, "without"] += is_right(answer, conversation)

    for (kind, way), count in sorted(right.items()):
        sys.stdout.write(f"{kind} {way} history: {count} of {asked[kind]}\n")


def _print_failure(conversation: Conversation, answer: Answer) -> None:
    """Print a conversation whose second question was answered wrongly."""
    quote = answer.citations[0].quote if answer.citations else "-"
    outcome = f"{answer.outcome}, {answer.confidence:.2f}, topic: {answer.topic}"
    sys.stdout.write(
        f"{conversation['kind']}, {outcome}\n"
        f"  {conversation['first']} | {conversation['then']}\n"
        f"  {quote}\n"
        f"  not {conversation['answers']}\n"
    )


if __name__ == "__main__":
    main()
