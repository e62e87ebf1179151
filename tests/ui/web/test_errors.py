"""What goes wrong in an event is told in a person's words, and logged without a document's."""

from collections.abc import AsyncIterator

import gradio as gr
import pytest

from fonti.index import StoreError
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.safely import safely
from tests.helpers.serving import apart

SECRET = "a sentence of a document"


def _fail(error: Exception) -> None:
    raise error


def test_an_error_that_is_known_is_told_in_the_pages_language() -> None:
    """With what to do about it."""
    error = StoreError("no document 'a' in the index; to list all of them, run: fonti export")
    with pytest.raises(gr.Error) as told:
        safely(_fail, ITALIAN)(error)
    assert "nell'indice non c'è il documento" in told.value.message


def test_an_error_that_nobody_foresaw_is_told_and_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """They may be a document's; what it was and where it was are told."""
    with pytest.raises(gr.Error) as told:
        safely(_fail, ENGLISH)(ValueError(SECRET))
    assert told.value.message == ENGLISH.unexpected
    assert told.value.print_exception is False
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text


def test_what_yields_is_told_of_too() -> None:
    """What it gave before is shown."""
    given: list[int] = []

    async def stream() -> AsyncIterator[int]:
        yield 1
        raise ValueError(SECRET)

    async def watch() -> None:
        async for number in safely(stream, ITALIAN)():
            given.append(number)  # noqa: PERF401 - a list that the error leaves as it is

    with pytest.raises(gr.Error, match="Qualcosa è andato storto"):
        apart(watch)
    assert given == [1]
