"""A compiled model, which ONNX Runtime runs on all cores, without torch and transformers.

The graph reads one text at a time: no padding is needed, and the embedding of a text never depends
on what is encoded beside it. Each core encodes one text at a time, at a lower priority than
questions. A question is encoded by the thread that asks it.
"""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession

from fonti.index.models.model import Centres, ModelOutput, check_and_normalize, make_model_output
from fonti.index.models.onnx_reader import OnnxReader
from fonti.index.models.onnx_session import TOKENS_INPUT, count_workers, create_session
from fonti.index.models.tokenizer import Tokenizer, load_tokenizer
from fonti.index.priority import lower_thread_priority
from fonti.index.types import FloatArray, IntArray

# The files of a compiled model.
GRAPH_FILE = "model.onnx"
WEIGHTS_FILE = "model.bin"
ABOUT_FILE = "about.json"
CENTRES_FILE = "centres.npz"

# The files of the model for questions, beside them.
QUESTION_GRAPH_FILE = "question_encoder.onnx"
QUESTION_WEIGHTS_FILE = "question_encoder.bin"

# The outputs of its graph.
EMBEDDING_OUTPUT = "embedding"
LAYERS_OUTPUT = "layers"


class OnnxModel:
    """A model that ONNX Runtime runs, from a folder with its ONNX graph and its tokenizer.

    Args:
        folder: The folder.
        name: What the user calls the model.
        graph_file: The name of the graph's file.
        tokenizer: Its tokenizer, if it was loaded already.

    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        graph_file: str = GRAPH_FILE,
        tokenizer: Tokenizer | None = None,
    ) -> None:
        self._name = name
        self._folder = folder
        about = json.loads((folder / ABOUT_FILE).read_text("utf-8"))
        self.fingerprint = str(about["fingerprint"])
        self.dimension = int(about["dimension"])
        self.query_prompt = str(about["query_prompt"])
        self.passage_prompt = str(about["passage_prompt"])
        self._max_tokens: int | None = about["limit"]
        with np.load(folder / CENTRES_FILE) as centres:
            self.centres = Centres(centres["vector"], centres["layers"])

        self._tokenizer = tokenizer or load_tokenizer(folder)
        self._graph = folder / graph_file
        self._session: InferenceSession | None = None
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(
            count_workers(), "reading", initializer=lower_thread_priority
        )

    def open_graph(self) -> InferenceSession:
        """Return what runs the graph; the graph is opened when it is first needed.

        Raises:
            ModelError: It cannot be opened.

        """
        with self._lock:
            if self._session is None:
                self._session = create_session(self._graph)
            return self._session

    def make_question_model(self) -> "OnnxModel":
        """Return the model for questions that was compiled with this one."""
        return OnnxModel(
            self._folder,
            name=self._name,
            graph_file=QUESTION_GRAPH_FILE,
            tokenizer=self._tokenizer,
        )

    def load_reader(self) -> OnnxReader:
        """Return the reader that was compiled with the model."""
        return OnnxReader(self._folder, self._tokenizer)

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a text, which includes a prompt."""
        return self._max_tokens is None or len(self._tokenizer.encode(text).ids) <= self._max_tokens

    def encode(self, text: str, prompt: str) -> ModelOutput:
        """Encode a text with its tokens."""
        tokens, spans = self._tokenize(prompt + text)
        outputs = [EMBEDDING_OUTPUT, LAYERS_OUTPUT]
        embeddings, layers = self.open_graph().run(outputs, {TOKENS_INPUT: tokens})
        embedding = check_and_normalize(embeddings[0], self._name)
        return make_model_output(text, prompt, embedding, layers[0], spans)

    def encode_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Encode texts with their tokens, on all cores."""
        return list(self._workers.map(lambda text: self.encode(text, prompt), texts))

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """Encode texts without tokens, as unit vectors of shape (len(texts), dimension)."""
        rows = list(self._workers.map(lambda text: self._embed(text, prompt), texts))
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def _embed(self, text: str, prompt: str) -> FloatArray:
        tokens, _ = self._tokenize(prompt + text)
        (embeddings,) = self.open_graph().run([EMBEDDING_OUTPUT], {TOKENS_INPUT: tokens})
        return check_and_normalize(embeddings[0], self._name)

    def _tokenize(self, text: str) -> tuple[IntArray, IntArray]:
        """Return the tokens of a text that the model reads, and where they stand.

        Returns:
            The ids, of shape (1, tokens), and the spans, of shape (tokens, 2).

        """
        tokens = self._tokenizer.encode(text)
        ids = tokens.ids
        spans = tokens.spans
        if self._max_tokens is not None and len(ids) > self._max_tokens:
            # The text is cut, but it still ends as texts do.
            closing = self._tokenizer.closing_count
            indices = [*range(self._max_tokens - closing), *range(-closing, 0)]
            ids = [ids[index] for index in indices]
            spans = spans[indices]
        return np.array([ids], np.int64), spans
