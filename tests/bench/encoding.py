"""The speed of encoding passages: Fonti's encoder, with tokens and without, and the usual one."""

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

from fonti.index import open_encoder
from tests.bench import usual
from tests.bench.figures import Figure, Mark, Section, alternate
from tests.bench.ground import Ground

TIMES = 3
SAMPLE_PARAGRAPHS = 256
_SEED = 1


def measure(ground: Ground) -> Section:
    """Encode the same paragraphs in turn."""
    texts = draw_sample(ground.texts, SAMPLE_PARAGRAPHS)
    return Section(
        f"Encoding: {len(texts)} paragraphs, medians of {TIMES}",
        (*compare_speeds(ground.model, texts), ground.quality()),
    )


def draw_sample(texts: Sequence[str], count: int) -> list[str]:
    """Draw some of the texts, always the same ones."""
    return random.Random(_SEED).sample(texts, count)


def compare_speeds(model: str, texts: list[str]) -> tuple[Figure, Figure]:
    """Return the passages a second, with their tokens and without."""
    encoder = open_encoder()
    usual_embeddings = usual.open_embeddings(model)
    rates = alternate(
        TIMES,
        lambda: _rate(encoder.encode_passages, texts),
        lambda: _rate(encoder.encode_sentences, texts),
        lambda: _rate(usual_embeddings.embed_documents, texts),
    )
    with_tokens, without_tokens, usual_rate = (median(rates_of_one) for rates_of_one in rates)

    name = "passages a second, each with its tokens"
    return (
        Figure(name, with_tokens, usual_rate, Mark("≥", 3, "ratio")),
        Figure("passages a second, embeddings alone", without_tokens, usual_rate),
    )


def _rate(encode: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return the texts that are encoded in a second."""
    # Whatever is loaded once is not counted.
    encode(texts[:2])

    started = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - started)
