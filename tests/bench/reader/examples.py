"""Questions with passages, as the reader is trained on them.

A file has one JSON object a line, may be gzipped, and an object has:

- `question`: the question;
- `context`: the passage;
- `answers`: a list of `{text, start}`, offsets in code points of the passage; none if the passage
  does not answer;
- `title`, `heading`: of the document and of the part that the passage stands in, or null;
- `group`: what is held out together, such as an article or a document;
- `others`, if it was written by `groups`: objects of the same form that look like this one and have
  no answer.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# Characters of a passage that are read at a time.
WINDOW_CHARACTERS = 480

_WORD_START = re.compile(r"(?<!\S)\S")
_NAME_OR_NUMBER = re.compile(r"(?<=[a-zà-ú,;] )(?:[A-ZÀ-Ú][\w'’-]+|\d[\d.,]*\d|\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a passage, in code points: where it begins, and where it ends."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage.

    Attributes:
        question: The question.
        context: The passage.
        answers: Where the passage answers; empty if it does not.
        heading: The title and the headings above the passage; "" if there are none.
        group: What is held out together.

    """

    question: str
    context: str
    answers: tuple[Span, ...]
    heading: str = ""
    group: str = ""


def read_groups(path: Path) -> Iterator[list[Example]]:
    """Yield groups of examples: that of each line of a file, and then its `others`."""
    for item in read_items(path):
        yield [_make_example(item), *map(_make_example, item.get("others", ()))]


def read_items(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, which may be gzipped."""
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _make_example(item: dict[str, Any]) -> Example:
    spans = [
        Span(answer["start"], answer["start"] + len(answer["text"])) for answer in item["answers"]
    ]
    return Example(
        question=item["question"],
        context=item["context"],
        answers=tuple(dict.fromkeys(spans)),
        heading=join_headings(item.get("title"), item.get("heading")),
        group=item.get("group") or item.get("document") or "",
    )


def join_headings(title: str | None, heading: str | None) -> str:
    """Return the title and the heading path of a passage as the reader sees them."""
    parts = [part for part in (title, heading) if part]
    if title and heading and f"{heading} › ".startswith(f"{title} › "):
        parts = [heading]
    return " › ".join(parts)


def cut_window(example: Example, draw: random.Random) -> Example:
    """Return an example with a window of its passage, which has an answer if the passage has one.

    The answer may stand anywhere in the window, as it does in what is read for a user.
    """
    context = example.context
    if len(context) <= WINDOW_CHARACTERS:
        return example

    chosen = draw.choice(example.answers) if example.answers else None
    if chosen:
        room = max(0, WINDOW_CHARACTERS - (chosen.end - chosen.start))
        first = max(0, chosen.start - draw.randint(0, room))
    else:
        first = draw.randint(0, len(context) - WINDOW_CHARACTERS)
    start = _find_word_start(context, min(first, len(context) - WINDOW_CHARACTERS), chosen)
    end = start + WINDOW_CHARACTERS
    if chosen:
        end = max(end, chosen.end)
    if end < len(context):
        end = max(context.rfind(" ", start, end + 1), chosen.end if chosen else start + 1)

    answers = [
        Span(answer.start - start, answer.end - start)
        for answer in example.answers
        if start <= answer.start and answer.end <= end
    ]
    return replace(example, context=context[start:end], answers=tuple(answers))


def swap_name(example: Example, others: Sequence[str], draw: random.Random) -> Example | None:
    """Return an example that asks for another name or number, which its passage does not answer.

    Args:
        example: The example.
        others: Names and numbers of other questions.
        draw: Draws what is swapped.

    Returns:
        The example, or None if its question has no name or number that stands in the passage.

    """
    names = [
        match for match in _NAME_OR_NUMBER.finditer(example.question) if match[0] in example.context
    ]
    if not names:
        return None

    match = draw.choice(names)
    is_number = match[0][0].isdigit()
    for _ in range(20):
        other = draw.choice(others)
        is_like = other[0].isdigit() == is_number and (not is_number or len(other) == len(match[0]))
        if is_like and other not in example.context and other != match[0]:
            question = example.question[: match.start()] + other + example.question[match.end() :]
            return replace(example, question=question, answers=())
    return None


def find_names(questions: Sequence[str]) -> list[str]:
    """Return the names and numbers of questions."""
    return [match[0] for question in questions for match in _NAME_OR_NUMBER.finditer(question)]


def _find_word_start(context: str, first: int, chosen: Span | None) -> int:
    """Return where the first word after a place begins, but not after the answer begins."""
    if first == 0:
        return 0
    match = _WORD_START.search(context, first)
    start = match.start() if match else first
    return min(start, chosen.start) if chosen else start
