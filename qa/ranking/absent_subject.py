"""Find the words of a question's subject that stand neither in a passage nor above it.

A question on "History of Music II" is not answered by the document on "History of Music I", nor by
that on "History of Art II". In collections of like documents these are the nearest ones.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from fonti.index import stem_words
from fonti.qa.question.function_words import FUNCTION_WORDS, find_content_words
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage

# A capital that belongs to the word before it: "Analisi I", "vitamin C". In English it has to end a
# phrase, since "I" is a word.
_CAPITAL_AFTER_WORD = re.compile(r" ([A-Z])(?![\w'’])")
_CAPITAL_AT_END = re.compile(r" ([A-Z])(?=\s*(?:[^\w\s'’]|$))")

# What stands between two subjects, and not within the name of one.
_PHRASE_END = re.compile(r"[^\w\s'’-]|(?<!\w)(?:ed?|o|od|and|or)(?!\w)")


@dataclass(frozen=True, slots=True)
class SubjectPhrase:
    """A phrase of a question whose words name subjects of documents.

    Attributes:
        words: Its words, in order, by their terms.
        title_terms: For each title that has some of its terms, which ones; alike ones once.

    """

    words: Mapping[str, str]
    title_terms: Set[frozenset[str]]

    def tells_apart(self, term: str, shared_terms: Set[str]) -> bool:
        """Return whether some title has a term beside one of those that a document shares."""
        return any(
            term in terms and not terms.isdisjoint(shared_terms) for terms in self.title_terms
        )


def find_subject_phrases(query: Query) -> list[SubjectPhrase]:
    """Return the phrases of a question that name subjects of documents.

    A phrase has at least two content words, between which stand only function words, and each of
    them stands in the title, the name or the first line of a document.
    """
    titles = {match.title_terms for match in query.subjects.values()}
    title_terms = frozenset[str]().union(*titles)
    runs: list[dict[str, str]] = []
    for phrase in _split_phrases(query.question, query.language):
        runs.append({})
        for word in phrase:
            terms = _stem_without_article(word, query.language)
            if title_terms.issuperset(terms):
                runs[-1] |= dict.fromkeys(terms, word)
            else:
                runs.append({})
    return [
        SubjectPhrase(words, {terms.intersection(words) for terms in titles})
        for words in runs
        if len(words) > 1
    ]


def measure_absent_subject(
    phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage
) -> float:
    """Return the share of the words of a phrase that are absent, 0 to 1.

    The arguments are those of `find_absent_subject_words`.
    """
    return _find_absent(phrases, query, item).share


def find_absent_subject_words(
    phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage
) -> tuple[str, ...]:
    """Return the words of a phrase that are absent, in the order of the question.

    They stand neither in the passage nor in its headings, nor in the title of its document. A word
    counts if another document's title has it, and both titles share a word of the phrase: then the
    two are told apart by it. Of several phrases, the one counts that has most of its words there.
    Words are not looked for across languages.

    Args:
        phrases: What `find_subject_phrases` returns.
        query: The question.
        item: The passage.

    """
    return _find_absent(phrases, query, item).words


@dataclass(frozen=True, slots=True)
class _Absent:
    """The words of a phrase that are absent, and their share, 0 to 1."""

    words: tuple[str, ...] = ()
    share: float = 0.0


def _find_absent(phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage) -> _Absent:
    """Return which words are absent of the phrase that has most of its words there."""
    passage = item.passage
    subject = query.subjects.get(passage.source)
    if subject is None or passage.language != query.language:
        return _Absent()

    # Elsewhere in the document a word may stand by chance, as in all documents that are alike.
    in_passage = {*stem_words(f"{passage.heading or ''}\n{passage.text}", query.language)}

    def is_absent(phrase: SubjectPhrase, term: str) -> bool:
        shared = subject.title_terms.intersection(phrase.words)
        if term in shared or not phrase.tells_apart(term, shared):
            return False
        # A letter says something of a subject only beside it, as in "Analisi I".
        return len(term) == 1 or term not in in_passage

    all_absent = []
    for phrase in phrases:
        if subject.title_terms.isdisjoint(phrase.words):
            continue
        words = tuple(word for term, word in phrase.words.items() if is_absent(phrase, term))
        all_absent.append(_Absent(words, len(words) / len(phrase.words)))
    return min(all_absent, key=lambda absent: absent.share, default=_Absent())


def _split_phrases(question: str, language: str) -> list[list[str]]:
    """Return the content words of a question, in the phrases that may name one subject each.

    Punctuation ends a phrase, and so does what joins two subjects: "Analisi I e Analisi II". A
    single capital after a word belongs to it.
    """
    capital_pattern = _CAPITAL_AT_END if language == "en" else _CAPITAL_AFTER_WORD
    spans = find_content_words(question, language)
    # The last word is followed by the end of the question; there may be no word at all.
    next_starts = [*(start for start, _ in spans[1:]), len(question)][: len(spans)]

    phrases: list[list[str]] = [[]]
    for (start, end), next_start in zip(spans, next_starts, strict=True):
        phrases[-1].append(question[start:end])
        capital = capital_pattern.match(question, end)
        if capital and capital.end() <= next_start:
            phrases[-1].append(capital[1])
        if _PHRASE_END.search(question, end, next_start):
            phrases.append([])
    return phrases


def _stem_without_article(word: str, language: str) -> list[str]:
    """Return the terms of a word without what an apostrophe joins to it: "dell'arte"."""
    terms = stem_words(word, language)
    function_words = FUNCTION_WORDS[language]
    content = [term for term in terms if len(term) > 1 and term not in function_words]
    return content or terms
