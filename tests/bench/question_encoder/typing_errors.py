"""Change questions as people mistype them, so that the question encoder learns to read them."""

import random
import unicodedata

# The neighbours of letters on a keyboard, the same in Italian and English layouts.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

# Words of fewer letters have no errors: they would become other words.
_MIN_LENGTH = 4

# The share of the longer words that get an error, in a question that has any.
_ERROR_SHARE = 0.3


def mistype(text: str, draw: random.Random) -> str:
    """Return a question as somebody types it in a hurry.

    Some words have one letter that is left out, doubled, exchanged for the next one, or replaced by
    its neighbour on the keyboard; and perhaps there are no capitals, or no accents.
    """
    words = [
        _misspell(word, draw) if len(word) >= _MIN_LENGTH and draw.random() < _ERROR_SHARE else word
        for word in text.split(" ")
    ]
    mistyped = " ".join(words)
    if draw.random() < 1 / 3:
        mistyped = mistyped.lower()
    if draw.random() < 1 / 3:
        mistyped = remove_accents(mistyped)
    return mistyped


def _misspell(word: str, draw: random.Random) -> str:
    """Return a word with an error in one of its letters, which is not the first."""
    places = [place for place in range(1, len(word)) if word[place].isalpha()]
    if not places:
        return word
    place = draw.choice(places)
    before = word[:place]
    letter = word[place]
    after = word[place + 1 :]
    changed = [after, letter + letter + after]
    if after[:1].isalpha():
        changed.append(after[0] + letter + after[1:])
    if neighbours := _list_neighbours(letter):
        changed.append(draw.choice(neighbours) + after)
    return before + draw.choice(changed)


def _list_neighbours(letter: str) -> str:
    """Return the letters beside a letter on a keyboard; none beside one with an accent."""
    for row in _ROWS:
        column = row.find(letter.lower())
        if column >= 0:
            return row[max(0, column - 1) : column] + row[column + 1 : column + 2]
    return ""


def remove_accents(text: str) -> str:
    """Return a text as it is typed on a keyboard without accents."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
