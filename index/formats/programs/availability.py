"""Check whether the program that a file, or some of its pages, needs is installed now."""

from fonti.index.errors import Reason
from fonti.index.formats.programs.legacy_office import is_installed as is_converter_installed
from fonti.index.formats.programs.ocr import is_installed as is_ocr_installed


def is_readable_now(reason: Reason, *, ocr: bool) -> bool:
    """Return whether what could not be read, for want of a program or an option, now can.

    Args:
        reason: Why a file, or a page of it, could not be read.
        ocr: Whether the text of scans may be recognized.

    """
    match reason.code:
        case (
            "ocr_missing"
            | "ocr_off"
            | "pdf_fonts_undecodable"
            | "pdf_page_is_scan"
            | "pdf_page_undecodable"
        ):
            return ocr and is_ocr_installed()
        case "office_converter_missing":
            return is_converter_installed()

    # Such as that of an attachment, or of a file inside another.
    inner = reason.params.get("reason")
    return isinstance(inner, Reason) and is_readable_now(inner, ocr=ocr)
