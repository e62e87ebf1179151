"""Answers to take away: as text with references, and a conversation as Markdown or as JSON."""

import json
import re
from collections.abc import Sequence

from qa import Answer, Citation
from ui.messages import heading_words, outcome_words, place_words
from ui.words import Words

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
    told = [answer.question, "", outcome_words(answer, words)]
    for citation in answer.citations:
        if citation.answers:
            told += ["", f"[{citation.number}] {citation_text(citation, words)}"]
    return "\n".join(told)


def conversation_markdown(answers: Sequence[Answer], words: Words) -> str:
    """A conversation as Markdown, in which nothing of a document is markup."""
    told = ["# Fonti"]
    for answer in answers:
        told += ["", f"## {_literal(answer.question)}", "", _literal(outcome_words(answer, words))]
        for citation in answer.citations:
            if citation.answers:
                told += ["", *(f"> {line}".rstrip() for line in _literal(citation.quote).split("\n"))]
                told += [">", f"> — \\[{citation.number}\\] {_literal(reference(citation, words))}"]
    return "\n".join(told) + "\n"


def conversation_json(answers: Sequence[Answer]) -> str:
    """A conversation as a JSON list of answers, as `fonti verify` reads it."""
    return json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _literal(text: str) -> str:
    """A text as Markdown that shows it literally; its lines stay lines."""
    return "\n".join(_MARKUP.sub(r"\\\1", line.strip()) for line in _LINE_END.split(text))
