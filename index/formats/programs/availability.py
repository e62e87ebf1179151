"""Check whether the program that a file needs is installed now."""

from fonti.index.errors import Reason
from fonti.index.formats.programs.legacy_office import is_installed as is_converter_installed
from fonti.index.formats.programs.ocr import is_installed as is_ocr_installed


def is_readable_now(reason: Reason, *, ocr: bool) -> bool:
    """Return whether a file can be read that could not, for want of a program or an option.

    Args:
        reason: Why it could not be read.
        ocr: Whether the text of scans may be recognized.

    """
    match reason.code:
        case "ocr_missing" | "ocr_off":
            return ocr and is_ocr_installed()
        case "office_converter_missing":
            return is_converter_installed()
    return False
