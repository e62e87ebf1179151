"""Recognize the headings of articles and sections: "Art. 4", "Art. 4 (Sanzioni)", "(Sanzioni)"."""

from functools import lru_cache

from fonti.index.text.address_words import KIND_WORDS
from fonti.index.text.labels import Label, read_labels
from fonti.qa.structure.kinds import is_open

# Kinds whose places are not named by a line above their text.
_OTHER_KINDS = frozenset({"table", "figure", "page", "step", "exercise", "recital"})
_HEADING_KINDS = frozenset(KIND_WORDS) - _OTHER_KINDS

# Code points of a line beyond which it is no heading.
_MAX_LENGTH = 160

_MARKS = " \t.:;–—-*_#>[]"


def is_place_label(line: str) -> bool:
    """Return whether a line is only the label of a place: "Art. 4", "CAPO II"."""
    label = _find_label(line)
    return label is not None and not line[label.end :].strip(_MARKS + ")")


def is_place_heading(line: str) -> bool:
    """Return whether a line is the label of a place, alone or with a title in parentheses."""
    label = _find_label(line)
    return label is not None and (is_place_label(line) or is_enclosed(line[label.end :]))


def may_be_place_heading(line: str) -> bool:
    """Return whether a line is a label with a title, or with a short text that has no stop."""
    return _find_label(line) is not None and (is_place_heading(line) or is_open(line))


def is_enclosed(line: str) -> bool:
    """Return whether a line stands in parentheses: the title of a place, below its label."""
    content = line.strip(_MARKS)
    return content.startswith("(") and content.endswith(")") and content.count("(") == 1


@lru_cache(maxsize=1 << 12)
def _find_label(line: str) -> Label | None:
    """Return the label of a place with which a short line begins, or None."""
    if len(line) > _MAX_LENGTH:
        return None
    for label in read_labels(line):
        if label.kind in _HEADING_KINDS and not line[: label.start].strip(_MARKS):
            return label
    return None
