"""Compare a question with one that a document itself asks and answers.

A list of questions and answers says itself what answers what: the same question is surely answered
by it, and another one in nearly the same words is not.
"""

from fonti.index import stem_words
from fonti.index.text.stemming import fold_text
from fonti.qa.confidence.opposites import denies
from fonti.qa.question.function_words import WORD_PATTERN, collect_content_stems
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote

# Words that say what a question asks for, each group for the same.
_INTERROGATIVES = {
    "it": (
        {"chi"},
        {"quando"},
        {"dove"},
        {"come"},
        {"perche"},
        {"quanto", "quanta", "quanti", "quante"},
        {"che", "cosa", "quale", "quali", "qual"},
    ),
    "en": (
        {"who", "whom", "whose"},
        {"when"},
        {"where"},
        {"how"},
        {"why"},
        {"what", "which"},
    ),
}


def answers_same_question(query: Query, quote: Quote) -> bool:
    """Return whether a quote answers the question word for word but for their endings."""
    if quote.document_question is None:
        return False
    asked = stem_words(query.question, query.language)
    return bool(asked) and asked == stem_words(quote.document_question, query.language)


def do_documents_ask_the_same(first: Quote, second: Quote) -> bool:
    """Return whether two documents ask the same question, and each answers it."""
    question = first.document_question
    other = second.document_question
    if question is None or other is None:
        return False
    language = first.passage.language
    return stem_words(question, language) == stem_words(other, language)


def answers_other_question(query: Query, quote: Quote) -> bool:
    """Return whether a quote answers another question, however alike the two are.

    One denies and the other does not; or they have the same words, and one asks who and the other
    when.
    """
    language = query.language
    question = quote.document_question
    if question is None:
        return False
    if denies(query.question) != denies(question):
        return True

    asked = collect_content_stems(query.question, language, language)
    if asked != collect_content_stems(question, language, language):
        return False
    groups = _find_interrogatives(query.question, language)
    other_groups = _find_interrogatives(question, language)
    return bool(groups) and bool(other_groups) and groups.isdisjoint(other_groups)


def _find_interrogatives(question: str, language: str) -> set[int]:
    """Return the numbers of the groups of interrogatives that a question has a word of."""
    words = {fold_text(match[0]) for match in WORD_PATTERN.finditer(question)}
    groups = _INTERROGATIVES.get(language, ())
    return {number for number, group in enumerate(groups) if not words.isdisjoint(group)}
