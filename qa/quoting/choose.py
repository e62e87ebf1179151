"""Choose what to quote: the sentence that answers best, with those that it cannot be read without."""

import re
from collections.abc import Sequence

from fonti.index import FloatArray

_ALIKE = 1.0  # how far below the best sentence's score that of the one beside it may lie, for both to be quoted
_TITLE_WORDS = 12  # a line of fewer words that ends without a stop may be a title
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*(?:\[\d{1,3}\])*$")
_OPENERS = "\"'“‘«(*_—–- \u00a0"
# Openings that point at what was said before.
_LEANS = re.compile(
    r"(?:quest|quell)['’]"
    r"|(?:quest[aeio]|quel(?:l[aeio])?|quegli|quei|ciò|cio\u0300|tal[ei]|egli|ella|ess[aeio]|lui|lei|loro"
    r"|(?:il|la|lo) (?:quale|stess[oa])"
    r"|this|these|that|those|such|he|she|it|they|his|her|its|their|him|them)(?!\w)"
)


def choose(sentences: Sequence[str], scores: FloatArray) -> tuple[int, int, int]:
    """The best of a passage's sentences by their scores, of shape (sentences,), and the first and last to quote.

    A sentence beside it that scores about as well is quoted too; one that leans on the sentence before (it begins with
    *Questo* or *He*) brings it along, and one that ends with a colon what follows. A title is not chosen.
    """
    titled = [_is_title(sentences, number) for number in range(len(sentences))]
    order = [
        number for number in scores.argsort(kind="stable")[::-1].tolist() if not titled[number]
    ]
    best = order[0] if order else int(scores.argmax())
    first = last = best
    beside = [
        number
        for number in order
        if abs(number - best) == 1 and scores[best] - scores[number] <= _ALIKE
    ]
    if beside:
        first, last = min(best, beside[0]), max(best, beside[0])
    if first > 0 and not titled[first - 1] and _leans(sentences[first]):
        first -= 1
    if last + 1 < len(sentences) and sentences[last].rstrip().endswith(":"):
        last += 1
    return best, first, last


def _leans(sentence: str) -> bool:
    words = sentence.lstrip(_OPENERS)
    return bool(_LEANS.match(words.lower() if words.isupper() else words[:1].lower() + words[1:]))


def _is_title(sentences: Sequence[str], number: int) -> bool:
    """Whether a line stands alone over the sentence that follows; items of a list follow one another."""
    if number + 1 >= len(sentences) or not _open(sentences[number]) or _open(sentences[number + 1]):
        return False
    return number == 0 or not _open(sentences[number - 1])


def _open(sentence: str) -> bool:
    return len(sentence.split()) < _TITLE_WORDS and not _CLOSED.search(sentence.rstrip())
