"""Choose among the 8-bit encodings of Western European text by how plausible their letters are.

A detector takes a short Italian text for Vietnamese or Polish, so Windows-1252, the code page of
DOS and that of old Macintosh computers are compared first.
"""

import re

# In the order of how frequent they are.
_ENCODINGS = ("windows-1252", "cp850", "mac-roman")

_ITALIAN_LETTERS = frozenset("àèéìòùÀÈÉÌÒÙ")
_WESTERN_LETTERS = frozenset("áâäãåçêëíîïñóôöõúûüýÿæœøßÁÂÄÃÅÇÊËÍÎÏÑÓÔÖÕÚÛÜÝÆŒØ")
_SIGNS = frozenset("‘’“”«»‹›–—…€£§°ªº·•¿¡©®™\xa0\xad²³½¼¾±×")

# Signs that may stand between two letters.
_INNER_SIGNS = frozenset("’‘·\xad–—\xa0")
_BOX_DRAWING = range(0x2500, 0x25A0)

# What a character costs that is odd in its place, or not of Western text at all.
_ODD_COST = 3.0
_FOREIGN_COST = 4.0
_RARE_LETTER_COST = 0.5
_SIGN_AFTER_LETTER_COST = 0.3

# The average cost of plausible text, and by how much an encoding must be better than a more
# frequent one.
_MAX_COST = 1.0
_MIN_ADVANTAGE = 0.2

# In Western prose, characters beyond ASCII are at most this share of all, or a few.
_MAX_NON_ASCII_SHARE = 0.3
_MAX_NON_ASCII_IN_SHORT_TEXT = 8

# In a longer text, this many characters beyond ASCII are enough.
_MAX_COUNTED = 2_000

_COMMON_WORD = re.compile(
    r"è|né|sé|dà|là|lì|sì|ciò|può|già|più|giù|così|cioè|però|caffè|papà|tè|tivù|virtù|tribù"
    r"|gioventù|servitù|città|metà|età|(?:per|poi|fin|affin|ben|anzi|giac|sic|pur)ché|vicecittà"
    r"|(?:lune|marte|mercole|giove|vener)dì|(?:sa|av|pot|dov|ver|vor|fa|da|sta|and)r[àò]"
    r"|[a-z]+(?:[bcdlmnrstv]it|iet|ert|olt|ont|est|bilit|ualit|ent)à"
    r"|caf[eé]s?|na[iï]ve|r[eé]sum[eé]|fianc[eé]e?|fa[cç]ade|clich[eé]s?",
    re.IGNORECASE,
)
_WORD_BEYOND_ASCII = re.compile(r"[a-zA-Z]*[^\W\d_a-zA-Z][^\W\d_]*")
_FREQUENT_WORD = re.compile(
    r"\b(?:il|lo|la|le|gli|di|del|della|che|non|per|una?|sono|con|è|"
    r"the|of|and|to|in|is|that|for|with|are)\b",
    re.IGNORECASE,
)
_MIN_FREQUENT_SHARE = 0.1


def choose_western_encoding(content: bytes) -> str | None:
    """Return the encoding in which bytes are Western European prose; None if there is none."""
    best_encoding = None
    best_cost = _MAX_COST + _MIN_ADVANTAGE
    for encoding in _ENCODINGS:
        cost = _compute_cost(content.decode(encoding, "replace"))
        if cost < best_cost - _MIN_ADVANTAGE:
            best_encoding = encoding
            best_cost = cost
    return best_encoding


def is_western_prose(text: str) -> bool:
    """Return whether the characters beyond ASCII are those of Western European prose."""
    return _compute_cost(text) <= _MAX_COST


def is_italian_or_english(content: bytes) -> bool:
    """Return whether the words without accents are those of Italian or English prose."""
    text = content.decode("ascii", "replace")
    return len(_FREQUENT_WORD.findall(text)) > _MIN_FREQUENT_SHARE * len(text.split())


def _compute_cost(text: str) -> float:
    """Return how odd the characters beyond ASCII are on average, from 0."""
    # The frames of a table may be most of it.
    count = sum(character > "\x7f" and ord(character) not in _BOX_DRAWING for character in text)
    if count > max(_MAX_NON_ASCII_IN_SHORT_TEXT, _MAX_NON_ASCII_SHARE * len(text)):
        return _FOREIGN_COST

    common = {
        place
        for word in _WORD_BEYOND_ASCII.finditer(text)
        if _COMMON_WORD.fullmatch(word[0])
        for place in range(word.start(), word.end())
    }
    places = [place for place, character in enumerate(text) if character > "\x7f"][:_MAX_COUNTED]
    costs = [0.0 if place in common else _compute_cost_at(text, place) for place in places]
    return sum(costs) / len(costs) if costs else 0.0


def _compute_cost_at(text: str, place: int) -> float:
    """Return how odd a character is between those beside it."""
    character = text[place]
    previous = text[place - 1] if place else " "
    following = text[place + 1] if place + 1 < len(text) else " "

    if character in _ITALIAN_LETTERS or character in _WESTERN_LETTERS:
        is_odd = character.isupper() and previous.islower()
        return _ODD_COST if is_odd else _RARE_LETTER_COST
    if character in _SIGNS:
        if previous.isalpha() and following.isalpha() and character not in _INNER_SIGNS:
            return _ODD_COST
        if previous.isalpha() and character in "•£€¿¡“«‹©":
            return _ODD_COST
        return _SIGN_AFTER_LETTER_COST if previous.isalpha() and character in "…—–" else 0.0
    if ord(character) in _BOX_DRAWING:
        return _ODD_COST if previous.isalpha() else 0.0
    return _FOREIGN_COST
