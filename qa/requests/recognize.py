"""Recognize what a text asks for: an answer, a greeting, an overview, all mentions of something.

The rules are phrasings that have to match a text as a whole, in both languages, since the language
of a few words is hard to tell. What no phrasing matches is a question, so that no question is taken
for something else because it resembles one (tests/bench/RESULTS.md).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from fonti.index.text.stemming import fold_text
from fonti.qa.answer import RequestKind
from fonti.qa.requests.english import ENGLISH
from fonti.qa.requests.italian import ITALIAN
from fonti.qa.requests.phrasings import OverviewTarget, Phrasings

_WORD = re.compile(r"[^\W_]+")
# A longer text is no request of this kind, and would take long to compare with all phrases.
_MAX_WORDS = 40

# How often a group of a phrase, such as a greeting, is repeated at most. A text can be split into
# repetitions in many ways, whose number doubles with each one, and all of them would be tried.
_MAX_REPETITIONS = 6
_REPEATED_GROUP = re.compile(r"\)[*]")

# A letter that is written three times or more ("ciaooo").
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")


@dataclass(frozen=True, slots=True)
class Request:
    """What a text asks for.

    Attributes:
        kind: The kind of request; `question` if the text is to be searched for.
        language: The ISO 639-1 code of the language in which it is asked for; None for a question.
        subject: As the text words it: what mentions are asked of, or the document or the section
            whose overview is asked for. Empty if the text names none.
        target: What an overview is asked of.

    """

    kind: RequestKind
    language: str | None = None
    subject: str = ""
    target: OverviewTarget = "unnamed"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A phrase, and what a text that matches it asks for."""

    pattern: re.Pattern[str]
    language: str
    kind: RequestKind
    target: OverviewTarget
    is_at_start: bool


def recognize_request(text: str, *, is_first: bool) -> Request:
    """Return what a text asks for.

    Args:
        text: The text.
        is_first: Whether no question was asked before it.

    """
    words = list(_WORD.finditer(text))
    if len(words) > _MAX_WORDS:
        return Request("question")

    folded = " ".join(_fold_word(word[0]) for word in words)

    for rule in _load_rules():
        if rule.is_at_start and not is_first:
            continue
        match = rule.pattern.fullmatch(folded)
        if match is None:
            continue
        if "subject" not in rule.pattern.groupindex:
            return Request(rule.kind, rule.language, target=rule.target)

        # The subject is worded as in the text, with its capitals and accents.
        first = folded[: match.start("subject")].count(" ")
        last = folded[: match.end("subject")].count(" ")
        subject = text[words[first].start() : words[last].end()]
        return Request(rule.kind, rule.language, subject, rule.target)

    return Request("question")


def _fold_word(word: str) -> str:
    """Return a word without case, accents, and letters that are drawn out ("ciaooo")."""
    return _DRAWN_OUT.sub(r"\1", fold_text(word).replace(" ", ""))


@cache
def _load_rules() -> tuple[_Rule, ...]:
    """Return the rules of both languages, which are compiled when they are first needed."""
    rules: list[_Rule] = []
    for language in (ITALIAN, ENGLISH):
        rules += _compile_rules(language, language.phrases, is_at_start=False)
        rules += _compile_rules(language, language.phrases_at_start, is_at_start=True)
    return tuple(rules)


def _compile_rules(
    language: Phrasings, phrases: Mapping[RequestKind, tuple[str, ...]], *, is_at_start: bool
) -> Iterator[_Rule]:
    """Yield the rules of some phrases of a language, in the order in which they are tried."""
    fragments = _expand(language.fragments, {})
    for kind, phrases_of_kind in phrases.items():
        for phrase in phrases_of_kind:
            for target, of_target in _list_targets(phrase, language).items():
                expression = phrase.format_map(fragments | _expand(of_target, fragments))
                whole = f"(({language.prefixes}) )*({expression})( ({language.suffixes}))*"
                bounded = _REPEATED_GROUP.sub(f"){{0,{_MAX_REPETITIONS}}}", whole)
                yield _Rule(re.compile(bounded), language.language, kind, target, is_at_start)


def _list_targets(phrase: str, language: Phrasings) -> Mapping[OverviewTarget, Mapping[str, str]]:
    """Return what a phrase can be about, with the fragments that it has then.

    A phrase that contains "{document}" is two rules: one about a document, one about all.
    """
    if "{name}" in phrase:
        return {"named": {"name": "(?P<subject>.+)"}}
    if "{section}" in phrase:
        return {"section": {"section": "(?P<subject>.+)"}}
    if "document}" in phrase:
        return language.document_fragments
    return {"unnamed": {"subject": "(?P<subject>.+?)", "one_word": r"(?P<subject>\w+)"}}


def _expand(fragments: Mapping[str, str], earlier: Mapping[str, str]) -> dict[str, str]:
    """Return fragments as groups, in which the earlier ones that they contain are written out."""
    expanded: dict[str, str] = {}
    for name, expression in fragments.items():
        expanded[name] = f"({expression.format_map({**earlier, **expanded})})"
    return expanded
