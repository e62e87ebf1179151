"""Find the passages that may answer: by two grains of embeddings, and by words.

Each language's passages are searched apart, so that many documents in one never crowd out another's. What is found here
is only read next (qa/reading.py): the order comes from reading.
"""

from dataclasses import dataclass, replace

from fonti.index import EncodedText, Filter, Snapshot

PAST = 0.35  # what a word of a question's topic weighs, beside one of its own
_POOL = 20  # passages taken from each search of each language; more did not change an answer (tests/bench/RESULTS.md)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its text, its language, and how the model reads it.

    `own` is where, in code points, the question itself begins in the text; what stands before is its topic. `told` are
    the quotes that a conversation on it gave already: their sources, and spans there.
    """

    text: str
    language: str
    encoded: EncodedText
    own: int = 0
    told: tuple[tuple[str, int, int], ...] = ()


def retrieve(snapshot: Snapshot, query: Query, within: Filter) -> dict[int, float]:
    """The ids of the passages that may answer a question, among those that a filter lets through.

    Each with how well its words match, as a share of how well those of the best in its language do: 0 to 1.
    """
    found: dict[int, float] = {}
    for language in snapshot.languages(within):
        inside = replace(within, languages=frozenset({language}))
        for hits in (
            snapshot.nearest_passages(query.encoded.vector, _POOL, inside),
            snapshot.nearest_sentences(query.encoded.vector, _POOL, inside),
        ):
            found.update((hit.passage, 0.0) for hit in hits)
        words = snapshot.matching_words(query.text, language, _POOL, inside)
        found.update((hit.passage, hit.score / words[0].score) for hit in words)
    return found
