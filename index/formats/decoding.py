"""Decode bytes to text.

Without a declared encoding, the byte order mark comes first, then strict UTF-8, then Windows-1252
if the characters are those of Western European text, then a detector (charset-normalizer).
"""

import codecs
import re

from fonti.index.formats.errors import Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The characters beyond ASCII of Western European prose in Windows-1252. A detector takes Italian
# for Vietnamese or Polish.
_WESTERN_CHARACTERS = frozenset(
    "àáâäãåçèéêëìíîïñòóôöõùúûüýÿæœøßÀÁÂÄÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÕÙÚÛÜÝÆŒØ"
    "‘’“”«»‹›–—…€£§°ªº·•¿¡©®™\xa0\xad²³½¼¾±×"
)

# In Western text, at least this share of the characters beyond ASCII is in the set above, and they
# are at most this share of all characters. Very short texts may have a few more.
_MIN_WESTERN_SHARE = 0.95
_MAX_NON_ASCII_SHARE = 0.3
_MAX_NON_ASCII_IN_SHORT_TEXT = 8

# Text in UTF-8 with damaged bytes has at least this many good characters for each damaged one.
_MIN_GOOD_PER_DAMAGED = 4

# Text has at most two control characters, or one in this many characters.
_MAX_CONTROL_CHARACTERS = 2
_CHARACTERS_PER_CONTROL_CHARACTER = 500
_CONTROL_CHARACTERS = [chr(code) for code in (*range(1, 9), *range(14, 32), 127)]

_DETECTOR_BYTES = 1 << 20
_UNLIKELY_ENCODINGS = [
    "mac_iceland",
    "mac_latin2",
    "mac_roman",
    "mac_turkish",
    "mac_greek",
    "mac_cyrillic",
]

# Encodings that can be declared: they extend ASCII, in which a declaration is written. Codecs that
# do not encode text (`rot13`, `punycode`) are left out.
_DECLARABLE_ENCODINGS = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620"
)

# Browsers read these encodings as Windows-1252 (WHATWG Encoding Standard).
_BROWSER_ENCODINGS = {"iso8859-1": "cp1252", "ascii": "cp1252"}

# A byte order mark is stronger than a declared encoding.
_MARKS_OVER_DECLARATION = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; line ends do not change.

    Raises:
        Unreadable: If it is not text, or damaged.

    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            text = _decode_strictly(content, encoding)
            _check_control_characters(text)
            return text, encoding.removesuffix("-sig")

    check_not_binary(content)
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _is_western(text):
            _check_control_characters(text)
            return text, encoding

    _check_not_damaged_utf8(content)
    return _detect_and_decode(content)


def decode_declared(content: bytes, declared_encoding: str | None) -> tuple[str, str]:
    """Return the text and the name of its encoding, for a format that declares its encoding.

    The byte order mark comes first, then the declared encoding, then those of plain text.

    Raises:
        Unreadable: If it is not text, or damaged.

    """
    encoding = _known_encoding(declared_encoding)
    if encoding and not content.startswith(_MARKS_OVER_DECLARATION):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            # Many files declare one encoding and are written in another.
            pass
    return decode(content)


def decode_leniently(content: bytes, declared_encoding: str | None) -> str:
    """Return the text, with a replacement character for each byte that cannot be decoded."""
    try:
        return decode_declared(content, declared_encoding)[0]
    except Unreadable:
        return content.decode(_known_encoding(declared_encoding) or "utf-8", "replace")


def check_not_binary(content: bytes) -> None:
    """Raise Unreadable if bytes have a zero byte and no byte order mark that explains it.

    Args:
        content: The bytes of a file, or the first of them.

    """
    has_mark = any(content.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    if b"\0" in content and not has_mark:
        raise Unreadable("text_is_binary")


def _check_not_damaged_utf8(content: bytes) -> None:
    """Raise Unreadable for UTF-8 with a few damaged bytes, which another encoding would misread."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - damaged

    if good > _MIN_GOOD_PER_DAMAGED * damaged:
        offset = text.encode().find("\ufffd".encode())
        raise Unreadable("text_encoding_damaged", encoding="utf-8", offset=offset)


def _check_control_characters(text: str) -> None:
    """Raise Unreadable for bytes that can be decoded but are not text."""
    count = sum(text.count(character) for character in _CONTROL_CHARACTERS)
    limit = max(_MAX_CONTROL_CHARACTERS, len(text) // _CHARACTERS_PER_CONTROL_CHARACTER)
    if "\0" in text or count > limit:
        raise Unreadable("text_has_control_characters", count=count)


def _decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("text_encoding_damaged", encoding=encoding, offset=error.start) from error


def _is_western(text: str) -> bool:
    """Return whether the non-ASCII characters are those of Western prose, and as rare as there."""
    non_ascii = [character for character in text if character > "\x7f"]
    if len(non_ascii) > max(_MAX_NON_ASCII_IN_SHORT_TEXT, _MAX_NON_ASCII_SHARE * len(text)):
        return False

    western = sum(character in _WESTERN_CHARACTERS for character in non_ascii)
    return western >= _MIN_WESTERN_SHARE * len(non_ascii)


def _detect_and_decode(content: bytes) -> tuple[str, str]:
    # Imported late: few texts need it.
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_DETECTOR_BYTES], cp_exclusion=_UNLIKELY_ENCODINGS).best()
    if best is None:
        raise Unreadable("text_encoding_unknown")

    text = _decode_strictly(content, best.encoding)
    _check_control_characters(text)
    return text, best.encoding


def _known_encoding(name: str | None) -> str | None:
    """Return Python's name of an encoding that can be declared, or None."""
    try:
        encoding = codecs.lookup((name or "").strip()).name
    except (LookupError, ValueError):
        return None

    encoding = _BROWSER_ENCODINGS.get(encoding, encoding)
    return encoding if _DECLARABLE_ENCODINGS.fullmatch(encoding) else None
