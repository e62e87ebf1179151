"""Find and check the file of the reader's trained weights, which comes with the package.

What it was trained on, and how well it reads, stands in tests/bench/results/reading.md.
"""

import hashlib
from pathlib import Path

from fonti.index.errors import ModelError, Reason, system_reason

READER_SHA256 = "7f225215b9107b2984753fd590bb75efd82b0263e5b9521f657f028f72203f97"

_WEIGHTS_FILE = Path(__file__).with_name("reader.safetensors")
_REINSTALL_COMMAND = "python -m pip install --force-reinstall --no-deps fonti"


def find_reader_weights() -> Path:
    """Return the file of the trained weights, after comparing its SHA-256.

    Raises:
        ModelError: The file is not the one that comes with the package.

    """
    try:
        with _WEIGHTS_FILE.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = Reason("model_file_unreadable", {"reason": system_reason(error)})
        raise _make_error(reason) from error

    if digest != READER_SHA256:
        raise _make_error(Reason("model_file_altered", {"sha256": digest}))
    return _WEIGHTS_FILE


def _make_error(reason: Reason) -> ModelError:
    return ModelError(
        "model_file_damaged", file=_WEIGHTS_FILE, reason=reason, command=_REINSTALL_COMMAND
    )
