"""Where one sentence ends and the next begins, in Italian and English prose.

The rules are our own: of the libraries that were compared none is right for Italian (the table is in
tests/bench/RESULTS.md), and some take time that grows with the square of the text. Every pattern here is linear.

A full stop, question mark, exclamation mark or ellipsis ends a sentence when what follows looks like a beginning,
unless it closes an abbreviation or an initial, or stands inside a short quotation or parenthesis.
"""

import re
from collections.abc import Iterator
from functools import cache

from fonti.index.text.abbreviations import ABBREVIATIONS, BEFORE_NUMBER, MAY_END, STARTERS

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\r[^\S\n]*\r\s*")
# A terminator, the marks that may close after it, a footnote's mark, and the space before the next sentence.
_TERMINATOR = re.compile(
    r"""(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>["'”’»\])]*+)(?:\[\d{1,3}\]|[¹²³⁴-⁹⁰])*+(?=\s)
      | (?P<wide>[。！？]++[」』”’]*+)""",
    re.VERBOSE,
)
_SHORT_QUOTATION = re.compile(r"“[^“”]{1,300}”|«[^«»]{1,300}»|\"[^\"]{1,300}\"|\([^()]{1,300}\)")
_LIST_ITEM = re.compile(r"\n[ \t]*(?=(?:[-*•–—+]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+\S)")
_SPACE = re.compile(r"\s*")
_LIST_NUMBER = re.compile(r"\d{1,3}|[IVX]{1,4}|[A-Za-z]")  # a sentence's own, as in "2. The price"
_ROMAN = re.compile(r"[IVXLCDM]+")
_LAST_WORD = re.compile(r"[^\s\"“”‘«»()\[\]…]*$")
_NEXT_WORD = re.compile(r"\s+(?P<opener>[\"'“”‘’«(\[¿¡–—-]+\s*)*(?P<word>[^\W_]+|.)?")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
_WORD_REACH = 64  # code points looked at on either side of a terminator


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of a text, as half-open spans in code points, without the white space around them.

    `language` is an ISO 639-1 code; any other than `it` and `en` is split by the rules that the two share.
    The spans are in order and cover every code point of the text that is not white space.
    """
    spans = []
    start = 0
    for end in [*_boundaries(text, language), len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return spans


def _boundaries(text: str, language: str) -> list[int]:
    inside = bytearray(len(text) + 1)  # 1 where a terminator stands inside a short quotation
    for quotation in _SHORT_QUOTATION.finditer(text):
        first, last = quotation.span()
        inside[first : last - 1] = b"\x01" * (last - 1 - first)
    lines = sorted(
        match.end() for pattern in (BLANK_LINE, _LIST_ITEM) for match in pattern.finditer(text)
    )
    return sorted({*_terminated(text, language, inside, lines), *lines})


def _terminated(text: str, language: str, inside: bytearray, lines: list[int]) -> Iterator[int]:
    """The ends that punctuation marks; `lines` are the places where a line's end alone has ended a sentence."""
    start = _past_space(text, 0)
    begun = 0  # how many of the lines have begun
    for match in _TERMINATOR.finditer(text):
        while begun < len(lines) and lines[begun] <= match.start():
            start = _past_space(text, lines[begun])
            begun += 1
        if match["wide"] or (
            not inside[match.end() - 1]
            and not _LIST_NUMBER.fullmatch(text, start, match.start())
            and _ends(text, match, language)
        ):
            start = _past_space(text, match.end())
            yield match.end()


def _past_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _ends(text: str, match: re.Match[str], language: str) -> bool:
    following = _NEXT_WORD.match(text, match.end(), match.end() + _WORD_REACH)
    word = following["word"] if following else None
    if not word:
        return True
    if word[0] in ",;:" or word.islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    reach = max(0, match.start() - _WORD_REACH)
    last = _LAST_WORD.search(text[reach : match.start()])
    return _full_stop_ends(last[0] if last else "", word, language)


def _full_stop_ends(last: str, following: str, language: str) -> bool:
    """Whether a full stop between these two words ends a sentence; `following` begins no lower-case word."""
    word = re.split(r"['’]", last)[-1].casefold()
    starts = following in STARTERS
    if word in BEFORE_NUMBER and (following[0].isdigit() or _ROMAN.fullmatch(following)):
        return False
    if word in MAY_END:
        return starts or word in {"ecc", "etc", "segg"}
    if len(word) == 1 and last[-1:].isupper():
        return starts
    if word in _never_ending(language):
        return False
    return starts if _DOTTED.fullmatch(word) else True


@cache
def _never_ending(language: str) -> frozenset[str]:
    return ABBREVIATIONS["shared"] | ABBREVIATIONS.get(language, frozenset())
