"""Turn exceptions into messages for people and lines of the log.

The message of an unexpected exception may quote a document. It is neither shown nor logged: the log
has the type of the exception and the line where it was raised.
"""

import inspect
import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

from fonti.index import (
    FontiError,
    ModelError,
    Reason,
    StoreError,
    exception_reason,
    system_reason,
)
from fonti.ui.i18n.errors import format_sentence, localize
from fonti.ui.i18n.words import Words

_log = logging.getLogger(__name__)


def get_reason(error: Exception) -> Reason:
    """Return the reason of any exception; that of an unexpected one tells nothing of it."""
    if isinstance(error, FontiError):
        return error.reason
    if isinstance(error, OSError):
        return exception_reason(error)
    return Reason("internal_error")


def explain_error(error: Exception, words: Words) -> str:
    """Return a sentence for people about any exception.

    Words before the message of an error of the index or the model say that it is one.
    """
    if isinstance(error, StoreError | ModelError):
        return f"{words.index_problem} {localize(error, words.language)}"
    if isinstance(error, FontiError):
        return format_sentence(error, words.language)
    if isinstance(error, OSError):
        return format_sentence(system_reason(error, with_path=True), words.language)
    return format_sentence(Reason("internal_error"), words.language)


def log_if_unexpected(error: Exception) -> None:
    """Log an error, without its message, if it is unexpected (a bug)."""
    if not isinstance(error, FontiError | OSError):
        log_without_message(error)


def log_without_message(error: Exception) -> None:
    """Log the type of an error and where it was raised."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("unexpected %s at %s:%s", type(error).__name__, place.filename, place.lineno)


def with_explained_errors(handler: Callable[..., Any], words: Words) -> Callable[..., Any]:
    """Wrap the handler of a Gradio event so that its errors are shown on the page.

    Args:
        handler: A function or a coroutine function.
        words: The language of the page.

    """
    if inspect.iscoroutinefunction(handler):

        @wraps(handler)
        async def run(*args: Any) -> Any:
            try:
                return await handler(*args)
            except Exception as error:
                raise _as_gradio_error(error, words) from None

        return run

    @wraps(handler)
    def call(*args: Any) -> Any:
        try:
            return handler(*args)
        except Exception as error:
            raise _as_gradio_error(error, words) from None

    return call


def _as_gradio_error(error: Exception, words: Words) -> Exception:
    # Imported late: it takes seconds, and the page that is served until then needs none of it.
    import gradio as gr

    log_if_unexpected(error)
    return gr.Error(explain_error(error, words), print_exception=False)
