"""Render the open document as HTML."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fonti.index import Document, OutlineEntry, PageLayout, can_render_pages
from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.html_parts import (
    document_link,
    get_display_title,
    make_warnings_view,
    render_hint,
)
from fonti.ui.web.chat.viewer import MAX_MATCHES, Span, ViewerState, split_at_marks
from fonti.ui.web.templating import render


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece of the text, the page that begins with it, its classes, and whether it is marked."""

    text: str
    page_label: str
    classes: str
    is_mark: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """The picture of a page, and the styles of the marks that lie over it."""

    label: str
    address: str
    width: int
    height: int
    description: str
    is_current: bool
    mark_styles: list[str]


@dataclass(frozen=True, slots=True)
class OutlineEntryView:
    """A heading of the document: its title, its depth, its span, and a link to it."""

    title: str
    level: int
    start: int
    end: int
    address: str


def render_viewer(
    state: ViewerState | None,
    words: Words,
    *,
    has_original: bool = False,
    outline: Sequence[OutlineEntry] = (),
) -> str:
    """Return the viewer as HTML.

    Args:
        state: What to show; None for a hint.
        words: The language of the page.
        has_original: Whether the document's file can be downloaded.
        outline: The headings of the document.

    """
    if state is None:
        return render_hint(words.viewer_hint)

    document = state.document
    common_values = {
        "words": words,
        # A place that is opened twice is a change too, which the page must notice.
        "nonce": secrets.token_hex(4),
        "title": get_display_title(document) if document else state.source,
        "source": state.source,
        "heading": _list_heading_parts(state, words),
        "notice": _describe_notice(state, words),
        "warnings": make_warnings_view(document.warnings if document else (), words),
        "citation_number": state.citation.number if state.citation else None,
        "current_match": state.current_match,
    }
    if document is None:
        lost_quote = state.citation.quote if state.citation else None
        return render("chat/viewer.html", document=None, lost_quote=lost_quote, **common_values)

    download = f"../original?{urlencode({'doc': document.source})}"
    if state.layouts:
        shown_values = _get_page_values(state, document, words)
    else:
        shown_values = _get_text_values(state, document, words)
    return render(
        "chat/viewer.html",
        document=document,
        link=document_link(document.source, state.sentence or state.passage, document.sha256),
        has_pages=bool(document.pages) and can_render_pages(document.source),
        original=download if has_original else None,
        outline=_make_outline_views(outline, document),
        outline_heading=words.outline_heading.format(count=len(outline)),
        search_text=state.search_text,
        search_result=_describe_matches(state, words),
        has_matches=bool(state.matches),
        **shown_values,
        **common_values,
    )


def _make_outline_views(
    outline: Sequence[OutlineEntry], document: Document
) -> list[OutlineEntryView]:
    return [
        OutlineEntryView(
            title=entry.title,
            level=entry.level,
            start=entry.start,
            end=entry.end,
            address=document_link(document.source, (entry.start, entry.end), document.sha256),
        )
        for entry in outline
    ]


def _list_heading_parts(state: ViewerState, words: Words) -> list[str]:
    """Return the name of the file, the headings and the page that are open, and the language."""
    document = state.document
    parts: list[str | None] = []
    if document is not None and get_display_title(document) != document.source:
        parts.append(document.source)
    if state.citation is not None:
        parts.append(state.citation.passage.heading)

    place = state.sentence or state.passage
    if document is not None and place is not None:
        page = document.page_number(place[0])
        parts.append(words.page_number.format(page=page) if page else None)
    if document is not None:
        parts.append(get_language_name(document.language, words))
    return [part for part in parts if part]


def _describe_notice(state: ViewerState, words: Words) -> str | None:
    """Return the sentence that says why the place is not as it was cited or linked."""
    match state.notice:
        case None:
            return None
        case "moved":
            return words.note_quote_moved
        case "changed":
            return words.note_document_changed
        case "gone":
            return words.note_document_gone if state.document is None else words.note_quote_gone
        case "missing":
            return words.note_document_missing
        case "elsewhere":
            return words.note_place_missing
        case "unseen":
            return words.note_page_unavailable


def _describe_matches(state: ViewerState, words: Words) -> str:
    if not state.matches:
        return words.no_matches
    count = f"{len(state.matches)}+" if len(state.matches) == MAX_MATCHES else len(state.matches)
    return words.match_position.format(place=(state.current_match or 0) + 1, count=count)


def _get_text_values(state: ViewerState, document: Document, words: Words) -> dict[str, object]:
    """Return the values of the template for a document that is shown as text."""
    start, end = state.window
    return {
        "pages": [],
        "pieces": _make_piece_views(state, document, words),
        "language": document.language,
        "has_more_before": start > 0,
        "has_more_after": end < len(document.text),
    }


def _make_piece_views(state: ViewerState, document: Document, words: Words) -> list[PieceView]:
    start, end = state.window
    marks: list[tuple[str, Span]] = []
    if state.passage is not None:
        marks.append(("passage", state.passage))
    if state.sentence is not None:
        marks.append(("sentence", state.sentence))
    marks += [("match", match) for match in state.matches if start <= match[0] and match[1] <= end]
    if state.current_match is not None:
        marks.append(("current-match", state.matches[state.current_match]))

    page_starts = {
        offset: number
        for number, offset in enumerate(document.pages, start=1)
        if start <= offset < end
    }
    views = []
    for piece in split_at_marks(state.window, marks, page_starts):
        page = page_starts.get(piece.span[0])
        piece_view = PieceView(
            text=document.text[slice(*piece.span)],
            page_label="" if page is None else words.page_number.format(page=page),
            classes=" ".join(f"fonti-in-{mark}" for mark in sorted(piece.marks)),
            is_mark=not piece.marks.isdisjoint({"sentence", "match"}),
        )
        views.append(piece_view)
    return views


def _get_page_values(state: ViewerState, document: Document, words: Words) -> dict[str, object]:
    """Return the values of the template for a document that is shown as pages."""
    current_page = document.page_number(state.focus[0])
    return {
        "pages": [
            _make_page_view(layout, document, words, is_current=layout.number == current_page)
            for layout in state.layouts
        ],
        "has_more_before": state.layouts[0].number > 1,
        "has_more_after": state.layouts[-1].number < len(document.pages),
    }


def _make_page_view(
    layout: PageLayout, document: Document, words: Words, *, is_current: bool
) -> PageView:
    query = {"doc": document.source, "page": layout.number, "sha256": document.sha256[:16]}
    return PageView(
        label=words.page_number.format(page=layout.number),
        address=f"../page?{urlencode(query)}",
        width=layout.width,
        height=layout.height,
        description=words.page_of_document.format(page=layout.number, name=document.source),
        is_current=is_current,
        mark_styles=[
            f"left:{box.left:.2%};top:{box.top:.2%};width:{box.width:.2%};height:{box.height:.2%}"
            for box in layout.text_boxes
        ],
    )
