"""Matching word by word: within its bounds, by weight, and inside the sentence alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FloatArray, Passage, Sentence, StoredTokens, Tokens
from fonti.qa.ranking.late_interaction import best_within, key_match, met, sentence_edges, weights
from tests.helpers.fakes import FakeEncoder

DIMENSION = 8


def some_tokens(count: int, seed: int, strength: float = 1.0) -> Tokens:
    """Tokens in random directions, ten code points apart, about as strong as given."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(count, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    starts = 10 * np.arange(count, dtype=np.int64)
    strengths = (strength * random.uniform(0.5, 2, count)).astype(np.float32)
    return Tokens(rows, strengths, np.stack([starts, starts + 5], axis=1))


def a_passage(*ends: int, start: int = 100) -> Passage:
    """A passage that begins at `start`, of sentences that end at some code points of it."""
    edges = [0, *ends]
    sentences = [
        Sentence(n, start + first, start + last)
        for n, (first, last) in enumerate(zip(edges, ends, strict=False))
    ]
    return Passage(
        1, "a.txt", start, start + edges[-1], " " * edges[-1], None, "en", tuple(sentences)
    )


def stored(*texts: Tokens) -> StoredTokens:
    """The tokens of some texts, as a snapshot gives them."""
    ends = np.cumsum([0, *map(len, texts)])
    codes = np.empty((ends[-1], 0), np.uint8)  # cosines are made here
    strengths, spans = (
        np.concatenate([getattr(text, name) for text in texts]) for name in ("strengths", "spans")
    )
    return StoredTokens(codes, strengths, spans, np.stack([ends[:-1], ends[1:]], axis=1))


def similarities(question: Tokens, tokens: Tokens) -> FloatArray:
    """The cosine of each of a question's tokens to each of a passage's."""
    cosines: FloatArray = question.directions @ tokens.directions.T
    return cosines


def whole_match(question: Tokens, cosines: FloatArray) -> float:
    """How well a question is met by all of one passage's tokens."""
    (match,) = met(weights(question), best_within(cosines, np.array([[0, cosines.shape[1]]])))
    return float(match)


def sentence_matches(
    question: Tokens, cosines: FloatArray, tokens: Tokens, passage: Passage
) -> FloatArray:
    """How well a question is met within each sentence of a passage."""
    return met(weights(question), best_within(cosines, sentence_edges(stored(tokens), [passage])))


SEEDS = st.integers(0, 2**32 - 1)


@given(st.integers(1, 20), SEEDS, st.floats(0.2, 100))
def test_weights_add_up_to_one(count: int, seed: int, strength: float) -> None:
    """However strong the tokens are, each has its share."""
    found = weights(some_tokens(count, seed, strength))
    assert found.shape == (count,)
    assert (found >= 0).all()
    assert float(found.sum()) == pytest.approx(1, abs=1e-5)


def test_weights_of_weak_tokens_add_up_to_one() -> None:
    """A model whose embeddings are short is matched as any other."""
    assert float(weights(some_tokens(3, 1, 0.01)).sum()) == pytest.approx(1, abs=1e-5)


def test_a_strong_token_weighs_more() -> None:
    """By the sixth power of its strength."""
    tokens = Tokens(
        np.eye(2, dtype=np.float32), np.array([2, 1], np.float32), np.array([[0, 1], [2, 3]])
    )
    assert weights(tokens).tolist() == pytest.approx([64 / 65, 1 / 65])
    assert whole_match(tokens, np.array([[1.0], [-1.0]], np.float32)) == pytest.approx(63 / 65)


def test_the_worst_met_of_three_keys_tells() -> None:
    """What a word that says little lacks is no matter; nothing is met by nothing."""
    best = np.array([[0.9, 0], [0.7, 0], [0.8, 0], [-1.0, 0]], np.float32)
    assert key_match(np.array([0.4, 0.3, 0.2, 0.1], np.float32), best).tolist() == pytest.approx(
        [0.7, 0]
    )
    assert key_match(np.array([0.1, 0.3, 0.2, 0.4], np.float32), best).tolist() == pytest.approx(
        [-1, 0]
    )
    assert key_match(np.array([0.5, 0.5], np.float32), best[:2]).tolist() == pytest.approx([0.7, 0])
    assert key_match(np.zeros(0, np.float32), best[:0]).tolist() == [0, 0]
    assert key_match(np.ones(4, np.float32), best[:, :0]).shape == (0,)


@given(st.integers(0, 4), st.lists(st.integers(0, 4), max_size=6), SEEDS)
def test_runs_are_told_apart(asked: int, lengths: list[int], seed: int) -> None:
    """Each run has its own best, whatever stands beside it; an empty one, wherever it stands, has 0."""
    ends = np.cumsum([0, *lengths])
    cosines = np.random.default_rng(seed).uniform(-1, 1, (asked, ends[-1])).astype(np.float32)
    best = best_within(cosines, np.stack([ends[:-1], ends[1:]], axis=1))
    assert best.shape == (asked, len(lengths))
    for run, (first, last) in enumerate(pairwise(ends.tolist())):
        expected = cosines[:, first:last].max(axis=1) if last > first else np.zeros(asked)
        assert np.array_equal(best[:, run], expected)


@given(
    st.integers(0, 6),
    st.integers(0, 8),
    SEEDS,
    st.lists(st.integers(1, 90), min_size=1, max_size=5, unique=True),
)
def test_matches_keep_their_bounds(asked: int, held: int, seed: int, ends: list[int]) -> None:
    """Between -1 and 1 for a passage and for each of its sentences; 0 where either side has no tokens."""
    question, tokens, passage = (
        some_tokens(asked, seed),
        some_tokens(held, seed + 1),
        a_passage(*sorted(ends)),
    )
    cosines = similarities(question, tokens)
    whole, sentences = (
        whole_match(question, cosines),
        sentence_matches(question, cosines, tokens, passage),
    )
    assert cosines.shape == (asked, held)
    assert sentences.shape == (len(ends),)
    assert abs(whole) <= 1 + 1e-5
    assert (np.abs(sentences) <= 1 + 1e-5).all()
    if not asked or not held:
        assert whole == 0
        assert not sentences.any()


@given(
    st.integers(1, 6),
    st.integers(1, 9),
    SEEDS,
    st.lists(st.integers(1, 90), min_size=1, max_size=5, unique=True),
)
def test_a_sentence_is_matched_by_its_own_tokens(
    asked: int, held: int, seed: int, ends: list[int]
) -> None:
    """Each match is that of the tokens that begin inside the sentence, and none of them is 0."""
    question, tokens, passage = (
        some_tokens(asked, seed),
        some_tokens(held, seed + 1),
        a_passage(*sorted(ends)),
    )
    cosines = similarities(question, tokens)
    for sentence, match in zip(
        passage.sentences, sentence_matches(question, cosines, tokens, passage), strict=True
    ):
        begins = tokens.spans[:, 0] + passage.start
        inside = (begins >= sentence.start) & (begins < sentence.end)
        best = sum(
            weight * row[inside].max()
            for weight, row in zip(weights(question), cosines, strict=True)
            if inside.any()
        )
        assert float(match) == pytest.approx(float(best), abs=1e-5)
        assert float(match) <= whole_match(question, cosines) + 1e-5 or not inside.any()


@given(st.integers(1, 12), SEEDS)
def test_a_question_that_is_the_passage_is_met(count: int, seed: int) -> None:
    """By itself, wholly, whatever else stands beside it; and by its opposite it is not."""
    tokens = some_tokens(count, seed)
    assert whole_match(tokens, similarities(tokens, tokens)) == pytest.approx(1, abs=1e-5)
    beside = Tokens(
        np.concatenate([some_tokens(3, seed + 1).directions, tokens.directions]),
        np.ones(count + 3, np.float32),
        tokens.spans,
    )
    assert whole_match(tokens, similarities(tokens, beside)) == pytest.approx(1, abs=1e-5)
    opposite = Tokens(-tokens.directions[:1], tokens.strengths[:1], tokens.spans[:1])
    assert whole_match(opposite, similarities(opposite, tokens)[:, :1]) == pytest.approx(
        -1, abs=1e-5
    )


def test_the_sentence_that_holds_the_words_matches_best() -> None:
    """In a text of two sentences, words of the second are met there."""
    text = "The museum opens at ten. The keeper rang the bell."
    encoder = FakeEncoder()
    question, tokens = encoder.encode_query("keeper bell").tokens, encoder.encode_query(text).tokens
    passage = a_passage(24, len(text))
    first, second = sentence_matches(
        question, similarities(question, tokens), tokens, passage
    ).tolist()
    assert second == pytest.approx(1, abs=1e-5)
    assert first < 0.6
