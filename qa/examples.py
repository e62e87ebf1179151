"""Questions that a corpus answers, made of what its documents speak of: names, and the headings that they have.

A phrase is put into a template that fits any; no word is made up, and only what is answered is offered.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from fonti.index import Filter, Passage, Snapshot, stems
from fonti.qa.answer import Answer
from fonti.qa.assistant import Assistant
from fonti.qa.question.function_words import FUNCTION_WORDS
from fonti.qa.question.phrases import headings, named

_ASKED = 12  # questions asked at most
_DOCUMENTS, _PASSAGES = 8, 12  # documents looked at of each language, and passages of each


def example_questions(
    assistant: Assistant, templates: Sequence[str], count: int = 3
) -> tuple[str, ...]:
    """Up to `count` questions that the assistant answers, of different documents and both languages as far as can be.

    `templates` are questions with a place for a `{phrase}`, taken in turn. The same version of an index gives the same
    questions; a corpus that speaks of little gives fewer. Raises what `Assistant.ask` raises.
    """
    chosen: list[Answer] = []
    others: list[Answer] = []
    for number, phrase in zip(range(_ASKED), _phrases(assistant), strict=False):
        if len(chosen) == count:
            break
        answer = assistant.ask(templates[number % len(templates)].format(phrase=phrase))
        if answer.outcome == "answered":
            new = answer.citations[0].source not in {each.citations[0].source for each in chosen}
            (chosen if new else others).append(answer)
    return tuple(answer.question for answer in [*chosen, *others][:count])


def _phrases(assistant: Assistant) -> list[str]:
    """What documents speak of, the languages and the documents in turn, none of it twice."""
    with assistant.library.snapshot() as snapshot:
        by_language = [_turns(_by_document(snapshot, language)) for language in FUNCTION_WORDS]
    found: dict[frozenset[str], str] = {}
    for phrase in _turns(by_language):
        words = frozenset(phrase.casefold().split())
        if not any(words <= other or other <= words for other in found):
            found[words] = phrase
    return list(found.values())


def _by_document(snapshot: Snapshot, language: str) -> Iterator[list[str]]:
    """The phrases of each of some documents, the most telling first."""
    within = Filter(languages=frozenset({language}))
    passages: dict[str, list[Passage]] = {}
    for passage in snapshot.sample(_DOCUMENTS, _PASSAGES, within):
        passages.setdefault(passage.source, []).append(passage)
    for members in passages.values():
        yield _telling(snapshot, members, language)


def _telling(snapshot: Snapshot, passages: Sequence[Passage], language: str) -> list[str]:
    """The phrases of a document: names of several words that recur, headings, other names that do, and the rest."""
    counts = named(passage.text for passage in passages)

    def worth(name: str) -> tuple[float, str]:
        rare = snapshot.rarity(stems(name, language), language).values()
        return -counts[name] * sum(rare) / max(len(rare), 1), name

    names = sorted(counts, key=worth)
    several = [name for name in names if " " in name]
    recurring = [name for name in several if counts[name] > 1]
    single = [name for name in names if " " not in name and counts[name] > 1]
    return list(dict.fromkeys([*recurring, *headings(passages), *single, *several]))


def _turns(groups: Iterable[Sequence[str]]) -> list[str]:
    """The first of each group, then the second of each, and so on."""
    return [phrase for phrase in chain.from_iterable(zip_longest(*groups)) if phrase is not None]
