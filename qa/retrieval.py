"""Find the passages that may answer: two grains of embeddings, and words.

Each language's passages are searched apart, so that many documents in one never crowd out another's. Cosines of
passages and of their best sentences, and BM25, are each standardised over the best of their own kind and added; a
cosine across languages is raised by what it loses there. Words weigh less, and least across languages, where only names
and numbers are shared. How the weights were measured stands in tests/bench/RESULTS.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index import Filter, Hit, Snapshot

_POOL = 100  # passages taken from each search of each language
_WORDS_SAME, _WORDS_ACROSS = 0.4, 0.1
_ACROSS = 0.02  # how much lower a cosine is for being across languages

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its text, its language, its embedding of shape (dimension,)."""

    text: str
    language: str
    vector: FloatArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer: its cosine to the question, its best sentence's, its BM25, and all in one `score`.

    The cosines are raised for a passage in another language than the question's, so that languages compare.
    """

    passage: int
    language: str
    passage_cosine: float
    sentence_cosine: float
    words: float
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What one language's searches gave, best first."""

    language: str
    passages: list[Hit]
    sentences: list[Hit]
    words: list[Hit]


def retrieve(snapshot: Snapshot, query: Query, within: Filter) -> list[Candidate]:
    """The passages that may answer a question, among those that a filter lets through; best first."""
    found = [_search(snapshot, query, within, language) for language in snapshot.languages(within)]
    passage = _standard([hit.score for each in found for hit in each.passages])
    sentence = _standard([hit.score for each in found for hit in each.sentences])
    candidates = []
    for each in found:
        words = _standard([hit.score for hit in each.words])
        weight = _WORDS_SAME if each.language == query.language else _WORDS_ACROSS
        for one in _candidates(snapshot, query, each):
            score = passage(one.passage_cosine) + sentence(one.sentence_cosine) + weight * words(one.words)
            candidates.append(replace(one, score=score))
    return sorted(candidates, key=lambda one: (-one.score, one.passage))


def _search(snapshot: Snapshot, query: Query, within: Filter, language: str) -> _Found:
    within = replace(within, languages=frozenset({language}))
    lift = _lift(query, language)
    return _Found(
        language,
        [replace(hit, score=hit.score + lift) for hit in snapshot.nearest_passages(query.vector, _POOL, within)],
        [replace(hit, score=hit.score + lift) for hit in snapshot.nearest_sentences(query.vector, _POOL, within)],
        snapshot.matching_words(query.text, language, _POOL, within),
    )


def _lift(query: Query, language: str) -> float:
    return 0.0 if language == query.language else _ACROSS


def _candidates(snapshot: Snapshot, query: Query, found: _Found) -> list[Candidate]:
    """Every passage that any search found, with both of its cosines; one without a sentence to quote is left out."""
    words = {hit.passage: hit.score for hit in found.words}
    ids = list(dict.fromkeys(hit.passage for hits in (found.passages, found.sentences, found.words) for hit in hits))
    lift = _lift(query, found.language)
    cosines = snapshot.passage_embeddings(ids) @ query.vector + lift
    candidates = []
    for passage, cosine in zip(ids, cosines.tolist(), strict=True):
        sentences = snapshot.sentence_embeddings(passage) @ query.vector
        if len(sentences):
            best = float(sentences.max()) + lift
            candidates.append(Candidate(passage, found.language, cosine, best, words.get(passage, 0.0)))
    return candidates


def _standard(scores: list[float]) -> Callable[[float], float]:
    """A scale on which some scores have mean 0 and standard deviation 1; where they do not differ, all are 0."""
    mean, deviation = (float(np.mean(scores)), float(np.std(scores))) if scores else (0.0, 0.0)
    return lambda score: (score - mean) / deviation if deviation > 1e-6 else 0.0
