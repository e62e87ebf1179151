"""Answers to take away: as text with references, and a conversation as Markdown or as JSON."""

import json
import re
from collections.abc import Sequence

from fonti.qa import Answer, Citation
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import filter_words, heading_words, outcome_words, place_words

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$^=:.-])")


def reference(citation: Citation, words: Words) -> str:
    """Where a quote stands, in a line."""
    parts = (citation.source, heading_words(citation), place_words(citation, words))
    return " ".join(", ".join(part for part in parts if part).split())


def citation_text(citation: Citation, words: Words) -> str:
    """A quote with its reference, to be pasted."""
    opening, closing = words.quotation_marks
    return f"{opening}{citation.quote}{closing} ({reference(citation, words)})"


def answer_text(answer: Answer, words: Words) -> str:
    """An answer with its references, to be pasted."""
    told = [answer.question, *_about(answer, words), "", outcome_words(answer, words)]
    for citation in _quoted(answer):
        told += ["", f"[{citation.number}] {citation_text(citation, words)}"]
    return "\n".join(told)


def conversation_markdown(answers: Sequence[Answer], words: Words) -> str:
    """A conversation as Markdown, in which nothing of a document is markup."""
    told = ["# Fonti"]
    for answer in answers:
        told += ["", f"## {_literal(answer.question)}"]
        for line in (*_about(answer, words), outcome_words(answer, words)):
            told += ["", _literal(line)]
        for citation in _quoted(answer):
            told += ["", *(f"> {line}".rstrip() for line in _literal(citation.quote).split("\n"))]
            told += [">", f"> — \\[{citation.number}\\] {_literal(reference(citation, words))}"]
    return "\n".join(told) + "\n"


def _about(answer: Answer, words: Words) -> list[str]:
    """What a question was read after, and what it was limited to."""
    after = words.follows.format(topic=answer.topic) if answer.topic is not None else None
    return [
        told
        for told in (after, filter_words(answer.languages or (), answer.sources or (), words))
        if told
    ]


def _quoted(answer: Answer) -> list[Citation]:
    """What answers; where nothing does, what the words of a related answer lead to."""
    answering = [citation for citation in answer.citations if citation.answers]
    near = [citation for citation in answer.citations if citation.near]
    return answering or (near if answer.outcome == "related" else [])


def conversation_json(answers: Sequence[Answer]) -> str:
    """A conversation as a JSON list of answers, as `fonti verify` reads it."""
    return json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _literal(text: str) -> str:
    """A text as Markdown that shows it literally; its lines stay lines."""
    return "\n".join(_MARKUP.sub(r"\\\1", line.strip()) for line in _LINE_END.split(text))
