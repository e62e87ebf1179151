"""Texts of documents on a terminal: shown literally, so that they cannot steer it."""

import re

# Control characters but for the line end and the tab, changes of direction, halves of characters.
STEERING = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """A text without what could steer a terminal: control characters and changes of direction become U+FFFD."""
    return STEERING.sub("\ufffd", text.replace("\r\n", "\n"))


def line(text: str) -> str:
    """A name as one printable line."""
    return printable(text).replace("\n", "\ufffd")
