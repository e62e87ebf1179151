"""Notice quotes that say the opposite of what a question asks.

Similarity hardly tells opposites apart: "When did she die?" is near "She was born in 1921". Of the
unanswerable questions that people wrote for SQuAD 2.0, a fifth ask for the opposite of what the
text says, and a tenth add a denial (Rajpurkar, Jia and Liang 2018, "Know What You Don't Know").
"""

import re
from functools import cache
from pathlib import Path
from typing import TypeAlias

from fonti.index import stem_words
from fonti.qa.question.query import Query
from fonti.qa.quoting.quotes import Quote

# The languages of the file, in its order, and of the patterns.
_LANGUAGES = ("en", "it")

_FILE = Path(__file__).with_name("opposites.txt")

# Words that deny: "Which members did not vote?"
_DENIAL = re.compile(
    r"""
    \b (?: not (?! -) | cannot | never | without | except | neither
      | non (?! -) | senza | tranne | eccetto | nessun\w* ) \b
    | n['’]t \b
    """,
    re.IGNORECASE | re.VERBOSE,
)

# What is asked politely, or in surprise.
_SEEMS_TO_DENY = re.compile(r"\W*(?:\w+n['’]t|non)\b", re.IGNORECASE)

# A passage that may answer a question that denies: it denies too, in any of these ways.
_DENYING_PASSAGE = re.compile(
    r"""
    \b (?: no | not | cannot | never | without | neither | nor | none | nothing | nobody
      | except\w* | exclud\w+ | un(?!it|iv|ion)\w{4,} | fail\w* | lack\w* | absen\w+
      | missing | refus\w+ | reject\w* | declin\w+ | prohibit\w* | forbid\w* | cancel\w*
      | abolish\w* | avoid\w* | suspend\w* | stop\w*
      | only | few | little | impossib\w+ | invalid\w*
      | non | mai | senza | tranne | eccetto | salvo | né | nessun\w* | nulla | niente | priv[oaie]
      | manca\w* | omess\w+ | assen[zt]\w+ | rifiut\w+ | respin\w+ | viet\w+ | diniego
      | inadempi\w+ | annull\w+ | cancell\w+ | abol\w+ | sospe\w+ | rinunc\w+
      | evit\w+ | smett\w+ | smes\w+ | solo | soltanto | esclus\w+ ) \b
    | n['’]t \b
    """,
    re.IGNORECASE | re.VERBOSE,
)

# A question why, or what happens if: what answers "Why can't I log in?" need not deny anything.
_ASKS_FOR_CAUSE_OR_CASE = re.compile(
    r"\b(?:why|how come|perch[eé]|come mai|if|unless|when|se|qualora|quando|what happens)\b",
    re.IGNORECASE,
)

# The words of one side of a pair of opposites: their stems, by language.
_Side: TypeAlias = dict[str, frozenset[str]]


def says_opposite(query: Query, quote: Quote) -> bool:
    """Return whether a quote says the opposite of what a question asks, as far as words show it.

    The quote has the opposite of a word of the question, and nothing around it has the word; or the
    question denies something, and its passage denies nothing.
    """
    # A follow-up takes its topic from the question before, and what is asked from its own words.
    question = query.question
    language = quote.passage.language
    surroundings = f"{quote.passage.heading or ''}\n{quote.passage.text}"

    is_opposite = has_opposite(
        question, query.language, quote.text, language, surroundings=surroundings
    )
    return is_opposite or lacks_denial(question, surroundings, language)


def has_opposite(
    question: str, language: str, text: str, text_language: str, *, surroundings: str = ""
) -> bool:
    """Return whether a text has the opposite of a word of the question, and not the word.

    An opposite that is denied says the same: what is "not allowed" is forbidden.

    Args:
        question: The question.
        language: The ISO 639-1 code of its language.
        text: The text, which may be in another language.
        text_language: The code of its language.
        surroundings: What is around the text: the word may stand there.

    """
    asked = _find_asked_sides(question, language)
    if not asked or _DENIAL.search(question) or _DENIAL.search(text):
        return False

    stems = frozenset(stem_words(text, text_language))
    nearby = stems | frozenset(stem_words(surroundings, text_language))
    for side, opposite in asked:
        is_listed = text_language in side
        if is_listed and stems & opposite[text_language] and not nearby & side[text_language]:
            return True
    return False


def denies(question: str) -> bool:
    """Return whether a question denies something, so that its answer has to deny it too.

    "Can't I pay by card?" only seems to.
    """
    if _ASKS_FOR_CAUSE_OR_CASE.search(question) or _SEEMS_TO_DENY.match(question):
        return False
    return bool(_DENIAL.search(question))


def lacks_denial(question: str, text: str, text_language: str) -> bool:
    """Return whether a question denies something, and a text in a known language nothing."""
    if text_language not in _LANGUAGES:
        return False
    return denies(question) and not _DENYING_PASSAGE.search(text)


def _find_asked_sides(question: str, language: str) -> list[tuple[_Side, _Side]]:
    """Return the sides that a question has words of, each with its opposite; not both of a pair."""
    stems = frozenset(stem_words(question, language))
    return [
        (side, opposite)
        for side, opposite in _read_sides()
        if language in side and stems & side[language] and not stems & opposite[language]
    ]


@cache
def _read_sides() -> tuple[tuple[_Side, _Side], ...]:
    """Return the sides of all pairs of the file, each with its opposite."""
    sides = []
    for line in _FILE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            one, other = _parse_line(line)
            sides += [(one, other), (other, one)]
    return tuple(sides)


def _parse_line(line: str) -> tuple[_Side, _Side]:
    """Return the two sides of a line: "born / died | nato nacque / morto"."""
    one: _Side = {}
    other: _Side = {}
    for language, words in zip(_LANGUAGES, line.split("|"), strict=True):
        first, second = words.split("/")
        one[language] = frozenset(stem_words(first, language))
        other[language] = frozenset(stem_words(second, language))
    return one, other
