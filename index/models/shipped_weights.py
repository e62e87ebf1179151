"""Find and check the files of trained weights that come with the package.

They were trained from the embedded model, one file for each task. What they were trained on, and
how good they are, stands in tests/bench/results/reading.md and in question_encoder.md beside it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fonti.index.errors import ModelError, Reason, system_reason

_REINSTALL_COMMAND = "python -m pip install --force-reinstall --no-deps fonti"


@dataclass(frozen=True, slots=True)
class ShippedWeights:
    """A file of trained weights.

    Attributes:
        file: The file.
        sha256: The SHA-256 of the file that comes with the package, in hexadecimal.

    """

    file: Path
    sha256: str

    def get_checked_file(self) -> Path:
        """Return the file, after comparing its SHA-256.

        Raises:
            ModelError: The file is not the one that comes with the package.

        """
        try:
            with self.file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            reason = Reason("model_file_unreadable", {"reason": system_reason(error)})
            raise self._make_error(reason) from error

        if digest != self.sha256:
            raise self._make_error(Reason("model_file_altered", {"sha256": digest}))
        return self.file

    def _make_error(self, reason: Reason) -> ModelError:
        return ModelError(
            "model_file_damaged", file=self.file, reason=reason, command=_REINSTALL_COMMAND
        )


# Those that read a question with a passage, and find the answer.
READER_WEIGHTS = ShippedWeights(
    Path(__file__).with_name("reader.safetensors"),
    "c278ab1bf0ab1d111071809c905db03872fddaf76a97cc3b1f3c9f50527ad903",
)

# Those that encode a question, so that it is near to the passages that answer it.
QUESTION_ENCODER_WEIGHTS = ShippedWeights(
    Path(__file__).with_name("question_encoder.safetensors"),
    "5479566d5d20503d68d9cc1e9b63dfa01d716ea652cf26386606505cbe7e12cf",
)
