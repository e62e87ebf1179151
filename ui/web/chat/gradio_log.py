"""Let Gradio log errors as the rest of the server does: without what a page sent.

Gradio prints the message of an unexpected error, which may quote an event of a page. So a page
could write lines of its own into the log, and steer the terminal on which it is read.
"""

import sys

from gradio import queueing, route_utils, routes

from fonti.ui.web.errors import log_without_message


class _Log:
    """What Gradio's modules use of `traceback`."""

    @staticmethod
    def print_exc() -> None:
        error = sys.exception()
        if isinstance(error, Exception):
            log_without_message(error)


def silence_gradio() -> None:
    """Replace what Gradio prints of errors by a line with their type and place."""
    for module in (queueing, route_utils, routes):
        vars(module)["traceback"] = _Log
