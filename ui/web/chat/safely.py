"""Events whose errors become words for a person."""

import inspect
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any

import gradio as gr

from fonti.ui.i18n.catalog import Words
from fonti.ui.web.errors import note, told


def safely(done: Callable[..., Any], words: Words) -> Callable[..., Any]:
    """A function of an event, or one that is awaited or yields, whose errors become words for a person."""

    @wraps(done)
    def once(*given: Any) -> Any:
        try:
            return done(*given)
        except Exception as error:
            raise _shown(error, words) from None

    @wraps(done)
    async def streaming(*given: Any) -> AsyncIterator[Any]:
        try:
            async for shown in done(*given):
                yield shown
        except Exception as error:
            raise _shown(error, words) from None

    @wraps(done)
    async def waiting(*given: Any) -> Any:
        try:
            return await done(*given)
        except Exception as error:
            raise _shown(error, words) from None

    if inspect.iscoroutinefunction(done):
        return waiting
    return streaming if inspect.isasyncgenfunction(done) else once


def _shown(error: Exception, words: Words) -> gr.Error:
    note(error)
    return gr.Error(told(error, words), title=words.error, print_exception=False)
