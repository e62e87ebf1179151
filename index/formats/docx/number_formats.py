"""Write the numbers of lists and notes in the formats of Word: 3, iii, c, 3º and others."""

from collections.abc import Callable

from fonti.index.formats.notation.list_numbers import repeat_letter, write_number

_CYRILLIC_LETTERS = "абвгдежзиклмнопрстуфхцчшщыэюя"
_CHICAGO_MARKS = "*†‡§"

_ENGLISH_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

# The first twenty numbers in words; further ones are written in digits.
_WORDS = {
    ("cardinalText", "it"): (
        "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
        "quindici sedici diciassette diciotto diciannove venti"
    ),
    ("ordinalText", "it"): (
        "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo "
        "tredicesimo quattordicesimo quindicesimo sedicesimo diciassettesimo diciottesimo "
        "diciannovesimo ventesimo"
    ),
    ("cardinalText", "en"): (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty"
    ),
    ("ordinalText", "en"): (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    ),
}


def format_number(number: int, number_format: str, language: str | None = None) -> str:
    """Return a number in a format of Word (`w:numFmt`); in digits if the format is not known.

    Args:
        number: The number.
        number_format: The name of the format, such as `lowerRoman`.
        language: The ISO 639-1 code of the language, for words and ordinals.

    """
    if number_format in ("none", "bullet"):
        return ""

    if number_format == "ordinal":
        return _write_ordinal(number, language)

    words = _WORDS.get((number_format, "en" if language == "en" else "it"), "").split()
    if 1 <= number <= len(words):
        return words[number - 1].capitalize()
    write = _FORMATS.get(number_format)
    return write(number) if write is not None and number > 0 else str(number)


def _write_ordinal(number: int, language: str | None) -> str:
    if language != "en":
        return f"{number}º"
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else _ENGLISH_ENDINGS.get(number % 10, 'th')}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: write_number(number, "I"),
    "lowerRoman": lambda number: write_number(number, "i"),
    "upperLetter": lambda number: repeat_letter(number).upper(),
    "lowerLetter": repeat_letter,
    "russianUpper": lambda number: repeat_letter(number, _CYRILLIC_LETTERS).upper(),
    "russianLower": lambda number: repeat_letter(number, _CYRILLIC_LETTERS),
    "chicago": lambda number: repeat_letter(number, _CHICAGO_MARKS),
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
}
