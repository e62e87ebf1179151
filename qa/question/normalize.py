"""A question as somebody typed it: whether it can be asked, and how it is read."""

from fonti.index import QuestionError
from fonti.qa.question.function_words import ACRONYM, FUNCTION_WORDS, WORD, fold

LONGEST_QUESTION = 2000  # code points


def askable(question: str) -> str:
    """A question without the white space around it, or QuestionError where it cannot be asked."""
    text = question.encode("utf-8", "replace").decode().strip()
    if not text:
        raise QuestionError("empty", "the question is empty; write one, in Italian or English")
    if len(text) > LONGEST_QUESTION:
        fact = (
            f"the question has {len(text):,} characters, and at most {LONGEST_QUESTION:,} are read"
        )
        raise QuestionError("too_long", f"{fact}; shorten it")
    if not any(map(str.isalnum, text)):
        raise QuestionError(
            "no_words",
            f"the question {text[:20]!r} holds no words; write one, in Italian or English",
        )
    return text


def quiet(question: str) -> str:
    """A question in capitals in small letters, since models know few words in capitals; acronyms alone stay so."""
    return (
        question.lower()
        if question.isupper() and not all(map(_acronym, WORD.findall(question)))
        else question
    )


def _acronym(word: str) -> bool:
    return len(word) <= ACRONYM and not any(
        fold(word) in words for words in FUNCTION_WORDS.values()
    )
