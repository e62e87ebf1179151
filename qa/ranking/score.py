"""Read the passages that were found: how much speaks for each, and what to quote of it.

A passage's score adds up, by weights that were fitted on the development benchmark (tests/bench/RESULTS.md), how near
it and its best sentence are as a whole and word by word, and how much of the question it holds literally. None of it
depends on what else is in the corpus but the rarity of words, so that passages of either language compare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index import (
    Filter,
    FloatArray,
    IntArray,
    Passage,
    Sentence,
    Snapshot,
    directions,
    question_language,
    stems,
)
from fonti.qa.candidates.retrieve import PAST, Query
from fonti.qa.quoting.choose import choose
from fonti.qa.ranking.late_interaction import best_within, key_match, met, sentence_edges, weights

_SENTENCE_COSINE, _SENTENCE_MATCH = 18.0, 14.0
_PASSAGE_COSINE, _PASSAGE_MATCH, _PASSAGE_COVERAGE = 9.0, 24.0, 3.0
# Passages read word by word, and what matching words count in choosing these: the best was among them for all but 2 and
# 5 of twice 800 questions (tests/bench/RESULTS.md).
_READ, _WORDS = 32, 2.0
_DIGITS = 4  # of a score: equal passages are so to these, whatever else was worked out with them
# Of a follow-up: what a sentence loses that was quoted already, and a passage gains in a document that was.
_TOLD, _SAME_SOURCE = 4.0, 3.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage: cosines and matches, -1 to 1, of the passage and of its best sentence.

    The passage's cosine is taken from the encoder's centre. `key_match` is how well the passage meets the worst met of
    the tokens that say most. `coverage`, 0 to 1, is how much of the question stands literally in the passage, each word
    weighed by how rare it is; 0 where the passage is in another language, and `across` is 1. `distinctness`, 0 to 2, is
    how far the question itself lies from the centre: one that could be asked of anything is near to much.
    """

    passage_cosine: float
    sentence_cosine: float
    passage_match: float
    sentence_match: float
    key_match: float
    coverage: float
    across: float
    distinctness: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read: what to quote, `start` to `end` in the document's code points, and how good it is.

    `vector`, of shape (dimension,), is the embedding of its best sentence; `cosines`, of shape (question's, passage's),
    say how near each token of the question is to each of the passage, which stand at `spans` in it.
    """

    passage: Passage
    start: int
    end: int
    evidence: Evidence
    score: float
    vector: FloatArray
    cosines: FloatArray
    spans: IntArray

    @property
    def quote(self) -> str:
        """The text to quote."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


def read(
    snapshot: Snapshot, query: Query, retrieved: Mapping[int, float], within: Filter, top_k: int
) -> list[Reading]:
    """Read passages that a filter lets through, best first; one without a sentence to quote is left out.

    `retrieved` says of each by its id how well its words match, 0 to 1. So many are read, those nearest as a whole,
    that the best `top_k` are among them.
    """
    asked = _Asked(snapshot, query)
    found = _Found(snapshot, asked, retrieved, within, max(_READ, 2 * top_k))
    readings = [_read(query, asked, found, place) for place in range(len(found.passages))]
    return sorted(
        readings, key=lambda reading: (-round(reading.score, _DIGITS), reading.passage.id)
    )


class _Asked:
    """A question's words, weighed by their rarity in its language, its tokens, by what they say, and its direction."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        # Of a follow-up, it is the language of most words, its topic's among them.
        self.language = question_language(query.text) if query.own else query.language
        own = set(stems(query.text[query.own :], self.language))
        self.encoded, self.weights = query.encoded, weights(query.encoded.tokens)
        differing = query.encoded.vector - snapshot.centre
        self.direction, self.distinctness = directions(differing), float(np.linalg.norm(differing))
        self._rarity = {
            word: rarity * (1 if word in own else PAST)
            for word, rarity in snapshot.rarity(
                stems(query.text, self.language), self.language
            ).items()
        }

    def coverage(self, snapshot: Snapshot, passages: Sequence[Passage]) -> dict[int, float]:
        """How much of the question each of the passages in its language holds, 0 to 1, by the passage's id."""
        ids = [passage.id for passage in passages if passage.language == self.language]
        total = sum(self._rarity.values())
        return {
            one: sum(rarity for word, rarity in self._rarity.items() if word in words) / total
            for one, words in snapshot.held(ids, self._rarity.keys(), self.language).items()
            if words
        }


class _Found:
    """Passages, and how near a question is to each and to their sentences, worked out for all at once.

    Of all that were retrieved, the `most` are kept that are nearest as a whole: reading word by word takes longest.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        asked: _Asked,
        retrieved: Mapping[int, float],
        within: Filter,
        most: int,
    ) -> None:
        ids = np.array([*retrieved], np.int64)
        passages, sentences, ends = snapshot.embeddings(ids)
        cosines = sentences @ asked.encoded.vector
        passage_cosines = directions(passages - snapshot.centre) @ asked.direction
        held = np.flatnonzero(ends[:-1] < ends[1:])  # without a sentence, there is nothing to quote
        near = _PASSAGE_COSINE * passage_cosines + _WORDS * np.array([*retrieved.values()])
        near[held] += _SENTENCE_COSINE * np.maximum.reduceat(cosines, ends[held])
        kept = held[np.sort(np.argsort(-near[held], kind="stable")[:most])]
        own = np.concatenate(
            [np.arange(0), *(np.arange(ends[place], ends[place + 1]) for place in kept)]
        )
        self.passages = snapshot.passages(ids[kept].tolist(), within)
        self.ends = np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])
        self.vectors, self.cosines, self.passage_cosines = (
            sentences[own],
            cosines[own],
            passage_cosines[kept],
        )
        self.tokens = snapshot.tokens([passage.id for passage in self.passages])
        self.similar = self.tokens.cosines(asked.encoded.tokens)
        best = best_within(self.similar, self.tokens.edges)
        self.passage_matches, self.key_matches = (
            met(asked.weights, best),
            key_match(asked.weights, best),
        )
        self.matches = met(
            asked.weights, best_within(self.similar, sentence_edges(self.tokens, self.passages))
        )
        self.coverage = asked.coverage(snapshot, self.passages)


def _read(query: Query, asked: _Asked, found: _Found, place: int) -> Reading:
    passage, (first_token, last_token) = found.passages[place], found.tokens.edges[place]
    own = slice(found.ends[place], found.ends[place + 1])
    cosines, matches = found.cosines[own], found.matches[own]
    texts = [
        passage.text[each.start - passage.start : each.end - passage.start]
        for each in passage.sentences
    ]
    scores = _SENTENCE_COSINE * cosines + _SENTENCE_MATCH * matches
    if query.told:
        scores -= _TOLD * np.array(
            [_was_told(query, passage, each) for each in passage.sentences], np.float32
        )
    best, first, last = choose(texts, scores)
    evidence = Evidence(
        passage_cosine=float(found.passage_cosines[place]),
        sentence_cosine=float(cosines.max()),
        passage_match=float(found.passage_matches[place]),
        sentence_match=float(matches.max()),
        key_match=float(found.key_matches[place]),
        coverage=found.coverage.get(passage.id, 0.0),
        across=float(passage.language != asked.language),
        distinctness=asked.distinctness,
    )
    talked_of = any(source == passage.source for source, _, _ in query.told)
    return Reading(
        passage=passage,
        start=passage.sentences[first].start,
        end=passage.sentences[last].end,
        evidence=evidence,
        score=float(scores.max()) + _score(evidence) + _SAME_SOURCE * talked_of,
        vector=found.vectors[own][best],
        cosines=found.similar[:, first_token:last_token],
        spans=found.tokens.spans[first_token:last_token],
    )


def _score(evidence: Evidence) -> float:
    """What a passage as a whole adds to the score of its best sentence."""
    near = _PASSAGE_COSINE * evidence.passage_cosine + _PASSAGE_MATCH * evidence.passage_match
    return near + _PASSAGE_COVERAGE * evidence.coverage


def _was_told(query: Query, passage: Passage, sentence: Sentence) -> bool:
    return any(
        source == passage.source and start <= sentence.start and sentence.end <= end
        for source, start, end in query.told
    )
