"""Put the pieces of a line in order that is written from right to left, as Arabic and Hebrew are.

Numbers and words of other scripts inside of it are written from left to right (Unicode Standard
Annex 9).
"""

import re
from collections.abc import Sequence
from itertools import groupby

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

# Punctuation that ends the sentence is drawn to the left of a final number.
_LEADING_MARKS = re.compile(r"([.,:;!?]+)(?=\w)")


def is_right_to_left(texts: Sequence[str]) -> bool:
    """Return whether most of the pieces of a line with letters are written from right to left."""
    right_count = sum(bool(_RIGHT_TO_LEFT.search(text)) for text in texts)
    left_count = sum(
        any(map(str.isalpha, text)) and not _RIGHT_TO_LEFT.search(text) for text in texts
    )
    return right_count > left_count


def order_right_to_left(texts: Sequence[str]) -> list[int]:
    """Return the indices of pieces, which are given from left to right, in the order of reading."""
    backwards = range(len(texts) - 1, -1, -1)
    order: list[int] = []
    for is_right, run in groupby(
        backwards, lambda index: bool(_RIGHT_TO_LEFT.search(texts[index]))
    ):
        indices = list(run)
        order += indices if is_right else indices[::-1]
    return order


def move_leading_marks(text: str) -> str:
    """Return a piece that is written from left to right, its first marks at its end."""
    if _RIGHT_TO_LEFT.search(text):
        return text
    marks = _LEADING_MARKS.match(text)
    return text[marks.end() :] + marks[1] if marks else text
