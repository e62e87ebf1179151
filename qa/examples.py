"""Make example questions for a corpus from the names and headings of its documents.

A phrase of a document is put into a template that fits any phrase, and only questions that are
answered are offered. Beside them stands a question that no document answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from fonti.index import Passage, SearchBackend, SearchFilters, stem_words
from fonti.qa.answer import Answer
from fonti.qa.assistant import Assistant
from fonti.qa.question.function_words import FUNCTION_WORDS
from fonti.qa.question.names_and_headings import count_names, list_headings

# Questions that are tried at most: each takes as long as any question.
_MAX_ASKED = 24

# Phrases that are considered at most.
_MAX_PHRASES = 12

# Documents of each language, and passages of each document, whose phrases are considered.
_DOCUMENTS_PER_LANGUAGE = 8
_PASSAGES_PER_DOCUMENT = 12


def example_questions(
    assistant: Assistant, templates: Sequence[str], count: int = 3
) -> tuple[str, ...]:
    """Return up to `count` questions that the assistant answers.

    They are about different documents and in both languages, as far as possible. The same version
    of an index gives the same questions; a corpus of few phrases gives fewer.

    Args:
        assistant: The assistant of the corpus.
        templates: Questions with a place for a `{phrase}`, used in turn.
        count: The most questions to return.

    Raises:
        FontiError: What `Assistant.ask` raises.

    """
    of_new_documents: list[Answer] = []
    of_same_documents: list[Answer] = []

    answered: set[str] = set()
    phrases = _list_phrases(assistant)[:_MAX_PHRASES]
    for phrase, question in islice(_list_questions(phrases, templates), _MAX_ASKED):
        if len(of_new_documents) == count:
            break
        if phrase in answered:
            continue

        answer = assistant.ask(question)
        if not answer.is_answered:
            continue

        answered.add(phrase)
        sources = {previous.citations[0].source for previous in of_new_documents}
        is_new = answer.citations[0].source not in sources
        (of_new_documents if is_new else of_same_documents).append(answer)

    chosen = [*of_new_documents, *of_same_documents][:count]
    return tuple(answer.question for answer in chosen)


def find_unanswered_question(assistant: Assistant, questions: Iterable[str]) -> str | None:
    """Return the first of some questions that no document answers; None if all have an answer.

    Raises:
        FontiError: What `Assistant.ask` raises.

    """
    for question in questions:
        if not assistant.ask(question).is_answered:
            return question
    return None


def _list_questions(phrases: Sequence[str], templates: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each phrase in a question, by the templates in turn; then each by the next template."""
    for offset in range(len(templates)):
        for number, phrase in enumerate(phrases):
            template = templates[(number + offset) % len(templates)]
            yield phrase, template.format(phrase=phrase)


def _list_phrases(assistant: Assistant) -> list[str]:
    """Return phrases of the documents, languages and documents in turn, none within another."""
    by_language = []
    with assistant.library.snapshot() as snapshot:
        for language in FUNCTION_WORDS:
            by_document = _phrases_by_document(snapshot, language)
            by_language.append(_take_turns(by_document))

    phrases: dict[frozenset[str], str] = {}
    for phrase in _take_turns(by_language):
        words = frozenset(phrase.casefold().split())
        if not any(words <= other or other <= words for other in phrases):
            phrases[words] = phrase

    return list(phrases.values())


def _phrases_by_document(snapshot: SearchBackend, language: str) -> Iterator[list[str]]:
    """Yield the phrases of some documents in a language, document by document."""
    filters = SearchFilters(languages=frozenset({language}))
    sample = snapshot.sample_passages(_DOCUMENTS_PER_LANGUAGE, _PASSAGES_PER_DOCUMENT, filters)

    by_source: dict[str, list[Passage]] = {}
    for passage in sample:
        by_source.setdefault(passage.source, []).append(passage)

    for passages in by_source.values():
        yield _rank_phrases(snapshot, passages, language)


def _rank_phrases(snapshot: SearchBackend, passages: Sequence[Passage], language: str) -> list[str]:
    """Return the phrases of a document, the most characteristic first.

    Names of several words that recur come first, then headings, other names that recur, and the
    rest.
    """
    counts = count_names(passage.text for passage in passages)

    def order(name: str) -> tuple[float, str]:
        """Order names by how often they occur and how rare their words are."""
        rarities = snapshot.compute_rarities(stem_words(name, language), language).values()
        return -counts[name] * sum(rarities) / max(len(rarities), 1), name

    names = sorted(counts, key=order)
    of_several_words = [name for name in names if " " in name]
    recurring = [name for name in of_several_words if counts[name] > 1]
    recurring_single = [name for name in names if " " not in name and counts[name] > 1]

    ranked = [*recurring, *list_headings(passages), *recurring_single, *of_several_words]
    return list(dict.fromkeys(ranked))


def _take_turns(groups: Iterable[Sequence[str]]) -> list[str]:
    """Return the first phrase of each group, then the second of each, and so on."""
    rounds = zip_longest(*groups)
    return [phrase for phrase in chain.from_iterable(rounds) if phrase is not None]
