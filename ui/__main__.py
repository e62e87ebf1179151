"""Run the command line. An error is one line on the standard error, never a traceback."""

import os
import sys
from io import TextIOWrapper
from typing import NoReturn

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
        _fail("interrupted", _INTERRUPTED)
    except SystemExit as error:
        if error.code == _INTERRUPTED:
            _fail("interrupted; the index is whole, run the command again", _INTERRUPTED)
        raise


def _run() -> None:
    # Imported late: Ctrl+C during the imports is handled by `main`.
    from fonti.ui.cli.app import app

    try:
        app()
    except Exception as error:
        _fail(_describe_error(error), 1)


def _describe_error(error: Exception) -> str:
    from fonti.ui.cli.options import OptionsError

    if isinstance(error, OptionsError):
        return str(error)

    # Imported late: errors in the arguments are shown without waiting for the index.
    from fonti.index import FontiError

    if isinstance(error, FontiError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    return f"unexpected {type(error).__name__}: {error}; please report it"


def _fail(message: str, status: int) -> NoReturn:
    """Print a message as one line and exit."""
    from fonti.ui.cli.escaping import escape_line

    one_line = " ".join(message.split())
    sys.stderr.write(f"fonti: {escape_line(one_line)}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
