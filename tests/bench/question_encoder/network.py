"""The question encoder as torch trains it: the embedded model, with the question's tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from transformers import BertModel

from fonti.index.models.layer_weights import freeze_untrained
from fonti.index.models.model import LAYER_DEPTHS, Centres
from fonti.index.models.tokenizer import Tokenizer
from fonti.qa.question.query import STRENGTH_POWER
from tests.bench.reader.batches import PADDING_ID

_MIN_WEIGHT_SUM = 1e-6


@dataclass(frozen=True, slots=True)
class EncodedQuestions:
    """q questions of at most t tokens.

    Attributes:
        embeddings: Unit vectors of shape (q, dimension).
        directions: The directions of their tokens, of shape (q, t, dimension).
        weights: How much each token counts, of shape (q, t): together 1 in each question, and 0 for
            what is no token of it.

    """

    embeddings: torch.Tensor
    directions: torch.Tensor
    weights: torch.Tensor


class QuestionNetwork(torch.nn.Module):
    """Encodes questions as `fonti.index.models` does, so that its layers can be trained.

    Args:
        bert: The embedded model.
        tokenizer: Its tokenizer.
        prompt: What is put before a question.
        centres: The centres of the embedded model.

    """

    def __init__(
        self, bert: BertModel, tokenizer: Tokenizer, prompt: str, centres: Centres
    ) -> None:
        super().__init__()
        self.bert = bert
        self._tokenizer = tokenizer
        self._prompt = prompt
        self._centre = torch.tensor(centres.layers)
        freeze_untrained(bert)

    def forward(self, questions: Sequence[str]) -> EncodedQuestions:
        """Encode questions."""
        ids, is_visible = self._tokenize(questions)
        mask = ids != PADDING_ID
        output = self.bert(input_ids=ids, attention_mask=mask.long(), output_hidden_states=True)
        layers = [output.hidden_states[round(depth * self._layer_count)] for depth in LAYER_DEPTHS]

        summed = (layers[-1].float() * mask[..., None]).sum(dim=1)
        differences = torch.stack(layers, dim=2).float() - self._centre
        mean_directions = functional.normalize(differences, dim=-1).mean(dim=2)
        weights = mean_directions.norm(dim=-1) ** STRENGTH_POWER * is_visible
        return EncodedQuestions(
            embeddings=functional.normalize(summed, dim=-1),
            directions=functional.normalize(mean_directions, dim=-1),
            weights=weights / weights.sum(dim=1, keepdim=True).clamp(min=_MIN_WEIGHT_SUM),
        )

    @property
    def _layer_count(self) -> int:
        return int(self.bert.config.num_hidden_layers)

    def _tokenize(self, questions: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the tokens of questions, and which of them are matched, of shape (q, t) each."""
        ids = []
        is_visible = []
        for question in questions:
            text = self._prompt + question
            tokens = self._tokenizer.encode(text)
            ids.append(torch.tensor(tokens.ids))
            is_visible.append(
                torch.tensor(
                    [
                        any(map(str.isalnum, text[max(start, len(self._prompt)) : end]))
                        for start, end in tokens.spans.tolist()
                    ]
                )
            )
        padded = pad_sequence(ids, batch_first=True, padding_value=PADDING_ID)
        return padded, pad_sequence(is_visible, batch_first=True)
