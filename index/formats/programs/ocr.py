"""Recognize the text of pictures of pages with Tesseract, where it is installed."""

import math
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from fonti.index.formats.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

# The packages of Debian that are needed for Italian and English.
OCR_PACKAGES = "tesseract-ocr tesseract-ocr-ita tesseract-ocr-eng"

LANGUAGES = ("ita", "eng")

# Dots per inch for which Tesseract was trained, and the pixels that a picture has at most.
RESOLUTION = 300
MAX_PIXELS = 40_000_000

# Tesseract splits the page into columns and paragraphs, and does not turn it.
_PAGE_SEGMENTATION = 3

# A page that is read with less confidence, in percent, may not be upright.
_MIN_UPRIGHT_CONFIDENCE = 60

# Words of so many letters are wider than high, unless the page is turned.
_WIDE_WORD_LENGTH = 4

# A page that takes longer is left out, in seconds.
PAGE_TIME_LIMIT = 90

# A line of a lower mean confidence, in percent, is a picture rather than text.
_MIN_LINE_CONFIDENCE = 30


@dataclass(frozen=True, slots=True)
class RecognizedWord:
    """A word, and its place on the picture in pixels from the upper left corner."""

    text: str
    confidence: float
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class RecognizedPage:
    """The lines of a page as lists of words, from left to right.

    Attributes:
        lines: The lines.
        turn: By how many degrees the picture was turned clockwise to be upright.

    """

    lines: tuple[tuple[RecognizedWord, ...], ...]
    turn: int = 0

    @property
    def percent(self) -> int:
        """Return the mean confidence of the words by their lengths, in percent."""
        words = [word for line in self.lines for word in line]
        length = sum(len(word.text) for word in words)
        return int(sum(word.confidence * len(word.text) for word in words) / max(length, 1))


# Is called with the number of pages that were recognized so far, and their total.
PageCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """Whether text is recognized, and what is called after each page."""

    is_on: bool = True
    on_page: PageCallback = lambda _done, _total: None


_DEFAULT_SETTINGS = OcrSettings()
_settings: ContextVar[OcrSettings] = ContextVar("ocr_settings", default=_DEFAULT_SETTINGS)


@contextmanager
def use_ocr(settings: OcrSettings) -> Iterator[None]:
    """Let files that are read in this context be recognized or not."""
    token = _settings.set(settings)
    try:
        yield
    finally:
        _settings.reset(token)


def is_ocr_installed() -> bool:
    """Return whether Tesseract is installed."""
    return shutil.which("tesseract") is not None


def can_recognize() -> bool:
    """Return whether text is recognized: OCR is installed and on."""
    return _settings.get().is_on and is_ocr_installed()


def report_page(done: int, total: int) -> None:
    """Report how many pages were recognized."""
    _settings.get().on_page(done, total)


def make_missing_text_error(page_count: int) -> Unreadable:
    """Return the error for a file that is pictures of pages alone, and what would help."""
    if not _settings.get().is_on:
        return Unreadable("ocr_off", count=page_count)
    if not is_ocr_installed():
        return Unreadable("ocr_missing", count=page_count, packages=OCR_PACKAGES)
    return Unreadable("pdf_is_scan", count=page_count)


def recognize(picture: "Image", time_limit: int = PAGE_TIME_LIMIT) -> RecognizedPage:
    """Return the text of the picture of a page, which is turned upright if it is not.

    Args:
        picture: The picture.
        time_limit: How long each step may take, in seconds.

    Raises:
        OcrFailed: If Tesseract fails, or takes too long.

    """
    page = RecognizedPage(_read_lines(picture, time_limit))
    if _is_upright(page):
        return page

    turn = _detect_turn(picture, time_limit)
    if not turn:
        return page
    turned = RecognizedPage(_read_lines(picture.rotate(-turn, expand=True), time_limit), turn)
    if _is_upright(turned):
        return turned
    return max(page, turned, key=lambda candidate: candidate.percent)


def _read_lines(picture: "Image", time_limit: int) -> tuple[tuple[RecognizedWord, ...], ...]:
    # Imported late: only scans need it.
    import pytesseract

    try:
        values = pytesseract.image_to_data(
            picture,
            lang="+".join(list_languages()),
            config=f"--psm {_PAGE_SEGMENTATION} --dpi {RESOLUTION}",
            output_type=pytesseract.Output.DICT,
            timeout=time_limit,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        raise OcrFailed(re.sub(r"\s+", " ", str(error))[:100]) from error
    return tuple(_group_words(values))


def _is_upright(page: RecognizedPage) -> bool:
    words = [word for line in page.lines for word in line if len(word.text) >= _WIDE_WORD_LENGTH]
    wide = sum(word.right - word.left > word.bottom - word.top for word in words)
    return page.percent >= _MIN_UPRIGHT_CONFIDENCE and 2 * wide >= len(words)


def _detect_turn(picture: "Image", time_limit: int) -> int:
    """Return by how many degrees a picture has to be turned clockwise; 0 if that is not clear."""
    import pytesseract

    try:
        orientation = pytesseract.image_to_osd(
            picture, output_type=pytesseract.Output.DICT, timeout=time_limit
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):
        # There are too few letters, or the data for this are not installed.
        return 0
    return int(orientation["rotate"])


class OcrFailed(Exception):
    """Tesseract could not recognize a page; the message says why."""


@cache
def list_languages() -> tuple[str, ...]:
    """Return which of the languages are installed."""
    import pytesseract

    installed = set(pytesseract.get_languages())
    return tuple(language for language in LANGUAGES if language in installed) or ("eng",)


def _group_words(values: dict[str, list[Any]]) -> Iterator[tuple[RecognizedWord, ...]]:
    """Yield the words of each line of Tesseract's table, unless they are surely no text."""
    lines: dict[tuple[int, int, int], list[RecognizedWord]] = {}
    places = zip(values["block_num"], values["par_num"], values["line_num"], strict=True)
    for row, place in enumerate(places):
        text = str(values["text"][row]).strip()
        confidence = float(values["conf"][row])
        if not text or confidence < 0:
            continue
        left = int(values["left"][row])
        top = int(values["top"][row])
        right = left + int(values["width"][row])
        bottom = top + int(values["height"][row])
        word = RecognizedWord(text, confidence, left, top, right, bottom)
        lines.setdefault(place, []).append(word)

    for words in lines.values():
        is_text = any(character.isalnum() for word in words for character in word.text)
        if is_text and RecognizedPage((tuple(words),)).percent >= _MIN_LINE_CONFIDENCE:
            yield tuple(words)


def fit_scale(width: float, height: float, scale: float) -> float:
    """Return a scale, reduced if a page of this size would have too many pixels."""
    return min(scale, math.sqrt(MAX_PIXELS / max(width * height, 1)))
