"""Warnings of what was not read in a file: one by one, and together for all pages of a document."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from fonti.index.errors import Reason

# Of the warnings with one code that concern no page, such as those of attachments, so many are
# listed, and the others are counted.
_MAX_LISTED = 20


@dataclass(frozen=True, slots=True)
class ExtractionWarning:
    """A part of a file that was not read, or that may have been read wrongly.

    Attributes:
        reason: What was not read, and what would help.
        page: The page that it concerns, from 1; None if it concerns no single page.

    """

    reason: Reason
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the warning as a dictionary that JSON can store."""
        return {"reason": self.reason.to_json(), "page": self.page}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Return the warning from what `to_json` returned for it."""
        return cls(Reason.from_json(value["reason"]), value["page"])


class WarningList:
    """The warnings of a file in its order, each once; of many of one kind, only the first ones."""

    def __init__(self) -> None:
        self._added: set[tuple[str, int | None]] = set()
        self._listed: list[ExtractionWarning] = []
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, Reason] = {}

    def add(self, warning: ExtractionWarning) -> None:
        """Add a warning."""
        reason = warning.reason
        # By its text: the hash of a reason does not depend on its parameters.
        key = (reason.to_text(), warning.page)
        if key in self._added:
            return
        self._added.add(key)

        if warning.page is None:
            self._counts[reason.code] += 1
        if self._counts[reason.code] <= _MAX_LISTED or warning.page is not None:
            self._listed.append(warning)
        else:
            self._examples.setdefault(reason.code, reason)

    def to_tuple(self) -> tuple[ExtractionWarning, ...]:
        """Return the warnings that are listed, and then one for each kind that has more."""
        counted = [
            Reason(
                "similar_warnings", {"count": self._counts[code] - _MAX_LISTED, "reason": reason}
            )
            for code, reason in self._examples.items()
        ]
        return (*self._listed, *map(ExtractionWarning, counted))


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """A warning about a document, with all pages that it concerns.

    Attributes:
        reason: What was not read, and what would help.
        pages: The pages, from 1, in ascending order; empty if it concerns no single page.

    """

    reason: Reason
    pages: tuple[int, ...] = ()

    @property
    def message(self) -> Reason:
        """Return the reason together with the pages, for people."""
        if not self.pages:
            return self.reason

        params = {"pages": format_pages(self.pages), "reason": self.reason}
        code = "reading_warning_on_page" if len(self.pages) == 1 else "reading_warning_on_pages"
        return Reason(code, params)

    def to_json(self) -> dict[str, Any]:
        """Return the code and the pages for programs, and the English message for people."""
        return {**self.reason.to_json(), "pages": list(self.pages), "message": str(self.message)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Return the warning from what `to_json` returned for it; the stored message is not used.

        Raises:
            KeyError, TypeError or ValueError: `value` is not the output of `to_json`.

        """
        reason = Reason.from_json({"code": value["code"], "params": value["params"]})
        return cls(reason, tuple(map(int, value["pages"])))


@dataclass(frozen=True, slots=True)
class PartlyRead:
    """A document that was not read whole, or not surely right, and why."""

    source: str
    warnings: tuple[DocumentWarning, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the document as a dictionary that JSON can store."""
        return {
            "source": self.source,
            "warnings": [warning.to_json() for warning in self.warnings],
        }


def group_by_reason(warnings: Iterable[ExtractionWarning]) -> tuple[DocumentWarning, ...]:
    """Return each reason once, with the pages of all its warnings, in the order of the file."""
    # By its text: the hash of a reason does not depend on its parameters.
    reasons: dict[str, Reason] = {}
    pages: dict[str, set[int]] = {}
    for warning in warnings:
        key = warning.reason.to_text()
        reasons.setdefault(key, warning.reason)
        pages_of_reason = pages.setdefault(key, set())
        if warning.page is not None:
            pages_of_reason.add(warning.page)

    return tuple(
        DocumentWarning(reason, tuple(sorted(pages[key]))) for key, reason in reasons.items()
    )


def format_pages(pages: Iterable[int]) -> str:
    """Return ascending page numbers as a list of ranges, such as `2, 5-7`."""
    # The numbers of a range differ from their places in the list by the same amount.
    ranges = []
    for _, numbered in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0]):
        numbers = [page for _, page in numbered]
        is_single = len(numbers) == 1
        ranges.append(str(numbers[0]) if is_single else f"{numbers[0]}-{numbers[-1]}")
    return ", ".join(ranges)
