"""How fast passages are encoded: Fonti's encoder, with tokens and without, against the usual pipeline's embeddings."""

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

from fonti.index import open_encoder
from tests.bench import usual
from tests.bench.figures import Figure, Mark, Section, alternate
from tests.bench.ground import Ground

TIMES = 3
SAMPLE = 256  # paragraphs
_SEED = 1


def measure(ground: Ground) -> Section:
    """Encode the same paragraphs in turn."""
    texts = sample(ground.texts, SAMPLE)
    return Section(
        f"Encoding: {len(texts)} paragraphs, medians of {TIMES}",
        (*speeds(ground.model, texts), ground.quality()),
    )


def sample(texts: Sequence[str], count: int) -> list[str]:
    """Some of the texts, always the same ones."""
    return random.Random(_SEED).sample(texts, count)


def speeds(model: str, texts: list[str]) -> tuple[Figure, Figure]:
    """Passages a second, with their tokens and without."""
    encoder, plain = open_encoder(), usual.embeddings(model)
    with_tokens, without, theirs = (
        median(rates)
        for rates in alternate(
            TIMES,
            lambda: _rate(encoder.encode_passages, texts),
            lambda: _rate(encoder.encode_sentences, texts),
            lambda: _rate(plain.embed_documents, texts),
        )
    )
    return (
        Figure(
            "passages a second, each with its tokens", with_tokens, theirs, Mark("≥", 3, "ratio")
        ),
        Figure("passages a second, embeddings alone", without, theirs),
    )


def _rate(encode: Callable[[list[str]], object], texts: list[str]) -> float:
    encode(texts[:2])  # what is loaded once is not counted
    began = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - began)
