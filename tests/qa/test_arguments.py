"""Arguments of the wrong type or value, the asynchronous `aask`, and what the objects print."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fonti.index import ArgumentError, FontiError, QuestionError
from fonti.qa import Assistant
from tests.helpers.assistants import open_assistant
from tests.helpers.corpora import ENGLISH
from tests.helpers.serving import run_in_thread

QUESTION = "When was the lighthouse built of granite?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of one document."""
    return open_assistant(tmp_path, ENGLISH)


@pytest.mark.parametrize(
    ("arguments", "code", "value"),
    [
        ({"question": None}, "question_not_text", "None"),
        ({"question": 5}, "question_not_text", "int"),
        ({"question": b"who?"}, "question_not_text", "bytes"),
        ({"history": 5}, "history_not_answers", "int"),
        ({"history": "earlier"}, "history_not_answers", "str"),
        ({"history": ["earlier"]}, "history_not_answers", "str"),
        ({"history": None}, "history_not_answers", "None"),
        ({"languages": ["italiano"]}, "language_code_invalid", "italiano"),
        ({"languages": "english"}, "language_code_invalid", "english"),
        ({"languages": 5}, "names_not_texts", "int"),
        ({"languages": [None]}, "names_not_texts", "None"),
        ({"sources": [3]}, "names_not_texts", "int"),
        ({"sources": Path("0.txt")}, "names_not_texts", "PosixPath"),
        ({"top_k": 0}, "top_k_too_small", "0"),
        ({"top_k": "3"}, "top_k_not_a_number", "str"),
        ({"top_k": 2.5}, "top_k_not_a_number", "float"),
        ({"top_k": None}, "top_k_not_a_number", "None"),
        ({"top_k": True}, "top_k_not_a_number", "bool"),
    ],
)
def test_a_wrong_argument_is_named(
    assistant: Assistant, arguments: dict[str, Any], code: str, value: str
) -> None:
    """The error has a code, and says what was given."""
    with pytest.raises(FontiError) as error:
        assistant.ask(**{"question": QUESTION, **arguments})
    assert isinstance(error.value, ArgumentError | QuestionError)
    assert error.value.code == code
    assert value in str(error.value)


def test_one_answer_is_no_history(assistant: Assistant) -> None:
    """An answer instead of a list of answers is refused with what to write."""
    answer = assistant.ask(QUESTION)
    with pytest.raises(ArgumentError, match=r"\[answer\]") as error:
        assistant.ask(QUESTION, history=answer)  # type: ignore[arg-type]
    assert error.value.code == "history_not_answers"


@pytest.mark.parametrize("name", ["search", "find_mentions", "find_best_quote"])
def test_the_other_questions_are_checked_too(assistant: Assistant, name: str) -> None:
    """Every method that takes a text says that None is none."""
    method: Callable[[Any], object] = getattr(assistant, name)
    with pytest.raises(QuestionError) as error:
        method(None)
    assert error.value.code == "question_not_text"


def test_an_overview_needs_the_name_of_a_document(assistant: Assistant) -> None:
    """A number is no source."""
    with pytest.raises(ArgumentError):
        assistant.overview(3)  # type: ignore[arg-type]


def test_the_asynchronous_answer_is_the_same(assistant: Assistant) -> None:
    """Several questions are asked at once, and the loop runs meanwhile."""
    expected = assistant.ask(QUESTION, languages=["en"], top_k=2)
    turns = 0

    async def ask() -> list[Any]:
        nonlocal turns

        async def count_turns() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        counting = asyncio.create_task(count_turns())
        questions = [assistant.aask(QUESTION, languages=["en"], top_k=2) for _ in range(3)]
        answers = await asyncio.gather(*questions)
        counting.cancel()
        return answers

    assert run_in_thread(ask) == [expected] * 3
    assert turns > 1


def test_the_asynchronous_errors_are_the_same(assistant: Assistant) -> None:
    """A question that cannot be asked raises in the coroutine."""

    async def ask() -> None:
        await assistant.aask("")

    with pytest.raises(QuestionError):
        run_in_thread(ask)


def test_assistants_and_libraries_print_their_corpus(assistant: Assistant) -> None:
    """`repr` is one line that names the folder, and not an address in memory."""
    corpus = repr(str(assistant.library.corpus))
    assert repr(assistant) == f"<Assistant {corpus}>"
    assert repr(assistant.library) == f"<Library {corpus}>"


def test_a_printed_list_of_documents_names_them(assistant: Assistant) -> None:
    """An answer that lists documents shows them, one a line."""
    answer = assistant.ask("Which documents do you have?")
    assert "\n- 0.txt" in str(answer)
    assert "<li>0.txt</li>" in answer._repr_html_()
