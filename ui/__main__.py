"""Run the command line. An error is one line on the standard error, never a traceback."""

import os
import sys
from io import TextIOWrapper
from typing import NoReturn

from fonti.ui.cli.language import get_words, move_language_option

# NumPy reads this when it is imported. Questions are answered in parallel, and a matrix product
# that used all cores would make each of them wait for the others.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The exit status of a command that Ctrl+C stopped.
_INTERRUPTED = 130


def main() -> None:
    """Run `fonti` with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding does not have is shown as its number.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    try:
        _run()
    except KeyboardInterrupt:
        # Ctrl+C while the command was imported.
        _fail(get_words().interrupted, _INTERRUPTED)
    except SystemExit as error:
        if error.code == _INTERRUPTED:
            _fail(get_words().interrupted_work, _INTERRUPTED)
        raise


def _run() -> None:
    # Imported late: Ctrl+C during the imports is handled by `main`.
    from fonti.ui.cli.app import app

    try:
        app(move_language_option(sys.argv[1:]))
    except Exception as error:
        _fail(_describe_error(error), 1)


def _describe_error(error: Exception) -> str:
    from fonti.ui.cli.options import OptionsError

    words = get_words()
    if isinstance(error, OptionsError):
        return words.options_errors[error.code].format(**error.params)

    # Imported late: errors in the arguments are shown without waiting for the index.
    from fonti.index import FontiError, system_reason
    from fonti.ui.i18n.errors import localize

    if isinstance(error, FontiError):
        return localize(error, words.language)
    if isinstance(error, OSError):
        return localize(system_reason(error, with_path=True), words.language)
    return words.unexpected_error.format(type=type(error).__name__, detail=error)


def _fail(message: str, status: int) -> NoReturn:
    """Print a message as one line and exit."""
    from fonti.ui.cli.escaping import escape_line

    one_line = " ".join(message.split())
    sys.stderr.write(f"fonti: {escape_line(one_line)}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
