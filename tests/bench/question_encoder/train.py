"""Train the question encoder.

    python -m tests.bench.question_encoder.train EXAMPLES... --out QUESTIONS.safetensors
        [--start FROM] [--hours HOURS] [--rate RATE]

A question with an answer learns to be nearer to the passage that answers it than to the other
passages of the files, which stay as the embedded model encodes them: so an index that exists can be
searched as before. A part of the questions is mistyped. The files have the form of
`tests.bench.reader.examples`.

The learning rate falls to nothing at the end of the questions or of the hours, whichever comes
first.
"""

import argparse
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from fonti.index import IntArray
from fonti.index.models.layer_weights import iterate_trained, load_trained, save_trained
from fonti.index.models.load import open_encoder
from fonti.index.models.tokenizer import load_tokenizer
from fonti.index.models.torch_model import TorchModel, load_sentence_transformer
from fonti.ui.cli.progress import show_progress
from tests.bench.question_encoder.network import EncodedQuestions, QuestionNetwork
from tests.bench.question_encoder.passages import EncodedPassages, encode_passages
from tests.bench.question_encoder.typing_errors import mistype
from tests.bench.reader.examples import read_items
from tests.bench.reader.train import (
    SEED,
    choose_dtype,
    choose_precision,
    find_model_folder,
    load_bert_without_dropout,
)

BATCH_SIZE = 48
WARM_UP_STEPS = 50
MAX_GRADIENT = 1.0

# The share of the questions that may be mistyped: some stay as they are by chance.
MISTYPED_SHARE = 0.3

# The nearest passages of a question. Of those that do not answer it, some are drawn.
NEAREST = 24
DRAWN = 11

# The weight of each similarity in the score of a drawn passage: about half of those of
# `fonti.qa.ranking.weights`, with which the loss would be nearly zero too soon.
PASSAGE_WEIGHT = 4.5
SENTENCE_WEIGHT = 11.0
TOKEN_WEIGHT = 17.0

# The temperatures of the similarities to all passages, and what their losses count.
PASSAGE_TEMPERATURE = 0.05
SENTENCE_TEMPERATURE = 0.02
ALL_PASSAGES_WEIGHT = 0.3

log = logging.getLogger("questions")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the place of the passage that answers it, and its answers."""

    text: str
    passage: int
    answers: tuple[str, ...]


def main() -> None:
    """Train the question encoder as the command line says."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to begin with")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=6e-5)
    options = parser.parse_args()

    questions, texts = read_questions(options.examples)
    log.info("%d questions, %d passages", len(questions), len(texts))
    with show_progress() as on_progress:
        encoder = open_encoder(on_progress=on_progress)
        passages = encode_passages(encoder, texts, on_progress, choose_dtype("cpu"))

    network = make_network()
    if options.start:
        load_trained(network.bert, options.start)
    train(network, questions, passages, hours=options.hours, rate=options.rate)
    save_trained(network.bert, options.out, in_8_bits=True)


def read_questions(paths: Sequence[Path]) -> tuple[list[Question], list[str]]:
    """Return the questions of files that have an answer, and all their passages."""
    places: dict[str, int] = {}
    questions = []
    for path in paths:
        for item in read_items(path):
            place = places.setdefault(item["context"], len(places))
            answers = tuple(answer["text"].lower() for answer in item["answers"])
            if answers:
                questions.append(Question(item["question"], place, answers))
    return questions, list(places)


def make_network() -> QuestionNetwork:
    """Return the network of the embedded model."""
    folder = find_model_folder()
    bert = load_bert_without_dropout(folder)
    model = TorchModel(load_sentence_transformer(str(folder)), name="embedded")
    return QuestionNetwork(bert, load_tokenizer(folder), model.query_prompt, model.centres)


def train(
    network: QuestionNetwork,
    questions: Sequence[Question],
    passages: EncodedPassages,
    *,
    hours: float,
    rate: float,
) -> None:
    """Train a network on questions, in random order, in the time there is."""
    draw = random.Random(SEED)
    parameters = [parameter for _, parameter in iterate_trained(network.bert)]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.0, fused=True)
    batches = list(make_batches(questions, draw))
    began = time.monotonic()
    average_loss = 0.0

    for step, batch in enumerate(batches):
        done = max(step / len(batches), (time.monotonic() - began) / (hours * 3600))
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / WARM_UP_STEPS) * (1 - done)

        with choose_precision("cpu"):
            encoded = network([draw_text(question, draw) for question in batch])
        loss = compute_loss(encoded, batch, passages, draw)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, MAX_GRADIENT)
        optimizer.step()

        average_loss = 0.97 * average_loss + 0.03 * loss.item() if step else loss.item()
        if step % 25 == 0:
            log.info("step %d of %d, loss %.3f", step, len(batches), average_loss)


def draw_text(question: Question, draw: random.Random) -> str:
    """Return the text of a question, perhaps mistyped."""
    return mistype(question.text, draw) if draw.random() < MISTYPED_SHARE else question.text


def make_batches(questions: Sequence[Question], draw: random.Random) -> Iterator[list[Question]]:
    """Yield the questions in random order, in batches of the same size."""
    in_order = draw.sample(questions, len(questions))
    for first in range(0, len(in_order), BATCH_SIZE):
        yield in_order[first : first + BATCH_SIZE]


def compute_loss(
    encoded: EncodedQuestions,
    batch: Sequence[Question],
    passages: EncodedPassages,
    draw: random.Random,
) -> torch.Tensor:
    """Return the mean cross entropy of which passage answers each question.

    By all similarities together it has to be the first of a few near ones; by that of its embedding
    alone, and by that of its best sentence, the first of all passages.

    Args:
        encoded: The questions.
        batch: The same questions.
        passages: All passages.
        draw: Draws those near ones.

    """
    passage_cosines, sentence_cosines = compare_embeddings(encoded, passages)
    right = torch.tensor([question.passage for question in batch])
    nearness = PASSAGE_WEIGHT * passage_cosines + SENTENCE_WEIGHT * sentence_cosines
    candidates, may_answer = draw_candidates(batch, nearness.detach(), passages, draw)

    scores = nearness.gather(1, torch.from_numpy(candidates))
    scores = scores + TOKEN_WEIGHT * match_tokens(encoded, passages, candidates)
    loss = functional.cross_entropy(scores, torch.zeros(len(batch), dtype=torch.long))
    for cosines, temperature in (
        (passage_cosines, PASSAGE_TEMPERATURE),
        (sentence_cosines, SENTENCE_TEMPERATURE),
    ):
        scores = cosines.masked_fill(may_answer, -1.0) / temperature
        loss = loss + ALL_PASSAGES_WEIGHT * functional.cross_entropy(scores, right)
    return loss


def compare_embeddings(
    encoded: EncodedQuestions, passages: EncodedPassages
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the cosines of q questions to n passages, and to their best sentences, (q, n) each."""
    embeddings = encoded.embeddings
    dtype = passages.directions.dtype
    directions = functional.normalize(embeddings - passages.centre, dim=-1)
    passage_cosines = (directions.to(dtype) @ passages.directions.T).float()

    sentence_cosines = (embeddings.to(dtype) @ passages.sentences.T).float()
    best = torch.full(passage_cosines.shape, -1.0)
    owners = passages.sentence_passages.expand(len(embeddings), -1)
    return passage_cosines, best.scatter_reduce(1, owners, sentence_cosines, "amax")


def draw_candidates(
    batch: Sequence[Question],
    nearness: torch.Tensor,
    passages: EncodedPassages,
    draw: random.Random,
) -> tuple[IntArray, torch.Tensor]:
    """For each question, draw near passages that do not answer it.

    Returns:
        The passages, of shape (q, 1 + DRAWN), of which the first one answers; and which of the n
        passages are near, hold an answer's text and so may answer, too, of shape (q, n).

    """
    may_answer = torch.zeros(nearness.shape, dtype=torch.bool)
    rows = []
    near_count = min(NEAREST, nearness.shape[1])
    for row, nearest in enumerate(nearness.topk(near_count, dim=1).indices.tolist()):
        question = batch[row]
        others = []
        for place in nearest:
            if any(answer in passages.texts[place].lower() for answer in question.answers):
                may_answer[row, place] = place != question.passage
            elif place != question.passage:
                others.append(place)
        # A question whose answer stands everywhere learns nothing here.
        others = others or [question.passage]
        rows.append([question.passage, *draw.choices(others, k=DRAWN)])
    return np.array(rows), may_answer


def match_tokens(
    encoded: EncodedQuestions,
    passages: EncodedPassages,
    candidates: IntArray,
) -> torch.Tensor:
    """Return how well questions match passages token by token, as the program does.

    Args:
        encoded: The questions, q of them.
        passages: All passages.
        candidates: The places of c passages for each question, of shape (q, c).

    Returns:
        Matches of shape (q, c).

    """
    matches = []
    offsets = passages.token_offsets
    for directions, weights, places in zip(
        encoded.directions, encoded.weights, candidates.tolist(), strict=True
    ):
        all_tokens = [passages.tokens[offsets[place] : offsets[place + 1]] for place in places]
        tokens = torch.cat(all_tokens)
        counts = torch.tensor(list(map(len, all_tokens)))
        cosines = (directions.to(tokens.dtype) @ tokens.T).float()
        owners = torch.arange(len(places)).repeat_interleave(counts)
        best = torch.full((len(directions), len(places)), -1.0)
        best = best.scatter_reduce(1, owners.expand(len(directions), -1), cosines, "amax")
        matches.append(weights @ best)
    return torch.stack(matches)


if __name__ == "__main__":
    main()
