"""Turn exceptions into messages for people and lines of the log.

Where files and databases are is told in the log alone: elsewhere only the names of files are.

The message of an unexpected exception may quote a document. It is neither shown nor logged: the log
has the type of the exception and the line where it was raised.
"""

import inspect
import logging
import re
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

# The folders above a file, from the root or the drive: of a text that is a path, and of each path
# in a text. A path with spaces is quoted there, as in a shell.
_ROOT = r"(?:[A-Za-z]:[\\/]|/)"
_FOLDERS_OF_PATH = re.compile(rf"\A{_ROOT}(?:.*[\\/])?(?=.)", re.DOTALL)
_FOLDERS_IN_TEXT = re.compile(
    rf"(?<='){_ROOT}(?:[^'\\/]*[\\/])*|(?<![\w\\/.:…']){_ROOT}(?:[^\s'\"\\/]+[\\/])*(?=[^\s\\/])"
)

# The parameters of messages that are texts with paths.
_TEXTS = frozenset({"command", "detail"})

# Those that are names as they were sent.
_NAMES = frozenset({"name", "source"})

# Those that say where a database is, and who connects to it.
_OF_DATABASE = frozenset({"database", "refusal"})

# Stands for the folders.
_HIDDEN_FOLDERS = "…/"


def get_reason(error: Exception) -> Reason:
    """Return the reason of any exception; that of an unexpected one tells nothing of it."""
    if isinstance(error, FontiError):
        return hide_paths(error.reason)
    if isinstance(error, OSError):
        return hide_paths(exception_reason(error))
    return Reason("internal_error")


def hide_paths(reason: Reason) -> Reason:
    """Return a reason without the folders of the server's files, and the places of databases."""
    params = {name: _hide_param(name, value) for name, value in reason.params.items()}
    return Reason(reason.code, params)


def _hide_param(name: str, value: Any) -> Any:
    if name in _OF_DATABASE:
        return "…"
    return value if name in _NAMES else _hide_paths(value, in_text=name in _TEXTS)


def _hide_paths(value: Any, *, in_text: bool) -> Any:
    match value:
        case Reason():
            return hide_paths(value)
        case tuple():
            return tuple(_hide_paths(item, in_text=in_text) for item in value)
        case str():
            folders = _FOLDERS_IN_TEXT if in_text else _FOLDERS_OF_PATH
            return folders.sub(_HIDDEN_FOLDERS, value)
    return value


def explain_error(error: Exception, words: Words) -> str:
    """Return a sentence for people about any exception.

    Words before the message of an error of the index or the model say that it is one.
    """
    if isinstance(error, StoreError | ModelError):
        return f"{words.index_problem} {localize(get_reason(error), words.language)}"
    if isinstance(error, FontiError):
        return format_sentence(get_reason(error), words.language)
    if isinstance(error, OSError):
        reason = hide_paths(system_reason(error, with_path=True))
        return format_sentence(reason, words.language)
    return format_sentence(Reason("internal_error"), words.language)


def log_error(error: Exception) -> None:
    """Log an error: without its message if it is unexpected (a bug), with its paths if it has some.

    Elsewhere these are hidden, but who runs the server needs them.
    """
    if not isinstance(error, FontiError | OSError):
        log_without_message(error)
    elif isinstance(error, FontiError) and get_reason(error) != error.reason:
        _log.error("%s", ascii(str(error)))


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

    log_error(error)
    return gr.Error(explain_error(error, words), print_exception=False)
