"""Choose the language that the command line speaks.

An answer is in the language of its question, and all other messages are in that of the terminal.
The option --lang-ui sets both.
"""

import os
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import islice

from fonti.ui.i18n.terminal_words import TERMINAL_WORDS, TerminalWords

_FALLBACK = "en"

# The language of --lang-ui; None if the option is not given.
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def choose_language(code: str | None) -> None:
    """Set the language of all messages; None for that of the terminal, and of each question."""
    _chosen.set(code)


def move_language_option(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of `fonti` with --lang-ui first, where it belongs to every command.

    What follows a `--` is no option, and stays.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options: list[str] = []
    others: list[str] = []
    remaining = iter(arguments[:end])
    for argument in remaining:
        if argument == "--lang-ui":
            options += [argument, *islice(remaining, 1)]
        elif argument.startswith("--lang-ui="):
            options.append(argument)
        else:
            others.append(argument)
    return [*options, *others, *arguments[end:]]


def get_language() -> str:
    """Return the language of messages: one of `TERMINAL_WORDS`."""
    return _chosen.get() or _detect_terminal_language()


def get_answer_language(question_language: str) -> str:
    """Return the language that an answer to a question is shown in."""
    return _chosen.get() or question_language


def get_words() -> TerminalWords:
    """Return the words of the command line in the language of messages."""
    return TERMINAL_WORDS[get_language()]


def _detect_terminal_language() -> str:
    """Return the language that the environment names (POSIX: the first variable that is set)."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    code = locale[:2].lower()
    return code if code in TERMINAL_WORDS else _FALLBACK
