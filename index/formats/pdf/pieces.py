"""Join the pieces of a line: raised and lowered characters, and letters that are spaced apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from fonti.index.formats.notation.superscripts import to_subscript, to_superscript

# A raised or lowered piece is smaller than this, and its baseline is that far from that of the
# line, as shares of the font size of the line.
_MAX_SCRIPT_SIZE = 0.87
_MIN_RISE = 0.12
_MIN_DROP = 0.06

# A raised or lowered piece has at most this many characters.
_MAX_SCRIPT_LENGTH = 12

# What is raised though it is drawn on its own: numbers, and marks of a note.
_SEPARATE_SCRIPT = re.compile(r"\(?[\d,+\-−–]{1,5}\)?|\[\d{1,3}\]|[*†‡§]{1,3}|[a-z]")

# No space stands before a raised piece that is nearer than this, in font sizes.
_MAX_SCRIPT_GAP = 0.35

# A piece after a raised one touches it if it is nearer than this.
_MAX_TOUCHING_GAP = 0.1

# A raised piece that touches the letter after it, as in ¹³C, has a space before it if the gap there
# is greater than this.
_MIN_LEADING_GAP = 0.18

# A heading is spaced apart if at least this many letters follow one another.
_MIN_SPACED_LETTERS = 4

# More are needed if they are small: `x` and `y` may be the names of quantities.
_MIN_LOWERCASE_LETTERS = 7

# The space between two words of such a heading is this many times that between its letters.
_WORD_GAP_RATIO = 1.5

_VOWEL = re.compile(r"[aeiouyàèéìòù]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line; `is_glued` says that no space stands before it."""

    text: str
    left: float
    right: float
    baseline: float
    font_size: float
    is_glued: bool = False


def join_pieces(pieces: list[Piece]) -> str:
    """Return the text of pieces of one line, from left to right."""
    if len(pieces) == 1:
        return pieces[0].text

    baseline, font_size = find_main_baseline_and_size(pieces)
    text = ""
    previous: Piece | None = None
    is_behind_script = False
    joined = _join_spaced_letters(pieces)
    for piece, following in zip(joined, [*joined[1:], None], strict=True):
        gap = piece.left - previous.right if previous else 0
        touches = piece.is_glued or (is_behind_script and gap < _MAX_TOUCHING_GAP * font_size)
        script = _apply_baseline(piece, baseline, font_size, text if touches else "")
        if following and following.is_glued and _is_inside_word(piece, following):
            script = piece.text
        is_script = script != piece.text
        max_gap = _MIN_LEADING_GAP if _is_leading(piece, following, font_size) else _MAX_SCRIPT_GAP
        is_near = is_script and gap < max_gap * font_size
        text += script if previous is None or touches or is_near else f" {script}"
        previous = piece
        is_behind_script = is_script or (touches and is_behind_script)
    return text


def find_main_baseline_and_size(pieces: Iterable[Piece]) -> tuple[float, float]:
    """Return the baseline and font size of most of a line; large characters count for more."""
    weights: dict[tuple[float, float], float] = {}
    for piece in pieces:
        style = (piece.baseline, piece.font_size)
        weights[style] = weights.get(style, 0) + len(piece.text) * piece.font_size**2
    return max(weights, key=lambda style: weights[style])


def _apply_baseline(piece: Piece, baseline: float, font_size: float, text_before: str) -> str:
    """Return the text of a piece, raised or lowered if it is drawn so."""
    if piece.font_size > _MAX_SCRIPT_SIZE * font_size or len(piece.text) > _MAX_SCRIPT_LENGTH:
        return piece.text
    if not (piece.is_glued or _SEPARATE_SCRIPT.fullmatch(piece.text)):
        return piece.text

    rise = piece.baseline - baseline
    if rise > _MIN_RISE * font_size:
        return to_superscript(piece.text)
    is_denominator = text_before.endswith(("/", "⁄")) and piece.text.isdigit()
    if rise < -_MIN_DROP * font_size or is_denominator:
        return to_subscript(piece.text)
    return piece.text


def _is_leading(piece: Piece, following: Piece | None, font_size: float) -> bool:
    """Return whether a raised piece touches a letter after it, as the number of an isotope does."""
    if following is None or not following.text[0].isalpha():
        return False
    return following.left - piece.right < _MAX_TOUCHING_GAP * font_size


def _is_inside_word(piece: Piece, following: Piece) -> bool:
    """Return whether a letter goes on with another one, as the raised `A` of a logo does."""
    return piece.is_glued and piece.text[-1].isalpha() and following.text[0].isalpha()


def _join_spaced_letters(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with the letters of a heading that is spaced by hand joined to words."""
    joined: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if len(piece.text) == 1 and not piece.is_glued:
            run.append(piece)
            continue
        joined += _join_run(run)
        run = []
        joined.append(piece)
    return joined + _join_run(run)


def _join_run(run: list[Piece]) -> list[Piece]:
    """Return the words of a run of single characters, or the run if it is no spaced heading."""
    letters = [piece.text for piece in run if piece.text.isalpha()]
    if len(letters) < _MIN_SPACED_LETTERS or not _are_spaced_words(letters):
        return run

    usual_gap = median(right.left - left.right for left, right in pairwise(run))
    words = [run[0]]
    for left, right in pairwise(run):
        is_wide = right.left - left.right > _WORD_GAP_RATIO * max(usual_gap, 1)
        if is_wide or _begins_word(words[-1].text, right.text):
            words.append(right)
            continue
        word = words[-1]
        words[-1] = Piece(
            word.text + right.text, word.left, right.right, word.baseline, word.font_size
        )
    return words


def _are_spaced_words(letters: list[str]) -> bool:
    """Return whether letters can be words; those of a list such as `A B C D` are in order."""
    is_list = all(first <= second for first, second in pairwise(letters))
    is_upper = 2 * sum(map(str.isupper, letters)) > len(letters)
    is_long = is_upper or len(letters) >= _MIN_LOWERCASE_LETTERS
    has_vowel = bool(_VOWEL.search("".join(letters)))
    return is_long and not is_list and len(set(letters)) > 2 and has_vowel


def _begins_word(word: str, right: str) -> bool:
    """Return whether a character begins a new word after another one, by what they are."""
    left = word[-1]
    if not right.isalnum():
        return False
    if left in ".,;:":
        return not (right.isdigit() and word[-2:-1].isdigit())
    if left.isalpha() and right.isalpha():
        return len(word) > 1 and left.isupper() and right.islower()
    return left.isdigit() != right.isdigit()
