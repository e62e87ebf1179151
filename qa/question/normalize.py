"""Validate a question, and put one in capitals into small letters for the model."""

from fonti.index import QuestionError
from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import (
    FUNCTION_WORDS,
    MAX_ACRONYM_LENGTH,
    WORD_PATTERN,
)

# Code points. A longer text is no question, and a model would not read all of it.
MAX_QUESTION_LENGTH = 2000

# Code points of a question without words that its error message repeats.
_MAX_REPEATED_LENGTH = 20


def validate_question(question: str) -> str:
    """Return a question without the white space around it.

    Half characters (lone surrogates) become question marks.

    Raises:
        QuestionError: The question is empty, too long, or has no word.

    """
    text = question.encode("utf-8", "replace").decode().strip()

    if not text:
        raise QuestionError("question_empty")
    if len(text) > MAX_QUESTION_LENGTH:
        raise QuestionError("question_too_long", count=len(text), limit=MAX_QUESTION_LENGTH)
    if not any(character.isalnum() for character in text):
        raise QuestionError("question_without_words", question=text[:_MAX_REPEATED_LENGTH])

    return text


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
