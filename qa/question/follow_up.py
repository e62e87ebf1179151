"""Keep to what is being talked about: when a question leans on the last one, and what it is asked with then.

No model rewrites the question. It surely leans on the last one where a pronoun comes before anything that it could
stand for ("Who signed it?"), where it only names something more ("E Roma?"), or where it has no content word of its own
("E quando?"); perhaps where it has few and no name, and then only if that makes its answer surer. It is read
after the last one, whose words weigh less than its own. How the rules do on two-turn questions stands in
tests/bench/RESULTS.md.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from fonti.index import EncodedText
from fonti.qa.answer import Answer
from fonti.qa.candidates.retrieve import PAST
from fonti.qa.question.function_words import content_spans
from fonti.qa.ranking.late_interaction import POWER

_POINTING = {  # what stands for something said before
    "it": re.compile(
        r"\b(?:(?:lui|lei|loro|egli|ella|ess[oaie]|su[oae]|suoi|ciò|cio\u0300?|quest[oaie]|quel(?:l[oaie])?|quegli|quei|tal[ei])"
        r"(?!\w)|(?:quest|quell)['’])"
    ),
    "en": re.compile(
        r"\b(?:he|him|his|she|hers?|it|its|they|them|theirs?|this|that|these|those|such(?! as)|there(?=\W*$))(?!\w)"
    ),
}
_RELATIVE = re.compile(r"\b(?:the|an?|any|all)\s+\w+\s+(?=that\b)")  # "the rules that they follow"
_NOTHING = re.compile(
    r"\bit (?:takes?|took|costs?)\b|\b(?:is|was) it \w+ (?:to|that)\b"
)  # "How long does it take"
_OPENING = re.compile(r"(?:e|ed|ma|and|but|what about|how about)\b\s*", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:a|da|de|ne|su|co)(?:ll['’]|(?:l|llo|lla|i|gli|lle)\b)"
    r"|(?:a|ad|in|da|di|con|su|per|tra|fra|dopo|prima|durante|at|on|by|from|to|with|for|of|after|before|during)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:(?:ch[ei]|cosa|qual[ei]?|quando|dove|come?|perch[eé]|quant[oaie]"
    r"|what|which|who|whom|whose|when|where|why|how)(?!\w)|(?:cos|dov|com|quand)['’])",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\s'’\"“«(])[A-ZÀ-Þ]")
_FEW = 2  # content words up to which a question may say too little alone
_BEFORE_LAST = 3  # content words that may stand before a pronoun which ends the question
_LONGEST = (
    200  # code points of a topic that are kept, so that the model reads the question after it too
)

Leaning = Literal["surely", "perhaps", "no"]


def topic(history: Sequence[Answer]) -> str:
    """What a conversation is about: the last question that stood alone, or its beginning."""
    return (history[-1].topic or history[-1].question)[:_LONGEST]


def told(history: Sequence[Answer], version: str) -> tuple[tuple[str, int, int], ...]:
    """The quotes of an index's version that answered since the topic came up: their sources, and spans there."""
    quotes = []
    for answer in reversed(history):
        if answer.version == version:
            quotes += [
                (each.source, each.start, each.end) for each in answer.citations if each.answers
            ]
        if answer.topic is None:
            break
    return tuple(quotes)


def leaning(question: str, language: str) -> Leaning:
    """Whether a question can only be understood from what was said before."""
    shouted = question.isupper()
    content = content_spans(question, language)
    named = not shouted and bool(_NAME.search(question))
    opening = _OPENING.match(question)
    rest = question[opening.end() :] if opening else question
    more = opening and (_PLACE.match(rest) or (len(content) <= _FEW and not _ASKING.search(rest)))
    if not content or more or _points(question.lower() if shouted else question, content, language):
        return "surely"
    return "perhaps" if len(content) <= _FEW and not named else "no"


def _points(question: str, content: list[tuple[int, int]], language: str) -> bool:
    """Whether a pronoun stands where hardly anything that it could mean came before it."""
    question = question[:1].lower() + question[1:]
    relative = {match.end() for match in _RELATIVE.finditer(question)}
    if _NOTHING.search(question):
        return False
    for pronoun in _POINTING[language].finditer(question):
        before = sum(end <= pronoun.start() for _, end in content)
        last = not question[pronoun.end() :].strip(" ?!.")
        if pronoun.start() not in relative and before <= (_BEFORE_LAST if last else 1):
            return True
    return False


def after(topic: str, encoded: EncodedText) -> EncodedText:
    """A question that was read after its topic and one character more, with the words of the topic weighing less."""
    own = encoded.tokens.spans[:, 0] > len(topic)
    strengths = encoded.tokens.strengths.copy()
    strengths[~own] *= PAST ** (1 / POWER)
    return replace(encoded, tokens=replace(encoded.tokens, strengths=strengths))
