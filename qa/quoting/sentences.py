"""Choose which sentences to quote: the best one, with those needed to understand it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index import FloatArray
from fonti.qa.structure.kinds import OPENING_MARKS, is_open

# How far below the best sentence the one beside it may score, for both to be quoted.
_MAX_NEIGHBOUR_GAP = 1.0

# Openings that point at the sentence before.
_POINTING_OPENING = re.compile(
    r"(?:quest|quell)['’]"
    r"|(?:quest[aeio]|quel(?:l[aeio])?|quegli|quei|ciò|cio\u0300|tal[ei]"
    r"|egli|ella|ess[aeio]|lui|lei|loro"
    r"|(?:il|la|lo) (?:quale|stess[oa])"
    r"|this|these|that|those|such|he|she|it|they|his|her|its|their|him|them)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class SentenceRange:
    """The sentences of a passage to quote, by their indices in the passage.

    Attributes:
        best: The sentence that scores best.
        first: The first to quote.
        last: The last to quote.

    """

    best: int
    first: int
    last: int


def choose_sentences(
    sentences: Sequence[str], scores: FloatArray, preferred: int | None = None
) -> SentenceRange:
    """Return which sentences of a passage to quote.

    A sentence beside the best one is quoted too if it scores about as well. If a sentence leans on
    the previous one (it begins with *Questo* or *He*), that is quoted too; if it ends with a colon,
    so is the next one. Titles are not chosen.

    Args:
        sentences: The texts of the passage's sentences, at least one.
        scores: Their scores, of shape (sentences,).
        preferred: The sentence to quote, if it is known; else the one that scores best.

    """
    is_title = [_is_title(sentences, number) for number in range(len(sentences))]
    by_score = scores.argsort(kind="stable")[::-1].tolist()
    eligible = [number for number in by_score if not is_title[number]]

    best = eligible[0] if eligible else int(scores.argmax())
    if preferred is not None:
        best = preferred
    first = best
    last = best

    for number in eligible:
        if abs(number - best) == 1 and scores[best] - scores[number] <= _MAX_NEIGHBOUR_GAP:
            first = min(best, number)
            last = max(best, number)
            break

    if first > 0 and not is_title[first - 1] and leans_on_previous(sentences[first]):
        first -= 1
    if last + 1 < len(sentences) and sentences[last].rstrip().endswith(":"):
        last += 1

    return SentenceRange(best, first, last)


def leans_on_previous(sentence: str) -> bool:
    """Return whether a sentence begins with a word that refers to the previous one."""
    words = sentence.lstrip(OPENING_MARKS)
    lowered = words.lower() if words.isupper() else words[:1].lower() + words[1:]
    return bool(_POINTING_OPENING.match(lowered))


def _is_title(sentences: Sequence[str], number: int) -> bool:
    """Return whether a line stands alone over the sentence that follows.

    The items of a list follow one another, and are no titles.
    """
    if number + 1 >= len(sentences):
        return False
    if not is_open(sentences[number]) or is_open(sentences[number + 1]):
        return False
    return number == 0 or not is_open(sentences[number - 1])
