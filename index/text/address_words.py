"""The words and numbers of addresses, in both languages.

*Articolo*, *art.* and *Article* are all the kind `article`; *XII*, *12°*, *dodicesimo* and
*twelfth* are all the number `12`.
"""

import re
from collections.abc import Collection
from functools import cache

from fonti.index.text.stemming import fold_text

# Each kind of place with the words for it, folded. A word with a full stop is an abbreviation that
# would be another word without it.
KIND_WORDS: dict[str, tuple[str, ...]] = {
    "article": ("articolo", "articoli", "article", "articles", "artt", "arts", "art"),
    "section": ("sezione", "sezioni", "section", "sections", "sez.", "sect", "sec.", "ss.", "s."),
    "paragraph": ("paragrafo", "paragrafi", "paragraph", "paragraphs", "par.", "para.", "§§", "§"),
    "chapter": ("capitolo", "capitoli", "chapter", "chapters", "cap.", "ch.", "chap."),
    "head": ("capo",),
    "title": ("titolo", "title", "tit."),
    "part": ("parte", "part"),
    "book": ("libro", "book"),
    "point": ("punto", "punti", "point", "points", "item"),
    "clause": ("clausola", "clausole", "clause", "clauses", "cl."),
    "rule": ("regola", "rule", "norma"),
    "recital": ("considerando", "recital"),
    "provision": ("disposizione", "disp.", "provision"),
    "amendment": ("emendamento", "amendment"),
    "annex": ("allegato", "allegati", "annesso", "annex", "annexes", "all.", "schedule"),
    "appendix": ("appendice", "appendix", "app."),
    "table": ("tabella", "tabelle", "table", "tables", "tab.", "tbl."),
    "figure": ("figura", "figure", "figures", "fig.", "figg."),
    "step": ("passo", "fase", "step"),
    "exercise": ("esercizio", "exercise"),
    "page": ("pagina", "pagine", "page", "pages", "pagg.", "pag.", "pg.", "pp.", "p."),
    "comma": ("comma", "commi", "co.", "c.", "subsection"),
    "letter": ("lettera", "lettere", "letter", "lett.", "let."),
    "item": ("numero", "number", "n.", "nr.", "no."),
}

# Kinds that are counted anew inside each place: "comma 2" alone may be of any article.
INNER_KINDS = frozenset({"comma", "letter", "item"})

# The kind of a heading that begins with a bare number, such as "5.1 Scope", and of a line that is a
# Roman number. No word names them.
NUMBER_KIND = "number"
ROMAN_KIND = "roman"

# Words for several places. They begin a list of numbers, and no place.
PLURAL_WORDS = frozenset(
    {"articoli", "articles", "artt", "arts", "sezioni", "sections", "paragrafi", "paragraphs"}
    | {"capitoli", "chapters", "allegati", "annexes", "tabelle", "tables", "figures", "pagine"}
    | {"pages", "commi", "lettere", "clausole", "clauses", "punti", "points"}
)

# The kinds of places that may be meant by the word for another, the likeliest first.
ALTERNATIVE_KINDS: dict[str, tuple[str, ...]] = {
    "article": ("article", "clause", NUMBER_KIND),
    "section": ("section", "paragraph", NUMBER_KIND),
    "paragraph": ("paragraph", "section", NUMBER_KIND),
    "chapter": ("chapter", "head", NUMBER_KIND),
    "head": ("head", "chapter"),
    "point": ("point", NUMBER_KIND, "section", "paragraph"),
    "clause": ("clause", "article", NUMBER_KIND),
    "provision": ("provision", ROMAN_KIND),
    "annex": ("annex", "appendix"),
    "appendix": ("appendix", "annex"),
    "part": ("part", NUMBER_KIND),
}

# The numbers that Latin gives to what was put between two: article 5-bis stands after article 5.
_SUFFIXES = (
    "bis|ter|quater|quinquies|sexies|septies|octies|novies|nonies|decies|undecies|duodecies"
    "|terdecies|quaterdecies|quinquiesdecies"
)
OPTIONAL_SUFFIX = rf"(?:[- ]?(?:{_SUFFIXES}))?"

# The words for each number: the ordinals (Italian masculine and feminine, English), and then the
# cardinals.
_WORDS_BY_NUMBER = {
    1: "primo prima first one uno",
    2: "secondo seconda second two due",
    3: "terzo terza third three tre",
    4: "quarto quarta fourth four quattro",
    5: "quinto quinta fifth five cinque",
    6: "sesto sesta sixth six sei",
    7: "settimo settima seventh seven sette",
    8: "ottavo ottava eighth eight otto",
    9: "nono nona ninth nine nove",
    10: "decimo decima tenth ten dieci",
    11: "undicesimo undicesima eleventh eleven undici",
    12: "dodicesimo dodicesima twelfth twelve dodici",
    13: "tredicesimo tredicesima thirteenth thirteen tredici",
    14: "quattordicesimo quattordicesima fourteenth fourteen quattordici",
    15: "quindicesimo quindicesima fifteenth fifteen quindici",
    16: "sedicesimo sedicesima sixteenth sixteen sedici",
    17: "diciassettesimo diciassettesima seventeenth seventeen diciassette",
    18: "diciottesimo diciottesima eighteenth eighteen diciotto",
    19: "diciannovesimo diciannovesima nineteenth nineteen diciannove",
    20: "ventesimo ventesima twentieth twenty venti",
}
_NUMBER_BY_WORD = {
    word: str(number) for number, words in _WORDS_BY_NUMBER.items() for word in words.split()
}
_ORDINALS = [word for words in _WORDS_BY_NUMBER.values() for word in words.split()[:3]]

# Stands for the number of the last one, as in "ultimo comma".
LAST_NUMBER = "-1"
_LAST_WORDS = ("ultimo", "ultima", "last")

# Thousands, hundreds, tens and units of a Roman number; each may be missing.
_ROMAN_PATTERN = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

# Roman numbers in small letters that are no Italian or English word.
_SMALL_ROMAN_PATTERN = r"(?:x{0,2}(?:ii|iii|iv|vii|viii|ix)|x{1,2}(?:v|vi)|xi)"

# A number in digits: "5", "5.1.1", "5°", "5a", "5-bis".
_DIGITS_PATTERN = r"\d{1,4}(?:[.–-]\d{1,3}){0,5}(?:[°ºª]|-?[A-Za-z](?![\w]))?" + OPTIONAL_SUFFIX

# A number as it stands after the word for a place. A capital letter numbers annexes and tables.
NUMBER_PATTERN = (
    rf"(?:{_DIGITS_PATTERN}|[A-Z](?:[.-]\d{{1,3}}){{1,4}}"
    rf"|(?=[IVXLCDM]){_ROMAN_PATTERN}(?:[- ](?:{_SUFFIXES}))?"
    rf"|{_SMALL_ROMAN_PATTERN}|[A-Z]|(?i:unico|{'|'.join(_NUMBER_BY_WORD)}))(?![\w°])"
)

# A number as it stands before the word for a place.
ORDINAL_PATTERN = (
    rf"(?:\d{{1,3}}(?:[°ºª]|st|nd|rd|th)|(?=[IVXLCDM]){_ROMAN_PATTERN}"
    rf"|(?i:{'|'.join([*_ORDINALS, *_LAST_WORDS])}))(?!\w)"
)

# Between the numbers of a list, as in "articles 5, 6, and 7", but for the white space after it.
LIST_SEPARATOR_PATTERN = r"[ \t]*(?:,|,?[ \t]*(?:e|ed|and|&|o|or))"

# A number of a list after its first one.
LISTED_NUMBER_PATTERN = r"\d{1,4}(?:-\w+)?(?![\w/])"

# The words for "of" and "in" between an address and what contains it.
OF_PATTERN = (
    r"(?:de(?:l|llo|lla|i|gli|lle)(?!\w)|(?:de|ne)ll['’]|(?:di|of|in|from|ne(?:l|llo|lla))(?!\w))"
)

_WITH_SUFFIX = re.compile(rf"(?P<base>.*?[0-9ivxlcdm°ºª])[- ]?(?P<suffix>{_SUFFIXES})")
_ENGLISH_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_ROMAN_ONLY = re.compile(_ROMAN_PATTERN, re.IGNORECASE)


@cache
def normalize_number(raw: str) -> str:
    """Return the number of a place in one form: `XII`, `12°` and `twelfth` are `12`."""
    number = fold_text(raw.strip().replace("–", "-").replace("º", "°").replace("ª", "°"))
    number = number.replace("°", "").strip(" .")
    if number in _LAST_WORDS:
        return LAST_NUMBER
    if number in _NUMBER_BY_WORD:
        return _NUMBER_BY_WORD[number]

    with_suffix = _WITH_SUFFIX.fullmatch(number)
    if with_suffix:
        return f"{normalize_number(with_suffix['base'])}-{with_suffix['suffix']}"
    if number[:1].isdigit():
        return _LEADING_ZEROS.sub("", _ENGLISH_ORDINAL.sub("", number))

    # A single letter is the number of an annex ("Annex C"), but for those that people count with in
    # Roman numbers.
    is_roman = len(number) > 1 or number in ("i", "v", "x")
    if is_roman and _ROMAN_ONLY.fullmatch(number):
        return str(_read_roman(number))
    return number


def _read_roman(number: str) -> int:
    """Return the value of a Roman number in small letters."""
    total = 0
    highest = 0
    for letter in reversed(number):
        value = _ROMAN_VALUES[letter]
        # A letter before one of a higher value is taken off: IV is 4.
        total += -value if value < highest else value
        highest = max(highest, value)
    return total


@cache
def find_kind(word: str) -> str | None:
    """Return the kind of place that a word names, with or without its full stop; None if none."""
    folded = fold_text(word).replace(" ", "").removesuffix(".")
    for kind, words in KIND_WORDS.items():
        if folded in words or f"{folded}." in words:
            return kind
    return None


@cache
def normalize_error_code(code: str) -> str:
    """Return the code of an error in one form: `E-42` is `e42`."""
    return code.casefold().replace("-", "")


def make_word_pattern(kinds: Collection[str]) -> str:
    """Return a regular expression for the words of some kinds, the longest first."""
    words = [word for kind in kinds for word in KIND_WORDS[kind]]
    words.sort(key=len, reverse=True)
    return "|".join(
        # A word that is no abbreviation may have a full stop too, as in "Art. 5" and "Art 5".
        re.escape(word) if word.endswith((".", "§")) else rf"{word}\b\.?"
        for word in words
    )


# The words for places that have labels of their own, and what may stand before their numbers.
LABEL_WORD_PATTERN = make_word_pattern(
    [kind for kind in KIND_WORDS if kind not in INNER_KINDS and kind != "page"]
)
NUMBER_SIGN_PATTERN = r"(?:n\.|n[°º])?"

# The words for errors, and their codes: "E42", and after such a word also "42".
ERROR_WORDS_PATTERN = (
    r"(?i:(?:error[ei]?|errors|allarm[ei]|alarms?|guast[oi]|fault|codic[ei]|codes?|err\.?)[ \t]+"
    r"(?:(?:code|codice|di errore|errore|error|n\.?|n[°º])[ \t]+)*)"
)
CODE_PATTERN = r"[A-Z]{1,4}-?\d{1,5}[A-Z]?"
WORDED_CODE_PATTERN = r"[A-Z]{0,4}-?\d{1,5}[A-Z]?"
