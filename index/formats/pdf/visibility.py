"""Leave out the words of a PDF page that a viewer does not show.

Whether a word is drawn is not asked of the file, which has many ways to hide text, but of PDFium:
the page is rendered with and without the text objects in question. A word is visible if its place
then looks different.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from fonti.index.formats.pdf.page_objects import (
    PageObjects,
    PageRect,
    TextObject,
    is_clipped,
    read_bounds,
    read_text_object,
)
from fonti.index.formats.pdf.words import Word, read_box
from fonti.index.formats.word_processing.visibility import is_tiny

# The longer side of the picture in which words are looked for, in pixels, and how many pixels a
# point has at most.
_MAX_PICTURE_SIDE = 1_600
_MAX_SCALE = 1.5

# Text is hidden in groups that are rendered apart; further groups are taken as one.
_MAX_GROUPS = 8

# Characters of this width, in points, are seen.
_MIN_CHARACTER_WIDTH = 1.2

# Text of OCR stands on a line of visible text if this share of its width does, and their baselines
# differ by less than this, in font sizes.
_MIN_COMMON_WIDTH = 0.3
_SAME_LINE = 0.6

# Words are compared with those in the same band of this height and the next ones, in points.
_BAND_HEIGHT = 12.0

_Group = tuple[object, ...]

# The groups whose text may be that of OCR.
_GROUPS_OF_OCR = frozenset({"white", "behind picture"})


def keep_visible_words(
    page: pdfium.PdfPage,
    text_page: raw.FPDF_TEXTPAGE,
    words: list[Word],
    objects: PageObjects,
    *,
    has_layers: bool,
) -> list[Word]:
    """Return the words of a page that are visible, or the text that OCR has put over a scan.

    Left out are words on layers that are off, white words on white ground, words that are covered,
    and invisible words, unless they are the text of a picture, which has no visible words.

    Args:
        page: The page.
        text_page: Its text.
        words: Its words.
        objects: What it draws beside its text.
        has_layers: Whether a form of the document may belong to a layer.

    """
    words = _remove_tiny_words(words)
    addresses = {word.text_object for word in words} - {0}
    text_objects = {address: read_text_object(address) for address in addresses}

    groups = _find_groups(objects, text_objects, has_layers=has_layers)
    hidden = _find_hidden_words(page, text_page, words, text_objects, groups) if groups else set()

    possible_ocr = {
        index
        for index, word in enumerate(words)
        if (word.text_object in text_objects and text_objects[word.text_object].is_drawn_invisibly)
        or (index in hidden and groups[word.text_object][0] in _GROUPS_OF_OCR)
    }
    visible_words = [
        word
        for index, word in enumerate(words)
        if index not in possible_ocr and index not in hidden
    ]
    if not possible_ocr:
        return visible_words

    is_ocr = _make_ocr_check(text_page, visible_words, objects.pictures)
    return [
        word
        for index, word in enumerate(words)
        if (is_ocr(word) if index in possible_ocr else index not in hidden)
    ]


def _remove_tiny_words(words: list[Word]) -> list[Word]:
    """Return the words that are large enough to be seen, or all if those are the minority.

    Fonts of pictures may state a small size, but not characters of small width.
    """
    seen = [
        word
        for word in words
        if not is_tiny(word.font_size)
        or (word.right - word.left) / max(len(word.text), 1) >= _MIN_CHARACTER_WIDTH
    ]
    return seen if len(seen) * 2 >= len(words) else words


def _find_groups(
    objects: PageObjects, text_objects: Mapping[int, TextObject], *, has_layers: bool
) -> dict[int, _Group]:
    """Return the keys of the text objects that may be hidden, by their addresses."""
    groups: dict[int, _Group] = {}
    for address, text_object in text_objects.items():
        form = objects.xobject_by_text.get(address)
        may_be_on_layer = form is not None and (has_layers or form in objects.layer_xobjects)
        group = _find_group(text_object, form if may_be_on_layer else None)
        if not group and objects.covers:
            group = _find_covered_group(objects, address, text_object)
        if not group and is_clipped(text_object.handle):
            group = ("clipped",)
        if group:
            groups[address] = group
    return groups


def _find_group(text_object: TextObject, form: int | None) -> _Group:
    """Return a key of the text that is hidden or shown together; empty if it is surely shown.

    Args:
        text_object: The text object.
        form: The number of the form that it is in, if that may be on a layer.

    """
    if text_object.layers or form is not None:
        return ("layer", form, *text_object.layers)
    return ("white",) if text_object.is_white and not text_object.is_drawn_invisibly else ()


def _find_covered_group(objects: PageObjects, address: int, text_object: TextObject) -> _Group:
    """Return a key of text that a shape or a picture may cover; empty if nothing does.

    What is in the colour of the shape below it is as little seen.
    """
    rect = read_bounds(text_object.handle)
    covers = objects.find_covers(address, rect)
    if text_object.color and objects.has_ground(address, text_object.color, rect):
        return ("covered",)
    if not covers:
        return ()
    return ("behind picture",) if all(cover.is_picture for cover in covers) else ("covered",)


def _find_hidden_words(
    page: pdfium.PdfPage,
    text_page: raw.FPDF_TEXTPAGE,
    words: list[Word],
    text_objects: dict[int, TextObject],
    groups: dict[int, _Group],
) -> set[int]:
    """Return the indices of the words in the groups that leave nothing on the page."""
    scale = min(_MAX_SCALE, _MAX_PICTURE_SIDE / max(page.get_size()))
    with_text = _render(page, scale)
    height, width = with_text.shape[:2]
    converter = pdfium.PdfPosConv(page, (0, 0, width, height, 0))

    hidden = set()
    for addresses in _merge_groups(groups):
        handles = [text_objects[address].handle for address in addresses]
        for handle in handles:
            raw.FPDFPageObj_SetIsActive(handle, False)
        without_text = _render(page, scale)
        for handle in handles:
            raw.FPDFPageObj_SetIsActive(handle, True)

        differs = (with_text != without_text).any(axis=2)
        for index, word in enumerate(words):
            if (
                word.text_object not in addresses
                or text_objects[word.text_object].is_drawn_invisibly
            ):
                continue
            box = read_box(text_page, word)
            x_first, y_first = converter.to_bitmap(box.left, box.bottom)
            x_last, y_last = converter.to_bitmap(box.right, box.top)
            columns = slice(max(min(x_first, x_last), 0), max(x_first, x_last) + 1)
            rows = slice(max(min(y_first, y_last), 0), max(y_first, y_last) + 1)
            if not differs[rows, columns].any():
                hidden.add(index)
    return hidden


def _merge_groups(groups: dict[int, _Group]) -> Iterator[set[int]]:
    """Yield the addresses of the text objects of each group."""
    addresses: dict[_Group, set[int]] = defaultdict(set)
    for address, group in groups.items():
        addresses[group].add(address)

    first_groups = list(addresses.values())[: _MAX_GROUPS - 1]
    yield from first_groups
    others = set().union(*list(addresses.values())[_MAX_GROUPS - 1 :])
    if others:
        yield others


def _render(page: pdfium.PdfPage, scale: float) -> NDArray[np.uint8]:
    with closing(page.render(scale=scale, may_draw_forms=False)) as bitmap:
        return np.array(bitmap.to_numpy())


def _make_ocr_check(
    text_page: raw.FPDF_TEXTPAGE, visible_words: list[Word], pictures: list[PageRect]
) -> Callable[[Word], bool]:
    """Return a function that says whether an invisible word is the text of a scan behind it."""
    words_by_band: dict[int, list[Word]] = defaultdict(list)
    for word in visible_words:
        band = round(word.baseline / _BAND_HEIGHT)
        for near_band in (band - 1, band, band + 1):
            words_by_band[near_band].append(word)

    def is_ocr(word: Word) -> bool:
        if not visible_words:
            return True
        box = read_box(text_page, word)
        x = (box.left + box.right) / 2
        y = (box.bottom + box.top) / 2
        if not any(picture.contains(x, y) for picture in pictures):
            return False
        near_words = words_by_band[round(word.baseline / _BAND_HEIGHT)]
        return not any(_is_over(word, seen) for seen in near_words)

    return is_ocr


def _is_over(word: Word, seen: Word) -> bool:
    """Return whether a word is at the place of a visible one."""
    font_size = max(word.font_size, seen.font_size)
    if (
        word.rotation != seen.rotation
        or abs(word.baseline - seen.baseline) > _SAME_LINE * font_size
    ):
        return False
    common = min(word.right, seen.right) - max(word.left, seen.left)
    return common > _MIN_COMMON_WIDTH * min(word.right - word.left, seen.right - seen.left)
