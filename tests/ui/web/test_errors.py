"""What goes wrong in an event is told in a person's words, and logged without a document's."""

from collections.abc import AsyncIterator

import gradio as gr
import pytest

from fonti.index import StoreError
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.errors import with_explained_errors
from tests.helpers.serving import run_in_thread

SECRET = "a sentence of a document"


def _fail(error: Exception) -> None:
    raise error


def test_an_error_that_is_known_is_told_in_the_pages_language() -> None:
    """With what to do about it."""
    error = StoreError("no document 'a' in the index; to list all of them, run: fonti export")
    with pytest.raises(gr.Error) as told:
        with_explained_errors(_fail, ITALIAN)(error)
    assert "nell'indice non c'è il documento" in told.value.message


def test_an_error_that_nobody_foresaw_is_told_and_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """They may be a document's; what it was and where it was are told."""
    with pytest.raises(gr.Error) as told:
        with_explained_errors(_fail, ENGLISH)(ValueError(SECRET))
    assert told.value.message == ENGLISH.unexpected_error
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
        async for number in with_explained_errors(stream, ITALIAN)():
            given.append(number)  # noqa: PERF401 - a list that the error leaves as it is

    with pytest.raises(gr.Error, match="Qualcosa è andato storto"):
        run_in_thread(watch)
    assert given == [1]
