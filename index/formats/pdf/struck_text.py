"""Leave out the words of a PDF page that are struck out, by a line or by a reviewer."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.page_objects import PageRect
from fonti.index.formats.pdf.words import Word

# A line through words is in this range above their baseline, and at most so thick, in font sizes.
_MIN_HEIGHT = 0.14
_MAX_HEIGHT = 0.45
_MAX_THICKNESS = 0.15

# It strikes out words if it begins and ends with text: it goes beyond it by at most this, in font
# sizes. The lines of tables and forms go further.
_MAX_EXCESS = 0.35

# Words of one line are no further apart, in font sizes.
_MAX_WORD_GAP = 0.6

_MAX_ANNOTATIONS = 1_000


def remove_struck_words(
    page: pdfium.PdfPage, text_page: raw.FPDF_TEXTPAGE, words: list[Word], bars: list[PageRect]
) -> list[Word]:
    """Return the words of a page without those that are struck out; of some, a part is left.

    Args:
        page: The page.
        text_page: Its text.
        words: Its words.
        bars: The flat shapes on it.

    """
    strikes = _find_strikes(words, list(_list_annotated_strikes(page)), bars)
    if not strikes:
        return words
    rests = [
        _cut_struck_part(text_page, word, strikes.get(index, []))
        for index, word in enumerate(words)
    ]
    return _close_gaps(words, rests)


def _find_strikes(
    words: list[Word], annotated: list[PageRect], bars: list[PageRect]
) -> dict[int, list[PageRect]]:
    """Return what strikes out words, by the index of the word.

    Args:
        words: The words of a page.
        annotated: What annotations strike out, which is surely meant.
        bars: The flat shapes on the page, which may be lines of a table or form.

    """
    by_baseline = sorted(
        (word.baseline, index) for index, word in enumerate(words) if word.rotation == 0
    )
    largest = max((words[index].font_size for _, index in by_baseline), default=0.0)

    strikes: dict[int, list[PageRect]] = defaultdict(list)
    for bar in [*annotated, *bars]:
        middle = (bar.bottom + bar.top) / 2
        first = bisect_left(by_baseline, (middle - _MAX_HEIGHT * largest, 0))
        last = bisect_left(by_baseline, (middle, 0))
        near = [index for _, index in by_baseline[first:last]]
        struck = _find_crossed(words, near, bar)
        if bar in annotated or _begins_and_ends_with(words, struck, bar):
            for index in struck:
                strikes[index].append(bar)
    return strikes


def _list_annotated_strikes(page: pdfium.PdfPage) -> Iterator[PageRect]:
    """Yield a flat rectangle for each piece of text that an annotation strikes out."""
    count = min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_STRIKEOUT:
            yield from _read_quads(annotation)
        raw.FPDFPage_CloseAnnot(annotation)


def _read_quads(annotation: raw.FPDF_ANNOTATION) -> Iterator[PageRect]:
    quad = raw.FS_QUADPOINTSF()
    for index in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            horizontal = (quad.x1, quad.x2, quad.x3, quad.x4)
            middle = (quad.y1 + quad.y2 + quad.y3 + quad.y4) / 4
            yield PageRect(min(horizontal), middle, max(horizontal), middle)


def _find_crossed(words: list[Word], near: list[int], bar: PageRect) -> list[int]:
    """Return the indices of the words that a bar goes through.

    Args:
        words: The words of the page.
        near: The indices of those that may be in its way.
        bar: The bar.

    """
    middle = (bar.bottom + bar.top) / 2
    thickness = bar.top - bar.bottom
    indices = []
    for index in near:
        word = words[index]
        size = word.font_size
        is_through = _MIN_HEIGHT * size <= middle - word.baseline <= _MAX_HEIGHT * size
        overlaps = min(word.right, bar.right) > max(word.left, bar.left)
        if is_through and overlaps and thickness <= _MAX_THICKNESS * size:
            indices.append(index)
    return indices


def _begins_and_ends_with(words: list[Word], indices: list[int], bar: PageRect) -> bool:
    """Return whether a bar goes from some of the words to others, and not beyond them."""
    if not indices:
        return False
    excess = _MAX_EXCESS * max(words[index].font_size for index in indices)
    begins_with_text = min(words[index].left for index in indices) <= bar.left + excess
    ends_with_text = max(words[index].right for index in indices) >= bar.right - excess
    return begins_with_text and ends_with_text


def _cut_struck_part(text_page: raw.FPDF_TEXTPAGE, word: Word, bars: list[PageRect]) -> Word | None:
    """Return what is left of a word, at the place of the whole; None if nothing is."""
    if not bars:
        return word
    if len(word.text) != word.last - word.first + 1:
        # Which characters have which place is not known.
        return None if _is_crossed((word.left + word.right) / 2, bars) else word

    box = raw.FS_RECTF()
    indices = []
    for index in range(word.first, word.last + 1):
        raw.FPDFText_GetLooseCharBox(text_page, index, box)
        if not _is_crossed((box.left + box.right) / 2, bars):
            indices.append(index)
    if not indices:
        return None
    text = "".join(word.text[index - word.first] for index in indices)
    return replace(word, text=text, first=indices[0], last=indices[-1])


def _is_crossed(x: float, bars: list[PageRect]) -> bool:
    return any(bar.left <= x <= bar.right for bar in bars)


def _close_gaps(words: list[Word], rests: list[Word | None]) -> list[Word]:
    """Return what is left of the words, so wide that no gap of a table is where others were.

    Args:
        words: The words.
        rests: What is left of each.

    """
    closed: list[Word] = []
    # What is struck out at the beginning of a line or of a cell.
    struck: Word | None = None
    for word, rest in zip(words, rests, strict=True):
        is_after_struck = struck is not None and _is_next_to(struck, word)
        left = struck.left if struck is not None and is_after_struck else word.left
        if rest is not None:
            closed.append(replace(rest, left=left))
            struck = None
        elif closed and not is_after_struck and _is_next_to(closed[-1], word):
            closed[-1] = replace(closed[-1], right=word.right)
        else:
            struck = replace(word, left=left)
    return closed


def _is_next_to(word: Word, following: Word) -> bool:
    """Return whether a word stands right after another one on the same line."""
    gap = following.left - word.right
    is_on_line = word.rotation == following.rotation and word.baseline == following.baseline
    return is_on_line and abs(gap) <= _MAX_WORD_GAP * word.font_size
