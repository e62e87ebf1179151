"""Export answers as text with references, and conversations as Markdown or JSON."""

import json
import re
from collections.abc import Sequence

from fonti.qa import Answer, Citation
from fonti.ui.i18n.descriptions import (
    describe_elsewhere,
    describe_filters,
    describe_location,
    describe_outcome,
    describe_title_and_heading,
    describe_warning_count,
)
from fonti.ui.i18n.words import Words

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKDOWN_SYNTAX = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$^=:.-])")


def format_reference(citation: Citation, words: Words) -> str:
    """Return the source and the location of a quote, and whether it was read whole, in a line."""
    warnings = citation.document_warnings
    parts = (
        citation.source,
        describe_title_and_heading(citation),
        describe_location(citation, words),
        describe_warning_count(warnings, words) if warnings else None,
    )
    line = ", ".join(part for part in parts if part)
    return " ".join(line.split())


def format_citation(citation: Citation, words: Words) -> str:
    """Return a quote with its reference as plain text, to be copied."""
    opening, closing = words.quotation_marks
    return f"{opening}{citation.quote}{closing} ({format_reference(citation, words)})"


def format_answer(answer: Answer, words: Words) -> str:
    """Return an answer with its references as plain text, to be copied."""
    lines = [
        answer.question,
        *_describe_search_scope(answer, words),
        "",
        describe_outcome(answer, words),
    ]
    for citation in _get_exported_citations(answer):
        lines += ["", f"[{citation.number}] {format_citation(citation, words)}"]

    elsewhere = describe_elsewhere(answer, words)
    if elsewhere is not None:
        lines += ["", elsewhere]
    for citation in answer.elsewhere:
        lines += ["", f"[{citation.number}] {format_citation(citation, words)}"]
    return "\n".join(lines)


def format_as_markdown(answers: Sequence[Answer], words: Words) -> str:
    """Return a conversation as Markdown, in which the texts of documents are escaped."""
    lines = ["# Fonti"]
    for answer in answers:
        lines += ["", f"## {_escape_markdown(answer.question)}"]
        for sentence in (*_describe_search_scope(answer, words), describe_outcome(answer, words)):
            lines += ["", _escape_markdown(sentence)]

        for citation in _get_exported_citations(answer):
            quote = _escape_markdown(citation.quote).split("\n")
            reference = _escape_markdown(format_reference(citation, words))
            lines += ["", *(f"> {line}".rstrip() for line in quote)]
            lines += [">", f"> — \\[{citation.number}\\] {reference}"]
    return "\n".join(lines) + "\n"


def format_as_json(answers: Sequence[Answer]) -> str:
    """Return a conversation as a JSON list of answers, which `fonti verify` reads."""
    return json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _describe_search_scope(answer: Answer, words: Words) -> list[str]:
    """Return the question that a follow-up was read after, and its filters, as sentences."""
    lines = []
    if answer.topic is not None:
        lines.append(words.read_after.format(topic=answer.topic))
    filters = describe_filters(answer.languages or (), answer.sources or (), words)
    if filters:
        lines.append(filters)
    return lines


def _get_exported_citations(answer: Answer) -> list[Citation]:
    """Return the citations that answer; if none does, those that a related answer points to."""
    answering = [citation for citation in answer.citations if citation.is_answer]
    if answering or answer.outcome != "related":
        return answering
    return list(answer.nearby)


def _escape_markdown(text: str) -> str:
    """Escape a text, so that Markdown shows it literally, with its line breaks."""
    lines = _LINE_END.split(text)
    return "\n".join(_MARKDOWN_SYNTAX.sub(r"\\\1", line.strip()) for line in lines)
