"""What was not read of a document, as templates show it beside the document and its quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index import DocumentWarning
from fonti.ui.i18n.descriptions import describe_warning_count, list_warnings
from fonti.ui.i18n.words import Words


@dataclass(frozen=True, slots=True)
class WarningsView:
    """A mark that a document was not read whole, and the reasons to which it opens."""

    label: str
    reasons: list[str]


def view_warnings(warnings: Sequence[DocumentWarning], words: Words) -> WarningsView | None:
    """Return the mark of a document with warnings; None if it has none."""
    if not warnings:
        return None
    return WarningsView(describe_warning_count(warnings, words), list_warnings(warnings, words))
