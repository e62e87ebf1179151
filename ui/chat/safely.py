"""What goes wrong in an event is told in the page's words, and nothing of a document gets into a log."""

import inspect
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any

import gradio as gr

from index import FontiError
from ui.chat.desk import Busy
from ui.messages import error_words
from ui.words import Words

_log = logging.getLogger(__name__)


def safely(done: Callable[..., Any], words: Words) -> Callable[..., Any]:
    """A function of an event, or one that is awaited or yields, whose errors become words for a person."""

    @wraps(done)
    def once(*given: Any) -> Any:
        try:
            return done(*given)
        except Exception as error:
            raise _told(error, words) from None

    @wraps(done)
    async def streaming(*given: Any) -> AsyncIterator[Any]:
        try:
            async for shown in done(*given):
                yield shown
        except Exception as error:
            raise _told(error, words) from None

    @wraps(done)
    async def waiting(*given: Any) -> Any:
        try:
            return await done(*given)
        except Exception as error:
            raise _told(error, words) from None

    if inspect.iscoroutinefunction(done):
        return waiting
    return streaming if inspect.isasyncgenfunction(done) else once


def _told(error: Exception, words: Words) -> gr.Error:
    if isinstance(error, FontiError):
        return gr.Error(error_words(error, words), title=words.error, print_exception=False)
    if isinstance(error, Busy):
        return gr.Error(words.busy, title=words.error, print_exception=False)
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("unexpected %s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return gr.Error(words.unexpected, title=words.error, print_exception=False)
