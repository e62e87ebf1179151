"""Keep to what is being talked about: when a question leans on the last one, and what it is asked with then.

No model rewrites the question. It surely leans on the last one where a pronoun stands where its subject would, or where
it has no content word of its own ("E quando?"); perhaps where it has few and no name, and then only if the documents do
not answer it alone. It is read after the last one, whose words weigh less than its own. The rules were measured on
two-turn questions (tests/bench/RESULTS.md).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from index import Encoded
from qa.answer import Answer
from qa.function_words import content_words, fold

_WORD = re.compile(r"[^\W_]+")
_POINTING = {  # what stands for something said before
    "it": {"lui", "lei", "loro", "egli", "ella", "esso", "essa", "essi", "esse", "suo", "sua", "suoi", "sue", "cio"},
    "en": {"he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "theirs", "there"},
}
_DEMONSTRATIVE = re.compile(
    r"\b(?:quest[oaie]|quel(?:l[oaie])?|tal[ei]|this|that|these|those|such)\s+[^\W\d_]+", re.IGNORECASE
)
_PLACED = re.compile(  # "And in Italy?", "E nel 1990?"
    r"(?:e|ed|ma|and|but|what about|how about)\s+"
    r"(?:(?:a|ad|in|da|di|con|su|per|tra|fra|dopo|prima|durante|at|on|by|from|to|with|for|of|after|before|during)\b"
    r"|(?:n|d|a|s)[aeu](?:l|i|gli|gl)?(?:l[aeo]|l['’])?\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=\s)(?:[^\W\d_]['’])?[A-ZÀ-Þ][^\W\d_]*")
_FEW = 2  # content words up to which a question may say too little alone
_PAST = 0.5  # what a word of the last question weighs, beside one of this

Leaning = Literal["surely", "perhaps", "no"]


def topic(history: Sequence[Answer]) -> str:
    """What a conversation is about: the last question that stood alone."""
    return history[-1].topic or history[-1].question


def leaning(question: str, language: str) -> Leaning:
    """Whether a question can only be understood from what was said before."""
    content = content_words(question, language)
    words = {fold(word) for word in _WORD.findall(question)}
    pointing = words & _POINTING[language] or _DEMONSTRATIVE.search(question) or _PLACED.match(question)
    if not content or pointing:
        return "surely"
    return "perhaps" if len(content) <= _FEW and not _NAME.search(question) else "no"


def after(topic: str, encoded: Encoded) -> Encoded:
    """A question that was read after its topic and one character more, with the words of the topic weighing less."""
    own = encoded.tokens.spans[:, 0] > len(topic)
    strengths = encoded.tokens.strengths.copy()
    strengths[~own] *= _PAST**0.25  # a token weighs by the fourth power of its strength
    return replace(encoded, tokens=replace(encoded.tokens, strengths=strengths))
