"""Read the number of the page in a running head, apart from other numbers that stand in it."""

import re
from dataclasses import dataclass

from fonti.index.formats.pdf.lines import Row

# The number of a page, alone or set apart from the text of a row: `12`, `- 12 -`, `Pag. 12 di 30`,
# `12 | Relazione`, `A-12`. In `Ricevuta n. 12` or `12 marzo` it is another number, or may be.
_PAGE_WORDS = r"(?:pag|pagg|pagina|page|pp?|seite|s|foglio|folio|fol|f)"
_TOTAL = r"(?:\s*(?:/|di|of|su|von|de|sur)\s*(?P<total>\d{1,5}))?"
_CELL_PATTERNS = (
    re.compile(rf"\W*{_PAGE_WORDS}?\W*\b(?P<number>\d{{1,5}}|[ivxlc]{{1,7}})\b{_TOTAL}\W*$"),
    re.compile(rf".*\b(?:pag|pagg|pagina|page|seite)\.?\s*(?P<number>\d{{1,5}})\b{_TOTAL}"),
    re.compile(r"\W*(?:[a-z]{1,3}|\d{1,2})\s?[-–]\s?(?P<number>\d{1,4})\W*$"),
    re.compile(r"\W*(?P<number>\d{1,5})\s*[|•·–—]"),
    re.compile(r".*[|•·–—]\s*(?P<number>\d{1,5})\W*$"),
)

# What stands before a number that is not that of the page.
_LABEL = re.compile(r"(?:\b(?:n|nr|no|num|numero|number|nro|eur|euro)\.?|[°º:#€$£=])$")

# A greater number after a slash is a year: `Ricevuta 12/2024`.
_MAX_TOTAL = 1_899

# A number is set apart from other text if it is this far from it, in font sizes.
_MIN_GAP = 1.2

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class MaskedText:
    """The text of a row in lower case, with `#` for what may be the number of its page.

    `numbers` are the values of these numbers.
    """

    text: str
    numbers: tuple[int, ...]


def mask_page_numbers(row: Row) -> MaskedText:
    """Return the text of a row with the numbers that may be that of the page."""
    texts = []
    numbers = []
    for index, cell in enumerate(row):
        text = cell.text.casefold()
        match = _match_number(text)
        if match and _is_set_apart(row, index) and not _is_labelled(row, index, text, match):
            numbers.append(_read_value(match["number"]))
            text = f"{text[: match.start('number')]}#{text[match.end('number') :]}"
        texts.append(text)
    return MaskedText(" ".join(texts), tuple(numbers))


def _match_number(text: str) -> re.Match[str] | None:
    for pattern in _CELL_PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        total = match.groupdict().get("total")
        if total is None or _read_value(match["number"]) <= int(total) <= _MAX_TOTAL:
            return match
    return None


def _is_set_apart(row: Row, index: int) -> bool:
    """Return whether a cell has room on both sides, or has more in it than a number."""
    cell = row[index]
    if not cell.text.strip("–—-|•· ").isalnum():
        return True
    neighbours = [(row[index - 1], cell)] if index else []
    neighbours += [(cell, row[index + 1])] if index + 1 < len(row) else []
    return all(right.left - left.right >= _MIN_GAP * left.font_size for left, right in neighbours)


def _is_labelled(row: Row, index: int, text: str, match: re.Match[str]) -> bool:
    before = text[: match.start("number")].rstrip()
    if not before and index:
        before = row[index - 1].text.casefold().rstrip()
    return bool(_LABEL.search(before))


def _read_value(number: str) -> int:
    """Return the value of a number in digits or small Roman numerals."""
    if number.isdigit():
        return int(number)
    values = [_ROMAN_VALUES[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(
        -value if value < next_value else value
        for value, next_value in zip(values, following, strict=True)
    )
