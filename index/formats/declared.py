"""Bytes that declare their encoding, as web pages and messages do."""

import codecs
import re

from fonti.index.formats.decoding import decode
from fonti.index.formats.extract import Unreadable

# What extends ASCII, as a declaration written in ASCII implies; it leaves out codecs that are no encoding of text.
_ENCODINGS = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620"
)
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_declared(content: bytes, name: str | None) -> tuple[str, str]:
    """The text and its encoding: by its byte order mark, by what it declares, or as plain text. Raises Unreadable."""
    encoding = _known(name)
    if encoding and not content.startswith(_MARKS):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            pass  # many declare one encoding and are written in another
    return decode(content)


def decode_somehow(content: bytes, name: str | None) -> str:
    """The text, with a mark in place of each byte that cannot be told."""
    try:
        return decode_declared(content, name)[0]
    except Unreadable:
        return content.decode(_known(name) or "utf-8", "replace")


def _known(name: str | None) -> str | None:
    try:
        encoding = codecs.lookup((name or "").strip()).name
    except (LookupError, ValueError):
        return None
    encoding = _AS_BROWSERS_DO.get(encoding, encoding)
    return encoding if _ENCODINGS.fullmatch(encoding) else None
