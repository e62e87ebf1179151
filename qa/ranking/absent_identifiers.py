"""Mark passages that lack names, numbers and codes of a question, or words of its subject."""

from collections.abc import Sequence
from dataclasses import replace

from fonti.index import Document, SearchBackend
from fonti.qa.question.identifiers import (
    Identifiers,
    contains_name,
    contains_number,
    find_identifiers,
)
from fonti.qa.question.query import Query
from fonti.qa.ranking.absent_subject import find_subject_phrases, measure_absent_subject
from fonti.qa.ranking.evidence import RankedPassage

# Passages that are checked, the best: those among which answers are looked for.
_MAX_PASSAGES = 10

# Code points of a document that may say what it is called: its first lines.
_OPENING_CHARACTERS = 200


def mark_absent_identifiers(
    snapshot: SearchBackend, query: Query, ranked: Sequence[RankedPassage]
) -> list[RankedPassage]:
    """Return ranked passages whose evidence says which identifiers of the question are absent.

    A number may stand in the passage, its headings, or what its document is called; a name anywhere
    in the document, since a passage often calls a person or a thing by another word.
    Names are not looked for across languages: many are translated.
    """
    # What a follow-up takes from the question before need not stand where it is answered.
    identifiers = find_identifiers(query.question, query.language)
    phrases = find_subject_phrases(query)
    if not identifiers and not phrases:
        return list(ranked)

    checked = []
    for item in ranked[:_MAX_PASSAGES]:
        document = snapshot.get_document(item.passage.source)
        if document is None:
            checked.append(item)
            continue
        evidence = replace(
            item.evidence,
            absent_numbers=_measure_absent_numbers(identifiers, item, document),
            absent_names=_measure_absent_names(identifiers, query, item, document),
            absent_subject=measure_absent_subject(phrases, query, item),
        )
        checked.append(replace(item, evidence=evidence))
    return [*checked, *ranked[_MAX_PASSAGES:]]


def join_searched_texts(item: RankedPassage, document: Document) -> str:
    """Return where a number of the question may stand: a passage, and what its document is called.

    A document is called by its title, its name and its first lines ("CONTRATTO N. 3/2022").
    """
    opening = document.text[:_OPENING_CHARACTERS]
    passage = item.passage
    return "\n".join(
        [passage.text, passage.heading or "", document.title or "", document.source, opening]
    )


def _measure_absent_numbers(
    identifiers: Identifiers, item: RankedPassage, document: Document
) -> float:
    """Return which share of the numbers stands neither in a passage nor above it."""
    text = join_searched_texts(item, document)
    return _compute_absent_share([contains_number(text, number) for number in identifiers.numbers])


def _measure_absent_names(
    identifiers: Identifiers, query: Query, item: RankedPassage, document: Document
) -> float:
    """Return which share of the names does not stand in a document."""
    if item.passage.language != query.language:
        return 0.0
    text = "\n".join([document.text, document.title or "", document.source])
    return _compute_absent_share([contains_name(text, name) for name in identifiers.names])


def _compute_absent_share(present: Sequence[bool]) -> float:
    """Return the share that is absent, 0 to 1."""
    return 1 - sum(present) / len(present) if present else 0.0
