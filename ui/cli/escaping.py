"""Show texts of documents literally on a terminal, so that they cannot control it."""

import re

# Control characters except the line end and the tab, changes of direction, halves of characters.
TERMINAL_CONTROLS = re.compile(
    r"[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_REPLACEMENT_CHARACTER = "\ufffd"


def escape_text(text: str) -> str:
    """Replace what could control a terminal, such as escape sequences, by U+FFFD."""
    return TERMINAL_CONTROLS.sub(_REPLACEMENT_CHARACTER, text.replace("\r\n", "\n"))


def escape_line(text: str) -> str:
    """Replace what could control a terminal, and line ends, by U+FFFD."""
    return escape_text(text).replace("\n", _REPLACEMENT_CHARACTER)
