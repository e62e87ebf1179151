"""Examples as tokens, in batches of groups of about the same length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from fonti.index.models.reader import Window, make_reader_input
from fonti.index.models.tokenizer import Tokenizer
from tests.bench.reader.examples import Example

PADDING_ID = 1


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """An example as tokens.

    Attributes:
        ids: The tokens: question, heading and window, each with an end.
        first: The index of the first token of the window.
        starts: Which tokens begin an answer; only the first token if there is none.
        ends: Which tokens end one, in the same order.

    """

    ids: list[int]
    first: int
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups of examples of about the same length, one after the other.

    Attributes:
        ids: The tokens, of shape (examples, tokens).
        mask: 1 for a token, 0 for padding, of the same shape.
        in_window: Which tokens are those of a window, of the same shape.
        start: The token that begins an answer, of shape (examples,).
        end: The token that ends it, of the same shape.
        group_sizes: How many examples each group has; the first one of several has the answer.

    """

    ids: torch.Tensor
    mask: torch.Tensor
    in_window: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    group_sizes: list[int]

    def move_to(self, device: str) -> "Batch":
        """Return the batch on a device."""
        return replace(
            self,
            ids=self.ids.to(device),
            mask=self.mask.to(device),
            in_window=self.in_window.to(device),
            start=self.start.to(device),
            end=self.end.to(device),
        )


def encode_example(tokenizer: Tokenizer, example: Example) -> EncodedExample | None:
    """Return an example as tokens; None if its answer is cut off."""
    read = make_reader_input(tokenizer, example.question, Window(example.heading, example.context))
    spans = read.spans.tolist()

    starts = []
    ends = []
    for answer in example.answers:
        inside = [
            place
            for place, (start, end) in enumerate(spans)
            if start < answer.end and end > answer.start and end > start
        ]
        if inside and spans[inside[-1]][1] >= answer.end:
            starts.append(read.first + inside[0])
            ends.append(read.first + inside[-1])

    if example.answers and not starts:
        return None
    return EncodedExample(read.ids, read.first, starts or [0], ends or [0])


def make_batches(
    groups: Sequence[Sequence[EncodedExample]], size: int, draw: random.Random
) -> Iterator[Batch]:
    """Yield batches in random order, each of groups of about the same length.

    Args:
        groups: The groups.
        size: How many examples a batch has, or a few more, since a group stays whole.
        draw: Draws the order.

    """
    in_order = sorted(groups, key=lambda group: (_measure_length(group), draw.random()))
    batches: list[list[Sequence[EncodedExample]]] = []
    room = 0
    for group in in_order:
        if room <= 0:
            batches.append([])
            room = size
        batches[-1].append(group)
        room -= len(group)

    draw.shuffle(batches)
    for batch in batches:
        yield make_batch(batch, draw)


def make_batch(groups: Sequence[Sequence[EncodedExample]], draw: random.Random) -> Batch:
    """Return groups as one batch; one answer of each example is drawn."""
    examples = [example for group in groups for example in group]
    length = _measure_length(examples)
    ids = torch.full((len(examples), length), PADDING_ID)
    mask = torch.zeros((len(examples), length), dtype=torch.long)
    in_window = torch.zeros((len(examples), length), dtype=torch.bool)
    start = torch.zeros(len(examples), dtype=torch.long)
    end = torch.zeros(len(examples), dtype=torch.long)

    for row, example in enumerate(examples):
        count = len(example.ids)
        ids[row, :count] = torch.tensor(example.ids)
        mask[row, :count] = 1
        # The last token only closes the window.
        in_window[row, example.first : count - 1] = True
        place = draw.randrange(len(example.starts))
        start[row] = example.starts[place]
        end[row] = example.ends[place]
    return Batch(ids, mask, in_window, start, end, list(map(len, groups)))


def _measure_length(examples: Sequence[EncodedExample]) -> int:
    return max(len(example.ids) for example in examples)
