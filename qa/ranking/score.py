"""Rank candidate passages by how well they match a question.

The ranking score of a passage is a weighted sum of the similarity of the passage and of its best
sentence to the question, by their embeddings and token by token, of the share of the question that
the passage has literally, and of how well the subject of its document matches. Of the rest of the
corpus, only the rarity of words and the names of subjects count, so that scores of passages in both
languages can be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index import (
    FloatArray,
    Passage,
    SearchBackend,
    SearchFilters,
    Sentence,
    StoredTokenEmbeddings,
)
from fonti.qa.question.identifiers import count_numbers, find_codes
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import Evidence, RankedPassage
from fonti.qa.ranking.late_interaction import (
    average_best_cosines,
    find_best_cosines,
    find_sentence_offsets,
    match_key_tokens,
)
from fonti.qa.ranking.query_weights import WeightedQuery, compute_coverage, weigh_query
from fonti.qa.ranking.shortlist import Shortlist, select_shortlist
from fonti.qa.ranking.weights import (
    ALREADY_QUOTED_PENALTY,
    CODE_BONUS,
    PASSAGE_COSINE_WEIGHT,
    PASSAGE_COVERAGE_WEIGHT,
    PASSAGE_MATCH_WEIGHT,
    SAME_SOURCE_BONUS,
    SENTENCE_COSINE_WEIGHT,
    SENTENCE_MATCH_WEIGHT,
    SUBJECT_WEIGHT,
)
from fonti.qa.ranking.words_above import match_words_above, raise_matched_cosines

# Passages of each language that are matched token by token, at least. More would take longer: only
# reading takes more time (tests/bench/results/question.md).
_MIN_SHORTLIST = 24


def rank_passages(
    snapshot: SearchBackend,
    query: Query,
    candidates: Sequence[Mapping[int, float]],
    filters: SearchFilters,
    top_k: int,
) -> list[RankedPassage]:
    """Return the candidates nearest to a question, best first.

    Args:
        snapshot: The version of the index.
        query: The question.
        candidates: For each language, the lexical scores of the candidates by their ids.
        filters: What the search is limited to.
        top_k: How many passages are needed. More are returned, since not all can be quoted.

    """
    weighted = weigh_query(snapshot, query)
    shortlist = select_shortlist(snapshot, weighted, candidates, max(_MIN_SHORTLIST, 2 * top_k))
    passages = snapshot.get_passages(shortlist.passage_ids, filters)

    matches = _match_tokens(snapshot, weighted, passages)
    coverage = compute_coverage(snapshot, weighted, passages)

    codes = find_codes(query.question)
    ranked = []
    first_sentence = 0
    for row, passage in enumerate(passages):
        sentences = slice(first_sentence, first_sentence + len(passage.sentences))
        first_sentence = sentences.stop
        subject = query.subjects.get(passage.source)
        ranked.append(
            _score_passage(
                weighted,
                passage,
                row,
                sentences,
                shortlist,
                matches,
                coverage=coverage.get(passage.id, 0.0),
                subject_match=subject.share if subject else 0.0,
                code_count=count_numbers(passage.text, codes),
            )
        )

    return sorted(ranked, key=lambda item: (-item.rounded_score, item.passage.id))


@dataclass(frozen=True, slots=True)
class _TokenMatches:
    """How well a question matches n passages with m sentences, token by token.

    Attributes:
        tokens: The tokens of the passages.
        cosines: The cosine of each question token to each of them, of shape (question tokens,
            tokens).
        passage_matches: The match of each passage, of shape (n,).
        key_matches: The match of each passage with the question's key tokens, of shape (n,).
        sentence_matches: The match of each sentence, of shape (m,).

    """

    tokens: StoredTokenEmbeddings
    cosines: FloatArray
    passage_matches: FloatArray
    key_matches: FloatArray
    sentence_matches: FloatArray


def _match_tokens(
    snapshot: SearchBackend, weighted: WeightedQuery, passages: list[Passage]
) -> _TokenMatches:
    """Load the tokens of passages, and match a question to them and to what is above them."""
    tokens = snapshot.get_token_embeddings([passage.id for passage in passages])
    cosines = tokens.cosines(weighted.query.encoded.tokens)

    best_in_passages = find_best_cosines(cosines, tokens.offsets)
    best_in_sentences = find_best_cosines(cosines, find_sentence_offsets(tokens, passages))

    above = match_words_above(weighted.query, passages)
    best_in_passages = raise_matched_cosines(best_in_passages, above)
    sentence_counts = [len(passage.sentences) for passage in passages]
    best_in_sentences = raise_matched_cosines(
        best_in_sentences, above.repeat(sentence_counts, axis=1)
    )

    return _TokenMatches(
        tokens=tokens,
        cosines=cosines,
        passage_matches=average_best_cosines(weighted.token_weights, best_in_passages),
        key_matches=match_key_tokens(weighted.token_weights, best_in_passages),
        sentence_matches=average_best_cosines(weighted.token_weights, best_in_sentences),
    )


def _score_passage(
    weighted: WeightedQuery,
    passage: Passage,
    row: int,
    sentences: slice,
    shortlist: Shortlist,
    matches: _TokenMatches,
    *,
    coverage: float,
    subject_match: float,
    code_count: int,
) -> RankedPassage:
    """Return a passage with its ranking score.

    Args:
        weighted: The question.
        passage: The passage.
        row: Its row in the shortlist.
        sentences: The rows of its sentences in the shortlist.
        shortlist: All passages that are ranked.
        matches: How well their tokens match.
        coverage: How much of the question stands in the passage literally, 0 to 1.
        subject_match: How well the subject of its document matches the question, 0 to 1.
        code_count: How many codes of the question it has.

    """
    sentence_cosines = shortlist.sentence_cosines[sentences]
    sentence_matches = matches.sentence_matches[sentences]
    sentence_scores = _score_sentences(weighted.query, passage, sentence_cosines, sentence_matches)

    evidence = Evidence(
        passage_cosine=float(shortlist.passage_cosines[row]),
        sentence_cosine=float(sentence_cosines.max()),
        passage_match=float(matches.passage_matches[row]),
        sentence_match=float(sentence_matches.max()),
        key_match=float(matches.key_matches[row]),
        coverage=coverage,
        other_language=float(passage.language != weighted.language),
        distinctness=weighted.distinctness,
        subject_match=subject_match,
    )
    is_quoted_source = any(span.source == passage.source for span in weighted.query.already_quoted)
    best_sentence_score = float(sentence_scores.max())
    ranking_score = best_sentence_score + _score_whole_passage(evidence)
    if is_quoted_source:
        ranking_score += SAME_SOURCE_BONUS
    ranking_score += CODE_BONUS * code_count
    first_token, end_token = matches.tokens.offsets[row]

    return RankedPassage(
        passage=passage,
        ranking_score=ranking_score,
        evidence=evidence,
        sentence_scores=sentence_scores,
        sentence_embeddings=shortlist.sentence_embeddings[sentences],
        token_cosines=matches.cosines[:, first_token:end_token],
        token_spans=matches.tokens.spans[first_token:end_token],
    )


def _score_sentences(
    query: Query, passage: Passage, cosines: FloatArray, matches: FloatArray
) -> FloatArray:
    """Return the score of each sentence of a passage, of shape (sentences,)."""
    scores = SENTENCE_COSINE_WEIGHT * cosines + SENTENCE_MATCH_WEIGHT * matches
    if query.already_quoted:
        is_quoted = [_is_already_quoted(query, passage, item) for item in passage.sentences]
        scores -= ALREADY_QUOTED_PENALTY * np.array(is_quoted, np.float32)
    return scores


def _score_whole_passage(evidence: Evidence) -> float:
    """Return the part of the score that comes from the passage, not from its best sentence."""
    nearness = (
        PASSAGE_COSINE_WEIGHT * evidence.passage_cosine
        + PASSAGE_MATCH_WEIGHT * evidence.passage_match
    )
    nearness += PASSAGE_COVERAGE_WEIGHT * evidence.coverage
    return nearness + SUBJECT_WEIGHT * evidence.subject_match


def _is_already_quoted(query: Query, passage: Passage, sentence: Sentence) -> bool:
    """Return whether an earlier answer of the conversation quoted a sentence."""
    return any(
        span.source == passage.source and span.start <= sentence.start and sentence.end <= span.end
        for span in query.already_quoted
    )
