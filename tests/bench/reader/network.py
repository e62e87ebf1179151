"""The reader as torch trains it: the embedded model with a head that points at the answer.

The upper layers are trained; the embeddings and the lower layers stay those of the embedded model,
so that they need not be stored twice. The head gives each token two numbers: how well an answer
begins there, and how well it ends there. The first token stands for "the passage does not answer"
(Devlin et al. 2019, BERT, section 4.3).
"""

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import BertModel

from tests.bench.reader.batches import Batch

# The layers below stay as they are.
FIRST_TRAINED_LAYER = 4


class ReaderNetwork(torch.nn.Module):
    """The embedded model and a head."""

    def __init__(self, model_folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            model_folder, add_pooling_layer=False, attn_implementation="sdpa"
        )
        self.span = torch.nn.Linear(self.bert.config.hidden_size, 2)
        for parameter in self.parameters():
            parameter.requires_grad = False
        for _, parameter in self.iterate_trained():
            parameter.requires_grad = True

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return how well an answer begins and ends at each token.

        Args:
            ids: The tokens, of shape (examples, tokens).
            mask: 1 for a token, 0 for padding.

        Returns:
            Numbers of shape (examples, tokens, 2); those of padding are very low.

        """
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: torch.Tensor = self.span(hidden.float())
        return scores.masked_fill(mask[..., None] == 0, -1e4)

    def compute_loss(self, batch: Batch) -> torch.Tensor:
        """Return the mean cross entropy of where the answers of a batch begin and end."""
        scores = self(batch.ids, batch.mask)
        start_loss = functional.cross_entropy(scores[..., 0], batch.start)
        end_loss = functional.cross_entropy(scores[..., 1], batch.end)
        return (start_loss + end_loss) / 2

    def iterate_trained(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        """Yield the names of what is trained, and its weights."""
        for name, parameter in self.named_parameters():
            if _is_trained(name):
                yield name, parameter

    def save(self, path: Path) -> None:
        """Write what is trained to a file, in 16 bits."""
        weights = {
            name: parameter.detach().half().contiguous() for name, parameter in self.iterate_trained()
        }
        aside = path.with_suffix(".partial")
        save_file(weights, aside)
        aside.replace(path)

    def load(self, path: Path) -> None:
        """Read what was trained from a file."""
        weights = {name: weight.float() for name, weight in load_file(path).items()}
        _, unexpected = self.load_state_dict(weights, strict=False)
        if unexpected:
            raise ValueError(f"{path} has weights of another network: {unexpected[0]}")


def _is_trained(name: str) -> bool:
    """Return whether a weight is trained, by its name."""
    if name.startswith("span."):
        return True
    prefix = "bert.encoder.layer."
    if not name.startswith(prefix):
        return False
    return int(name.removeprefix(prefix).split(".")[0]) >= FIRST_TRAINED_LAYER
