"""Measure which words of the subject that a question names a document lacks.

A question on "History of Music II" is not answered by the document on "History of Music I", nor by
that on "History of Art II". In collections of like documents these are the nearest ones.
"""

from collections.abc import Sequence, Set

from fonti.index import Document, stem_words
from fonti.qa.question.function_words import FUNCTION_WORDS, find_content_words
from fonti.qa.question.identifiers import contains_name
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage


def find_subject_phrases(query: Query) -> list[frozenset[str]]:
    """Return the phrases of a question that name subjects of documents, as sets of terms.

    A phrase has at least two content words in a row, and each of them stands in the title, the name
    or the first lines of a document.
    """
    subject_terms = frozenset[str]().union(*(match.terms for match in query.subjects.values()))
    phrases: list[frozenset[str]] = []
    phrase: set[str] = set()
    for word in _list_content_words(query.question, query.language):
        terms = _stem_without_article(word, query.language)
        if subject_terms.issuperset(terms):
            phrase.update(terms)
        else:
            phrases.append(frozenset(phrase))
            phrase = set()
    phrases.append(frozenset(phrase))
    return [phrase for phrase in phrases if len(phrase) > 1]


def measure_absent_subject(
    phrases: Sequence[Set[str]], query: Query, item: RankedPassage, document: Document
) -> float:
    """Return the largest share of the words of a phrase that a document lacks, 0 to 1.

    Only phrases count of which the document's subject has a word. Words are not looked for across
    languages.

    Args:
        phrases: What `find_subject_phrases` returns.
        query: The question.
        item: The passage.
        document: Its document.

    """
    subject = query.subjects.get(document.source)
    if subject is None or item.passage.language != query.language:
        return 0.0

    passage_terms = frozenset(stem_words(item.passage.text, query.language))
    return max(
        (
            len(_find_absent_terms(phrase - subject.terms - passage_terms, document)) / len(phrase)
            for phrase in phrases
            if phrase & subject.terms
        ),
        default=0.0,
    )


def _list_content_words(question: str, language: str) -> list[str]:
    """Return the content words of a question, with single capitals after them: "Analisi I"."""
    words: list[str] = []
    end_of_last = 0
    for start, end in find_content_words(question, language):
        letter = question[end_of_last:start].split()[:1]
        if words and letter and len(letter[0]) == 1 and letter[0].isupper():
            words += letter
        words.append(question[start:end])
        end_of_last = end
    return words


def _stem_without_article(word: str, language: str) -> list[str]:
    """Return the terms of a word without what an apostrophe joins to it: "dell'arte"."""
    terms = stem_words(word, language)
    function_words = FUNCTION_WORDS[language]
    content = [term for term in terms if len(term) > 1 and term not in function_words]
    return content or terms


def _find_absent_terms(terms: Set[str], document: Document) -> list[str]:
    """Return the terms that no word of a document begins with."""
    return [term for term in terms if not contains_name(document.text, term)]
