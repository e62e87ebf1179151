"""Find the words of a question that no near passage mentions: a sign that it is not answered."""

import re
from collections.abc import Sequence

import numpy as np

from fonti.index import FloatArray, SearchBackend
from fonti.index.types import Mask
from fonti.qa.confidence.thresholds import ABSENT_WORDS_PASSAGES, WORD_PRESENT_COSINE
from fonti.qa.question.function_words import find_content_words
from fonti.qa.question.identifiers import contains_number, find_identifiers
from fonti.qa.question.query import Query
from fonti.qa.ranking.absent_identifiers import join_searched_texts
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.words_above import match_words_above

# The stop of an abbreviation, inside a sentence.
_ABBREVIATION_END = re.compile(r"[.°º](?=\s*\w)|\s+(?=\d)")


def find_absent_words(
    snapshot: SearchBackend, query: Query, ranked: Sequence[RankedPassage]
) -> tuple[str, ...]:
    """Return the content words of the question that none of the best passages mentions.

    A word may also stand above a passage, in a heading or in the title of its document. A number or
    a code is mentioned only where it stands literally, since every year resembles every other.

    Args:
        snapshot: The version of the index.
        query: The question. Words of its topic are not returned.
        ranked: The passages, best first.

    Returns:
        The words, in the order of the question.

    """
    nearest = ranked[:ABSENT_WORDS_PASSAGES]
    above = match_words_above(query, [item.passage for item in nearest])
    words = find_unmatched_words(query, [item.token_cosines for item in nearest], above)
    numbers = _find_absent_numbers(snapshot, query, nearest) if nearest else ()
    return tuple(sorted({*words, *numbers}, key=query.question.find))


def _find_absent_numbers(
    snapshot: SearchBackend, query: Query, ranked: Sequence[RankedPassage]
) -> list[str]:
    """Return the numbers and codes of the question that stand neither in passages nor above."""
    documents = [snapshot.get_document(item.passage.source) for item in ranked]
    texts = [
        join_searched_texts(item, document)
        for item, document in zip(ranked, documents, strict=True)
        if document is not None
    ]
    return [
        number
        for number in find_identifiers(query.question, query.language).numbers
        if not any(contains_number(text, number) for text in texts)
    ]


def find_unmatched_words(
    query: Query, token_cosines: Sequence[FloatArray], above: Mask
) -> tuple[str, ...]:
    """Return the content words of the question that none of the given passages mentions.

    Args:
        query: The question.
        token_cosines: For each passage the cosine of each question token to each of its tokens, of
            shape (question tokens, passage tokens).
        above: Which tokens of the question stand above which passages, of shape (question tokens,
            passages).

    """
    tokens = query.encoded.tokens
    best = np.full(len(tokens), -1.0)
    for cosines in token_cosines:
        best = np.maximum(best, cosines.max(axis=1, initial=-1.0))

    has_match = best >= WORD_PRESENT_COSINE
    has_match[above.any(axis=1)] = True
    present_spans = tokens.spans[has_match].tolist()

    absent = []
    for start, end in find_content_words(query.text, query.language):
        is_present = any(
            token_start < end and start < token_end for token_start, token_end in present_spans
        )
        is_word = not _is_abbreviated(query.text, start, end)
        if start >= query.question_start and is_word and not is_present:
            absent.append(query.text[start:end])

    return tuple(absent)


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Return whether a word is a single letter that abbreviates another: "n. 231", "L. 241".

    A letter without a stop or a number after it is a word, as in "vitamin C".
    """
    letter = text[start:end]
    if len(letter) != 1 or not letter.isalpha():
        return False
    return bool(_ABBREVIATION_END.match(text, end))
