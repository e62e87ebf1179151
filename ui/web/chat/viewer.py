"""The document beside the chat: which part of it is shown, what is marked there, what is searched for in it."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from typing import Literal

from fonti.index import Document, Layout, Library
from fonti.qa import Answer, Citation, verify_citation

Span = tuple[int, int]
Note = Literal["moved", "changed", "gone", "missing", "elsewhere", "unseen"]
AROUND = 2_000  # code points shown on each side of what is opened
_WIDER = 6_000  # more of them, each time that more is asked for
MOST_FOUND = 1_000
_LONGEST_SOUGHT = 200
_PART, _LONGEST_MATCH = (
    1 << 14,
    1 << 10,
)  # code points that are searched together, and that a match may take
_PATIENCE = 2.0  # seconds that a search may take on each side of what is shown


@dataclass(frozen=True, slots=True)
class View:
    """What is open: code points `shown` of a document, with `passage` and `sentence` marked in it, None for nothing.

    `note` says that the place is not as it was cited; `cited` is the turn and the number of the citation that was
    opened; `sought` is searched for, and `found` the place among its matches that is in view. `layouts` are of the
    pages that are shown as pictures, in the place of the text; `asked` is the name of a document that is not there.
    """

    document: Document | None
    shown: Span = (0, 0)
    passage: Span | None = None
    sentence: Span | None = None
    note: Note | None = None
    cited: tuple[int, int] | None = None
    quoted: Citation | None = None
    sought: str = ""
    matches: tuple[Span, ...] = ()
    found: int | None = None
    layouts: tuple[Layout, ...] = ()
    asked: str = ""

    @property
    def source(self) -> str:
        """The name of the document, whether it is there or not."""
        if self.document is not None:
            return self.document.source
        return self.quoted.source if self.quoted else self.asked

    @property
    def place(self) -> Span:
        """What is looked at: the match in view, else what was cited; an empty span where that is nothing."""
        found = self.matches[self.found] if self.found is not None else None
        return found or self.sentence or self.passage or (self.shown[0], self.shown[0])


def open_citation(library: Library, answer: Answer | None, turn: int, number: int) -> View | None:
    """The document of a citation of a turn's answer, as it is now; None where there is no such citation."""
    cited = (
        next((each for each in answer.citations if each.number == number), None) if answer else None
    )
    if cited is None:
        return None
    document = library.document(cited.source)
    check = verify_citation(library, cited)
    if document is None or check.start is None or check.end is None:
        return View(
            document, _around(document, (0, 0)), note="gone", cited=(turn, number), quoted=cited
        )
    moved = check.start - cited.start
    passage = (cited.passage.start + moved, cited.passage.end + moved)
    if document.text[slice(*passage)] != cited.passage.text:
        passage = (check.start, check.end)
    note: Note | None = "moved" if moved else "changed" if document.sha256 != cited.sha256 else None
    sentence = (check.start, check.end) if cited.answers else None
    return View(
        document, _around(document, passage), passage, sentence, note, (turn, number), cited
    )


def open_span(library: Library, source: str, span: Span | None, sha256: str = "") -> View:
    """A document at a span of it; nothing is marked where the span is none of its, or the document is another now."""
    document = library.document(source)
    if document is None:
        return View(None, note="missing", asked=source)
    if span is None:
        return View(document, _around(document, (0, 0)))
    if not 0 <= span[0] < span[1] <= len(document.text) or not document.sha256.startswith(sha256):
        return View(document, _around(document, (0, 0)), note="elsewhere")
    return View(document, _around(document, span), None, span)


def wider(view: View, *, before: bool) -> View:
    """More of the document, before or after what is shown."""
    start, end = view.shown
    return replace(
        view,
        shown=_within(view.document, (start - _WIDER, end) if before else (start, end + _WIDER)),
    )


def seek(view: View, sought: str) -> View:
    """The first place, from what is shown on, where a text stands, whatever its case and its spaces."""
    words = sought[:_LONGEST_SOUGHT].split()
    if view.document is None or not words:
        return replace(view, sought="", matches=(), found=None)
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    start = view.shown[0]
    places = chain(
        _matches(pattern, view.document.text, start),
        _matches(pattern, view.document.text[:start], 0),
    )
    matches = tuple(sorted(islice(places, MOST_FOUND)))
    first = next((place for place, match in enumerate(matches) if match[0] >= start), 0)
    return _show(replace(view, sought=" ".join(words), matches=matches, found=None), first)


def _matches(pattern: re.Pattern[str], text: str, start: int) -> Iterator[Span]:
    """Where a pattern matches from a place on; in parts, between which others have their turn, and not for ever."""
    end = time.monotonic() + _PATIENCE
    while start < len(text) and time.monotonic() < end:
        last = start + _PART
        for match in pattern.finditer(text, start, last + _LONGEST_MATCH):
            if match.start() >= last:
                break
            yield match.span()
            start = match.end()
        start = max(start, last)
        time.sleep(0)


def seek_next(view: View, step: int) -> View:
    """The next match of what is searched for, or the one before; after the last comes the first."""
    return _show(view, (view.found or 0) + step)


def step_citation(library: Library, answer: Answer | None, view: View, step: int) -> View:
    """The next citation of the same answer, or the one before; the view as it is where there is none."""
    turn, number = view.cited or (0, 0)
    return open_citation(library, answer, turn, number + step) or view


def _show(view: View, match: int) -> View:
    if not view.matches:
        return view
    match %= len(view.matches)
    start, end = view.matches[match]
    if not view.shown[0] <= start <= end <= view.shown[1]:
        view = replace(view, shown=_around(view.document, (start, end)))
    return replace(view, found=match, layouts=())


def _around(document: Document | None, span: Span) -> Span:
    return _within(document, (span[0] - AROUND, span[1] + AROUND))


def _within(document: Document | None, span: Span) -> Span:
    """A span widened to whole lines where these end near, within the document."""
    text = document.text if document else ""
    start, end = max(0, span[0]), min(len(text), span[1])
    line = text.rfind("\n", max(0, start - AROUND), start)
    start = line + 1 if start and line >= 0 else start
    line = text.find("\n", end, end + AROUND)
    return start, line if end < len(text) and line >= 0 else end


def pieces(
    shown: Span, spans: Iterable[tuple[str, Span]], breaks: Iterable[int]
) -> list[tuple[Span, frozenset[str]]]:
    """What is shown, cut at `breaks` and wherever a named span begins or ends; each piece with the names it lies in."""
    named = [(name, span) for name, span in spans if span[0] < span[1]]
    edges = {*shown, *breaks, *(edge for _, span in named for edge in span)}
    cuts = sorted(edge for edge in edges if shown[0] <= edge <= shown[1])
    return [
        (
            (start, end),
            frozenset(name for name, span in named if span[0] <= start and end <= span[1]),
        )
        for start, end in pairwise(cuts)
    ]
