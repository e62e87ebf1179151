"""The process: run the command, and tell what went wrong in one line, never in a traceback."""

import os
import sys
from io import TextIOWrapper

# Read by NumPy when it is imported: questions are answered beside each other, and a product shared by all cores makes
# each wait for the others.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_INTERRUPTED = 130  # the exit status of a command that Ctrl+C stopped


def main() -> None:
    """Run `fonti`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # what the terminal's encoding lacks is still told
    try:
        _run()
    except KeyboardInterrupt:  # before the command began
        _fail("interrupted", _INTERRUPTED)
    except SystemExit as left:
        if left.code == _INTERRUPTED:
            _fail("interrupted; the index is whole, run the command again", _INTERRUPTED)
        raise


def _run() -> None:
    from fonti.ui.cli.app import (
        app,  # imported late: an interrupt during imports is told like any other
    )

    try:
        app()
    except Exception as error:  # what nobody foresaw is told in a line too
        _fail(_told(error), 1)


def _told(error: Exception) -> str:
    from fonti.index import FontiError

    if isinstance(error, FontiError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    return f"unexpected {type(error).__name__}: {error}; please report it"


def _fail(message: str, code: int) -> None:
    from fonti.ui.cli.escaping import line

    sys.stderr.write(f"fonti: {line(' '.join(message.split()))}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
