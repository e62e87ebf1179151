"""Any sentence-transformers model, run by torch."""

import copy
import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fonti.index.errors import ModelError, describe_library_error
from fonti.index.models.embedded_model import HUB_NAME, PROMPTS
from fonti.index.models.model import (
    LAYER_DEPTHS,
    Centres,
    ModelOutput,
    check_and_normalize,
    compute_centres,
    make_model_output,
)
from fonti.index.models.shipped_weights import QUESTION_ENCODER_WEIGHTS
from fonti.index.types import FloatArray, IntArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

# The name of the token embeddings at some layers, among what a model returns.
LAYERS_FEATURE = "layers"

# Texts encoded at a time.
_BATCH_SIZE = 16

# How long the Hugging Face hub is waited for.
HUB_TIMEOUT_SECONDS = 10.0

# Weights are never read from a pickle, which can run code.
_MODEL_OPTIONS = {"use_safetensors": True}


class TorchModel:
    """A sentence-transformers model; it runs on a GPU if there is one."""

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        self.model = model
        self._name = name
        # A fast tokenizer refuses to be used by two threads at once.
        self._lock = threading.Lock()
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.query_prompt = model.prompts.get("query") or ""
        prompts = (model.prompts.get(key) for key in ("document", "passage", "corpus"))
        self.passage_prompt = next((prompt for prompt in prompts if prompt), "")
        _add_layers_feature(model)

    def fits(self, text: str) -> bool:
        """Return whether the model reads all of a text, which includes a prompt."""
        limit = self.model.max_seq_length
        with self._lock:
            return limit is None or len(self.model.tokenizer.encode(text, verbose=False)) <= limit

    def encode(self, text: str, prompt: str) -> ModelOutput:
        """Encode a text with its tokens."""
        (output,) = self.encode_all([text], prompt)
        return output

    def embed_all(self, texts: Sequence[str], prompt: str) -> FloatArray:
        """Encode texts without tokens, as unit vectors of shape (len(texts), dimension)."""
        with self._lock:
            rows = self.model.encode(
                list(texts), prompt=prompt, batch_size=_BATCH_SIZE, show_progress_bar=False
            )
        embeddings = np.asarray(rows, np.float32).reshape(-1, self.dimension)
        return check_and_normalize(embeddings, self._name)

    def encode_all(self, texts: Sequence[str], prompt: str) -> list[ModelOutput]:
        """Encode texts with their tokens."""
        with self._lock:
            # With output_value=None, a dictionary of features for each text.
            all_features: Any = self.model.encode(
                list(texts),
                prompt=prompt,
                batch_size=_BATCH_SIZE,
                output_value=None,
                show_progress_bar=False,
            )
            all_spans = [self._find_spans(prompt + text) for text in texts]

        outputs = []
        for text, features, spans in zip(texts, all_features, all_spans, strict=True):
            embedding = np.asarray(features["sentence_embedding"].float().cpu())
            unit = check_and_normalize(embedding, self._name)
            layers = self._get_token_layers(features, len(spans))
            outputs.append(make_model_output(text, prompt, unit, layers, spans))
        return outputs

    @cached_property
    def centres(self) -> Centres:
        """Return the means of what the model returns for unrelated sentences."""
        return compute_centres(self)

    def _get_token_layers(self, features: dict[str, Any], count: int) -> FloatArray:
        """Return the embeddings of the tokens of a text, without padding.

        Args:
            features: What the model returned for the text.
            count: How many tokens the text has.

        Returns:
            Embeddings of shape (count, layers, dimension).

        Raises:
            ModelError: The model does not return them.

        """
        layers = features.get(LAYERS_FEATURE)
        if layers is not None:
            mask = np.asarray(features["attention_mask"].cpu(), bool)
            rows = np.asarray(layers.float().cpu(), np.float32)[: len(mask)][mask]
            if rows.shape == (count, len(LAYER_DEPTHS), self.dimension):
                return np.asarray(rows, np.float32)
        raise ModelError("model_without_token_embeddings", name=self._name)

    def _find_spans(self, text: str) -> IntArray:
        """Return where the tokens that the model reads stand in a text; (0, 0) for nowhere."""
        limit = self.model.max_seq_length
        encoding = self.model.tokenizer(
            text, return_offsets_mapping=True, truncation=limit is not None, max_length=limit
        )
        return np.array(encoding["offset_mapping"], np.int64).reshape(-1, 2)


def load_sentence_transformer(name: str) -> "SentenceTransformer":
    """Load a sentence-transformers model from a folder or by its name on the Hugging Face hub.

    Raises:
        ModelError: It cannot be loaded.

    """
    # Imported late: they take seconds, and a compiled model does without them.
    from huggingface_hub import model_info
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    prompts = PROMPTS if name == HUB_NAME else None
    try:
        with suppress(OSError):
            return SentenceTransformer(
                name, prompts=prompts, local_files_only=True, model_kwargs=_MODEL_OPTIONS
            )
        # It is not on this machine. Ask the hub once, before the loader would ask many times.
        model_info(name, timeout=HUB_TIMEOUT_SECONDS)
        return SentenceTransformer(name, prompts=prompts, model_kwargs=_MODEL_OPTIONS)
    except Exception as error:
        # A broken model makes the libraries raise errors of any type.
        reason = describe_library_error(error)
        raise ModelError("model_not_loaded", name=name, reason=reason) from error


def load_question_model(model: "SentenceTransformer") -> "SentenceTransformer":
    """Return the model for questions that was trained from the embedded model.

    Args:
        model: The embedded model, with which it shares the embeddings of words. It must be as it
            was loaded: a `TorchModel` adds to it.

    Raises:
        ModelError: The file of the trained weights is damaged.

    """
    from fonti.index.models.layer_weights import load_trained
    from fonti.index.models.reader_network import get_bert

    table = get_bert(model).embeddings
    question_model = copy.deepcopy(model, memo={id(table): table})
    load_trained(get_bert(question_model), QUESTION_ENCODER_WEIGHTS.get_checked_file())
    return question_model


def compute_fingerprint(model: "SentenceTransformer") -> str:
    """Return the SHA-256 of everything on which a model's embeddings depend.

    These are its modules, prompts, maximum length, tokenizer and weights.
    """
    settings = (str(model), sorted(model.prompts.items()), model.max_seq_length)
    return hash_model(repr(settings), model.tokenizer, model)


def hash_model(settings: str, tokenizer: Any, module: "Module") -> str:
    """Return the SHA-256 of a model: of its settings, its tokenizer and its weights."""
    digest = hashlib.sha256(settings.encode())

    backend = getattr(tokenizer, "backend_tokenizer", None)
    vocabulary = tokenizer.get_vocab() if backend is None else {}
    definition = backend.to_str() if backend else repr(sorted(vocabulary.items()))
    digest.update(definition.encode())

    for name, tensor in sorted(module.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _add_layers_feature(model: "SentenceTransformer") -> None:
    """Make a model return the embeddings of tokens at some layers.

    They are of shape (texts, tokens, layers, dimension). If a model does not return the embeddings
    of each layer, those of the last one are used.
    """
    # Imported late, as sentence-transformers is.
    import torch

    def add_layers(_model: object, _inputs: object, features: dict[str, Any]) -> None:
        layers = features.pop("all_layer_embeddings", None) or [features.get("token_embeddings")]
        chosen = [layers[round(depth * (len(layers) - 1))] for depth in LAYER_DEPTHS]
        if chosen[-1] is not None:
            features[LAYERS_FEATURE] = torch.stack(chosen, dim=2)

    config = getattr(model[0], "config", None)
    if config is not None:
        config.output_hidden_states = True
    model.register_forward_hook(add_layers)
