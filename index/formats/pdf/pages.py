"""Read the lines of text on each page of a PDF, with their place, by PDFium."""

import ctypes
import math
import re
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.form_values import read_form_values
from fonti.index.formats.pdf.hyphenation import join_lines
from fonti.index.formats.pdf.lines import (
    Line,
    group_into_rows,
    join_row,
    merge_fragments,
)
from fonti.index.formats.pdf.page_objects import PageObjects, list_page_objects
from fonti.index.formats.pdf.pieces import Piece, find_main_baseline_and_size, join_pieces
from fonti.index.formats.pdf.right_to_left import is_right_to_left
from fonti.index.formats.pdf.ruled_tables import TableRow, take_ruled_tables
from fonti.index.formats.pdf.struck_text import remove_struck_words
from fonti.index.formats.pdf.visibility import keep_visible_words
from fonti.index.formats.pdf.words import Word, read_font_name, read_words
from fonti.index.formats.table_rows import TextCell, join_rows

# Words drawn one after the other are one fragment if the gap between them is in this range,
# in font sizes.
_MAX_WORD_GAP = 1.0
_MAX_OVERLAP = 0.5

# How far the baseline of a footnote mark or an exponent is from that of its line, in font sizes.
_MAX_BASELINE_SHIFT = 0.5

_BOLD_FONT = re.compile(r"bold|black|heavy", re.IGNORECASE)

# A page with pictures on this share of its area may be a scan; one with pictures on at least the
# smaller share, or with this many drawn lines and shapes, shows something.
_MIN_SCAN_AREA = 0.6
_MIN_PICTURE_AREA = 0.03
_MIN_PATHS = 60

# The name of a layer's mark in the dictionary of a form. Those dictionaries are never compressed.
_LAYER_ENTRY = re.compile(rb"/OC[\s/\[<]")

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

    Attributes:
        lines: The lines in the direction of most text.
        rotated: The lines in other directions.
        has_pictures: Whether the page shows pictures or drawings.
        is_picture: Whether pictures cover most of it, as on a scan.
        bottom: Where its lower edge is, in the coordinates of `lines`, in points.
        height: Its height in these coordinates.

    """

    lines: list[Line]
    rotated: tuple[list[Line], ...] = ()
    has_pictures: bool = False
    is_picture: bool = False
    bottom: float = 0.0
    height: float = 0.0

    @property
    def has_text(self) -> bool:
        """Return whether any text is on the page."""
        return bool(self.lines) or any(self.rotated)

    def list_lines(self) -> list[Line]:
        """Return the lines in all directions."""
        return [*self.lines, *(line for lines in self.rotated for line in lines)]


def read_pages(document: pdfium.PdfDocument, content: bytes) -> list[PageLines | None]:
    """Return the lines of each page; None for a page that is damaged.

    Args:
        document: The document.
        content: The bytes of its file.

    """
    has_layers = bool(_LAYER_ENTRY.search(content))
    pages: list[PageLines | None] = []

    for page_index in range(len(document)):
        try:
            with closing(document[page_index]) as page:
                pages.append(_read_page(page, page_index, has_layers=has_layers))
        except pdfium.PdfiumError:
            pages.append(None)

    return pages


def _read_page(page: pdfium.PdfPage, page_index: int, *, has_layers: bool) -> PageLines:
    objects = list_page_objects(page)
    lines_by_rotation = _read_lines(page, page_index, objects, has_layers=has_layers)

    # The direction with the most text comes first.
    by_length = sorted(
        lines_by_rotation.items(), key=lambda item: -sum(len(line.text) for line in item[1])
    )
    main_rotation = by_length[0][0] if by_length else page.get_rotation()
    directions = [lines for _, lines in by_length] or [[]]
    main = directions[0]
    main += read_form_values(page, page_index, main, main_rotation)
    rotated = tuple([replace(line, is_aside=True) for line in lines] for lines in directions[1:])

    page_area = page.get_width() * page.get_height()
    picture_share = sum(box.area for box in objects.pictures) / max(page_area, 1)
    bottom, height = _measure_height(page, main_rotation)
    return PageLines(
        main,
        rotated,
        has_pictures=picture_share > _MIN_PICTURE_AREA or objects.path_count > _MIN_PATHS,
        is_picture=picture_share > _MIN_SCAN_AREA,
        bottom=bottom,
        height=height,
    )


def _measure_height(page: pdfium.PdfPage, rotation: int) -> tuple[float, float]:
    """Return the lower edge and the height of a page turned so that a direction is to the right."""
    left, bottom, right, top = page.get_bbox()
    cosine = math.cos(math.radians(rotation))
    sine = math.sin(math.radians(rotation))
    corners = [y * cosine - x * sine for x in (left, right) for y in (bottom, top)]
    return min(corners), max(corners) - min(corners)


def _read_lines(
    page: pdfium.PdfPage, page_index: int, objects: PageObjects, *, has_layers: bool
) -> dict[int, list[Line]]:
    """Return the lines on a page by their direction in degrees; a row of a ruled table is one."""
    lines: dict[int, list[Line]] = defaultdict(list)
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return lines

    try:
        words = read_words(text_page, page.get_bbox())
        words = keep_visible_words(page, text_page, words, objects, has_layers=has_layers)
        words = remove_struck_words(page, text_page, words, objects.bars)
        tables, words = take_ruled_tables(words, objects.drawn_lines)
        fragments: dict[int, list[Line]] = defaultdict(list)
        for group in _group_into_fragments(words):
            fragments[group[0].rotation].append(_make_line(text_page, group, page_index))
        for rotation, parts in fragments.items():
            lines[rotation] += merge_fragments(parts)
        for number, rows in enumerate(tables, 1):
            rotation = next(cell.words[0].rotation for cell in rows[0] if cell.words)
            lines[rotation] += _make_table_lines(text_page, rows, number, page_index)
    finally:
        raw.FPDFText_ClosePage(text_page)
    return lines


def _make_table_lines(
    text_page: raw.FPDF_TEXTPAGE, rows: list[TableRow], table: int, page: int
) -> list[Line]:
    """Return each row of a table as one line, in which cells stay apart.

    Args:
        text_page: The text of the page.
        rows: The rows of the table.
        table: The number of the table on its page, from 1.
        page: The index of the page.

    """
    cell_lines_by_row = [
        [_make_cell_lines(text_page, cell.words, page) for cell in row] for row in rows
    ]
    cells_by_row = [
        [
            TextCell(_join_cell_lines(cell_lines), cell.column_count, cell.is_continued)
            for cell, cell_lines in zip(row, row_lines, strict=True)
        ]
        for row, row_lines in zip(rows, cell_lines_by_row, strict=True)
    ]

    if is_right_to_left([cell.text for cells in cells_by_row for cell in cells]):
        cells_by_row = [cells[::-1] for cells in cells_by_row]

    table_lines = []
    texts = join_rows(cells_by_row)
    for row_lines, text in zip(cell_lines_by_row, texts, strict=True):
        lines = sorted(chain.from_iterable(row_lines), key=lambda line: line.left)
        joined = join_row(lines, len(row_lines), text=text)
        baseline = max(line.baseline for line in lines)
        table_lines.append(replace(joined, baseline=baseline, table=table))
    return table_lines


def _make_cell_lines(text_page: raw.FPDF_TEXTPAGE, words: list[Word], page: int) -> list[Line]:
    fragments = [_make_line(text_page, group, page) for group in _group_into_fragments(words)]
    return [join_row(line) for line in group_into_rows(merge_fragments(fragments))]


def _join_cell_lines(lines: list[Line]) -> str:
    text = ""
    for line in lines:
        text = join_lines(text, line.text, set()) if text else line.text
    return text


def _group_into_fragments(words: list[Word]) -> list[list[Word]]:
    """Group words that are drawn one after the other on one line."""
    fragments: list[list[Word]] = []
    previous: Word | None = None

    for word in words:
        if previous is not None and _continues(previous, word):
            fragments[-1].append(word)
        else:
            fragments.append([word])
        previous = word

    return fragments


def _continues(previous: Word, word: Word) -> bool:
    """Return whether a word stands right after the previous one on the same line."""
    if word.rotation != previous.rotation:
        return False

    font_size = max(word.font_size, previous.font_size)
    if abs(word.baseline - previous.baseline) >= _MAX_BASELINE_SHIFT * font_size:
        return False
    gap = word.left - previous.right
    return -_MAX_OVERLAP * font_size < gap < _MAX_WORD_GAP * font_size


def _make_line(text_page: raw.FPDF_TEXTPAGE, words: list[Word], page: int) -> Line:
    pieces = [
        Piece(word.text, word.left, word.right, word.baseline, word.font_size, word.is_glued)
        for word in words
    ]
    baseline, font_size = find_main_baseline_and_size(pieces)

    first = words[0]
    last = words[-1]
    first_font = read_font_name(text_page, first.first)
    last_font = read_font_name(text_page, last.first)
    unmapped_length = sum(
        len(word.text) for word in words if raw.FPDFText_HasUnicodeMapError(text_page, word.first)
    )
    return Line(
        text=_SEPARATE_ACCENT.sub(_compose_accent, join_pieces(pieces)),
        left=first.left,
        right=last.right,
        baseline=baseline,
        font_size=font_size,
        is_bold=bool(_BOLD_FONT.search(first_font) and _BOLD_FONT.search(last_font)),
        page=page,
        font=first_font if _is_embedded(first) else "",
        is_unmapped=2 * unmapped_length > sum(len(word.text) for word in words),
    )


def _is_embedded(word: Word) -> bool:
    if not word.text_object:
        return False
    handle = ctypes.cast(word.text_object, raw.FPDF_PAGEOBJECT)
    font = raw.FPDFTextObj_GetFont(handle)
    return bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 1


def _compose_accent(match: re.Match[str]) -> str:
    letter = match[2].replace("ı", "i")
    return letter + _COMBINING_ACCENTS[match[1]]
