"""Retrieve the passages that may answer a question: by passages, by sentences and by words.

The passages of each language are searched apart, so that many documents in one language do not
crowd out another. The order of the candidates means nothing; `fonti.qa.ranking` ranks them.
"""

from dataclasses import replace

from fonti.index import SearchBackend, SearchFilters
from fonti.qa.question.query import Query

# Passages taken from each search of each language; more changed no answer (tests/bench/RESULTS.md).
_CANDIDATES_PER_SEARCH = 20


def retrieve_candidates(
    snapshot: SearchBackend, query: Query, filters: SearchFilters
) -> dict[int, float]:
    """Return the passages that may answer a question, among those that the filters let through.

    Returns:
        The lexical score, 0 to 1, of each passage by its id: its BM25 score as a share of the best
        in its language, 0 for a passage that only its embedding or that of a sentence retrieved.

    """
    embedding = query.encoded.embedding
    candidates: dict[int, float] = {}

    for language in snapshot.list_languages(filters):
        in_language = replace(filters, languages=frozenset({language}))

        for hit in snapshot.search_passages(embedding, _CANDIDATES_PER_SEARCH, in_language):
            candidates[hit.passage_id] = 0.0

        for hit in snapshot.search_sentences(embedding, _CANDIDATES_PER_SEARCH, in_language):
            candidates[hit.passage_id] = 0.0

        word_hits = snapshot.search_words(query.text, language, _CANDIDATES_PER_SEARCH, in_language)
        for hit in word_hits:
            candidates[hit.passage_id] = hit.score / word_hits[0].score

    return candidates
