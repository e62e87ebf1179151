"""Find the text of a PDF that its fonts do not let a program read, and leave it out.

A font that does not say which letters its shapes are, or says it wrongly, looks right on the page,
but gives text such as `,OSDJDPHQWR` for `Il pagamento`.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.pages import PageLines

# How rare it is that a letter follows another one at a place of a word, from 0 (frequent) to 9:
# a row for the first letter, a column for the second; the space is the beginning or end of a word.
# Minus the logarithm of the share of all pairs, less 3, rounded; the mean of the frequent words of
# the 68 languages in Latin letters that justext has lists of.
_LETTERS = " abcdefghijklmnopqrstuvwxyz"
_RARITY = (
    "912222222232222224212323533",
    "143434434343221535222434734",
    "535773886377486488477487958",
    "538583883365676388565497966",
    "327742885257565378455367955",
    "144434534343231547222445544",
    "449874689478696499465597869",
    "335663855356586479355476958",
    "328873788366665486575466868",
    "134333534443232346322445644",
    "437873987477775479867478988",
    "327673877365546379454366958",
    "225742656255355377744367847",
    "324762776367546348656386967",
    "126432626245553377632365845",
    "254435445444332547233335765",
    "438773886368487359365486868",
    "658887987688898798886488979",
    "225542556264444366443356845",
    "227472774263455346642356845",
    "227772864266575278344356755",
    "245544645454332446333555755",
    "537773888378685488568589957",
    "539874976498786478668596958",
    "678886888688888689887677799",
    "336654767476554368555567876",
    "446764865476665479766566856",
)

# Text is garbled if its mean rarity is at least this. By text of the 68 languages and of programs
# it is 2.2 to 3.2, by text with its letters exchanged usually 3.4 or more.
_MIN_GARBLED_RARITY = 3.35

# The same if the file itself says that it gives no letters for the shapes.
_MIN_UNMAPPED_RARITY = 2.9

# Symbols that seldom stand in a text. A text with nothing else has a rarity greater by this, if its
# runs of letters are short in the mean: the commands of a program are words.
_SYMBOLS = frozenset('<>?@[\\]^_`{|}~#&!"$*;=+%')
_SYMBOL_RARITY = 2.0
_MAX_SHORT_RUN = 3.5

# Fewer pairs of letters say nothing; this many on a page count more than the rest of the font.
_MIN_PAIRS = 40
_MIN_PAIRS_OF_PAGE = 150

# Of a longer text about this many characters are looked at.
_MAX_SAMPLE = 2_000

# If the whole of a font is readable, a page is garbled only if its rarity is greater by this.
_PAGE_MARGIN = 0.4

# So many letters, and kinds of them, of which the file says that it does not know them are no stray
# symbols.
_MIN_UNMAPPED_LETTERS = 20
_MIN_UNMAPPED_KINDS = 6

# A text with fewer letters is garbled if more than this share of it are symbols, of at least this
# many kinds, and it has at least this many characters.
_MIN_SYMBOL_SHARE = 0.3
_MIN_SYMBOL_KINDS = 6
_MIN_CHARACTERS = 60

# Text with more than this share of letters that are not Latin is not judged.
_MAX_OTHER_LETTERS = 0.3

# Characters that stand for no letter: control, private-use and replacement characters.
_NO_CHARACTER = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_MAX_NO_CHARACTER_SHARE = 0.3

# So many of them, of this many kinds, are letters; fewer are the bullets of a list.
_MIN_NO_CHARACTERS = 30
_MIN_NO_CHARACTER_KINDS = 8

# So many kinds of them in one piece are a word, such as a label of a figure.
_MIN_LOST_KINDS = 4

_LETTER_RUN = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Score:
    rarity: float
    pair_count: int


def remove_garbled_text(
    pages: list[PageLines | None],
) -> tuple[list[PageLines | None], list[int]]:
    """Return the pages without text that cannot be read, and the indices of those that had some.

    A damaged page is None.
    """
    lines_by_font: dict[tuple[str, bool], list[Line]] = defaultdict(list)
    for page in pages:
        for line in page.list_lines() if page else ():
            lines_by_font[line.font, line.is_unmapped].append(line)

    garbled: set[int] = set()
    for (font, is_unmapped), lines in lines_by_font.items():
        if font or is_unmapped:
            garbled |= _find_garbled_lines(lines, is_unmapped=is_unmapped)

    cleaned: list[PageLines | None] = []
    page_indices = []
    for page_index, page in enumerate(pages):
        if page is None:
            cleaned.append(None)
            continue
        if any(id(line) in garbled or _loses_word(line) for line in page.list_lines()):
            page_indices.append(page_index)
        if not garbled:
            cleaned.append(page)
            continue
        cleaned.append(
            replace(
                page,
                lines=[line for line in page.lines if id(line) not in garbled],
                rotated=tuple(
                    [line for line in lines if id(line) not in garbled] for lines in page.rotated
                ),
            )
        )
    return cleaned, page_indices


def judge_text(text: str, *, is_unmapped: bool = False, margin: float = 0.0) -> bool | None:
    """Return whether a text is garbled, in no language; None if it cannot be judged.

    A text cannot be judged if it is too short, or if it is not in Latin letters.

    Args:
        text: The text, in any language.
        is_unmapped: Whether the file does not say which letters it consists of.
        margin: How much more than usual the rarity of its letters has to be.

    """
    characters = "".join(text.split())
    if not characters:
        return None
    no_characters = _NO_CHARACTER.findall(characters)
    if len(no_characters) > _MAX_NO_CHARACTER_SHARE * len(characters):
        is_text = len(set(no_characters)) >= _MIN_NO_CHARACTER_KINDS
        return True if is_text and len(no_characters) >= _MIN_NO_CHARACTERS else None

    runs = _LETTER_RUN.findall(text)
    letters = "".join(runs)
    other_count = sum(ord(letter) >= 0x250 for letter in unicodedata.normalize("NFC", letters))
    if other_count > _MAX_OTHER_LETTERS * len(letters):
        return None

    symbols = [character for character in characters if character in _SYMBOLS]
    symbol_share = len(symbols) / len(characters)
    score = _measure_rarity(text)
    if score.pair_count < _MIN_PAIRS:
        is_noise = symbol_share > _MIN_SYMBOL_SHARE and len(set(symbols)) >= _MIN_SYMBOL_KINDS
        has_few_letters = 2 * len(letters) < len(characters)
        is_long = len(characters) >= _MIN_CHARACTERS
        return True if is_noise and has_few_letters and is_long else None

    min_rarity = _MIN_UNMAPPED_RARITY if is_unmapped else _MIN_GARBLED_RARITY
    has_short_runs = len(letters) < _MAX_SHORT_RUN * len(runs)
    symbol_rarity = _SYMBOL_RARITY * symbol_share if has_short_runs else 0
    return score.rarity + symbol_rarity >= min_rarity + margin


def _find_garbled_lines(lines: list[Line], *, is_unmapped: bool) -> set[int]:
    """Return the identities of the garbled lines among those in one font.

    A page with much text is judged by itself: fonts of different pages may have one name.
    """
    is_font_garbled = judge_text(_take_sample(lines), is_unmapped=is_unmapped)
    lines_by_page: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        lines_by_page[line.page].append(line)

    garbled: set[int] = set()
    for page_lines in lines_by_page.values():
        text = _take_sample(page_lines)
        verdict = is_font_garbled
        if verdict is None or _measure_rarity(text).pair_count >= _MIN_PAIRS_OF_PAGE:
            margin = _PAGE_MARGIN if is_font_garbled is False else 0.0
            verdict = judge_text(text, is_unmapped=is_unmapped, margin=margin)
        if verdict is None:
            verdict = is_unmapped and _has_many_letters(text)
        if verdict:
            garbled.update(map(id, page_lines))
    return garbled


def _loses_word(line: Line) -> bool:
    """Return whether a word of a line consists of characters that stand for no letter."""
    if not _NO_CHARACTER.search(line.text):
        return False
    lost = [_NO_CHARACTER.findall(word) for word in line.text.split()]
    return any(len(set(characters)) >= _MIN_LOST_KINDS for characters in lost)


def _has_many_letters(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= _MIN_UNMAPPED_LETTERS and len(set(letters)) >= _MIN_UNMAPPED_KINDS


# A page is judged by itself and within its font.
@lru_cache(maxsize=8)
def _measure_rarity(text: str) -> _Score:
    """Return the mean rarity of the pairs of letters in a text, and their number."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))

    total = 0
    count = 0
    for run in _LETTER_RUN.findall(plain):
        indices = [_LETTERS.find(letter) for letter in f" {run} "]
        for first, second in pairwise(indices):
            if first >= 0 and second >= 0:
                total += int(_RARITY[first][second])
                count += 1
    return _Score(total / count if count else 0, count)


def _take_sample(lines: list[Line]) -> str:
    """Return the text of lines, or of a part of them, at even distances, if they are many."""
    step = 1 + sum(len(line.text) for line in lines) // _MAX_SAMPLE
    return "\n".join(line.text for line in lines[::step])
