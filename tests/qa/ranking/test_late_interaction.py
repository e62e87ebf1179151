"""Matching token by token: within its bounds, by weight, and inside each sentence alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import (
    FloatArray,
    Passage,
    Sentence,
    StoredTokenEmbeddings,
    TokenEmbeddings,
)
from fonti.qa.ranking.late_interaction import (
    average_best_cosines,
    find_best_cosines,
    find_sentence_offsets,
    match_key_tokens,
    weigh_tokens,
)
from tests.helpers.fakes import FakeEncoder

DIMENSION = 8
SEEDS = st.integers(0, 2**32 - 1)


def create_tokens(count: int, seed: int, strength: float = 1.0) -> TokenEmbeddings:
    """Return tokens in random directions, ten code points apart, about as strong as `strength`."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(count, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    starts = 10 * np.arange(count, dtype=np.int64)
    strengths = (strength * random.uniform(0.5, 2, count)).astype(np.float32)
    return TokenEmbeddings(rows, strengths, np.stack([starts, starts + 5], axis=1))


def create_passage(ends: list[int], start: int = 100) -> Passage:
    """Return a passage whose sentences end at some code points of it."""
    sentences = tuple(
        Sentence(number, start + first, start + end)
        for number, (first, end) in enumerate(pairwise([0, *ends]))
    )
    length = ends[-1]
    return Passage(1, "a.txt", start, start + length, " " * length, None, "en", sentences)


def store_tokens(tokens: TokenEmbeddings) -> StoredTokenEmbeddings:
    """Return the tokens of one text as a search backend gives them, without their codes."""
    codes = np.empty((len(tokens), 0), np.uint8)
    offsets = np.array([[0, len(tokens)]])
    return StoredTokenEmbeddings(codes, tokens.strengths, tokens.spans, offsets)


def compute_cosines(question: TokenEmbeddings, tokens: TokenEmbeddings) -> FloatArray:
    """Return the cosine of each question token to each token of a passage."""
    cosines: FloatArray = question.directions @ tokens.directions.T
    return cosines


def match_passage(question: TokenEmbeddings, cosines: FloatArray) -> float:
    """Return how well a question matches all tokens of one passage."""
    best = find_best_cosines(cosines, np.array([[0, cosines.shape[1]]]))
    return float(average_best_cosines(weigh_tokens(question), best)[0])


def match_sentences(
    question: TokenEmbeddings, cosines: FloatArray, tokens: TokenEmbeddings, passage: Passage
) -> FloatArray:
    """Return how well a question matches each sentence of a passage."""
    offsets = find_sentence_offsets(store_tokens(tokens), [passage])
    return average_best_cosines(weigh_tokens(question), find_best_cosines(cosines, offsets))


@given(st.integers(1, 20), SEEDS, st.floats(0.2, 100))
def test_weights_add_up_to_one(count: int, seed: int, strength: float) -> None:
    """However strong the tokens are, each has its share."""
    weights = weigh_tokens(create_tokens(count, seed, strength))

    assert weights.shape == (count,)
    assert (weights >= 0).all()
    assert float(weights.sum()) == pytest.approx(1, abs=1e-5)


def test_weights_of_weak_tokens_add_up_to_one() -> None:
    """A model whose embeddings are short is matched as any other."""
    weights = weigh_tokens(create_tokens(3, 1, 0.01))
    assert float(weights.sum()) == pytest.approx(1, abs=1e-5)


def test_a_strong_token_weighs_more() -> None:
    """A token weighs by the sixth power of its strength."""
    directions = np.eye(2, dtype=np.float32)
    tokens = TokenEmbeddings(directions, np.array([2, 1], np.float32), np.array([[0, 1], [2, 3]]))

    assert weigh_tokens(tokens).tolist() == pytest.approx([64 / 65, 1 / 65])
    match = match_passage(tokens, np.array([[1.0], [-1.0]], np.float32))
    assert match == pytest.approx(63 / 65)


def test_the_key_match_is_that_of_the_worst_of_three_tokens() -> None:
    """Tokens that say little do not count; without tokens the match is 0."""
    best = np.array([[0.9, 0], [0.7, 0], [0.8, 0], [-1.0, 0]], np.float32)

    weak_last = match_key_tokens(np.array([0.4, 0.3, 0.2, 0.1], np.float32), best)
    assert weak_last.tolist() == pytest.approx([0.7, 0])
    strong_last = match_key_tokens(np.array([0.1, 0.3, 0.2, 0.4], np.float32), best)
    assert strong_last.tolist() == pytest.approx([-1, 0])
    two_tokens = match_key_tokens(np.array([0.5, 0.5], np.float32), best[:2])
    assert two_tokens.tolist() == pytest.approx([0.7, 0])

    assert match_key_tokens(np.zeros(0, np.float32), best[:0]).tolist() == [0, 0]
    assert match_key_tokens(np.ones(4, np.float32), best[:, :0]).shape == (0,)


@given(st.integers(0, 4), st.lists(st.integers(0, 4), max_size=6), SEEDS)
def test_each_segment_has_a_best_cosine(rows: int, lengths: list[int], seed: int) -> None:
    """It is that of the segment alone; an empty one, wherever it stands, has 0."""
    ends = np.cumsum([0, *lengths])
    random = np.random.default_rng(seed)
    cosines = random.uniform(-1, 1, (rows, ends[-1])).astype(np.float32)

    best = find_best_cosines(cosines, np.stack([ends[:-1], ends[1:]], axis=1))

    assert best.shape == (rows, len(lengths))
    for segment, (first, end) in enumerate(pairwise(ends.tolist())):
        is_empty = first == end
        expected = np.zeros(rows) if is_empty else cosines[:, first:end].max(axis=1)
        assert np.array_equal(best[:, segment], expected)


@given(
    st.integers(0, 6),
    st.integers(0, 8),
    SEEDS,
    st.lists(st.integers(1, 90), min_size=1, max_size=5, unique=True),
)
def test_matches_stay_within_their_bounds(
    question_tokens: int, passage_tokens: int, seed: int, ends: list[int]
) -> None:
    """They are between -1 and 1, and 0 if either side has no tokens."""
    question = create_tokens(question_tokens, seed)
    tokens = create_tokens(passage_tokens, seed + 1)
    cosines = compute_cosines(question, tokens)

    passage_match = match_passage(question, cosines)
    sentence_matches = match_sentences(question, cosines, tokens, create_passage(sorted(ends)))

    assert cosines.shape == (question_tokens, passage_tokens)
    assert sentence_matches.shape == (len(ends),)
    assert abs(passage_match) <= 1 + 1e-5
    assert (np.abs(sentence_matches) <= 1 + 1e-5).all()
    if not question_tokens or not passage_tokens:
        assert passage_match == 0
        assert not sentence_matches.any()


@given(
    st.integers(1, 6),
    st.integers(1, 9),
    SEEDS,
    st.lists(st.integers(1, 90), min_size=1, max_size=5, unique=True),
)
def test_a_sentence_is_matched_by_its_own_tokens(
    question_tokens: int, passage_tokens: int, seed: int, ends: list[int]
) -> None:
    """Its match is that of the tokens that begin inside the sentence."""
    question = create_tokens(question_tokens, seed)
    tokens = create_tokens(passage_tokens, seed + 1)
    passage = create_passage(sorted(ends))
    cosines = compute_cosines(question, tokens)

    matches = match_sentences(question, cosines, tokens, passage)

    token_starts = tokens.spans[:, 0] + passage.start
    for sentence, match in zip(passage.sentences, matches, strict=True):
        inside = (token_starts >= sentence.start) & (token_starts < sentence.end)
        expected = 0.0
        if inside.any():
            expected = float(weigh_tokens(question) @ cosines[:, inside].max(axis=1))
            assert float(match) <= match_passage(question, cosines) + 1e-5
        assert float(match) == pytest.approx(expected, abs=1e-5)


@given(st.integers(1, 12), SEEDS)
def test_a_question_matches_itself(count: int, seed: int) -> None:
    """It does so wholly, whatever else stands beside it; its opposite matches not at all."""
    tokens = create_tokens(count, seed)
    assert match_passage(tokens, compute_cosines(tokens, tokens)) == pytest.approx(1, abs=1e-5)

    others = create_tokens(3, seed + 1)
    beside = TokenEmbeddings(
        np.concatenate([others.directions, tokens.directions]),
        np.ones(count + 3, np.float32),
        tokens.spans,
    )
    assert match_passage(tokens, compute_cosines(tokens, beside)) == pytest.approx(1, abs=1e-5)

    opposite = TokenEmbeddings(-tokens.directions[:1], tokens.strengths[:1], tokens.spans[:1])
    match = match_passage(opposite, compute_cosines(opposite, tokens)[:, :1])
    assert match == pytest.approx(-1, abs=1e-5)


def test_the_sentence_with_the_words_matches_best() -> None:
    """In a text of two sentences, words of the second match the second."""
    text = "The museum opens at ten. The keeper rang the bell."
    encoder = FakeEncoder()
    question = encoder.encode_query("keeper bell").tokens
    tokens = encoder.encode_query(text).tokens
    passage = create_passage([24, len(text)])

    matches = match_sentences(question, compute_cosines(question, tokens), tokens, passage)

    first, second = matches.tolist()
    assert second == pytest.approx(1, abs=1e-5)
    assert first < 0.6
