"""The reader as torch runs, trains and exports it: the embedded model with a head.

The embeddings and the lower layers are those of the embedded model. The layers above were trained
on questions with passages (tests/bench/results/reading.md), and the head gives each token two
numbers. The trained weights come with the package in 8 bits: a row of a matrix has one scale.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch
from safetensors.torch import load_file, save_file
from transformers import BertModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Transformer

# The layers below are those of the embedded model.
FIRST_TRAINED_LAYER = 4

_LAYER_PREFIX = "bert.encoder.layer."
_SCALE_SUFFIX = ".scale"

# The score of padding, which never begins or ends an answer.
_PADDING_SCORE = -1e4


class ReaderNetwork(torch.nn.Module):
    """The embedded model with a linear layer that gives each token two numbers."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.span = torch.nn.Linear(bert.config.hidden_size, 2)
        for name, parameter in self.named_parameters():
            parameter.requires_grad = _is_trained(name)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return how well an answer begins and ends at each token.

        Args:
            ids: The tokens, of shape (texts, tokens).
            mask: 1 for a token, 0 for padding, of the same shape; None if nothing is padding.

        Returns:
            Numbers of shape (texts, tokens, 2).

        """
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: torch.Tensor = self.span(hidden.float())
        if mask is not None:
            scores = scores.masked_fill(mask[..., None] == 0, _PADDING_SCORE)
        return scores

    def iterate_trained(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        """Yield the trained parameters with their names."""
        for name, parameter in self.named_parameters():
            if _is_trained(name):
                yield name, parameter

    def save(self, path: Path, *, in_8_bits: bool) -> None:
        """Write the trained weights to a file, in 8 bits as they are shipped, or in 16 bits."""
        weights: dict[str, torch.Tensor] = {}
        for name, parameter in self.iterate_trained():
            weight = parameter.detach().cpu()
            if in_8_bits and weight.dim() == 2:
                scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
                weights[name] = (weight / scale).round().to(torch.int8)
                weights[name + _SCALE_SUFFIX] = scale
            else:
                weights[name] = weight.half()

        aside = path.with_suffix(".partial")
        save_file(weights, aside)
        aside.replace(path)

    def load(self, path: Path) -> None:
        """Load the trained weights from a file.

        Raises:
            ValueError: The file has weights of another network.

        """
        stored = load_file(path)
        weights = {}
        for name, weight in stored.items():
            if name.endswith(_SCALE_SUFFIX):
                continue
            scale = stored.get(name + _SCALE_SUFFIX)
            weights[name] = weight.float() if scale is None else weight.float() * scale

        expected = {name for name, _ in self.iterate_trained()}
        if weights.keys() != expected:
            other = min(weights.keys() ^ expected)
            raise ValueError(f"{path} has weights of another network: {other}")
        self.load_state_dict(weights, strict=False)


def get_bert(model: "SentenceTransformer") -> BertModel:
    """Return the network inside the embedded model."""
    bert = cast("Transformer", model[0]).auto_model
    if not isinstance(bert, BertModel):
        raise TypeError(f"a reader is trained from BERT, not from {type(bert).__name__}")
    return bert


def _is_trained(name: str) -> bool:
    """Return whether a weight is trained, by its name."""
    if name.startswith("span."):
        return True
    if not name.startswith(_LAYER_PREFIX):
        return False
    layer = name.removeprefix(_LAYER_PREFIX).split(".")[0]
    return int(layer) >= FIRST_TRAINED_LAYER
