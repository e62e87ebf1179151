"""Answer questions that are read from the standard input, one a line, as lines of JSON."""

import sys
from collections.abc import Callable

import typer

from fonti.index import FontiError
from fonti.qa import Answer
from fonti.ui.cli.language import get_language
from fonti.ui.cli.options import print_json
from fonti.ui.i18n.errors import localize


def answer_lines(ask: Callable[[str], Answer]) -> None:
    """Print the answer to each line of the standard input, as soon as it is there.

    Empty lines are left out. For a line that cannot be asked, the JSON has `error`, with a code,
    its parameters and the message, and the command exits with 1 after the last line.
    """
    has_failed = False
    for line in sys.stdin.buffer:
        question = line.decode("utf-8-sig", "replace").strip()
        if not question:
            continue
        try:
            print_json(ask(question).to_json(), indent=None)
        except FontiError as error:
            has_failed = True
            message = localize(error, get_language())
            print_json(
                {"question": question, "error": {**error.reason.to_json(), "message": message}},
                indent=None,
            )
    if has_failed:
        raise typer.Exit(1)
