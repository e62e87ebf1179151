"""Bytes to text: the byte order mark first, then strict UTF-8, then Windows-1252 by its letters, then a detector."""

import codecs

from fonti.index.formats.extract import Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Windows-1252 holds beyond ASCII in Western European prose; a detector takes Italian for Vietnamese or Polish.
_WESTERN = frozenset(
    "àáâäãåçèéêëìíîïñòóôöõùúûüýÿæœøßÀÁÂÄÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÕÙÚÛÜÝÆŒØ‘’“”«»‹›–—…€£§°ªº·•¿¡©®™\xa0\xad²³½¼¾±×"
)
_DETECTOR_SEES = 1 << 20  # bytes
_UNLIKELY = ["mac_iceland", "mac_latin2", "mac_roman", "mac_turkish", "mac_greek", "mac_cyrillic"]


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; line ends stay as they are. Raises Unreadable."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _readable(_strict(content, encoding), encoding.removesuffix("-sig"))
    refuse_binary(content)
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _western(text):
            return _readable(text, encoding)
    _refuse_damaged_utf8(content)
    return _detected(content)


def refuse_binary(content: bytes) -> None:
    """Raise Unreadable where bytes, the first of a file or all, hold a zero and no byte order mark that explains it."""
    if b"\0" in content and not any(content.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        raise Unreadable("binary, not text")


def _refuse_damaged_utf8(content: bytes) -> None:
    """Text that is UTF-8 but for a few bytes would pass for something else, with wrong letters."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - damaged > 4 * damaged:
        raise _damaged("utf-8", text.encode().find(b"\xef\xbf\xbd"))


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(encoding, error.start) from error


def _damaged(encoding: str, at: int) -> Unreadable:
    return Unreadable(f"damaged {encoding} text (byte {at}); save it again as UTF-8")


def _western(text: str) -> bool:
    """Whether what lies beyond ASCII is Western letters and marks, and as rare as it is in Western prose."""
    beyond = [character for character in text if character > "\x7f"]
    rare = len(beyond) <= max(8, 0.3 * len(text))
    return rare and sum(character in _WESTERN for character in beyond) >= 0.95 * len(beyond)


def _detected(content: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # imported late: few texts need it

    best = from_bytes(content[:_DETECTOR_SEES], cp_exclusion=_UNLIKELY).best()
    if best is None:
        raise Unreadable("not text, or in an encoding that cannot be told; save it as UTF-8")
    return _readable(_strict(content, best.encoding), best.encoding)


def _readable(text: str, encoding: str) -> tuple[str, str]:
    """Refuse what decodes but is no text: control characters, of which text has next to none."""
    control = sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 32), 127))
    if "\0" in text or control > max(2, len(text) // 500):
        raise Unreadable(f"binary, not text ({control} control characters)")
    return text, encoding
