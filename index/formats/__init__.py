"""Extract the text of files: `FORMATS` names the module that reads each format.

To add a format, write a module in the package of its kind with a function `read(content: bytes) ->
ExtractedText`, which raises `Unreadable` for files it cannot read, and add a row to `FORMATS`; for
a format that is a ZIP archive, one to `decoding.archive` as well.

The packages, from the ground up:

    decoding           bytes to the parts of an archive, XML, characters
    notation           plain text for superscripts, symbols, list numbers, formulas
    programs           Tesseract and LibreOffice, which a user may install
    table_rows         the rows of tables, in which merged cells are repeated
    word_processing    what DOCX, ODT and RTF have in common
    office             what workbooks and presentations have in common
    formats            plain_text, html, epub, docx, odt, rtf, pdf, mail, sheets, slides, data

Each format adds its blocks and headings to a `TextBuilder`, which makes an `ExtractedText`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from fonti.index.formats.decoding.archive import OLE_SIGNATURE, check_archive_signature
from fonti.index.formats.decoding.text import check_not_binary
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import (
    ExtractedText,
    Heading,
    page_number_at,
)
from fonti.index.formats.page_layout import PageLayout, PictureRect

__all__ = [
    "FORMATS",
    "HEAD_BYTES",
    "SUFFIXES",
    "ExtractedText",
    "Heading",
    "PageLayout",
    "PictureRect",
    "Unreadable",
    "can_render_pages",
    "check_content_matches",
    "extract",
    "page_number_at",
    "suffix_of",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Attributes:
        module: The module that reads it, as it is named in this package (`mail.message`); it is
            imported when it is first needed.
        is_archive: Whether its files are ZIP archives.
        is_ole: Whether its files are containers of old Office.
        signatures: The bytes with which its files may begin, for a format that is neither an
            archive nor plain text.
        is_binary: Whether its files are not text, for a format without a signature.
        can_render_pages: Whether its pages can be drawn as pictures.

    """

    module: str
    is_archive: bool = False
    is_ole: bool = False
    signatures: tuple[bytes, ...] = ()
    is_binary: bool = False
    can_render_pages: bool = False


_JPEG_SIGNATURES = (b"\xff\xd8\xff",)
_TIFF_SIGNATURES = (b"II*\0", b"MM\0*")

FORMATS = {
    ".txt": Format("plain_text.plain"),
    ".md": Format("plain_text.markdown"),
    ".markdown": Format("plain_text.markdown"),
    ".srt": Format("plain_text.subtitles"),
    ".vtt": Format("plain_text.subtitles"),
    ".html": Format("html.document"),
    ".htm": Format("html.document"),
    ".xhtml": Format("html.document"),
    ".pdf": Format("pdf.document", signatures=(b"%PDF-",), can_render_pages=True),
    ".docx": Format("docx.document", is_archive=True),
    ".docm": Format("docx.document", is_archive=True),
    ".dotx": Format("docx.document", is_archive=True),
    ".dotm": Format("docx.document", is_archive=True),
    ".odt": Format("odt.document", is_archive=True),
    ".ott": Format("odt.document", is_archive=True),
    ".fodt": Format("odt.document"),
    ".epub": Format("epub.document", is_archive=True),
    ".rtf": Format("rtf.document", signatures=(b"{\\rtf",)),
    ".eml": Format("mail.message"),
    ".mbox": Format("mail.mbox"),
    ".msg": Format("mail.outlook", is_ole=True),
    ".mhtml": Format("mail.mhtml"),
    ".mht": Format("mail.mhtml"),
    ".ics": Format("mail.calendar"),
    ".p7m": Format("mail.signed", is_binary=True),
    ".xlsx": Format("sheets.xlsx", is_archive=True),
    ".xlsm": Format("sheets.xlsx", is_archive=True),
    ".xltx": Format("sheets.xlsx", is_archive=True),
    ".csv": Format("sheets.delimited"),
    ".tsv": Format("sheets.delimited"),
    ".ods": Format("sheets.ods", is_archive=True),
    ".ots": Format("sheets.ods", is_archive=True),
    ".fods": Format("sheets.ods"),
    ".pptx": Format("slides.pptx", is_archive=True),
    ".pptm": Format("slides.pptx", is_archive=True),
    ".ppsx": Format("slides.pptx", is_archive=True),
    ".potx": Format("slides.pptx", is_archive=True),
    ".odp": Format("slides.odp", is_archive=True),
    ".otp": Format("slides.odp", is_archive=True),
    ".fodp": Format("slides.odp"),
    ".doc": Format("programs.legacy_office", is_ole=True),
    ".xls": Format("programs.legacy_office", is_ole=True),
    ".ppt": Format("programs.legacy_office", is_ole=True),
    ".xml": Format("data.xml_data"),
    ".json": Format("data.json_data"),
    ".png": Format("pdf.image_files", signatures=(b"\x89PNG\r\n",), can_render_pages=True),
    ".jpg": Format("pdf.image_files", signatures=_JPEG_SIGNATURES, can_render_pages=True),
    ".jpeg": Format("pdf.image_files", signatures=_JPEG_SIGNATURES, can_render_pages=True),
    ".tif": Format("pdf.image_files", signatures=_TIFF_SIGNATURES, can_render_pages=True),
    ".tiff": Format("pdf.image_files", signatures=_TIFF_SIGNATURES, can_render_pages=True),
}

SUFFIXES = tuple(FORMATS)

# How many bytes of a file are enough for `check_content_matches`.
HEAD_BYTES = 1024


def suffix_of(source: str) -> str:
    """Return the suffix of a source in lower case, which names its format; empty if it has none."""
    name = source.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def can_render_pages(source: str) -> bool:
    """Return whether the pages of a source can be drawn as pictures."""
    file_format = FORMATS.get(suffix_of(source))
    return file_format is not None and file_format.can_render_pages


def extract(suffix: str, content: bytes) -> ExtractedText:
    """Return the text of a file.

    Args:
        suffix: The suffix of its name, one of `SUFFIXES`.
        content: Its bytes.

    Raises:
        Unreadable: If it has no text that can be read.

    """
    if not content:
        raise Unreadable("file_empty")
    _check_not_mislabeled(suffix, content)

    module = import_module(f"{__name__}.{FORMATS[suffix].module}")
    read: Callable[[bytes], ExtractedText] = module.read
    extracted = read(content)

    if not any(map(str.isalnum, extracted.text)):
        raise Unreadable("text_missing")
    return extracted


def check_content_matches(suffix: str, head: bytes) -> None:
    """Raise Unreadable if a file does not begin as files of its format do.

    A file that passes may still be damaged.

    Args:
        suffix: The suffix of its name, one of `SUFFIXES`.
        head: Its first `HEAD_BYTES` bytes.

    """
    _check_not_mislabeled(suffix, head)

    file_format = FORMATS[suffix]
    if file_format.is_archive:
        check_archive_signature(head, suffix)
    elif file_format.is_ole:
        if not head.startswith(OLE_SIGNATURE):
            raise Unreadable("format_not_recognized", suffix=suffix)
    elif not file_format.signatures:
        if not file_format.is_binary:
            check_not_binary(head)
    elif not any(signature in head for signature in file_format.signatures):
        raise Unreadable("format_not_recognized", suffix=suffix)


def _check_not_mislabeled(suffix: str, content: bytes) -> None:
    """Raise Unreadable if a file begins with the signature of another format."""
    for actual_suffix, file_format in FORMATS.items():
        is_same = file_format.signatures == FORMATS[suffix].signatures
        if not is_same and content.startswith(file_format.signatures):
            raise Unreadable("format_mislabeled", actual_suffix=actual_suffix, suffix=suffix)
