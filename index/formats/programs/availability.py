"""Check whether a program that was missing when a file was read is installed now."""

from fonti.index.errors import Reason
from fonti.index.formats.programs.legacy_office import is_installed as is_converter_installed
from fonti.index.formats.programs.ocr import is_ocr_installed


def is_readable_now(reason: Reason, *, ocr: bool) -> bool:
    """Return whether the program or the option is there now for which something was not read.

    Args:
        reason: Why a file, or a part of it, was not read.
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

    # The reason of an attachment, or of a file inside another one.
    inner = reason.params.get("reason")
    return isinstance(inner, Reason) and is_readable_now(inner, ocr=ocr)
