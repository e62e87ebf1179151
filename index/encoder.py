"""The one seam to an embedding model: texts in, unit vectors out."""

import hashlib
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.bundled import PROMPTS, model_folder, packed_file
from index.errors import ModelError
from index.progress import Report, silent
from index.tokens import Encoded, FloatArray, IntArray, centred

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = "embedded"  # the name of the embedded model, where a model is named
_HUB = "intfloat/multilingual-e5-small"  # the same model unquantised, where the package that embeds it does not exist
_BATCH = 16
_CENTRE = Path(__file__).with_name("centre.txt")  # sentences on many subjects, whose tokens lie around the centre
_DEPTHS = (7 / 12, 10 / 12, 1.0)  # layers whose tokens are read, as shares of all: earlier ones say more of the words
_LAYERS = "layers"  # what they are called among all that a model says of a text
_PATIENCE = 10.0  # seconds that the hub is waited for
_WEIGHTS = {"use_safetensors": True}  # never a pickle


class Encoder(Protocol):
    """Turns texts into embeddings; the same text always gives the same one.

    `name` is what the user calls the model, `fingerprint` (hexadecimal, at most 64 bytes) changes whenever the
    embeddings would, `dimension` is the length of an embedding. `centre`, of shape (dimension,), is the mean embedding
    of texts on many subjects: what all share.
    """

    name: str
    fingerprint: str
    dimension: int

    @property
    def centre(self) -> FloatArray:
        """The mean embedding of texts on many subjects, of shape (dimension,)."""

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a passage, and does not cut its end off."""

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Passages, each with its tokens."""

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Embeddings of sentences, each read on its own: of shape (len(texts), dimension), rows of length 1."""

    def encode_query(self, text: str) -> Encoded:
        """A question with its tokens."""


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with its own prompts for queries and passages."""

    def __init__(self, model: "SentenceTransformer", *, name: str, fingerprint: str) -> None:
        self._model = model
        self._encoding = threading.Lock()  # a fast tokenizer refuses to be used by two threads at once
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(model.get_embedding_dimension() or 0)
        prompts = (model.prompts.get(key) for key in ("document", "passage", "corpus"))
        self._prompt = next((prompt for prompt in prompts if prompt), "")
        _read_layers(model)

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a passage, and does not cut its end off."""
        limit = self._model.max_seq_length
        with self._encoding:
            return limit is None or len(self._model.tokenizer.encode(self._prompt + text, verbose=False)) <= limit

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Passages, each with its tokens."""
        return self._encoded(texts, self._prompt)

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Embeddings of sentences, each read on its own: of shape (len(texts), dimension), rows of length 1."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._encoding:
            rows = self._model.encode_document(
                list(texts), prompt=self._prompt, batch_size=_BATCH, show_progress_bar=False
            )
        return _unit(np.asarray(rows, np.float32), self.name)

    def encode_query(self, text: str) -> Encoded:
        """A question with its tokens."""
        (encoded,) = self._encoded([text], self._model.prompts.get("query") or "")
        return encoded

    @property
    def centre(self) -> FloatArray:
        """The mean embedding of texts on many subjects, of shape (dimension,)."""
        return self._centres[0]

    @cached_property
    def _centres(self) -> tuple[FloatArray, FloatArray]:
        """The centre of embeddings, and that of the tokens of each layer, of shape (layers, dimension)."""
        read = self._read(_CENTRE.read_text("utf-8").splitlines(), self._prompt)
        vectors: FloatArray = np.stack([vector for vector, _, _ in read]).mean(axis=0)
        layers: FloatArray = np.concatenate([rows for _, rows, _ in read]).mean(axis=0)
        return vectors, layers

    def _encoded(self, texts: Sequence[str], prompt: str) -> list[Encoded]:
        centre = self._centres[1]
        return [Encoded(vector, centred(rows, spans, centre)) for vector, rows, spans in self._read(texts, prompt)]

    def _read(self, texts: Sequence[str], prompt: str) -> list[tuple[FloatArray, FloatArray, IntArray]]:
        """Each text's embedding, and of its n tokens that hold a letter or a digit the embeddings and the spans.

        The tokens' embeddings are of shape (n, layers, dimension).
        """
        if not texts:
            return []
        with self._encoding:
            read: Any = self._model.encode(  # a dictionary a text
                list(texts), prompt=prompt, batch_size=_BATCH, output_value=None, show_progress_bar=False
            )
            spans = [self._spans(text, prompt) for text in texts]
        vectors = _unit(np.stack([np.asarray(each["sentence_embedding"].float().cpu()) for each in read]), self.name)
        return [
            (vector, *_telling(text, self._token_rows(each, len(spans_of)), spans_of))
            for text, vector, each, spans_of in zip(texts, vectors, read, spans, strict=True)
        ]

    def _token_rows(self, read: dict[str, Any], count: int) -> FloatArray:
        """The embeddings of a text's tokens, without padding, by layer. Raises ModelError where there are none."""
        rows = read.get(_LAYERS)
        if rows is not None:
            kept = np.asarray(rows.float().cpu(), np.float32)[: len(read["attention_mask"])]
            kept = kept[np.asarray(read["attention_mask"].cpu(), bool)]
            if kept.shape == (count, len(_DEPTHS), self.dimension):
                return np.asarray(kept, np.float32)
        raise ModelError(
            f"the model {self.name!r} gives no embeddings of its tokens as long as those of texts; use another model"
        )

    def _spans(self, text: str, prompt: str) -> IntArray:
        """Where each token that the model reads stands in a text, of shape (tokens, 2); (0, 0) for a prompt's."""
        limit = self._model.max_seq_length
        offsets = self._model.tokenizer(
            prompt + text, return_offsets_mapping=True, truncation=limit is not None, max_length=limit
        )["offset_mapping"]
        return np.maximum(np.array(offsets, np.int64).reshape(-1, 2) - len(prompt), 0)


def open_encoder(name: str | None = None, *, report: Report = silent) -> Encoder:
    """The encoder of a name: the embedded model by default, else a sentence-transformers model by hub name or folder.

    The embedded model is made in the user's cache on first use, and is the one on the hub where its package does not
    exist for the machine. Raises ModelError.
    """
    name = model_name(name)
    if name not in (None, EMBEDDED):
        model = _load(name)
        return SentenceTransformerEncoder(model, name=name, fingerprint=_fingerprint(model))
    packed = packed_file()
    if packed is None:
        model = _load(_HUB)
        return SentenceTransformerEncoder(model, name=EMBEDDED, fingerprint=_fingerprint(model))
    folder, fingerprint = model_folder(packed, report)
    return SentenceTransformerEncoder(_load(str(folder)), name=EMBEDDED, fingerprint=fingerprint)


def model_name(name: str | None) -> str | None:
    """A model's name as an index records it: a folder by its whole path, so that it is the same from anywhere."""
    if name is None or name == EMBEDDED:
        return name
    folder = os.path.expanduser(name)  # noqa: PTH111 - pathlib raises where there is no such user or the name is long
    return os.path.realpath(folder) if name and os.path.isdir(folder) else name  # noqa: PTH112


def _load(name: str) -> "SentenceTransformer":
    from huggingface_hub import model_info
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    prompts = PROMPTS if name == _HUB else None
    try:
        with suppress(OSError):
            return SentenceTransformer(name, prompts=prompts, local_files_only=True, model_kwargs=_WEIGHTS)
        # Not on this machine: only now is the hub asked, once, before the loader would ask many times.
        model_info(name, timeout=_PATIENCE)
        return SentenceTransformer(name, prompts=prompts, model_kwargs=_WEIGHTS)
    except Exception as error:  # the libraries below raise whatever a broken model makes them raise
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"no sentence-transformers model can be loaded from {name!r} ({type(error).__name__}: {reason}); "
            "name a folder that holds one or a model of the Hugging Face hub, or leave --model out"
        ) from error


def _fingerprint(model: "SentenceTransformer") -> str:
    """SHA-256 of all that decides a model's embeddings: modules, prompts, length, tokenizer and weights."""
    digest = hashlib.sha256(repr((str(model), sorted(model.prompts.items()), model.max_seq_length)).encode())
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    digest.update((backend.to_str() if backend else repr(sorted(model.tokenizer.get_vocab().items()))).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _read_layers(model: "SentenceTransformer") -> None:
    """Have a model give its tokens' embeddings at some of its layers, of shape (texts, tokens, layers, dimension).

    A model that does not give those of each layer gives the last one's in their place.
    """
    import torch

    def choose(_model: object, _inputs: object, features: dict[str, Any]) -> None:
        layers = features.pop("all_layer_embeddings", None) or [features.get("token_embeddings")]
        chosen = [layers[round(depth * (len(layers) - 1))] for depth in _DEPTHS]
        if chosen[-1] is not None:
            features[_LAYERS] = torch.stack(chosen, dim=2)

    config = getattr(model[0], "config", None)
    if config is not None:
        config.output_hidden_states = True
    model.register_forward_hook(choose)


def _telling(text: str, rows: FloatArray, spans: IntArray) -> tuple[FloatArray, IntArray]:
    """Of a text's tokens, those that hold a letter or a digit, each from its first visible character."""
    kept = [row for row, (start, end) in enumerate(spans) if any(map(str.isalnum, text[start:end]))]
    visible = [(end - len(text[start:end].lstrip()), end) for start, end in spans[kept].tolist()]
    return rows[kept], np.array(visible, np.int64).reshape(-1, 2)


def _unit(rows: FloatArray, name: str) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(rows).all() or not (lengths > 0).all():
        raise ModelError(
            f"the model {name!r} gave an embedding that is not a number or has no length; use another model"
        )
    unit: FloatArray = (rows / lengths).astype(np.float32)
    return unit
