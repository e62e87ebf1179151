"""Write the numbers of lists and notes in letters and in Roman digits."""

_ROMAN_DIGITS = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MAX_ROMAN = 3999
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

# A letter is repeated as often as the alphabet was used up; more often is no number.
_MAX_REPETITIONS = 20


def write_number(number: int, style: str, *, repeats_letters: bool = False) -> str:
    """Return a number in a style, which its first number names: `1`, `01`, `a`, `A`, `i` or `I`.

    A number that the style does not have, and one of an unknown style, is written in digits.

    Args:
        number: The number.
        style: The style; the empty string for none.
        repeats_letters: Whether `aa` and `bb` follow `z`, instead of `aa` and `ab`.

    """
    if not style:
        return ""
    if style.startswith("01"):
        return f"{number:02}"

    lower_style = style.lower()
    written = str(number)
    if lower_style == "i" and 0 < number <= _MAX_ROMAN:
        written = _write_roman(number)
    elif lower_style == "a" and number > 0:
        written = repeat_letter(number) if repeats_letters else _write_letters(number)
    return written.upper() if style.isupper() else written


def repeat_letter(number: int, alphabet: str = _ALPHABET) -> str:
    """Return a, b, ..., z, aa, bb, and so on, as word processors count."""
    repetitions, index = divmod(number - 1, len(alphabet))
    if repetitions >= _MAX_REPETITIONS:
        return str(number)
    return alphabet[index] * (repetitions + 1)


def _write_roman(number: int) -> str:
    written = ""
    for value, digits in _ROMAN_DIGITS:
        count, number = divmod(number, value)
        written += digits * count
    return written


def _write_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, index = divmod(number - 1, len(_ALPHABET))
        letters = _ALPHABET[index] + letters
    return letters
