"""Decode bytes to text.

The byte order mark comes first, then strict UTF-8 with letters beyond ASCII, then the declared
encoding. Without one, the encodings of Western European text are compared, and then a detector
(charset-normalizer) decides. A few damaged bytes are replaced, and a
warning says so.
"""

import codecs
import re
from dataclasses import dataclass

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.formats.decoding.legacy_encodings import (
    choose_western_encoding,
    is_italian_or_english,
    is_western_prose,
)
from fonti.index.formats.errors import Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Text in UTF-8 with damaged bytes has at least this many good characters for each damaged one.
_MIN_GOOD_PER_DAMAGED = 4

# Text has at most two control characters, or one in this many characters.
_MAX_CONTROL_CHARACTERS = 2
_CHARACTERS_PER_CONTROL_CHARACTER = 500
_CONTROL_CHARACTERS = [chr(code) for code in (*range(1, 9), *range(14, 32), 127)]

# Damaged bytes and zero bytes are left out if there are at least this many bytes for each of them.
_MIN_BYTES_PER_FAULT = 20

# Text of Latin letters in UTF-16 has a zero in at least this share of its characters, and on the
# other side of them at most in this one.
_MIN_ZERO_SHARE = 0.6
_MAX_OTHER_ZERO_SHARE = 0.05

# The colours and cursor movements of terminals (ECMA-48), letters that are printed twice to be
# bold, and the mark with which DOS ended its texts.
_TERMINAL_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,1000}(?:\x07|\x1b\\)|[ -/][0-~]|[@-Z\\^_=>78])"
)
_OVERSTRUCK_CHARACTER = re.compile(r"[^\n\x08]\x08")
_DOS_END = "\x1a"

_DETECTOR_BYTES = 1 << 20

# Encodings that can be declared: they extend ASCII, in which a declaration is written. Codecs that
# do not encode text (`rot13`, `punycode`) are left out.
_DECLARABLE_ENCODINGS = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620"
)

# Browsers read these encodings as Windows-1252 (WHATWG Encoding Standard).
_BROWSER_ENCODINGS = {"iso8859-1": "cp1252", "ascii": "cp1252"}

# A byte order mark is stronger than a declared encoding.
_MARKS_OVER_DECLARATION = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of bytes, the name of their encoding, and what in them could not be read."""

    text: str
    encoding: str
    warnings: tuple[ExtractionWarning, ...] = ()


def decode(content: bytes) -> DecodedText:
    """Return the text of bytes; line ends do not change, and terminal sequences are left out.

    Raises:
        Unreadable: If it is not text, or damaged.

    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            if encoding == "utf-8-sig":
                return _clean(_decode_utf8(content.removeprefix(mark)))
            return _clean(DecodedText(_decode_strictly(content, encoding), encoding))

    encoding_without_mark = _detect_utf16(content)
    if encoding_without_mark:
        text = _decode_strictly(content, encoding_without_mark)
        return _clean(DecodedText(text, encoding_without_mark))

    check_not_binary(content)
    if 0 not in content:
        return _clean(_decode_bytes(content))
    return _clean(_decode_with_zeros(content))


def decode_declared(content: bytes, declared_encoding: str | None) -> DecodedText:
    """Return the text of bytes of a format that declares its encoding.

    The byte order mark comes first, then UTF-8 if the bytes are letters beyond ASCII in it, then
    the declared encoding, then those of plain text.

    Raises:
        Unreadable: If it is not text, or damaged.

    """
    encoding = _find_declared_encoding(declared_encoding)
    has_mark = content.startswith(_MARKS_OVER_DECLARATION)
    if encoding and not has_mark and not _is_mostly_utf8(content):
        try:
            return DecodedText(content.decode(encoding), encoding)
        except UnicodeDecodeError:
            # Many files declare one encoding and are written in another.
            pass
    return decode(content)


def decode_leniently(content: bytes, declared_encoding: str | None) -> str:
    """Return the text, with a replacement character for each byte that cannot be decoded."""
    try:
        return decode_declared(content, declared_encoding).text
    except Unreadable:
        return content.decode(_find_declared_encoding(declared_encoding) or "utf-8", "replace")


def check_not_binary(content: bytes) -> None:
    """Raise Unreadable if bytes have zero bytes as no text has them.

    Args:
        content: The bytes of a file, or the first of them.

    """
    has_mark = any(content.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    has_zeros = content.count(0) * _MIN_BYTES_PER_FAULT > len(content)
    if has_zeros and not has_mark and _detect_utf16(content) is None:
        raise Unreadable("text_is_binary")


def _detect_utf16(content: bytes) -> str | None:
    """Return which UTF-16 bytes without a byte order mark are in, or None."""
    pairs = len(content) // 2
    if not pairs or len(content) % 2 or 0 not in content:
        return None

    first_zeros = content[0::2].count(0) / pairs
    second_zeros = content[1::2].count(0) / pairs
    if second_zeros >= _MIN_ZERO_SHARE and first_zeros <= _MAX_OTHER_ZERO_SHARE:
        return "utf-16-le"
    if first_zeros >= _MIN_ZERO_SHARE and second_zeros <= _MAX_OTHER_ZERO_SHARE:
        return "utf-16-be"
    return None


def _decode_with_zeros(content: bytes) -> DecodedText:
    """Return the text of bytes without the few zero bytes among them, and a warning of these."""
    try:
        decoded = _decode_bytes(content.replace(b"\0", b""))
    except Unreadable as error:
        raise Unreadable("text_is_binary") from error

    warning = ExtractionWarning(Reason("text_zero_bytes_left_out", {"count": content.count(0)}))
    return DecodedText(decoded.text, decoded.encoding, (*decoded.warnings, warning))


def _decode_bytes(content: bytes) -> DecodedText:
    """Return the text of bytes in an encoding that extends ASCII."""
    try:
        return DecodedText(content.decode(), "utf-8")
    except UnicodeDecodeError:
        if _is_mostly_utf8(content):
            return _decode_utf8(content)

    encoding = choose_western_encoding(content)
    if encoding is None and not is_italian_or_english(content):
        return _detect_and_decode(content)
    return _decode_with_replacements(content, encoding or "windows-1252")


def _is_mostly_utf8(content: bytes) -> bool:
    """Return whether the bytes beyond ASCII are UTF-8, but for a few or for some lines."""
    if content.isascii():
        return False

    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - damaged
    if good > _MIN_GOOD_PER_DAMAGED * damaged:
        return True

    lines = [line for line in content.splitlines() if not line.isascii()]
    whole_lines = b"\n".join(line for line in lines if _is_utf8(line)).decode()
    other_lines = b"\n".join(line for line in lines if not _is_utf8(line))
    if not whole_lines or not is_western_prose(whole_lines):
        return False
    return choose_western_encoding(other_lines) is not None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decode_utf8(content: bytes) -> DecodedText:
    """Return the text of UTF-8 of which some lines or bytes are not UTF-8.

    A line without any UTF-8 beyond ASCII is one that another program added, in an older encoding.
    """
    lines = content.splitlines(keepends=True)
    is_foreign = [not _is_utf8(line) and not _has_utf8(line) for line in lines]
    foreign = b"".join(line for line, is_so in zip(lines, is_foreign, strict=True) if is_so)
    encoding = choose_western_encoding(foreign) if foreign else None
    if encoding is None:
        return _decode_with_replacements(content, "utf-8")

    decoded = [
        _decode_with_replacements(line, encoding if is_so else "utf-8")
        for line, is_so in zip(lines, is_foreign, strict=True)
    ]
    text = "".join(line.text for line in decoded)
    warning = ExtractionWarning(
        Reason("text_encodings_mixed", {"count": sum(is_foreign), "encoding": encoding})
    )
    return DecodedText(text, "utf-8", (warning, *_warn_of_damage(text, "utf-8")))


def _has_utf8(line: bytes) -> bool:
    return any(character > "\x7f" for character in line.decode("utf-8", "ignore"))


def _decode_with_replacements(content: bytes, encoding: str) -> DecodedText:
    """Return the text with a replacement character for each damaged byte, if these are few."""
    text = content.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged * _MIN_BYTES_PER_FAULT > len(text):
        _decode_strictly(content, encoding)
    return DecodedText(text, encoding, _warn_of_damage(text, encoding))


def _warn_of_damage(text: str, encoding: str) -> tuple[ExtractionWarning, ...]:
    damaged = text.count("\ufffd")
    if not damaged:
        return ()
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    params = {"count": damaged, "encoding": encoding, "line": line}
    return (ExtractionWarning(Reason("text_bytes_damaged", params)),)


def _clean(decoded: DecodedText) -> DecodedText:
    """Remove what a terminal does not show as text, and refuse what is no text."""
    text = decoded.text.removesuffix(_DOS_END)
    if "\x1b" in text:
        text = _TERMINAL_SEQUENCE.sub("", text)
    if "\x08" in text:
        text = _OVERSTRUCK_CHARACTER.sub("", text)
    _check_control_characters(text)
    return DecodedText(text, decoded.encoding, decoded.warnings)


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


def _detect_and_decode(content: bytes) -> DecodedText:
    # Imported late: few texts need it.
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_DETECTOR_BYTES]).best()
    if best is None:
        raise Unreadable("text_encoding_unknown")
    return DecodedText(_decode_strictly(content, best.encoding), best.encoding)


def _find_declared_encoding(name: str | None) -> str | None:
    """Return Python's name of an encoding that can be declared, or None."""
    try:
        encoding = codecs.lookup((name or "").strip()).name
    except (LookupError, ValueError):
        return None

    encoding = _BROWSER_ENCODINGS.get(encoding, encoding)
    return encoding if _DECLARABLE_ENCODINGS.fullmatch(encoding) else None
