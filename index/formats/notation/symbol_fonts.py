"""Decode the characters of symbol fonts, which have no meaning of their own, to Unicode."""

from functools import cache

_FONTS = {
    name.lower(): name for name in ("Symbol", "Webdings", "Wingdings", "Wingdings 2", "Wingdings 3")
}

# Symbol fonts have their characters here, besides at their codes of one byte.
_PRIVATE_USE_START = 0xF000
_BYTE = 0xFF

# Check boxes and marks that Unicode has in many shapes, and the shapes that all fonts have.
_COMMON_SHAPES = str.maketrans(
    "🗹🗷🗵⌧⮽🗸🗶🗴🗙🞎🞏🗆🗌□❏❐❑❒⬜◻",
    "☑☒☒☒☒✓✗✗✗☐☐☐☐☐☐☐☐☐☐☐",
)

CHECKED_BOX = "☒"
UNCHECKED_BOX = "☐"
CHECK_MARKS = frozenset("☐☑☒✓✔✗✘")


def decode_symbols(text: str, font: str | None) -> str:
    """Return text in a font; characters of a symbol font become those of Unicode."""
    symbol_font = _FONTS.get((font or "").lower())
    if symbol_font is None:
        return text
    return "".join(decode_symbol(ord(character), symbol_font) or character for character in text)


def decode_symbol(code: int, font: str) -> str | None:
    """Return a character of a font as a character of Unicode; None if it is not known."""
    symbol_font = _FONTS.get(font.lower())
    is_private = _PRIVATE_USE_START <= code <= _PRIVATE_USE_START + _BYTE
    if symbol_font is None:
        byte = code - _PRIVATE_USE_START if is_private else code
        return chr(byte) if 0x20 < byte < 0xD800 else None
    if not is_private and code > _BYTE:
        return None

    unicode_code = _load_symbol_table().get((symbol_font, code & _BYTE))
    return None if unicode_code is None else chr(unicode_code).translate(_COMMON_SHAPES)


@cache
def _load_symbol_table() -> dict[tuple[str, int], int]:
    # Imported late: few documents have such characters.
    from mammoth.docx.dingbats import dingbats

    return dict(dingbats)
