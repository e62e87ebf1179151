"""Read the lines of text on each page of a PDF, with their place, by PDFium."""

import ctypes
import math
import re
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.lines import Line, merge_fragments

# PDFium gives this character for a hyphen at the end of a line; the next line follows at once.
_LINE_END_HYPHEN = "\ufffe"
_WORD = re.compile(rf"[^\s{_LINE_END_HYPHEN}]+{_LINE_END_HYPHEN}?|{_LINE_END_HYPHEN}")

# Words drawn one after the other are one fragment if the gap between them is in this range,
# in font sizes.
_MAX_WORD_GAP = 1.0
_MAX_OVERLAP = 0.5

# How far the baseline of a footnote mark or an exponent is from that of its line, in font sizes.
_MAX_BASELINE_SHIFT = 0.5

# Smaller fonts count as this size, in points.
_MIN_FONT_SIZE = 1.0

_BOLD_FONT = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_MAX_FONT_NAME_BYTES = 128

# Some programs draw an accent on its own, before its letter: inside a word (`perch´e`), or as a
# word of the two (`` `e ``).
_COMBINING_ACCENTS = {"`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¨": "\u0308"}
_INSIDE_WORD = r"(?<=[^\W\d_].)"
_WHOLE_WORD = r"(?<!\S.)(?=\w(?![\w`'’]))"
_SEPARATE_ACCENT = re.compile(rf"([`´ˆ˜¨])(?:{_INSIDE_WORD}|{_WHOLE_WORD})([aeiouyAEIOUYnNı])")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page.

    `lines` run in the direction of most of the page's text; `rotated` has a list of lines for each
    other direction. The coordinates of each list are those of a page turned so that the text of
    the list runs to the right. Lines are in no particular order.
    """

    lines: list[Line]
    rotated: tuple[list[Line], ...] = ()

    @property
    def has_text(self) -> bool:
        """Return whether any text is on the page."""
        return bool(self.lines) or any(self.rotated)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word: `first_character` is its index on the page, `rotation` its direction in degrees."""

    text: str
    first_character: int
    left: float
    right: float
    baseline: float
    font_size: float
    rotation: int


@dataclass(frozen=True, slots=True)
class _Extent:
    """The place of a word on a page turned so that the word runs to the right, in points."""

    left: float
    right: float
    baseline: float


def read_pages(document: pdfium.PdfDocument) -> list[PageLines | None]:
    """Return the lines of each page; None for a page that is damaged."""
    pages: list[PageLines | None] = []

    for number in range(len(document)):
        try:
            with closing(document[number]) as page:
                pages.append(_read_page(page, number))
        except pdfium.PdfiumError:
            pages.append(None)

    return pages


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
    return bytes(code_points).decode("utf-32-le", "replace")


def _read_page(page: pdfium.PdfPage, number: int) -> PageLines:
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return PageLines([])

    fragments: dict[int, list[Line]] = defaultdict(list)
    try:
        for words in _group_into_fragments(_read_words(text_page, page.get_bbox())):
            fragments[words[0].rotation].append(_make_line(text_page, words, number))
    finally:
        raw.FPDFText_ClosePage(text_page)

    # The direction with the most text comes first.
    by_length = sorted(fragments.values(), key=lambda lines: -sum(len(line.text) for line in lines))
    main, *others = [merge_fragments(lines) for lines in by_length] or [[]]
    rotated = tuple([replace(line, is_rotated=True) for line in lines] for lines in others)
    return PageLines(main, rotated)


def _read_words(
    text_page: raw.FPDF_TEXTPAGE, visible_box: tuple[float, float, float, float]
) -> list[_Word]:
    """Return the words whose origin is inside the visible box, in the order they are drawn."""
    first_box = raw.FS_RECTF()
    last_box = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    x = ctypes.c_double()
    y = ctypes.c_double()
    words = []

    for match in _WORD.finditer(read_characters(text_page)):
        first_character, end = match.span()
        raw.FPDFText_GetLooseCharBox(text_page, first_character, first_box)
        raw.FPDFText_GetLooseCharBox(text_page, end - 1, last_box)
        raw.FPDFText_GetMatrix(text_page, first_character, matrix)
        raw.FPDFText_GetCharOrigin(text_page, first_character, x, y)

        left, bottom, right, top = visible_box
        if not (left <= x.value <= right and bottom <= y.value <= top):
            continue

        rotation = _rotation_of(matrix)
        font_size = raw.FPDFText_GetFontSize(text_page, first_character) * math.hypot(
            matrix.c, matrix.d
        )
        font_size = font_size or first_box.top - first_box.bottom
        extent = _measure_extent(first_box, last_box, rotation, x.value, y.value)
        if not math.isfinite(extent.left + extent.right + font_size):
            continue

        words.append(
            _Word(
                text=match.group().replace(_LINE_END_HYPHEN, "-"),
                first_character=first_character,
                left=extent.left,
                right=extent.right,
                baseline=round(extent.baseline, 1),
                font_size=round(max(font_size, _MIN_FONT_SIZE), 1),
                rotation=rotation,
            )
        )

    return words


def _rotation_of(matrix: raw.FS_MATRIX) -> int:
    """Return the direction of text with this matrix, in degrees; 0 runs to the right."""
    if matrix.b == 0 < matrix.a:
        return 0
    return round(math.degrees(math.atan2(matrix.b, matrix.a)))


def _measure_extent(
    first_box: raw.FS_RECTF, last_box: raw.FS_RECTF, rotation: int, x: float, y: float
) -> _Extent:
    """Return the place of a word from the boxes of its first and last character and its origin."""
    if rotation == 0:
        return _Extent(min(first_box.left, last_box.left), max(first_box.right, last_box.right), y)

    cosine = math.cos(math.radians(rotation))
    sine = math.sin(math.radians(rotation))
    corners = []
    for box in (first_box, last_box):
        for horizontal in (box.left, box.right):
            corners += [horizontal * cosine + vertical * sine for vertical in (box.bottom, box.top)]
    return _Extent(min(corners), max(corners), y * cosine - x * sine)


def _group_into_fragments(words: list[_Word]) -> list[list[_Word]]:
    """Group words that are drawn one after the other on one line."""
    fragments: list[list[_Word]] = []
    previous: _Word | None = None

    for word in words:
        if previous is not None and _continues(previous, word):
            fragments[-1].append(word)
        else:
            fragments.append([word])
        previous = word

    return fragments


def _continues(previous: _Word, word: _Word) -> bool:
    """Return whether a word stands right after the previous one on the same line."""
    if word.rotation != previous.rotation:
        return False

    font_size = max(word.font_size, previous.font_size)
    if abs(word.baseline - previous.baseline) >= _MAX_BASELINE_SHIFT * font_size:
        return False
    gap = word.left - previous.right
    return -_MAX_OVERLAP * font_size < gap < _MAX_WORD_GAP * font_size


def _make_line(text_page: raw.FPDF_TEXTPAGE, words: list[_Word], page: int) -> Line:
    # Footnote marks differ from the rest: the line is as most of its letters are.
    letter_counts: Counter[tuple[float, float]] = Counter()
    for word in words:
        letter_counts[word.baseline, word.font_size] += len(word.text)
    baseline, font_size = letter_counts.most_common(1)[0][0]

    first = words[0]
    last = words[-1]
    return Line(
        text=_SEPARATE_ACCENT.sub(_compose_accent, " ".join(word.text for word in words)),
        left=first.left,
        right=last.right,
        baseline=baseline,
        font_size=font_size,
        is_bold=_is_bold(text_page, first.first_character)
        and _is_bold(text_page, last.first_character),
        page=page,
    )


def _compose_accent(match: re.Match[str]) -> str:
    letter = match[2].replace("ı", "i")
    return letter + _COMBINING_ACCENTS[match[1]]


def _is_bold(text_page: raw.FPDF_TEXTPAGE, character: int) -> bool:
    name = ctypes.create_string_buffer(_MAX_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, character, name, len(name), flags)
    return bool(_BOLD_FONT.search(name.value))
