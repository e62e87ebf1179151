"""Split rich text into its tokens: braces, control words, characters and text."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?"
    rb"|\\'([0-9A-Fa-f]{2})"
    rb"|\\(.)"
    rb"|([{}])"
    rb"|([^\\{}\r\n\0]+)",
    re.DOTALL,
)


class Kind(Enum):
    """What a token is."""

    BEGIN = "{"
    END = "}"
    WORD = "word"
    SIGN = "sign"
    TEXT = "text"


class Token(NamedTuple):
    r"""A token.

    Attributes:
        kind: What it is.
        name: The name of a control word, or the character of a sign such as `\~`.
        number: The number of a control word, or None.
        content: The bytes of a text, in the code page of its font.
        is_escape: Whether the text is one byte that is written by its number.

    """

    kind: Kind
    name: str = ""
    number: int | None = None
    content: bytes = b""
    is_escape: bool = False


def split_into_tokens(content: bytes) -> Iterator[Token]:
    r"""Yield the tokens of rich text; the bytes that `\bin` announces are left out."""
    position = 0
    while match := _TOKEN.search(content, position):
        position = match.end()
        word, number, escape, sign, brace, text = match.groups()
        if word == b"bin":
            position += max(0, int(number or 0))
        elif word:
            yield Token(Kind.WORD, word.decode(), None if number is None else int(number))
        elif escape:
            yield Token(Kind.TEXT, content=bytes.fromhex(escape.decode()), is_escape=True)
        elif sign:
            yield Token(Kind.SIGN, sign.decode("latin-1"))
        elif brace:
            yield Token(Kind.BEGIN if brace == b"{" else Kind.END)
        else:
            yield Token(Kind.TEXT, content=text)
