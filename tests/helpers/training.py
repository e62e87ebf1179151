"""A small network and a tokenizer for it, to try what trains networks."""

from typing import TYPE_CHECKING

import numpy as np

from fonti.index.models.tokenizer import Tokens

if TYPE_CHECKING:
    from transformers import BertModel

# The length of an embedding of the small network.
SMALL_DIMENSION = 16

_VOCABULARY = 100
_CHARACTERS = 90


class CharacterTokenizer:
    """A tokenizer whose tokens are characters."""

    closing_count = 1

    def encode(self, text: str) -> Tokens:
        """Return a token for each character."""
        spans = [(place, place + 1) for place in range(len(text))]
        return Tokens(
            [0, *(3 + ord(character) % _CHARACTERS for character in text), 2],
            np.array([(0, 0), *spans, (0, 0)], np.int64),
        )


def make_small_bert(trained_layers: int = 1) -> "BertModel":
    """Return a small network, always the same; nothing in it is random.

    Args:
        trained_layers: How many of its layers are trained, above those that are not.

    """
    # Imported late: they take seconds.
    import torch
    from transformers import BertConfig, BertModel

    from fonti.index.models.layer_weights import FIRST_TRAINED_LAYER

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=_VOCABULARY,
        hidden_size=SMALL_DIMENSION,
        num_hidden_layers=FIRST_TRAINED_LAYER + trained_layers,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config, add_pooling_layer=False)
