"""Read a passage: the sentence of it that answers, and how much of the question its words hold."""

from dataclasses import dataclass

import numpy as np

from index import Passage, Sentence, Snapshot, stems
from qa.retrieval import Candidate, Query

_WORDS = 0.06  # what a sentence that holds all of the question's words gains, in cosine


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate that was read: its passage and the sentence to quote.

    `coverage`, 0 to 1, is how much of the question stands in the passage, each word weighed by how rare it is; 0 where
    the passage is in another language.
    """

    candidate: Candidate
    passage: Passage
    sentence: Sentence
    coverage: float


def read(snapshot: Snapshot, query: Query, candidate: Candidate) -> Reading:
    """Choose the sentence to quote in a candidate's passage."""
    (passage,) = snapshot.passages([candidate.passage])
    same = passage.language == query.language
    asked = snapshot.rarity(stems(query.text, query.language), query.language) if same else {}
    held = [_held(passage, sentence, asked) for sentence in passage.sentences]
    cosines = snapshot.sentence_embeddings(passage.id) @ query.vector
    best = int(np.argmax(cosines + _WORDS * np.array([_share(each, asked) for each in held])))
    return Reading(candidate, passage, passage.sentences[best], _share(set().union(*held), asked))


def _held(passage: Passage, sentence: Sentence, asked: dict[str, float]) -> set[str]:
    text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
    return asked.keys() & set(stems(text, passage.language))


def _share(held: set[str], asked: dict[str, float]) -> float:
    total = sum(asked.values())
    return sum(asked[word] for word in held) / total if total else 0.0
