"""The calibration that an index may have of its own: a text that `fonti.qa` writes and reads."""

from dataclasses import dataclass
from pathlib import Path

from fonti.index.durable import replace_file
from fonti.index.errors import StoreError, exception_reason, fonti_command, system_reason

# The name of its file in the folder of an index.
CALIBRATION_FILE = "calibration.json"


@dataclass(frozen=True, slots=True)
class StoredCalibration:
    """A calibration, which is not validated.

    Attributes:
        file: Where it is stored, as errors name it.
        text: Its text.

    """

    file: str
    text: str


def load_calibration(folder: Path) -> StoredCalibration | None:
    """Return the calibration of an index by its folder; None if it has none.

    Raises:
        StoreError: It cannot be read.

    """
    file = folder / CALIBRATION_FILE
    try:
        return StoredCalibration(str(file), file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        command = fonti_command("calibrate", "QUESTIONS.jsonl")
        reason = exception_reason(error)
        raise StoreError(
            "calibration_invalid", file=file, reason=reason, command=command
        ) from error


def save_calibration(folder: Path, text: str) -> Path:
    """Store the calibration of an index in its folder, and return its file. Raises StoreError."""
    file = folder / CALIBRATION_FILE
    try:
        replace_file(file, text)
    except OSError as error:
        reason = system_reason(error)
        raise StoreError("index_not_writable", folder=folder, reason=reason) from error
    return file
