"""Read pictures of pages (PNG, JPEG, TIFF): a PDF is made of them, and read as a scan."""

import warnings
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from fonti.index.errors import Reason
from fonti.index.extraction_warnings import ExtractionWarning
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.pdf.document import read as read_pdf
from fonti.index.formats.programs import ocr

_FORMATS = ("PNG", "JPEG", "TIFF")

# Pages of a file that are read. All are in memory at once, and each is read by OCR for seconds.
_MAX_PAGES = 1_000

# The letters of a picture that is not wider, in pixels, are small: it is read enlarged.
_SMALL_WIDTH = 1_100

# A high one, in percent: each loss of detail costs words.
_JPEG_QUALITY = 95


def read(content: bytes) -> ExtractedText:
    """Return the text that is recognized in a picture.

    Raises:
        Unreadable: If the picture is damaged or has no text, or if OCR is not installed.

    """
    # The date of the PDF is that of now.
    extracted = replace(read_pdf(make_pdf(content)), date=None)

    page_count = _count_pages(content)
    if page_count <= _MAX_PAGES:
        return extracted
    reason = Reason("picture_pages_not_read", {"count": page_count, "limit": _MAX_PAGES})
    return replace(extracted, warnings=(*extracted.warnings, ExtractionWarning(reason)))


def make_pdf(content: bytes) -> bytes:
    """Return a PDF with a page for each page of a picture.

    Raises:
        Unreadable: If the picture is damaged or too large.

    """
    try:
        with warnings.catch_warnings():
            # What is wrong with its metadata does not matter.
            warnings.simplefilter("ignore")
            pages = _read_pages(content)
    except UnidentifiedImageError as error:
        # Pillow's own message names an address in memory.
        raise Unreadable("picture_damaged", detail="of no known kind") from error
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("picture_damaged", detail=str(error)[:100]) from error

    stream = BytesIO()
    resolution = ocr.RESOLUTION if pages[0].width > _SMALL_WIDTH else ocr.RESOLUTION / 2
    pages[0].save(
        stream,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=resolution,
        quality=_JPEG_QUALITY,
    )
    return stream.getvalue()


def _read_pages(content: bytes) -> list[Image.Image]:
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        pages: list[Image.Image] = []
        for frame in ImageSequence.Iterator(picture):
            _check_size(frame)
            if len(pages) < _MAX_PAGES:
                pages.append(_prepare(frame))
        return pages


def _count_pages(content: bytes) -> int:
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        return getattr(picture, "n_frames", 1)


def _check_size(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if pixels > ocr.MAX_PIXELS:
        raise Unreadable(
            "picture_too_large",
            megapixels=pixels // 1_000_000,
            limit=ocr.MAX_PIXELS // 1_000_000,
        )


def _prepare(frame: Image.Image) -> Image.Image:
    """Return a picture upright, in grey, on white."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in ("1", "L"):
        return upright.copy()
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright.convert("RGBA"))
    return paper.convert("L")
