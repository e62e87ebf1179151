"""Find the code page of a document in rich text, and those of its fonts."""

import codecs
from dataclasses import dataclass, field

_DEFAULT = "cp1252"

# By what the document says of itself, before its code page.
CHARACTER_SETS = {"ansi": _DEFAULT, "mac": "mac-roman", "pc": "cp437", "pca": "cp850"}

# Code pages with another name in Python.
_CODE_PAGES = {
    708: "iso8859_6",
    10000: "mac_roman",
    10001: "shift_jis",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10029: "mac_latin2",
    10079: "mac_iceland",
    10081: "mac_turkish",
    65001: "utf-8",
}

# Windows gives the fonts of each script a number.
_FONT_CHARACTER_SETS = {
    77: "mac_roman",
    78: "shift_jis",
    79: "johab",
    80: "gb2312",
    81: "big5",
    85: "mac_greek",
    86: "mac_turkish",
    88: "mac_latin2",
    89: "mac_cyrillic",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
    256: "mac_roman",
}
_ANSI_FONT = 0
SYMBOL_FONT = 2


@dataclass(slots=True)
class Font:
    """A font of the document.

    Attributes:
        name: Its name.
        character_set: The number of its script, or None.
        code_page: The number of its code page, or None.

    """

    name: str = ""
    character_set: int | None = None
    code_page: int | None = None


@dataclass(slots=True)
class CodePages:
    """The encodings of a document.

    Attributes:
        document_encoding: The encoding of text in fonts that say nothing of it.
        is_utf8: Whether bytes beyond ASCII that are not escaped are UTF-8, whatever is said.
        fonts: The fonts by their number.

    """

    document_encoding: str = _DEFAULT
    is_utf8: bool = False
    fonts: dict[int | None, Font] = field(default_factory=dict)

    def set_code_page(self, number: int | None) -> None:
        r"""Take the code page of the document (`\ansicpg`), if Python has it."""
        encoding = _look_up_code_page(number)
        if encoding:
            self.document_encoding = encoding

    def find_encoding(self, font_number: int | None) -> str:
        """Return the encoding of text in a font."""
        font = self.fonts.get(font_number, Font())
        encoding = _look_up_code_page(font.code_page)
        if encoding:
            return encoding

        # A document for Macintosh or DOS has fonts of its own system under the number 0.
        is_windows = self.document_encoding not in ("mac-roman", "cp437", "cp850", "utf-8")
        if font.character_set == _ANSI_FONT and is_windows:
            return _DEFAULT
        return _FONT_CHARACTER_SETS.get(font.character_set or 0, self.document_encoding)


def is_utf8(content: bytes) -> bool:
    """Return whether bytes have characters beyond ASCII, and all of them are valid UTF-8."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _look_up_code_page(number: int | None) -> str | None:
    if not number:
        return None
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
