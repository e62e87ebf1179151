"""Retrieve the passages that may answer a question: by passages, by sentences and by words.

Each language is searched separately, so that a language with many documents does not crowd out the
others. The candidates are in no particular order; `fonti.qa.ranking` ranks them.
"""

from collections.abc import Mapping
from dataclasses import replace

from fonti.index import SearchBackend, SearchFilters
from fonti.qa.question.query import Query

# Passages taken from each search of each language; more changed no answer (tests/bench/RESULTS.md).
_CANDIDATES_PER_SEARCH = 20

# Passages taken from each document that the question seems to be about.
_CANDIDATES_PER_DOCUMENT = 8

# The most documents that a question can be about: if more match, their subjects are alike, and none
# is meant more than the others.
_MAX_SUBJECT_DOCUMENTS = 5

# How well the subject of such a document matches at least, as a share of the best match.
_MIN_SUBJECT_SHARE = 0.75


def retrieve_candidates(
    snapshot: SearchBackend, query: Query, filters: SearchFilters
) -> list[dict[int, float]]:
    """Return the passages that may answer a question, among those that pass the filters.

    Returns:
        For each language, the lexical score, 0 to 1, of each passage by its id: its BM25 score as a
        share of the best in its language, or how well the subject of its document matches; 0 if it
        was only retrieved by its embedding or that of a sentence.

    """
    subject_shares = find_subject_documents(query, filters)
    return [
        _retrieve_in_language(snapshot, query, language, filters, subject_shares)
        for language in snapshot.list_passage_languages(filters)
    ]


def _retrieve_in_language(
    snapshot: SearchBackend,
    query: Query,
    language: str,
    filters: SearchFilters,
    subject_shares: Mapping[str, float],
) -> dict[int, float]:
    """Return the lexical scores of the passages in a language that may answer a question.

    Args:
        snapshot: The version of the index.
        query: The question.
        language: The language.
        filters: What the search is limited to, in any language.
        subject_shares: What `find_subject_documents` returned.

    """
    embedding = query.encoded.embedding
    in_language = replace(filters, languages=frozenset({language}))
    candidates: dict[int, float] = {}

    for hit in snapshot.search_passages(embedding, _CANDIDATES_PER_SEARCH, in_language):
        candidates[hit.passage_id] = 0.0

    for hit in snapshot.search_sentences(embedding, _CANDIDATES_PER_SEARCH, in_language):
        candidates[hit.passage_id] = 0.0

    word_hits = snapshot.search_words(query.text, language, _CANDIDATES_PER_SEARCH, in_language)
    for hit in word_hits:
        candidates[hit.passage_id] = hit.score / word_hits[0].score

    for source, share in subject_shares.items():
        in_document = replace(in_language, sources=frozenset({source}))
        for hit in snapshot.search_passages(embedding, _CANDIDATES_PER_DOCUMENT, in_document):
            candidates[hit.passage_id] = max(share, candidates.get(hit.passage_id, 0.0))

    return candidates


def find_subject_documents(query: Query, filters: SearchFilters) -> dict[str, float]:
    """Return how well the documents match that a question seems to be about, by their sources.

    They are those whose subject matches about as well as the best, if these are few: if many do,
    the question says nothing of its document.
    """
    shares = {
        source: match.share
        for source, match in query.subjects.items()
        if filters.sources is None or source in filters.sources
    }
    min_share = _MIN_SUBJECT_SHARE * max(shares.values(), default=0.0)
    best = {source: share for source, share in shares.items() if share >= min_share}
    return best if len(best) <= _MAX_SUBJECT_DOCUMENTS else {}
