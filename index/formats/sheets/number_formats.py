"""Show numbers and dates as spreadsheets do, by the format codes of Excel (ECMA-376, 18.8.31).

The signs of numbers and the names of months are those of a language, by Babel (CLDR).
"""

import operator
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from locale import windows_locale

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal

Value = int | float | datetime | date | time | timedelta

# The parts of a format code.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*](?P<skipped>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<meridiem>AM/PM|A/P)"
    r"|(?P<digits>[#0?](?:[#0?,.]*[#0?])?(?P<scale>,*)(?P<exponent>[eE][+-]?0+)?)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|(?P<fraction>\.0+)|(?P<literal>.)",
    re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"\[(?P<sign><>|[<>]=?|=)(?P<limit>-?\d+(?:\.\d+)?)\]")

_COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}

# The sections of a format code are for numbers above zero, below it, zero, and texts. If there are
# so many, an empty one shows nothing.
_MIN_HIDING_SECTIONS = 3
_TEXT_SECTION = 3
_CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<locale>[0-9A-Fa-f]+))?")
_ELAPSED = re.compile(r"\[([hms])+\]", re.IGNORECASE)

# The short date of the system (format 14), as the file names it, and what is shown for it.
_SYSTEM_DATE = re.compile(r"mm-dd-yy|\[\$-F800\].*", re.IGNORECASE | re.DOTALL)
_SYSTEM_DATES = {"it": "dd/MM/yyyy"}
_ISO_DATE = "yyyy-MM-dd"

# The digits that a number has at most in a cell without a format.
_GENERAL_DIGITS = 10
_MAX_DECIMALS = 30

# The codes of CLDR for those of Excel, by the first letter and the length of the latter.
_DATE_CODES = {
    "y": "yy",
    "yy": "yy",
    "yyy": "yyyy",
    "yyyy": "yyyy",
    "m": "M",
    "mm": "MM",
    "mmm": "MMM",
    "mmmm": "MMMM",
    "mmmmm": "MMMMM",
    "d": "d",
    "dd": "dd",
    "ddd": "EEE",
    "dddd": "EEEE",
    "h": "H",
    "hh": "HH",
    "s": "s",
    "ss": "ss",
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def format_value(value: Value, code: str, language: str) -> str:
    """Return a number, a date or a time as a cell shows it.

    Args:
        value: The value of the cell.
        code: The format code of the cell.
        language: The language of the numbers and of the names of months, "it" or "en".

    """
    if isinstance(value, timedelta):
        return _format_elapsed(value, code)
    if isinstance(value, date | time):
        return _format_date(value, code, language)

    if not code or not _is_finite(value):
        return format_general(value, language)
    sections = _split_sections(code)
    if any(map(_CONDITION.search, sections)):
        section = _find_section_by_condition(value, sections)
    elif value < 0 and len(sections) > 1 and (sections[1] or _can_hide(sections)):
        return _format_number(abs(value), sections[1], language)
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    else:
        section = sections[0]
    text = _format_number(abs(value), section, language)
    return f"-{text}" if text and value < 0 else text


def format_text(text: str, code: str) -> str:
    """Return a text as a cell shows it: a format may put words around it, or hide it."""
    sections = _split_sections(code)
    if len(sections) > _TEXT_SECTION:
        section = sections[_TEXT_SECTION]
    else:
        section = sections[-1]
        if _Token("literal", "@") not in _read_tokens(section):
            return text

    tokens = [token for token in _read_tokens(section) if token.kind != "bracket"]
    if any(token.kind == "general" for token in tokens):
        return text
    return "".join(text if token == _Token("literal", "@") else token.text for token in tokens)


def format_general(value: float, language: str) -> str:
    """Return a number as a cell without a format shows it; whole numbers have all digits."""
    if not _is_finite(value) or ((isinstance(value, int) or value.is_integer()) and value < 1e15):
        return str(int(value)) if _is_finite(value) else str(value)
    text = f"{value:.{_GENERAL_DIGITS}g}"
    text = text.replace("e", "E")
    return text.replace(".", ",") if language == "it" else text


def _split_sections(code: str) -> list[str]:
    """Return the sections of a format code, of which some may be empty."""
    sections = []
    position = 0
    while position <= len(code):
        section = _SECTION.match(code, position)
        sections.append(section[0] if section else "")
        position += len(sections[-1]) + 1
    return sections


def _can_hide(sections: list[str]) -> bool:
    """Return whether an empty section shows nothing, instead of the first section's form."""
    return len(sections) >= _MIN_HIDING_SECTIONS


def _find_section_by_condition(value: float, sections: list[str]) -> str:
    """Return the first section whose condition a number meets, or else the last for numbers."""
    for section in sections[:_TEXT_SECTION]:
        condition = _CONDITION.search(section)
        if condition and _meets(value, condition["sign"], float(condition["limit"])):
            return section
    return sections[:_TEXT_SECTION][-1]


def _meets(value: float, sign: str, limit: float) -> bool:
    """Return whether a number meets a condition of a section, such as `<100`."""
    return bool(_COMPARISONS[sign](value, limit))


def _is_finite(value: float) -> bool:
    return value - value == 0


def _format_number(value: float, section: str, language: str) -> str:
    """Return a number that is not negative, by a section of a format code."""
    tokens = _read_tokens(section)
    percents = sum(token == _Token("literal", "%") for token in tokens)
    has_digits = False
    parts = []

    for token in tokens:
        if token.kind == "general":
            parts.append(format_general(value, language))
        elif token.kind == "digits" and not has_digits:
            has_digits = True
            parts.append(_format_digits(value * 100**percents, token.text, language))
        elif token.kind in ("digits", "date", "fraction", "meridiem"):
            # A fraction, or digits with texts between them: the number says more than its form.
            return format_general(value, language)
        elif token.kind == "bracket":
            currency = _CURRENCY.fullmatch(token.text)
            parts.append(currency["symbol"] if currency else "")
        else:
            parts.append(token.text)
    return "".join(parts).strip()


def _format_digits(value: float, pattern: str, language: str) -> str:
    """Return a number by a pattern such as `#,##0.00`, rounded as spreadsheets do."""
    digits = pattern.rstrip(",").replace("?", "#")
    number = Decimal(repr(value)) / 1000 ** (len(pattern) - len(pattern.rstrip(",")))

    mantissa = re.split("[eE]", digits)[0]
    if mantissa == digits:
        decimals = min(len(mantissa.partition(".")[2]), _MAX_DECIMALS)
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if "," in mantissa:
        whole, point, decimals_pattern = digits.partition(".")
        minimum = max(whole.count("0"), 0)
        # The form that CLDR knows, however the file has written it.
        digits = f"#,##{'0' * minimum or '#'}{point}{decimals_pattern}"
    return str(format_decimal(number, digits, locale=language))


def _format_date(value: date | time, code: str, language: str) -> str:
    if _SYSTEM_DATE.fullmatch(code):
        moment = datetime.combine(value, time()) if type(value) is date else value
        return str(format_datetime(moment, _SYSTEM_DATES.get(language, _ISO_DATE), locale=language))

    tokens = _read_tokens(_split_sections(code)[0])
    locale: Locale | str = language
    for token in tokens:
        currency = _CURRENCY.fullmatch(token.text) if token.kind == "bracket" else None
        if currency and currency["locale"]:
            locale = _find_locale(int(currency["locale"], 16), language)

    if not any(token.kind == "date" for token in tokens):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, time):
        moment = datetime.combine(date(1900, 1, 1), value)
    else:
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return str(format_datetime(moment, _make_cldr_pattern(tokens), locale=locale)).strip()


def _make_cldr_pattern(tokens: list[_Token]) -> str:
    """Return the pattern of CLDR for the tokens of a date."""
    has_meridiem = any(token.kind == "meridiem" for token in tokens)
    parts = []
    for place, token in enumerate(tokens):
        if token.kind == "date":
            parts.append(_choose_cldr_code(tokens, place, has_meridiem=has_meridiem))
        elif token.kind == "meridiem":
            parts.append("a")
        elif token.kind == "fraction":
            parts.append("." + "S" * (len(token.text) - 1))
        elif token.kind != "bracket":
            parts.append("''" if token.text == "'" else f"'{token.text}'")
    return "".join(parts)


def _choose_cldr_code(tokens: list[_Token], place: int, *, has_meridiem: bool) -> str:
    code = tokens[place].text.lower()
    if code[0] == "m" and len(code) <= 2 and _is_minute(tokens, place):
        return code
    if code[0] == "h" and has_meridiem:
        return code[:2]
    return _DATE_CODES.get(code) or _DATE_CODES[code[:2]]


def _is_minute(tokens: list[_Token], place: int) -> bool:
    """Return whether a code `m` stands after hours or before seconds."""
    letters = [token.text[0].lower() if token.kind == "date" else "" for token in tokens]
    before = [letter for letter in letters[:place] if letter]
    after = [letter for letter in letters[place + 1 :] if letter]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _format_elapsed(value: timedelta, code: str) -> str:
    """Return a duration in hours, minutes and, unless its format leaves them out, seconds."""
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    if _ELAPSED.match(code) and code[1].lower() == "m":
        return f"{sign}{minutes}:{second:02}"
    hours, minute = divmod(minutes, 60)
    text = f"{sign}{hours}:{minute:02}"
    return f"{text}:{second:02}" if "s" in code.lower() or not code else text


def _read_tokens(section: str) -> list[_Token]:
    """Return the parts of a section of a format code; spaces of a width become nothing."""
    tokens = []
    for match in _TOKEN.finditer(section):
        # The outermost group that matched.
        kind = match.lastgroup or "literal"
        if kind != "skipped":
            tokens.append(_Token(kind, match[kind]))
    return tokens


def _find_locale(identifier: int, language: str) -> Locale | str:
    """Return the locale that Windows has this number for, or else the language."""
    try:
        return Locale.parse(windows_locale[identifier & 0xFFFF])
    except (KeyError, ValueError, UnknownLocaleError):
        return language
