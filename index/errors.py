"""Every error that Fonti raises on purpose, as one small tree.

FontiError
├── CorpusError      a folder or file of documents cannot be read, or holds nothing to quote
│   └── UploadError      a file cannot be added to an index
├── ArgumentError    an argument of a method has the wrong type or value (also a ValueError)
├── QuestionError    a question cannot be asked
├── QuestionsError   a file of questions with known answers is not valid
├── AnswerError      a file is not a saved answer
├── ModelError       a model is unknown, damaged, or cannot be made
└── StoreError       an index is missing, damaged, locked or unreadable
    ├── FormatMismatch   it was made by another version of Fonti
    └── ModelMismatch    it was made with another model

`fonti.index.formats.errors.Unreadable` is one more: a file has no text that can be read.

An error has a stable `code` and the `params` of its message. `str(error)` is the English message of
`fonti.index.messages`; `fonti.ui.i18n` has the same codes in other languages. A `Reason` is a code
with its parameters that is not raised: why a file was skipped, or a part of another message.
"""

import errno
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral
from string import Formatter
from typing import Any, Self

from fonti.index.messages import ENGLISH_MESSAGES

# Code points of another library's error that are shown.
_MAX_ERROR_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of the catalogue with the parameters of its message.

    Paths and other objects become text, lists become tuples. A parameter can be a Reason in turn,
    or a tuple of them.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        params = {name: _as_param(value) for name, value in self.params.items()}
        object.__setattr__(self, "params", params)

    def __str__(self) -> str:
        return format_message(self, ENGLISH_MESSAGES)

    def to_json(self) -> dict[str, Any]:
        """Return the reason as a dictionary that JSON can store."""
        params = {name: _param_to_json(value) for name, value in self.params.items()}
        return {"code": self.code, "params": params}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Return the reason from what `to_json` returned for it.

        Raises:
            ValueError: `value` is not the output of `to_json`.

        """
        if not _is_reason_json(value):
            raise ValueError(f"not a reason: {value!r:.80}")

        params = {name: _param_from_json(param) for name, param in value["params"].items()}
        return cls(value["code"], params)

    def to_text(self) -> str:
        """Return the reason as one line of JSON, as a column of text stores it."""
        return json.dumps(self.to_json())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the reason that `to_text` stored as a text.

        Older versions of Fonti stored the English message instead of JSON. Such a text becomes a
        reason with the code `stored_reason`, whose message is the text.
        """
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, RecursionError):
            return cls("stored_reason", {"detail": text})


class FontiError(Exception):
    """The root of the tree: an error with a code and the parameters of its message."""

    def __init__(self, code: str, /, **params: object) -> None:
        self.reason = Reason(code, params)
        super().__init__(self.reason)

    @property
    def code(self) -> str:
        """Return the stable code of the error, such as `corpus_not_found`."""
        return self.reason.code

    @property
    def params(self) -> Mapping[str, Any]:
        """Return the parameters of the error's message by name."""
        return self.reason.params

    def __str__(self) -> str:
        return str(self.reason)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle_error, (type(self), self.reason)


class CorpusError(FontiError):
    """A folder or file of documents cannot be read, or holds nothing to quote."""


class UploadError(CorpusError):
    """A file cannot be added to an index."""


class ArgumentError(FontiError, ValueError):
    """An argument of a method has the wrong type, or a value that it cannot have."""


class QuestionError(FontiError):
    """A question cannot be asked."""


class QuestionsError(FontiError):
    """A file of questions with known answers is not valid."""


class AnswerError(FontiError):
    """A file is not a saved answer."""


class ModelError(FontiError):
    """A model is unknown, damaged, or cannot be made."""


class StoreError(FontiError):
    """An index is missing, damaged, locked or unreadable."""


class FormatMismatch(StoreError):
    """An index was made by another version of Fonti."""


class ModelMismatch(StoreError):
    """An index was made with another model than the one in use."""


def system_reason(error: BaseException, *, with_path: bool = False) -> Reason:
    """Return the reason that the operating system or SQLite gives in an error.

    The code is `system_` and the name of the errno (`system_eacces`) or of SQLite's result
    (`system_sqlite_full`); an error that has no such name, or one without a message in the
    catalogue, becomes a `system_error` with the error's text.

    Args:
        error: An OSError or a sqlite3.Error. Of any other error, only the text is used.
        with_path: Whether to name the file that an OSError is about.

    """
    code = _system_code(error)
    if code in ENGLISH_MESSAGES:
        reason = Reason(code)
    else:
        reason = Reason("system_error", {"detail": getattr(error, "strerror", None) or str(error)})

    path = getattr(error, "filename", None)
    if with_path and path is not None:
        return Reason("system_error_at_path", {"reason": reason, "path": path})
    return reason


def describe_library_error(error: Exception) -> Reason:
    """Return an error of another library as a reason, on one line and not too long."""
    detail = " ".join(str(error).split())[:_MAX_ERROR_DETAIL]
    return Reason("unexpected_error", {"error_type": type(error).__name__, "detail": detail})


def exception_reason(error: BaseException) -> Reason:
    """Return a reason for any exception: its `system_reason`, or else its type and its text."""
    if isinstance(error, OSError) or hasattr(error, "sqlite_errorname"):
        return system_reason(error)
    return Reason("unexpected_error", {"error_type": type(error).__name__, "detail": str(error)})


def format_message(
    reason: Reason, templates: Mapping[str, str], *, thousands_separator: str = ","
) -> str:
    """Return the message of a reason and of those in its parameters, in one language.

    A reason that was stored by another version of Fonti may have a code or parameters that the
    templates do not have: its code and parameters are then shown instead.

    Args:
        reason: The code and the parameters.
        templates: For each code, a template in the syntax of `str.format`; `{count:page|pages}`
            is a number with the noun, and what else agrees with it, in the singular or the plural.
        thousands_separator: The thousands separator of the language, in place of the comma of
            `{count:,}`.

    """
    params = {
        name: _format_param(value, templates, thousands_separator)
        for name, value in reason.params.items()
    }
    try:
        template = templates[reason.code]
        return _MessageFormatter(thousands_separator).vformat(template, (), params)
    except (KeyError, TypeError, ValueError):
        return " ".join([reason.code, *(f"{name}={value}" for name, value in params.items())])


def fonti_command(*arguments: object) -> str:
    """Return a command of Fonti, quoted so that it can be copied to a shell."""
    return f"fonti {shlex.join(map(str, arguments))}"


def rebuild_command(corpus: object, folder: object) -> str:
    """Return the command that rebuilds the index in a folder."""
    return fonti_command("index", corpus, "--index", folder, "--rebuild")


class _MessageFormatter(Formatter):
    """`str.format` with the thousands separator of a language, and plurals."""

    def __init__(self, thousands_separator: str) -> None:
        self._thousands_separator = thousands_separator

    def format_field(self, value: Any, format_spec: str) -> str:
        singular, is_counted, plural = format_spec.partition("|")
        if is_counted:
            return f"{self.format_field(value, ',')} {singular if value == 1 else plural}"

        text = str(super().format_field(value, format_spec))
        return text.replace(",", self._thousands_separator) if format_spec == "," else text


def _format_param(value: Any, templates: Mapping[str, str], thousands_separator: str) -> Any:
    if isinstance(value, Reason):
        return format_message(value, templates, thousands_separator=thousands_separator)
    if isinstance(value, tuple):
        separator = "; " if any(isinstance(item, Reason) for item in value) else ", "
        items = (_format_param(item, templates, thousands_separator) for item in value)
        return separator.join(map(str, items))
    return value


def _as_param(value: object) -> Any:
    """Return a parameter as a value that can be written as JSON and compared after it was read."""
    if value is None or isinstance(value, Reason):
        return value
    if isinstance(value, bool | float | str):
        return value
    # Whole numbers of NumPy too, which JSON does not know.
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, list | tuple):
        return tuple(_as_param(item) for item in value)
    return str(value)


def _param_to_json(value: Any) -> Any:
    if isinstance(value, Reason):
        return value.to_json()
    if isinstance(value, tuple):
        return [_param_to_json(item) for item in value]
    return value


def _param_from_json(value: Any) -> Any:
    if _is_reason_json(value):
        return Reason.from_json(value)
    if isinstance(value, list):
        return tuple(_param_from_json(item) for item in value)
    return value


def _is_reason_json(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"code", "params"}
        and isinstance(value["code"], str)
        and isinstance(value["params"], dict)
    )


def _system_code(error: BaseException) -> str:
    if isinstance(error, OSError):
        name = errno.errorcode.get(error.errno or 0, "")
        return f"system_{name.lower()}"

    # SQLITE_IOERR_WRITE and others like it are kinds of SQLITE_IOERR, and have its message.
    name = getattr(error, "sqlite_errorname", "")
    return "system_" + "_".join(name.lower().split("_")[:2])


def _unpickle_error(kind: type[FontiError], reason: Reason) -> FontiError:
    """Recreate an error from its pickled values."""
    error = kind(reason.code, **reason.params)
    error.reason = reason
    return error
