"""A compiled model, run by ONNX Runtime on all cores: neither torch nor transformers is needed to read a text.

The graph reads one text at a time, so that it needs no padding, and the embedding of a text never hangs on its company.
Of many texts each core reads one of its own, and gives way to a question, which is read by the thread that asks it.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from fonti.index.models.model import ModelOutput, model_output, unit
from fonti.index.models.tokenizer import load_tokenizer
from fonti.index.priority import give_way
from fonti.index.types import FloatArray, IntArray

GRAPH, WEIGHTS, ABOUT, CENTRES = "model.onnx", "model.bin", "about.json", "centres.npz"
TOKENS, OUTPUTS = "tokens", ("embedding", "layers")  # what the graph is given, and what it gives
_SLOWER = [
    "SkipLayerNormFusion"
]  # what it makes of an addition before a normalisation takes a tenth longer in all
_WARNINGS = 3  # below which ONNX Runtime is silent


class CompiledModel:
    """Reads texts by the graph and the tokenizer that a folder holds."""

    def __init__(self, folder: Path, *, name: str) -> None:
        self._name = name
        about = json.loads((folder / ABOUT).read_text("utf-8"))
        self.fingerprint = str(about["fingerprint"])
        self.dimension = int(about["dimension"])
        self.query_prompt, self.passage_prompt = (
            str(about["query_prompt"]),
            str(about["passage_prompt"]),
        )
        self._limit: int | None = about["limit"]
        with np.load(folder / CENTRES) as kept:
            self.centres = kept["vector"], kept["layers"]
        self._tokenizer = load_tokenizer(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a core a text: nothing waits for another core's share
        options.log_severity_level = _WARNINGS
        self._session = onnxruntime.InferenceSession(
            folder / GRAPH, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
        self._readers = ThreadPoolExecutor(_cores(), "reading", initializer=give_way)

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a text, its prompt included, and does not cut its end off."""
        return self._limit is None or len(self._tokenizer.cut(text)[0]) <= self._limit

    def read(self, text: str, prompt: str) -> ModelOutput:
        """A text, read token by token."""
        tokens, spans = self._cut(prompt + text)
        vector, layers = self._session.run(OUTPUTS, {TOKENS: tokens})
        return model_output(text, prompt, unit(vector[0], self._name), layers[0], spans)

    def read_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Texts, read token by token, on all cores."""
        return list(self._readers.map(lambda text: self.read(text, prompt), texts))

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """The embeddings of texts alone, of shape (len(texts), dimension), rows of length 1."""
        rows = list(self._readers.map(lambda text: self._embed(text, prompt), texts))
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def _embed(self, text: str, prompt: str) -> FloatArray:
        tokens, _ = self._cut(prompt + text)
        (vector,) = self._session.run(OUTPUTS[:1], {TOKENS: tokens})
        return unit(vector[0], self._name)

    def _cut(self, text: str) -> tuple[IntArray, IntArray]:
        """The tokens of a text that the model reads, of shape (1, tokens), and where they stand, (tokens, 2)."""
        tokens, spans = self._tokenizer.cut(text)
        if self._limit is not None and len(tokens) > self._limit:
            kept = [
                *range(self._limit - self._tokenizer.closing),
                *range(-self._tokenizer.closing, 0),
            ]
            tokens, spans = [tokens[place] for place in kept], spans[kept]
        return np.array([tokens], np.int64), spans


def _cores() -> int:
    """How many texts are read at once: the cores that this process may use, or as many threads as it is told to."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdecimal() and int(told):
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
