"""List the terms by which the index finds addresses: `article:5`, or `~article:5` if mentioned."""

import re
from collections.abc import Iterator

from fonti.index.text.address_words import (
    CODE_PATTERN,
    ERROR_WORDS_PATTERN,
    LABEL_WORD_PATTERN,
    LIST_SEPARATOR_PATTERN,
    LISTED_NUMBER_PATTERN,
    NUMBER_PATTERN,
    NUMBER_SIGN_PATTERN,
    WORDED_CODE_PATTERN,
    find_kind,
    normalize_error_code,
    normalize_number,
)
from fonti.index.text.labels import read_labels

# To be raised whenever the same text gets other terms: search files are then built again.
TERMS_VERSION = 3

# Begins the term of an address that is only mentioned.
_MENTION_MARK = "~"

# "article 5", "artt. 5, 6 e 7", "articles 5 to 7": the word for a place, and numbers. Of a
# range, both ends are mentioned.
_RANGE_SEPARATOR = r"[ \t]*(?:to|a)"
_MENTION = re.compile(
    rf"(?<!\w)(?P<word>{LABEL_WORD_PATTERN})[ \t\n]*{NUMBER_SIGN_PATTERN}[ \t]*"
    rf"(?P<number>{NUMBER_PATTERN})"
    rf"(?P<others>(?:(?:{LIST_SEPARATOR_PATTERN}|{_RANGE_SEPARATOR})[ \t]+"
    rf"{LISTED_NUMBER_PATTERN})*)",
    re.IGNORECASE,
)
_LISTED_NUMBER = re.compile(LISTED_NUMBER_PATTERN)

_ERROR_MENTION = re.compile(
    rf"(?<![\w.-])(?:{ERROR_WORDS_PATTERN}(?P<worded>{WORDED_CODE_PATTERN})"
    rf"|(?P<code>{CODE_PATTERN}))(?!\w)"
)


def make_term(kind: str, number: str) -> str:
    """Return the term of the passages in which an address begins."""
    return f"{kind}:{number}"


def make_mention_term(kind: str, number: str) -> str:
    """Return the term of the passages that mention an address."""
    return _MENTION_MARK + make_term(kind, number)


def list_address_terms(text: str) -> list[str]:
    """Return the terms of the addresses that begin in a passage, and of those it mentions."""
    mentions = {make_mention_term(kind, number) for kind, number in _read_mentions(text)}
    return sorted(find_label_terms(text) | mentions)


def find_label_terms(text: str) -> set[str]:
    """Return the terms of the addresses that begin in a text."""
    return {make_term(label.kind, label.number) for label in read_labels(text)}


def _read_mentions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the number of the addresses that stand anywhere in a text."""
    for match in _MENTION.finditer(text):
        kind = find_kind(match["word"])
        for number in [match["number"], *_LISTED_NUMBER.findall(match["others"])]:
            if kind:
                yield kind, normalize_number(number)

    for match in _ERROR_MENTION.finditer(text):
        yield "error", normalize_error_code(match["worded"] or match["code"])
