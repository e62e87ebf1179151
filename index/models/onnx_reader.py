"""A compiled reader, which ONNX Runtime runs on all cores, without torch and transformers."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from fonti.index.models.encoder import EMBEDDED
from fonti.index.models.onnx_session import TOKENS_INPUT, count_workers, create_session
from fonti.index.models.reader import Reading, Window, choose_answer, make_reader_input
from fonti.index.models.shipped_weights import READER_WEIGHTS
from fonti.index.models.tokenizer import Tokenizer

# The files of a compiled reader, beside those of its encoder.
READER_FILE = "reader.onnx"
READER_WEIGHTS_FILE = "reader.bin"

# The output of its graph.
SPAN_OUTPUT = "spans"


class OnnxReader:
    """A reader that ONNX Runtime runs.

    Each core reads one window at a time, so no padding is needed, and a reading never depends on
    what is read beside it.
    """

    name = EMBEDDED
    fingerprint = READER_WEIGHTS.sha256

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._session = create_session(folder / READER_FILE)
        self._workers = ThreadPoolExecutor(count_workers(), "reader")

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the reading of each window, in the order of the windows."""
        return list(self._workers.map(lambda window: self._read(question, window), windows))

    def _read(self, question: str, window: Window) -> Reading:
        tokens = make_reader_input(self._tokenizer, question, window)
        ids = np.array([tokens.ids], np.int64)
        (scores,) = self._session.run([SPAN_OUTPUT], {TOKENS_INPUT: ids})
        return choose_answer(tokens, window.text, scores[0])
