"""Examples as tokens, in batches of about the same length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
        starts: Which tokens begin an answer; only the first token if there is none.
        ends: Which tokens end one, in the same order.

    """

    ids: list[int]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of about the same length.

    Attributes:
        ids: The tokens, of shape (examples, tokens).
        mask: 1 for a token, 0 for padding, of the same shape.
        start: The token that begins an answer, of shape (examples,).
        end: The token that ends it, of the same shape.

    """

    ids: torch.Tensor
    mask: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor


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
    return EncodedExample(read.ids, starts or [0], ends or [0])


def make_batches(
    encoded: Sequence[EncodedExample], size: int, draw: random.Random
) -> Iterator[Batch]:
    """Yield batches in random order, each of examples of about the same length."""
    order = sorted(range(len(encoded)), key=lambda place: (len(encoded[place].ids), draw.random()))
    groups = [order[first : first + size] for first in range(0, len(order), size)]
    draw.shuffle(groups)

    for group in groups:
        yield make_batch([encoded[place] for place in group], draw)


def make_batch(examples: Sequence[EncodedExample], draw: random.Random) -> Batch:
    """Return examples as one batch; one answer of each is drawn."""
    length = max(len(example.ids) for example in examples)
    ids = torch.full((len(examples), length), PADDING_ID)
    mask = torch.zeros((len(examples), length), dtype=torch.long)
    start = torch.zeros(len(examples), dtype=torch.long)
    end = torch.zeros(len(examples), dtype=torch.long)

    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
        place = draw.randrange(len(example.starts))
        start[row] = example.starts[place]
        end[row] = example.ends[place]
    return Batch(ids, mask, start, end)
