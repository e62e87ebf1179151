"""Validate a question, and read it as the model can: without markup, and not all in capitals."""

import re

from fonti.index import QuestionError
from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import (
    FUNCTION_WORDS,
    MAX_ACRONYM_LENGTH,
    WORD_PATTERN,
)

# Code points. A longer text is no question, and a model would not read all of it.
MAX_QUESTION_LENGTH = 2000

# The escape sequences of terminals, such as colors.
_ESCAPE_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])"
)

# Control characters other than white space, and characters that are not seen: changes of direction,
# and places where a word may be broken.
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile(r"[\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

# A tag of HTML with its end tag, and a line break. A tag alone may be what is asked about.
_ELEMENT = re.compile(
    r"<(?P<name>[a-z][a-z0-9]*)(?:\s[^<>]*)?>(?P<content>.*?)</(?P=name)\s*>", re.I | re.S
)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG_BETWEEN_WORDS = re.compile(r"(?<=\w)\0+(?=\w)")

# Code points of a question without words that its error message repeats.
_MAX_REPEATED_LENGTH = 20


def validate_question(question: str) -> str:
    """Return a question without the white space around it, and without control characters.

    Lone surrogates become question marks.

    Raises:
        QuestionError: The question is no text, empty, too long, or has no word.

    """
    if not isinstance(question, str):
        raise QuestionError("question_not_text", type=type(question).__name__)

    text = question.encode("utf-8", "replace").decode()
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", _ESCAPE_SEQUENCE.sub("", text))).strip()

    if not text:
        raise QuestionError("question_empty")
    if len(text) > MAX_QUESTION_LENGTH:
        raise QuestionError("question_too_long", count=len(text), limit=MAX_QUESTION_LENGTH)
    if not any(character.isalnum() for character in text):
        raise QuestionError("question_without_words", question=text[:_MAX_REPEATED_LENGTH])

    return text


def normalize_question(question: str) -> str:
    """Return a question as the model reads it: without markup, and not all in capitals."""
    return lowercase_if_shouted(remove_markup(question))


def remove_markup(question: str) -> str:
    """Return a question without the tags of HTML in it, if anything else is left."""
    # A control character, which no question has, stands for a tag, until it is known what is
    # beside it.
    text = _LINE_BREAK.sub(" ", question)
    while (unwrapped := _ELEMENT.sub("\0\\g<content>\0", text)) != text:
        text = unwrapped
    stripped = _TAG_BETWEEN_WORDS.sub(" ", text).replace("\0", "").strip()
    return stripped if any(map(str.isalnum, stripped)) else question


def lowercase_if_shouted(question: str) -> str:
    """Return a question in capitals in small letters; models know few words in capitals.

    A question that consists of acronyms ("NATO?") is returned unchanged.
    """
    if not question.isupper():
        return question

    words = WORD_PATTERN.findall(question)
    return question if all(_is_acronym(word) for word in words) else question.lower()


def _is_acronym(word: str) -> bool:
    """Return whether a word in capitals is short and no function word of any language."""
    if len(word) > MAX_ACRONYM_LENGTH:
        return False

    folded = fold_text(word)
    return not any(folded in words for words in FUNCTION_WORDS.values())
