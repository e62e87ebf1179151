"""Open a document beside the chat, widen what is shown of it, and search it."""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from typing import Literal

from fonti.index import Document, Library, PageLayout
from fonti.qa import Answer, Citation, verify_citation

Span = tuple[int, int]
Notice = Literal["moved", "changed", "gone", "missing", "elsewhere", "unseen"]

# Code points that are shown on each side of what is opened, and that are added on request.
CONTEXT = 2_000
_MORE_CHARACTERS = 6_000

MAX_MATCHES = 1_000
_MAX_SEARCH_CHARACTERS = 200

# Code points that are searched together, and that one match may take.
_SEARCH_CHUNK = 1 << 14
_MAX_MATCH = 1 << 10

# How long a search may take on each side of what is shown.
_MAX_SEARCH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ViewerState:
    """What the viewer shows. All spans are in code points of the document's text.

    Attributes:
        document: The open document; None if it is not in the index.
        window: The part of its text that is shown.
        passage: The passage that is marked faintly.
        sentence: The sentence that is marked strongly.
        notice: Why the place is not as it was cited or linked.
        citation: The open citation; None if a link or the list of documents was opened.
        turn: The id of its turn in the conversation; "" if there is no citation.
        search_text: The text that is searched for.
        matches: The spans that match it.
        current_match: The index of the match to look at.
        layouts: The pages that are shown as pictures; if there are any, they are shown in place of
            the text.
        missing_source: The requested name, if the index has no such document.

    """

    document: Document | None
    window: Span = (0, 0)
    passage: Span | None = None
    sentence: Span | None = None
    notice: Notice | None = None
    citation: Citation | None = None
    turn: str = ""
    search_text: str = ""
    matches: tuple[Span, ...] = ()
    current_match: int | None = None
    layouts: tuple[PageLayout, ...] = ()
    missing_source: str = ""

    @property
    def source(self) -> str:
        """Return the name of the document, whether it is in the index or not."""
        if self.document is not None:
            return self.document.source
        return self.citation.source if self.citation else self.missing_source

    @property
    def focus(self) -> Span:
        """Return the span to look at: the current match, what was cited, or an empty one."""
        if self.current_match is not None:
            return self.matches[self.current_match]
        return self.sentence or self.passage or (self.window[0], self.window[0])


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of the shown text in which no mark begins or ends."""

    span: Span
    marks: frozenset[str]


def open_citation(
    library: Library, answer: Answer | None, turn: str, number: int
) -> ViewerState | None:
    """Return the viewer at the passage of a citation; None if there is no such citation.

    Args:
        library: The library of the document.
        answer: The answer that cites it.
        turn: The id of the answer's turn.
        number: The number of the citation.

    """
    citations = answer.all_citations if answer else ()
    citation = next((citation for citation in citations if citation.number == number), None)
    if citation is None:
        return None

    document = library.document(citation.source)
    check = verify_citation(citation, library)
    if document is None or check.start is None or check.end is None:
        window = _window_around(document, (0, 0))
        return ViewerState(document, window, notice="gone", citation=citation, turn=turn)

    sentence = (check.start, check.end)
    moved_by = check.start - citation.start
    passage = (citation.passage.start + moved_by, citation.passage.end + moved_by)
    if document.text[slice(*passage)] != citation.passage.text:
        passage = sentence

    notice: Notice | None = None
    if moved_by:
        notice = "moved"
    elif document.sha256 != citation.sha256:
        notice = "changed"

    return ViewerState(
        document,
        _window_around(document, passage),
        passage=passage,
        sentence=sentence if citation.is_answer else None,
        notice=notice,
        citation=citation,
        turn=turn,
    )


def open_span(library: Library, source: str, span: Span | None, sha256: str = "") -> ViewerState:
    """Return the viewer at a span of a document, with the span marked.

    If the document has no such span or another hash, show its beginning, with a notice.

    Args:
        library: The library of the document.
        source: Its name.
        span: The span; None to open the document at its beginning.
        sha256: The first characters of the document's hash.

    """
    document = library.document(source)
    if document is None:
        return ViewerState(None, notice="missing", missing_source=source)
    if span is None:
        return ViewerState(document, _window_around(document, (0, 0)))

    is_span = 0 <= span[0] < span[1] <= len(document.text)
    if not is_span or not document.sha256.startswith(sha256):
        return ViewerState(document, _window_around(document, (0, 0)), notice="elsewhere")
    return ViewerState(document, _window_around(document, span), sentence=span)


def show_more(state: ViewerState, *, before: bool) -> ViewerState:
    """Show more of the document's text, before or after what is shown."""
    start, end = state.window
    wider = (start - _MORE_CHARACTERS, end) if before else (start, end + _MORE_CHARACTERS)
    return replace(state, window=_clip_to_lines(state.document, wider))


def search(state: ViewerState, text: str) -> ViewerState:
    """Search the document for a text, and show the first match from the shown part on.

    Ignore case, and how much white space is between the words.
    """
    words = text[:_MAX_SEARCH_CHARACTERS].split()
    if state.document is None or not words:
        return replace(state, search_text="", matches=(), current_match=None)

    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    start = state.window[0]
    spans = chain(
        _find_matches(pattern, state.document.text, start),
        _find_matches(pattern, state.document.text[:start], 0),
    )
    matches = tuple(sorted(islice(spans, MAX_MATCHES)))
    first = next((index for index, match in enumerate(matches) if match[0] >= start), 0)
    searched = replace(state, search_text=" ".join(words), matches=matches, current_match=None)
    return _show_match(searched, first)


def go_to_match(state: ViewerState, step: int) -> ViewerState:
    """Show the match that is `step` further; after the last comes the first."""
    return _show_match(state, (state.current_match or 0) + step)


def step_citation(
    library: Library, answer: Answer | None, state: ViewerState, step: int
) -> ViewerState:
    """Open the citation that is `step` further; return the same state if there is none."""
    if state.citation is None:
        return state
    number = state.citation.number + step
    return open_citation(library, answer, state.turn, number) or state


def split_at_marks(
    window: Span, marks: Iterable[tuple[str, Span]], breaks: Iterable[int]
) -> list[TextPiece]:
    """Split what is shown wherever a mark begins or ends, and at `breaks`.

    Args:
        window: The span that is shown.
        marks: Names with the spans that they mark; spans may overlap.
        breaks: More places to split at, such as where pages begin.

    """
    marked = [(name, span) for name, span in marks if span[0] < span[1]]
    edges = {*window, *breaks}
    for _, span in marked:
        edges.update(span)

    pieces = []
    for start, end in pairwise(sorted(edge for edge in edges if window[0] <= edge <= window[1])):
        names = {name for name, span in marked if span[0] <= start and end <= span[1]}
        pieces.append(TextPiece((start, end), frozenset(names)))
    return pieces


def _find_matches(pattern: re.Pattern[str], text: str, start: int) -> Iterator[Span]:
    """Yield the spans where a pattern matches, from `start` on.

    The text is searched a chunk at a time, so that other threads run in between, and not for longer
    than `_MAX_SEARCH_SECONDS`.
    """
    deadline = time.monotonic() + _MAX_SEARCH_SECONDS
    while start < len(text) and time.monotonic() < deadline:
        chunk_end = start + _SEARCH_CHUNK
        for match in pattern.finditer(text, start, chunk_end + _MAX_MATCH):
            if match.start() >= chunk_end:
                break
            yield match.span()
            start = match.end()
        start = max(start, chunk_end)
        time.sleep(0)


def _show_match(state: ViewerState, index: int) -> ViewerState:
    if not state.matches:
        return state

    index %= len(state.matches)
    start, end = state.matches[index]
    if not state.window[0] <= start <= end <= state.window[1]:
        state = replace(state, window=_window_around(state.document, (start, end)))
    return replace(state, current_match=index, layouts=())


def _window_around(document: Document | None, span: Span) -> Span:
    return _clip_to_lines(document, (span[0] - CONTEXT, span[1] + CONTEXT))


def _clip_to_lines(document: Document | None, span: Span) -> Span:
    """Return a span within the document, widened to complete lines if these end near."""
    text = document.text if document else ""
    start = max(0, span[0])
    end = min(len(text), span[1])

    line_end_before = text.rfind("\n", max(0, start - CONTEXT), start)
    if start and line_end_before >= 0:
        start = line_end_before + 1

    line_end_after = text.find("\n", end, end + CONTEXT)
    if end < len(text) and line_end_after >= 0:
        end = line_end_after
    return start, end
