"""Any sentence-transformers model, as it is."""

import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fonti.index.errors import ModelError
from fonti.index.models.bundled import HUB, PROMPTS
from fonti.index.models.model import DEPTHS, ModelOutput, centres, model_output, unit
from fonti.index.types import FloatArray, IntArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16
LAYERS = "layers"  # what they are called among all that a model says of a text
_PATIENCE = 10.0  # seconds that the hub is waited for
_WEIGHTS = {"use_safetensors": True}  # never a pickle


class PlainModel:
    """Reads texts by sentence-transformers, on a GPU where there is one."""

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        self.model = model
        self._name = name
        self._reading = (
            threading.Lock()
        )  # a fast tokenizer refuses to be used by two threads at once
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.query_prompt = model.prompts.get("query") or ""
        prompts = (model.prompts.get(key) for key in ("document", "passage", "corpus"))
        self.passage_prompt = next((prompt for prompt in prompts if prompt), "")
        _read_layers(model)

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a text, its prompt included, and does not cut its end off."""
        limit = self.model.max_seq_length
        with self._reading:
            return limit is None or len(self.model.tokenizer.encode(text, verbose=False)) <= limit

    def read(self, text: str, prompt: str) -> ModelOutput:
        """A text, read token by token."""
        (read,) = self.read_all([text], prompt)
        return read

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """The embeddings of texts alone, of shape (len(texts), dimension), rows of length 1."""
        with self._reading:
            rows = self.model.encode(
                list(texts), prompt=prompt, batch_size=_BATCH, show_progress_bar=False
            )
        return unit(np.asarray(rows, np.float32).reshape(-1, self.dimension), self._name)

    def read_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Texts, read token by token."""
        with self._reading:
            read: Any = self.model.encode(  # a dictionary a text
                list(texts),
                prompt=prompt,
                batch_size=_BATCH,
                output_value=None,
                show_progress_bar=False,
            )
            spans = [self._spans(prompt + text) for text in texts]
        return [
            model_output(text, prompt, self._vector(each), self._token_rows(each, len(of)), of)
            for text, each, of in zip(texts, read, spans, strict=True)
        ]

    @cached_property
    def centres(self) -> tuple[FloatArray, FloatArray]:
        """The mean embedding of texts on many subjects, and that of their tokens, of shape (layers, dimension)."""
        return centres(self)

    def _vector(self, read: dict[str, Any]) -> FloatArray:
        return unit(np.asarray(read["sentence_embedding"].float().cpu()), self._name)

    def _token_rows(self, read: dict[str, Any], count: int) -> FloatArray:
        """The embeddings of a text's tokens, without padding, by layer. Raises ModelError where there are none."""
        rows = read.get(LAYERS)
        if rows is not None:
            kept = np.asarray(rows.float().cpu(), np.float32)[: len(read["attention_mask"])]
            kept = kept[np.asarray(read["attention_mask"].cpu(), bool)]
            if kept.shape == (count, len(DEPTHS), self.dimension):
                return np.asarray(kept, np.float32)
        raise ModelError(
            f"the model {self._name!r} gives no embeddings of its tokens as long as those of texts; use another model"
        )

    def _spans(self, text: str) -> IntArray:
        """Where each token that the model reads stands in a text, of shape (tokens, 2); (0, 0) for nowhere."""
        limit = self.model.max_seq_length
        offsets = self.model.tokenizer(
            text, return_offsets_mapping=True, truncation=limit is not None, max_length=limit
        )["offset_mapping"]
        return np.array(offsets, np.int64).reshape(-1, 2)


def load(name: str) -> "SentenceTransformer":
    """A sentence-transformers model by its folder or its hub name. Raises ModelError."""
    from huggingface_hub import model_info
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    prompts = PROMPTS if name == HUB else None
    try:
        with suppress(OSError):
            return SentenceTransformer(
                name, prompts=prompts, local_files_only=True, model_kwargs=_WEIGHTS
            )
        # Not on this machine: only now is the hub asked, once, before the loader would ask many times.
        model_info(name, timeout=_PATIENCE)
        return SentenceTransformer(name, prompts=prompts, model_kwargs=_WEIGHTS)
    except Exception as error:  # the libraries below raise whatever a broken model makes them raise
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"no sentence-transformers model can be loaded from {name!r} ({type(error).__name__}: {reason}); "
            "name a folder that holds one or a model of the Hugging Face hub, or leave --model out"
        ) from error


def fingerprint_of(model: "SentenceTransformer") -> str:
    """SHA-256 of all that decides a model's embeddings: modules, prompts, length, tokenizer and weights."""
    digest = hashlib.sha256(
        repr((str(model), sorted(model.prompts.items()), model.max_seq_length)).encode()
    )
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    digest.update(
        (
            backend.to_str() if backend else repr(sorted(model.tokenizer.get_vocab().items()))
        ).encode()
    )
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
        chosen = [layers[round(depth * (len(layers) - 1))] for depth in DEPTHS]
        if chosen[-1] is not None:
            features[LAYERS] = torch.stack(chosen, dim=2)

    config = getattr(model[0], "config", None)
    if config is not None:
        config.output_hidden_states = True
    model.register_forward_hook(choose)
