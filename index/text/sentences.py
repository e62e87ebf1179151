"""Find where sentences end, in Italian and English prose.

The rules were written for Fonti, since no library that was compared is right for Italian
(tests/bench/RESULTS.md has the table), and some take time that grows with the square of the text.
Every pattern here takes linear time.

A full stop, question mark, exclamation mark or ellipsis ends a sentence if what follows looks like
the beginning of one, unless it belongs to an abbreviation or an initial, or stands inside a short
quotation or parenthesis.
"""

import re
from collections.abc import Iterator

from fonti.index.text.abbreviations import (
    DAYS_AND_ZONES,
    HEADING_WORDS,
    LETTERED_WORDS,
    PLAIN_STARTERS,
    STARTERS,
)
from fonti.index.text.address_words import find_kind
from fonti.index.text.full_stops import (
    NUMBER,
    WordsAround,
    is_end_between_words,
    list_abbreviations,
)
from fonti.index.text.line_breaks import find_hard_line_breaks
from fonti.index.text.lines import BLANK_LINE
from fonti.index.types import Span

# A terminator, the marks that may close after it, and the mark of a footnote, if white space
# follows; or a terminator of Chinese or Japanese, after which none is needed.
#
# `++` and `*+` are possessive: they give nothing back once they matched. In "!!!!…" without white
# space after, `+` would try every shorter run of marks, each with every shorter run of closing
# marks, in vain. The lookbehind keeps a match from beginning inside a run, for the same reason.
_TERMINATOR = re.compile(
    r"""(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>["'”’»\])]*+)
        (?:[ ]?\[\d{1,3}\](?=[.\s]|$)|\[\d{1,3}\]|[¹²³⁴-⁹⁰])*+(?=\s)
      | (?P<wide>[。！？]++[」』”’]*+)""",
    re.VERBOSE,
)
_SHORT_QUOTATION = re.compile(r"“[^“”]{1,300}”|«[^«»]{1,300}»|\"[^\"]{1,300}\"|\([^()]{1,300}\)")
_LIST_ITEM = re.compile(r"\n[ \t]*(?=(?:[-*•–—+]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+\S)")
_SPACE = re.compile(r"\s*")

# The number of a sentence in a list or of a heading, as in "2. The price" and "Art. 2.1. Prices".
_LIST_NUMBER = re.compile(
    r"""(?:(?P<head>[^\W\d_]{2,14})\.?\s(?:[Nn][or]?\.\s?)?)?
        (?:\d{1,4}(?:\.\d{1,3}){0,3}(?:[ -](?:bis|ter|quater))?|[IVX]{1,5}|[A-Za-z]\d{0,2})""",
    re.VERBOSE,
)

# The number of an item inside a sentence, as in "bring: 1. Maps; 2. Shoes".
_INNER_NUMBER = re.compile(r"(?::\s1|;\s\d{1,2})$")
_LAST_WORD = re.compile(r"[^\s\"“”‘«»()\[\]…]*$")
_NEXT_WORD = re.compile(
    r"\s+(?:(?P<dash>[–—-])\s+)?(?:[\"'“”‘’«(\[¿¡–—-]+\s*)*(?P<word>[LC]['’]|[^\W_]+|.)?"
    r"(?P<stop>\.)?"
)
_LETTERED = re.compile(r"(?P<word>[^\W\d_]+)\.?\s[A-Z]$")
_STREET = re.compile(r"\b(?:[A-Z][a-z]+|\d+(?:st|nd|rd|th))\sSt$")
_MEASURE = re.compile(
    r"""\d\s?(?:min|sec|hrs?|gg|[cmknµ]m|[mkµ]g|[mdcµ]l|ft|in|[ap]\.?m|ha|[kmMG]?(?:Hz|Wh?|Pa|V)
      |[kMGT]B|mol|mmol|dB|anni|yrs?|wks?|mld|mln|ca)$""",
    re.VERBOSE,
)

# "And the following", after a number of an article or page.
_FOLLOWING = re.compile(r"(?:\d|\b(?:e|et|and))\s(?:ss|segg|seqq?)$")

# A unit that looks like an initial, as in "at 350 K"; "in 1990 M. Rossi" has a year before one.
_UNIT = re.compile(r"(?<![\d.,])(?!(?:1\d|20)\d\d\s)\d(?:[\d.,]*\d)?\s?[A-Za-z]$")
_VARIABLE = re.compile(r"[=<>≤≥+−·×/]\s?[A-Za-z]$")


# Code points that are read on either side of a terminator: more than a word has.
_WORD_REACH = 64

# Code points that are searched for the beginning of a parenthesis.
_MAX_PARENTHESIS = 300

# After these a parenthesis stands between sentences.
_SENTENCE_MARKS = ".!?…:;\"'”’»)"


def split_into_sentences(text: str, language: str) -> list[Span]:
    """Return where the sentences of a text are, without the white space around them.

    Args:
        text: Any text.
        language: Its ISO 639-1 code. For other languages than `it` and `en`, only the rules that
            the two share are used.

    Returns:
        Spans in order, which cover all of the text but white space.

    """
    spans = []
    start = 0
    for end in [*_find_sentence_ends(text, language), len(text)]:
        span = Span(start, end).strip(text)
        if span.start < span.end:
            spans.append(span)
        start = end
    return spans


def _find_sentence_ends(text: str, language: str) -> list[int]:
    """Return the offsets at which sentences end, sorted."""
    line_ends = [match.end() for match in BLANK_LINE.finditer(text)]
    line_ends += [match.end() for match in _LIST_ITEM.finditer(text)]
    line_ends += find_hard_line_breaks(text)
    line_ends.sort()

    return sorted({*_find_punctuated_ends(text, language, line_ends), *line_ends})


def _find_punctuated_ends(text: str, language: str, line_ends: list[int]) -> Iterator[int]:
    """Yield the offsets after the punctuation that ends sentences.

    Args:
        text: The text.
        language: Its language.
        line_ends: The offsets at which the end of a line ends a sentence, sorted.

    """
    in_quotation = _mark_quotations(text)

    sentence_start = _skip_space(text, 0)
    next_line = 0
    for match in _TERMINATOR.finditer(text):
        while next_line < len(line_ends) and line_ends[next_line] <= match.start():
            sentence_start = _skip_space(text, line_ends[next_line])
            next_line += 1

        if _is_sentence_end(text, match, sentence_start, in_quotation, language):
            sentence_start = _skip_space(text, match.end())
            yield match.end()


def _is_sentence_end(
    text: str, match: re.Match[str], sentence_start: int, in_quotation: bytearray, language: str
) -> bool:
    """Return whether punctuation (a match of _TERMINATOR) ends a sentence."""
    if match["wide"]:
        return True
    if in_quotation[match.end() - 1]:
        return False
    if _is_item_number(text, sentence_start, match.start()):
        return False
    return _is_end_in_context(text, match, language)


def _is_item_number(text: str, sentence_start: int, end: int) -> bool:
    """Return whether a full stop stands after the number of an item, not after a sentence.

    The "2." of "2. The price" is no sentence of its own, nor is the "Art. 7." of a heading.
    """
    if _INNER_NUMBER.search(text, max(0, end - _WORD_REACH), end):
        return True

    number = _LIST_NUMBER.fullmatch(text, sentence_start, end)
    if not number:
        return False
    head = number["head"]
    return head is None or head.casefold() in HEADING_WORDS or find_kind(head) is not None


def _mark_quotations(text: str) -> bytearray:
    """Return a 1 for each code point that lies inside a short quotation or parenthesis."""
    marks = bytearray(len(text) + 1)
    for quotation in _SHORT_QUOTATION.finditer(text):
        # The closing mark is not inside: a terminator may end before it.
        start = quotation.start()
        end = quotation.end() - 1
        marks[start:end] = b"\x01" * (end - start)
    return marks


def _skip_space(text: str, offset: int) -> int:
    space = _SPACE.match(text, offset)
    return space.end() if space else offset


def _is_end_in_context(text: str, match: re.Match[str], language: str) -> bool:
    """Return whether punctuation ends a sentence, by the words before and after it."""
    following = _NEXT_WORD.match(text, match.end(), match.end() + _WORD_REACH)
    next_word = following["word"] if following else None
    if not following or not next_word:
        return True
    if next_word[0] in ".,;:&" or next_word.islower():
        return False
    if _closes_inner_parenthesis(text, match):
        return False
    if match["mark"] != "." or match["close"]:
        return True
    if following["dash"]:
        # Between an abbreviation and a dash no sentence ends.
        next_word = following["dash"]

    before = text[max(0, match.start() - _WORD_REACH) : match.start()]
    # Neither the L of "M. L. Greco" nor the No of "Pub. L. No. 5" begins a sentence.
    is_short = len(next_word) == 1 or next_word.casefold() in list_abbreviations(language)
    begins_name = is_short and following["stop"] is not None
    if _STREET.search(before):
        return next_word in STARTERS
    lettered = _LETTERED.search(before)
    if lettered and lettered["word"].casefold() in LETTERED_WORDS:
        return not begins_name

    # "Heat for 5 min. Cool on ice.", but "at 5 p.m. Friday".
    if _MEASURE.search(before) and not NUMBER.match(next_word):
        return next_word.casefold() not in DAYS_AND_ZONES
    is_closed = _UNIT.search(before) or _FOLLOWING.search(before)
    if _VARIABLE.search(before) or (is_closed and not begins_name):
        return not NUMBER.match(next_word)

    last_word = _LAST_WORD.search(before)
    words = WordsAround(
        last=last_word[0] if last_word else "",
        next=next_word,
        is_starter=next_word in STARTERS and not begins_name,
        is_plain_starter=next_word in PLAIN_STARTERS and not begins_name,
    )
    return is_end_between_words(words, language)


def _closes_inner_parenthesis(text: str, match: re.Match[str]) -> bool:
    """Return whether a parenthesis ends after punctuation that begins inside a sentence.

    It does in "the firm (Acme Inc.) Chairman", and does not in "It rained. (It still rains.) We".
    """
    if not match["close"].startswith(")"):
        return False
    start = text.rfind("(", max(0, match.start() - _MAX_PARENTHESIS), match.start())
    before = text[max(0, start - _WORD_REACH) : max(0, start)].rstrip()
    return bool(before) and before[-1] not in _SENTENCE_MARKS
