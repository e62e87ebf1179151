"""Tests of what is remembered of a conversation."""

import json
import re

import pytest

from fonti.ui.web.chat.memory import (
    CONVERSATION_ID_PATTERN,
    RememberedConversation,
    dump_memory,
    find_title,
    load_memory,
)
from fonti.ui.web.chat.turn import Turn, UserQuestion
from tests.helpers.answers import make_answer, make_reply


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "3",
        "null",
        '{"a": 1}',
        "[1, 2]",
        '[["a"]]',
        "[" * 100_000,
        '[["a", [], [], "x", null]]',
        "[[1, 2, 3, 4, 5]]",
        '{"id": "../../accounts", "turns": [["a", [], [], "0000000000000000", null]]}',
    ],
)
def test_an_invalid_memory_is_empty(text: str) -> None:
    """A memory that is not valid is read as empty."""
    assert load_memory(text) == RememberedConversation("", [])


def test_the_last_questions_are_restored_and_few_of_them_asked_again() -> None:
    """A hundred are restored, of which twenty are pending; one that is too long is not restored."""
    rows: list[list[object]] = [["a", [], [], f"{number:016x}", None] for number in range(5_000)]
    turns = load_memory(json.dumps(rows)).turns
    assert [turn.id for turn in turns] == [row[3] for row in rows[-100:]]
    assert [turn.is_pending for turn in turns] == [False] * 80 + [True] * 20
    assert not any(turn.is_set_aside for turn in load_memory(json.dumps(rows[:20])).turns)
    assert load_memory(dump_memory([Turn(UserQuestion("a" * 100_000))])).turns == []


def test_a_conversation_is_named_by_what_was_asked_of_the_documents() -> None:
    """Not by a greeting, unless nothing else was said; a text without words is no title."""
    greeting = Turn(UserQuestion(" Ciao \n"), make_reply("greeting"))
    question = Turn(UserQuestion("Quando\n apre?"), make_answer("Alle nove."))
    assert find_title([greeting]) == "Ciao"
    assert find_title([greeting, Turn(UserQuestion("Quando apre?"))]) == "Ciao"
    assert find_title([greeting, question, Turn(UserQuestion("Chi?"))]) == "Quando apre?"
    assert find_title([Turn(UserQuestion(" ")), Turn(UserQuestion("a" * 300))]) == "a" * 200
    assert find_title([Turn(UserQuestion(" "))]) == "…"
    assert json.loads(dump_memory([greeting, question]))["title"] == "Quando apre?"


def test_a_page_of_an_older_version_becomes_a_conversation_with_an_id() -> None:
    """Older versions remembered a list of turns; it is restored, with a new id."""
    rows: list[list[object]] = [["When does the museum open?", [], [], "0123456789abcdef", None]]
    remembered = load_memory(json.dumps(rows))
    assert remembered.turns[0].question.text == "When does the museum open?"
    assert re.fullmatch(CONVERSATION_ID_PATTERN, remembered.id)
