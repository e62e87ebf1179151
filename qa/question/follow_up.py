"""Decide whether a question leans on the last one, and find the topic to search it with.

A question leans on the last one if it can only be understood after it. No model rewrites the
question. It surely leans on the last one if a pronoun comes before anything that it could stand for
("Who signed it?"), if it only names something more ("E Roma?"), or if it has no content word ("E
quando?"). It perhaps leans if it has few content words and no name; then it is searched for as a
follow-up only if that makes its answer more likely. tests/bench/RESULTS.md has the results of these
rules on questions of two turns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fonti.qa.answer import Answer
from fonti.qa.question.function_words import find_content_words
from fonti.qa.question.normalize import normalize_question
from fonti.qa.question.query import QuotedSpan

FollowUpKind = Literal["surely", "perhaps", "no"]

# Pronouns and demonstratives: they stand for something that was said before.
_POINTING_WORDS = {
    "it": re.compile(
        r"\b(?:(?:lui|lei|loro|egli|ella|ess[oaie]|su[oae]|suoi|ciò|cio\u0300?|quest[oaie]"
        r"|quel(?:l[oaie])?|quegli|quei|tal[ei])(?!\w)|(?:quest|quell)['’])"
    ),
    "en": re.compile(
        r"\b(?:he|him|his|she|hers?|it|its|they|them|theirs?|this|that|these|those"
        r"|such(?! as)|there(?=\W*$))(?!\w)"
    ),
}

# "the rules that they follow": this "that" is a relative pronoun.
_BEFORE_RELATIVE_THAT = re.compile(r"\b(?:the|an?|any|all)\s+\w+\s+(?=that\b)")

# "How long does it take", "Is it forbidden to": this "it" stands for nothing.
_IMPERSONAL_IT = re.compile(r"\bit (?:takes?|took|costs?)\b|\b(?:is|was) it \w+ (?:to|that)\b")

# "E a Roma?", "What about children?": the question only names something more.
_CONTINUATION = re.compile(r"(?:e|ed|ma|and|but|what about|how about)\b\s*", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:(?:a|da|de|ne|su|co)(?:ll['’]|(?:l|llo|lla|i|gli|lle)\b)"
    r"|(?:a|ad|in|da|di|con|su|per|tra|fra|dopo|prima|durante"
    r"|at|on|by|from|to|with|for|of|after|before|during)\b)",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:(?:ch[ei]|cosa|qual[ei]?|quando|dove|come?|perch[eé]|quant[oaie]"
    r"|what|which|who|whom|whose|when|where|why|how)(?!\w)|(?:cos|dov|com|quand)['’])",
    re.IGNORECASE,
)

# A capital inside the question, also after a quotation mark or an elided article (dell'Australia).
_NAME = re.compile(r"(?<=[\s'’\"“«(])[A-ZÀ-Þ]")

# A question of so few content words may say too little alone.
_FEW_CONTENT_WORDS = 2

# Content words that may stand before a pronoun which points out of the question. A pronoun that
# ends the question ("What did the leader of Tajikistan tell him?") may have more before it.
_MAX_WORDS_BEFORE_PRONOUN = 1
_MAX_WORDS_BEFORE_LAST_PRONOUN = 3

# Code points. A longer topic would leave the model no room to read the question after it.
_MAX_TOPIC_LENGTH = 200


def find_topic(history: Sequence[Answer]) -> str:
    """Return the topic of a conversation: its last question that is not a follow-up, shortened."""
    last = history[-1]
    return (last.topic or last.question)[:_MAX_TOPIC_LENGTH]


def find_already_quoted(history: Sequence[Answer], version: str) -> tuple[QuotedSpan, ...]:
    """Return the quotes that answered questions on the current topic.

    Answers from another version of the index are left out, since their spans may be wrong now.
    """
    quoted = []
    for answer in reversed(history):
        if answer.version == version:
            quoted += [
                QuotedSpan(citation.source, citation.start, citation.end)
                for citation in answer.citations
                if citation.is_answer
            ]
        if answer.topic is None:
            break

    return tuple(quoted)


@dataclass(frozen=True, slots=True)
class Topic:
    """The question before, which another one may follow.

    Attributes:
        question: The question.
        already_quoted: What was quoted for it.
        is_of_same_text: Whether it stands in the same text ("Who wrote LyX and when was he born?").
            Then a question that perhaps leans on it surely does.

    """

    question: str
    already_quoted: tuple[QuotedSpan, ...] = ()
    is_of_same_text: bool = False


def read_topic(history: Sequence[Answer], version: str) -> Topic | None:
    """Return what the last question of a conversation was about; None if none was asked.

    Thanks, and requests for an overview or a list, do not change the topic.
    """
    questions = [answer for answer in history if answer.kind == "question"]
    if not questions:
        return None
    question = normalize_question(find_topic(questions))
    return Topic(question, find_already_quoted(questions, version))


def classify_follow_up(question: str, language: str) -> FollowUpKind:
    """Return how surely a question can only be understood from what was said before."""
    is_shouted = question.isupper()
    content = find_content_words(question, language)

    if not content:
        return "surely"
    if _is_continuation(question, len(content)):
        return "surely"
    if _has_open_pronoun(question.lower() if is_shouted else question, content, language):
        return "surely"

    has_name = not is_shouted and bool(_NAME.search(question))
    return "perhaps" if len(content) <= _FEW_CONTENT_WORDS and not has_name else "no"


def _is_continuation(question: str, content_words: int) -> bool:
    """Return whether a question only adds something to the last one, as "And in Italy?" does."""
    opening = _CONTINUATION.match(question)
    if not opening:
        return False

    rest = question[opening.end() :]
    if _PREPOSITION.match(rest):
        return True
    return content_words <= _FEW_CONTENT_WORDS and not _QUESTION_WORD.search(rest)


def _has_open_pronoun(question: str, content: list[tuple[int, int]], language: str) -> bool:
    """Return whether a pronoun has hardly any content word before it that it could stand for."""
    question = question[:1].lower() + question[1:]
    if _IMPERSONAL_IT.search(question):
        return False

    relative_starts = {match.end() for match in _BEFORE_RELATIVE_THAT.finditer(question)}
    for pronoun in _POINTING_WORDS[language].finditer(question):
        words_before = sum(end <= pronoun.start() for _, end in content)
        is_last = not question[pronoun.end() :].strip(" ?!.")
        limit = _MAX_WORDS_BEFORE_LAST_PRONOUN if is_last else _MAX_WORDS_BEFORE_PRONOUN

        if pronoun.start() not in relative_starts and words_before <= limit:
            return True

    return False
