"""Find the words of the subject that a question names and a document lacks.

A question on "History of Music II" is not answered by the document on "History of Music I", nor by
that on "History of Art II". In collections of like documents these are the nearest ones.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from fonti.index import Document, stem_words
from fonti.qa.question.function_words import FUNCTION_WORDS, find_content_words
from fonti.qa.question.identifiers import contains_name
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage


@dataclass(frozen=True, slots=True)
class SubjectPhrase:
    """A phrase of a question whose words name subjects of documents.

    Attributes:
        words: Its words, in order, by their terms.
        combinations: Which of its terms the titles of documents have; each combination once.

    """

    words: Mapping[str, str]
    combinations: Set[frozenset[str]]

    def is_shared(self, term: str, terms: Set[str]) -> bool:
        """Return whether the title of a document has a term beside one of some others."""
        return any(term in others and not others.isdisjoint(terms) for others in self.combinations)


def find_subject_phrases(query: Query) -> list[SubjectPhrase]:
    """Return the phrases of a question that name subjects of documents.

    A phrase has at least two content words in a row, and each of them stands in the title, the name
    or the first line of a document.
    """
    titles = {match.title_terms for match in query.subjects.values()}
    title_terms = frozenset[str]().union(*titles)
    phrases: list[dict[str, str]] = [{}]
    for word in _list_content_words(query.question, query.language):
        terms = _stem_without_article(word, query.language)
        if title_terms.issuperset(terms):
            phrases[-1] |= dict.fromkeys(terms, word)
        else:
            phrases.append({})
    return [
        SubjectPhrase(words, {terms.intersection(words) for terms in titles})
        for words in phrases
        if len(words) > 1
    ]


def measure_absent_subject(
    phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage, document: Document
) -> float:
    """Return the largest share of the words of a phrase that a document lacks, 0 to 1.

    The arguments are those of `find_absent_subject_words`.
    """
    return max(
        (
            len(absent) / len(phrase.words)
            for phrase, absent in _list_absent(phrases, query, item, document)
        ),
        default=0.0,
    )


def find_absent_subject_words(
    phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage, document: Document
) -> tuple[str, ...]:
    """Return the words of phrases that a document lacks, in the order of the question.

    A word counts if another document's title has it, and both titles share a word of the phrase:
    then the two are told apart by it. Words are not looked for across languages.

    Args:
        phrases: What `find_subject_phrases` returns.
        query: The question.
        item: The passage.
        document: Its document.

    """
    all_absent = [absent for _, absent in _list_absent(phrases, query, item, document)]
    return tuple(dict.fromkeys(word for absent in all_absent for word in absent))


def _list_absent(
    phrases: Sequence[SubjectPhrase], query: Query, item: RankedPassage, document: Document
) -> list[tuple[SubjectPhrase, list[str]]]:
    """Return the phrases, each with its words that count and that the document lacks."""
    subject = query.subjects.get(document.source)
    if subject is None or item.passage.language != query.language:
        return []

    in_passage = {*stem_words(item.passage.text, query.language)}

    def lacks(phrase: SubjectPhrase, term: str) -> bool:
        shared = subject.title_terms.intersection(phrase.words)
        if term in shared or not phrase.is_shared(term, shared):
            return False
        # A letter says something of a subject only beside it, as in "Analisi I".
        is_letter = len(term) == 1
        return is_letter or (term not in in_passage and not contains_name(document.text, term))

    return [
        (phrase, [word for term, word in phrase.words.items() if lacks(phrase, term)])
        for phrase in phrases
    ]


def _list_content_words(question: str, language: str) -> list[str]:
    """Return the content words of a question, with single capitals after them: "Analisi I"."""
    words: list[str] = []
    end_of_last = 0
    for start, end in find_content_words(question, language):
        words += _find_capital(question[end_of_last:start]) if words else []
        words.append(question[start:end])
        end_of_last = end
    return words + _find_capital(question[end_of_last:])


def _find_capital(between: str) -> list[str]:
    """Return the single capital with which a part of a question begins, if it does."""
    first = between.strip(" ?!.").split(" ")[0]
    return [first] if len(first) == 1 and first.isupper() else []


def _stem_without_article(word: str, language: str) -> list[str]:
    """Return the terms of a word without what an apostrophe joins to it: "dell'arte"."""
    terms = stem_words(word, language)
    function_words = FUNCTION_WORDS[language]
    content = [term for term in terms if len(term) > 1 and term not in function_words]
    return content or terms
