"""Conversations of two turns: a follow-up keeps its topic, a new subject drops the old one."""

import pytest

from fonti.qa import Assistant
from tests.helpers.benchmark import article_of, benchmark_files
from tests.helpers.conversations import (
    Conversation,
    ask_second_question,
    is_right,
    list_sources,
    load_conversations,
)
from tests.helpers.paths import BENCH


def select_conversations() -> list[Conversation]:
    """Return the conversations on the demo corpus and the part of the benchmark in use."""
    articles = {article_of(source) for source in benchmark_files()} if BENCH.exists() else set()
    return [
        conversation
        for conversation in load_conversations()
        if conversation["corpus"] == "seeds" or articles & {*list_sources(conversation)}
    ]


def as_parameter(conversation: Conversation) -> object:
    """Return a conversation as a parameter; one that is answered wrongly today must fail."""
    marks = []
    if conversation.get("is_known_failure"):
        is_strict = not conversation.get("depends_on_processor")
        marks.append(pytest.mark.xfail(strict=is_strict, reason="answered wrongly"))

    name = f"{conversation['kind']}: {conversation['first']} {conversation['then']}"
    return pytest.param(conversation, id=name, marks=marks)


def test_the_conversations_are_many_and_mixed() -> None:
    """There are at least forty, in both languages, and a third of them change the subject."""
    conversations = load_conversations()
    changes = [item for item in conversations if item["kind"] == "change"]

    assert len(conversations) >= 40
    assert len(changes) >= len(conversations) / 3
    assert {conversation["language"] for conversation in conversations} == {"it", "en"}


@pytest.mark.model
@pytest.mark.parametrize(
    "conversation", [as_parameter(conversation) for conversation in select_conversations()]
)
def test_the_second_question_is_answered_rightly(
    conversation: Conversation, demo_assistant: Assistant, request: pytest.FixtureRequest
) -> None:
    """The first quote contains the answer to the second question."""
    is_on_seeds = conversation["corpus"] == "seeds"
    assistant = demo_assistant if is_on_seeds else request.getfixturevalue("benchmark_assistant")

    answer = ask_second_question(assistant, conversation)

    assert is_right(answer, conversation)
