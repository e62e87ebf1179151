"""Export answers as text with references, and conversations as JSON.

What is exported of an answer is the same in every format (`list_answer_parts`).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fonti.qa import Answer, Citation
from fonti.ui.i18n.descriptions import (
    describe_elsewhere,
    describe_filters,
    describe_location,
    describe_outcome,
    describe_relation,
    describe_title_and_heading,
    describe_warning_count,
)
from fonti.ui.i18n.replies import list_abilities, list_documents
from fonti.ui.i18n.words import Words

# The characters that end a direction of the text, by those that begin it.
_DIRECTION_ENDS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A part of an answer: a line, what it lists below, and the citations under it."""

    heading: str
    citations: Sequence[Citation]
    details: Sequence[str] = ()


def format_reference(citation: Citation, words: Words) -> str:
    """Return the source of a quote, its place, and how surely it answers, in a line.

    If the document was not read whole, it says so.
    """
    warnings = citation.document_warnings
    parts = (
        citation.source,
        describe_title_and_heading(citation),
        describe_location(citation, words),
        describe_relation(citation, words),
        describe_warning_count(warnings, words) if warnings else None,
    )
    line = ", ".join(part for part in parts if part)
    return " ".join(line.split())


def add_quotation_marks(text: str, words: Words) -> str:
    """Return a text in the quotation marks of a language, which it cannot move."""
    opening, closing = words.quotation_marks
    return f"{opening}{text}{find_direction_ends(text)}{closing}"


def find_direction_ends(text: str) -> str:
    """Return the characters that end the directions, left or right, which a text leaves open.

    A direction that is begun lasts until the end of the paragraph, also in what follows the text
    there (Unicode's UAX #9).
    """
    ends: list[str] = []
    for character in text:
        if character in _DIRECTION_ENDS:
            ends.append(_DIRECTION_ENDS[character])
        elif character in ends:
            # The end of an isolate also ends the embeddings in it.
            while ends.pop() != character:
                pass
    return "".join(reversed(ends))


def format_quote(citation: Citation, words: Words) -> str:
    """Return a quote in quotation marks, under what is shown above it, such as a table's head."""
    texts = [*(part.text for part in citation.context), citation.quote]
    return "\n".join(add_quotation_marks(text, words) for text in texts)


def format_citation(citation: Citation, words: Words) -> str:
    """Return a quote with its reference as plain text, to be copied."""
    return f"{format_quote(citation, words)} ({format_reference(citation, words)})"


def format_numbered_citation(citation: Citation, words: Words) -> str:
    """Return a quote with its number and its reference as plain text."""
    return f"[{citation.number}] {format_citation(citation, words)}"


def format_answer(
    answer: Answer,
    words: Words,
    *,
    format_cited: Callable[[Citation, Words], str] = format_numbered_citation,
) -> str:
    """Return an answer with its references as plain text, to be copied.

    Args:
        answer: The answer.
        words: The language of the words around the quotes.
        format_cited: Returns each quote with its reference.

    """
    lines = [answer.question, *list_search_notes(answer, words)]
    for part in list_answer_parts(answer, words):
        lines += ["", part.heading, *(f"- {detail}" for detail in part.details)]
        for citation in part.citations:
            lines += ["", format_cited(citation, words)]
    return "\n".join(lines)


def format_as_json(answers: Sequence[Answer]) -> str:
    """Return a conversation as a JSON list of answers, which `fonti verify` reads."""
    return json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _list_details(answer: Answer, words: Words) -> list[str]:
    """Return what an answer lists below its sentence: abilities, or documents."""
    lines = [*list_abilities(answer, words), *list_documents(answer, words)]
    return [" ".join(line.split()) for line in lines]


def list_answer_parts(answer: Answer, words: Words) -> list[AnswerPart]:
    """Return the parts of an answer: that of the documents that were searched, and of others."""
    details = _list_details(answer, words)
    parts = [AnswerPart(describe_outcome(answer, words), _list_cited(answer), details)]
    elsewhere = describe_elsewhere(answer, words)
    if elsewhere is not None:
        parts.append(AnswerPart(elsewhere, answer.elsewhere))
    return parts


def list_exported_citations(answer: Answer) -> list[Citation]:
    """Return the citations that are exported of an answer, by their numbers."""
    return [*_list_cited(answer), *answer.elsewhere]


def list_search_notes(answer: Answer, words: Words) -> list[str]:
    """Return which question a follow-up was read after, and its filters, as sentences."""
    lines = []
    if answer.topic is not None:
        lines.append(words.read_after.format(topic=answer.topic))
    filters = describe_filters(answer.languages or (), answer.sources or (), words)
    if filters:
        lines.append(filters)
    return lines


def _list_cited(answer: Answer) -> Sequence[Citation]:
    """Return the citations that answer; if none does, those that a related answer points to."""
    answering = [citation for citation in answer.citations if citation.is_answer]
    if answering or answer.outcome != "related":
        return answering
    return answer.nearby
