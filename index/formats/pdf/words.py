"""Read the words of a PDF page with their place, by PDFium."""

import ctypes
import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as raw

from fonti.index.formats.notation.symbol_fonts import decode_symbol
from fonti.index.formats.pdf.page_objects import PageRect, read_address

# PDFium gives this character for a hyphen at the end of a line; the next line follows at once.
_LINE_END_HYPHEN = "\ufffe"
_WORD = re.compile(rf"[^\s{_LINE_END_HYPHEN}]+{_LINE_END_HYPHEN}?|{_LINE_END_HYPHEN}")

# A character beyond U+FFFF counts as two for PDFium: it stands at the first place, and this at the
# second.
_SECOND_HALF = "\u200b"
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")

# The letters and digits of formulas are those of words; one of the italic letters is apart.
_FORMULA_LETTERS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (0x210E, *range(0x1D400, 0x1D800))
}

# The signs of the font Mathematical Pi One, for which files give control characters: + − × ÷ = ±.
_MATHEMATICAL_PI = "MathematicalPi-One"
_PI_SIGNS = dict(enumerate("+\u2212×÷=±", 1))
_PI_CODES = frozenset(map(chr, _PI_SIGNS))

# Smaller fonts count as this size, in points.
_MIN_FONT_SIZE = 1.0

# The font Symbol, for which PDFium gives the codes of some files, such as `a` for α and `£` for ≤,
# and the characters of it that may be right, though they are also codes of others.
_SYMBOL = "Symbol"
_MAPPED_SYMBOLS = frozenset("±°×÷¬©µ")

_MAX_FONT_NAME_BYTES = 128

# Characters of one word are in different sizes if these differ by more than this share.
_SIZE_TOLERANCE = 0.08


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a part of one in another size than the rest.

    Attributes:
        text: Its characters.
        first: The index of its first character on the page.
        last: The index of its last character.
        left: Where it begins on a page turned so that it runs to the right, in points.
        right: Where it ends.
        baseline: The height of its baseline.
        font_size: The size of its font, in points.
        rotation: Its direction, in degrees; 0 runs to the right.
        is_glued: Whether no space stands before it.
        text_object: The address of the text object that draws it, 0 if unknown.

    """

    text: str
    first: int
    last: int
    left: float
    right: float
    baseline: float
    font_size: float
    rotation: int
    is_glued: bool
    text_object: int


@dataclass(frozen=True, slots=True)
class _Extent:
    """The place of a word on a page turned so that the word runs to the right, in points."""

    left: float
    right: float
    baseline: float


@dataclass(frozen=True, slots=True)
class _Style:
    """The size of a character in points, where it stands, and its direction in degrees."""

    font_size: float
    x: float
    y: float
    rotation: int


def read_characters(text_page: raw.FPDF_TEXTPAGE) -> str:
    """Return the text of a page with exactly one code point per character that PDFium counts.

    The indices of PDFium's characters are then indices of the text.
    """
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")

    if len(text) == count:
        return text

    # Some characters are more or less than one code point in PDFium's text: ask for each.
    code_points = (ctypes.c_uint32 * count)(
        *(raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    )
    characters = "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in code_points)
    return _SURROGATES.sub(_join_surrogates, characters)


def _join_surrogates(match: re.Match[str]) -> str:
    """Return the character that two surrogates stand for, in as many code points."""
    pair = match[0]
    if len(pair) == 1:
        return "\ufffd"
    return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le") + _SECOND_HALF


def read_words(
    text_page: raw.FPDF_TEXTPAGE, visible_box: tuple[float, float, float, float]
) -> list[Word]:
    """Return the words whose origin is inside the visible box, in the order they are drawn."""
    left, bottom, right, top = visible_box
    boxes = (raw.FS_RECTF(), raw.FS_RECTF())
    words = []
    symbol_fonts = _SymbolFonts(text_page)
    for match in _WORD.finditer(read_characters(text_page)):
        start = match.start()
        for first, end in _split_by_size(text_page, match.group(), start):
            style = _read_style(text_page, first)
            if not (left <= style.x <= right and bottom <= style.y <= top):
                continue
            text = match.group()[first - start : end - start]
            raw.FPDFText_GetLooseCharBox(text_page, first, boxes[0])
            raw.FPDFText_GetLooseCharBox(text_page, end - 1, boxes[1])
            extent = _measure_extent(*boxes, style)
            font_size = style.font_size or boxes[0].top - boxes[0].bottom
            if not math.isfinite(extent.left + extent.right + font_size):
                continue

            if not _PI_CODES.isdisjoint(text):
                text = _translate_pi_signs(text_page, text, first)
            address = _read_address(text_page, first)
            text = symbol_fonts.translate(text, first, address)
            words.append(
                Word(
                    text=_clean(text),
                    first=first,
                    last=end - 1,
                    left=extent.left,
                    right=extent.right,
                    baseline=round(extent.baseline, 1),
                    font_size=round(max(font_size, _MIN_FONT_SIZE), 1),
                    rotation=style.rotation,
                    is_glued=first > start,
                    text_object=address,
                )
            )
    return words


def read_box(text_page: raw.FPDF_TEXTPAGE, word: Word) -> PageRect:
    """Return the rectangle of a word on the page as it is, not turned."""
    boxes = (raw.FS_RECTF(), raw.FS_RECTF())
    for box, index in zip(boxes, (word.first, word.last), strict=True):
        raw.FPDFText_GetLooseCharBox(text_page, index, box)
    return PageRect(
        left=min(box.left for box in boxes),
        bottom=min(box.bottom for box in boxes),
        right=max(box.right for box in boxes),
        top=max(box.top for box in boxes),
    )


def _split_by_size(
    text_page: raw.FPDF_TEXTPAGE, text: str, start: int
) -> Iterator[tuple[int, int]]:
    """Yield the range of each part of a word that is in one size.

    Only words with a digit, and those whose ends differ in size, are looked at by character, and of
    them those that several text objects draw.
    """
    end = start + len(text)
    has_digit = not text.isalpha() and any(map(str.isdigit, text))
    first_size = raw.FPDFText_GetFontSize(text_page, start)
    may_differ = has_digit or first_size != raw.FPDFText_GetFontSize(text_page, end - 1)
    if not may_differ or _read_address(text_page, start) == _read_address(text_page, end - 1):
        yield start, end
        return

    part_start = start
    previous_size = _read_style(text_page, start).font_size
    for index in range(start + 1, end):
        size = _read_style(text_page, index).font_size
        tolerance = _SIZE_TOLERANCE * max(size, previous_size)
        if text[index - start] != _LINE_END_HYPHEN and abs(size - previous_size) > tolerance:
            yield part_start, index
            part_start = index
        previous_size = size
    yield part_start, end


def _clean(text: str) -> str:
    """Return the characters of a word as they are stored."""
    plain = text.replace(_LINE_END_HYPHEN, "-").replace(_SECOND_HALF, "")
    return plain.translate(_FORMULA_LETTERS)


def _read_address(text_page: raw.FPDF_TEXTPAGE, index: int) -> int:
    """Return the address of the text object that draws a character, 0 if unknown."""
    return read_address(raw.FPDFText_GetTextObject(text_page, index))


def _read_style(text_page: raw.FPDF_TEXTPAGE, index: int) -> _Style:
    matrix = raw.FS_MATRIX()
    x = ctypes.c_double()
    y = ctypes.c_double()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    size = raw.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    return _Style(size, x.value, y.value, _compute_rotation(matrix))


def read_font_name(text_page: raw.FPDF_TEXTPAGE, index: int) -> str:
    """Return the name of the font of a character, as far as it is not too long."""
    name = ctypes.create_string_buffer(_MAX_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return name.value.decode("latin-1")


def _translate_pi_signs(text_page: raw.FPDF_TEXTPAGE, text: str, first: int) -> str:
    return "".join(
        character.translate(_PI_SIGNS)
        if character in _PI_CODES and _MATHEMATICAL_PI in read_font_name(text_page, index)
        else character
        for index, character in enumerate(text, first)
    )


class _SymbolFonts:
    """Knows which text objects of a page are in the font Symbol, and reads their characters."""

    def __init__(self, text_page: raw.FPDF_TEXTPAGE) -> None:
        self._text_page = text_page
        self._is_symbol: dict[int, bool] = {}

    def translate(self, text: str, first: int, address: int) -> str:
        """Return a word in which characters of the font Symbol are those of Unicode.

        Args:
            text: The word.
            first: The index of its first character.
            address: The address of the text object that draws that character.

        """
        last = first + len(text) - 1
        is_symbol = self._is_in_symbol(first, address)
        if not is_symbol and (last == first or not self._is_in_symbol(last)):
            return text
        return "".join(
            decode_symbol(ord(character), _SYMBOL) or character
            if character not in _MAPPED_SYMBOLS and self._is_in_symbol(index)
            else character
            for index, character in enumerate(text, first)
        )

    def _is_in_symbol(self, index: int, address: int | None = None) -> bool:
        if address is None:
            address = _read_address(self._text_page, index)
        if address not in self._is_symbol:
            font = read_font_name(self._text_page, index).partition(",")[0]
            self._is_symbol[address] = font == _SYMBOL
        return self._is_symbol[address]


def _compute_rotation(matrix: raw.FS_MATRIX) -> int:
    """Return the direction of text with this matrix, in degrees; 0 runs to the right."""
    if matrix.b == 0 < matrix.a:
        return 0
    return round(math.degrees(math.atan2(matrix.b, matrix.a)))


def _measure_extent(first_box: raw.FS_RECTF, last_box: raw.FS_RECTF, style: _Style) -> _Extent:
    """Return the place of a word from the boxes of its first and last character."""
    if style.rotation == 0:
        left = min(first_box.left, last_box.left)
        right = max(first_box.right, last_box.right)
        return _Extent(left, right, style.y)

    cosine = math.cos(math.radians(style.rotation))
    sine = math.sin(math.radians(style.rotation))
    corners = []
    for box in (first_box, last_box):
        for horizontal in (box.left, box.right):
            corners += [horizontal * cosine + vertical * sine for vertical in (box.bottom, box.top)]
    return _Extent(min(corners), max(corners), style.y * cosine - style.x * sine)
