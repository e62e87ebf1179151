"""A page of a PDF to pieces of text with their place, by PDFium."""

import ctypes
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.lines import Line, whole

_LINE_END_HYPHEN = (
    "\ufffe"  # what PDFium gives for a hyphen that ends a line; the next line follows at once
)
_WORD = re.compile(rf"[^\s{_LINE_END_HYPHEN}]+{_LINE_END_HYPHEN}?|{_LINE_END_HYPHEN}")
_WORD_GAP = 1.0  # in sizes of the type: the widest gap between two words drawn one after the other
_OVERLAP = 0.5
_RAISED = 0.5  # how far a footnote mark or an exponent stands off the baseline
_SMALLEST = 1.0  # points; what is set smaller counts as this
_BOLD = re.compile(rb"bold|black|heavy", re.IGNORECASE)

# An accent drawn on its own, before the letter it stands over: within a word, or all of a word with that letter.
_ACCENTS = {"`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¨": "\u0308"}
_WITHIN_A_WORD = r"(?<=[^\W\d_].)"
_ALL_OF_A_WORD = r"(?<!\S.)(?=\w(?![\w`'’]))"
_ACCENTED = re.compile(rf"([`´ˆ˜¨])(?:{_WITHIN_A_WORD}|{_ALL_OF_A_WORD})([aeiouyAEIOUYnNı])")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    at: int
    left: float
    right: float
    base: float
    size: float
    turn: int


def page_lines(page: pdfium.PdfPage, number: int) -> list[list[Line]]:
    """What stands on a page, in the order it is drawn, a list for each way the text runs: the most text first.

    Coordinates are such that the text of each list runs to the right, as one who turns the page sees it.
    """
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        ways: dict[int, list[Line]] = defaultdict(list)
        for run in _runs(_words(text_page, page.get_bbox())):
            ways[run[0].turn].append(_line(text_page, run, number))
    finally:
        raw.FPDFText_ClosePage(text_page)
    by_length = sorted(ways.values(), key=lambda way: -sum(len(line.text) for line in way))
    lines = [whole(way) for way in by_length]
    return lines[:1] + [[replace(line, turned=True) for line in way] for way in lines[1:]]


def characters(text_page: raw.FPDF_TEXTPAGE) -> str:
    """The text of a page, as many code points as PDFium counts characters."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    codes = (ctypes.c_uint32 * count)(
        *(raw.FPDFText_GetUnicode(text_page, at) for at in range(count))
    )
    return bytes(codes).decode("utf-32-le", "replace")


def _words(text_page: raw.FPDF_TEXTPAGE, seen: tuple[float, float, float, float]) -> list[_Word]:
    """The words that stand on what is seen of the page, in the order they are drawn."""
    first, last, matrix = raw.FS_RECTF(), raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    words = []
    for found in _WORD.finditer(characters(text_page)):
        at, end = found.span()
        raw.FPDFText_GetLooseCharBox(text_page, at, first)
        raw.FPDFText_GetLooseCharBox(text_page, end - 1, last)
        raw.FPDFText_GetMatrix(text_page, at, matrix)
        raw.FPDFText_GetCharOrigin(text_page, at, x, y)
        if not (seen[0] <= x.value <= seen[2] and seen[1] <= y.value <= seen[3]):
            continue
        turn = (
            0 if matrix.b == 0 < matrix.a else round(math.degrees(math.atan2(matrix.b, matrix.a)))
        )
        size = (
            raw.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.c, matrix.d)
            or first.top - first.bottom
        )
        left, right, base = _placed(first, last, turn, x.value, y.value)
        if not math.isfinite(left + right + size):
            continue
        text = found.group().replace(_LINE_END_HYPHEN, "-")
        words.append(
            _Word(text, at, left, right, round(base, 1), round(max(size, _SMALLEST), 1), turn)
        )
    return words


def _placed(
    first: raw.FS_RECTF, last: raw.FS_RECTF, turn: int, x: float, y: float
) -> tuple[float, float, float]:
    """Where a word begins and ends along the way it runs, and the height of its baseline across it."""
    if turn == 0:
        return min(first.left, last.left), max(first.right, last.right), y
    along, across = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    ends = [
        horizontal * along + vertical * across
        for box in (first, last)
        for horizontal in (box.left, box.right)
        for vertical in (box.bottom, box.top)
    ]
    return min(ends), max(ends), y * along - x * across


def _runs(words: list[_Word]) -> list[list[_Word]]:
    """Words drawn one after the other on a line."""
    runs: list[list[_Word]] = []
    before: _Word | None = None
    for word in words:
        if before is not None and word.turn == before.turn:
            size = max(word.size, before.size)
            level = abs(word.base - before.base) < _RAISED * size
            if level and -_OVERLAP * size < word.left - before.right < _WORD_GAP * size:
                runs[-1].append(word)
                before = word
                continue
        runs.append([word])
        before = word
    return runs


def _line(text_page: raw.FPDF_TEXTPAGE, run: list[_Word], page: int) -> Line:
    letters: Counter[tuple[float, float]] = Counter()
    for word in run:
        letters[word.base, word.size] += len(word.text)
    base, size = letters.most_common(1)[0][0]
    return Line(
        text=_ACCENTED.sub(_composed, " ".join(word.text for word in run)),
        left=run[0].left,
        right=run[-1].right,
        base=base,
        size=size,
        bold=_bold(text_page, run[0].at) and _bold(text_page, run[-1].at),
        page=page,
    )


def _composed(found: re.Match[str]) -> str:
    return found[2].replace("ı", "i") + _ACCENTS[found[1]]


def _bold(text_page: raw.FPDF_TEXTPAGE, at: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, at, name, len(name), flags)
    return bool(_BOLD.search(name.value))
