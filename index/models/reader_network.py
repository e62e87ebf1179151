"""The reader as torch runs, trains and exports it: the embedded model with a head.

The head gives each token two numbers. Which layers are trained stands in `layer_weights`, and on
which data in tests/bench/results/reading.md.
"""

from typing import TYPE_CHECKING, cast

import torch
from transformers import BertModel

from fonti.index.models.layer_weights import freeze_untrained

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Transformer

# The score of padding, which never begins or ends an answer.
_PADDING_SCORE = -1e4


class ReaderNetwork(torch.nn.Module):
    """The embedded model with a linear layer that gives each token two numbers."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.span = torch.nn.Linear(bert.config.hidden_size, 2)
        freeze_untrained(self)

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


def get_bert(model: "SentenceTransformer") -> BertModel:
    """Return the network inside the embedded model."""
    bert = cast("Transformer", model[0]).auto_model
    if not isinstance(bert, BertModel):
        raise TypeError(f"the shipped layers fit BERT, not {type(bert).__name__}")
    return bert
