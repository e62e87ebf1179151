"""Split a text that asks several questions: "When does it open? How much is the ticket?"."""

import re

from fonti.qa.question.function_words import find_content_words

_QUESTION_WORD = (
    r"(?:(?:ch[ei]|cosa|qual[ei]?|quando|dove|come|perch[eé]|quant[oaie]"
    r"|what|which|who|whom|whose|when|where|why|how)(?!\w)|(?:cos|dov|com|quand|quant)['’])"
)
_PREPOSITION = r"(?:(?:a|con|da|di|in|per|at|by|for|from|in|of|to|with)\s+)?"

# Where one sentence that asks ends, and where one that has two questions goes on with the second. A
# comma alone begins a relative clause as well ("the ship, which sank").
_SENTENCE_END = re.compile(r"(?<=\?)\s+")
_AND = re.compile(rf",?\s+(?:e|ed|and)\s+(?={_PREPOSITION}{_QUESTION_WORD})", re.IGNORECASE)
_ASKS = re.compile(rf"(?:e|ed|and)?\s*{_PREPOSITION}{_QUESTION_WORD}", re.IGNORECASE)

# A question of fewer content words shares those of the other one: "Who signed and when?".
_MIN_CONTENT_WORDS = 2

# A text of more questions is searched for as a whole: each takes as long as a question alone.
_MAX_QUESTIONS = 3


def split_questions(text: str, language: str) -> list[str]:
    """Return the questions of a text that asks several; an empty list if it asks only one.

    Each has at least one content word.
    """
    sentences = _SENTENCE_END.split(text.strip())
    if not all(sentence.endswith("?") for sentence in sentences):
        return []

    questions: list[str] = []
    for sentence in sentences:
        questions += _split_sentence(sentence, language)
    has_words = all(_count_content_words(question, language) for question in questions)
    return questions if 1 < len(questions) <= _MAX_QUESTIONS and has_words else []


def _split_sentence(sentence: str, language: str) -> list[str]:
    """Return the questions of a sentence, or the sentence itself if it has only one."""
    for link in _AND.finditer(sentence):
        first = sentence[: link.start()]
        second = sentence[link.end() :]
        if (
            _ASKS.match(first)
            and _count_content_words(first, language) >= _MIN_CONTENT_WORDS
            and _count_content_words(second, language) >= _MIN_CONTENT_WORDS
        ):
            second = f"{second[:1].upper()}{second[1:]}"
            return [f"{first}?", *_split_sentence(second, language)]
    return [sentence]


def _count_content_words(text: str, language: str) -> int:
    """Return how many content words a text has."""
    return len(find_content_words(text, language))
