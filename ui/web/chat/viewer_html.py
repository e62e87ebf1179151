"""The open document as HTML."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from fonti.index import Document, PageLayout, has_page_pictures
from fonti.ui.i18n.descriptions import describe_title_and_heading, get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation_html import place_link, render_hint
from fonti.ui.web.chat.viewer import MAX_MATCHES, Span, View, split_at_marks
from fonti.ui.web.chat.warnings_view import view_warnings
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


def render_viewer(view: View | None, words: Words, *, has_original: bool = False) -> str:
    """Return what the viewer shows as HTML.

    Args:
        view: The view to show; None for a hint.
        words: The language of the page.
        has_original: Whether the document's file can be downloaded.

    """
    if view is None:
        return render_hint(words.viewer_hint)

    document = view.document
    common = {
        "words": words,
        # A place that is opened twice is a change too, which the page must notice.
        "nonce": secrets.token_hex(4),
        "source": view.source,
        "heading": _heading(view, words),
        "notice": _notice(view, words),
        "warnings": view_warnings(document.warnings if document else (), words),
        "citation_number": view.opened.number if view.opened else None,
        "current_match": view.current_match,
    }
    if document is None:
        lost_quote = view.citation.quote if view.citation else None
        return render("chat/viewer.html", document=None, lost_quote=lost_quote, **common)

    download = f"/original?{urlencode({'doc': document.source})}"
    if view.layouts:
        content = _pages_content(view, document, words)
    else:
        content = _text_content(view, document, words)
    return render(
        "chat/viewer.html",
        document=document,
        link=place_link(document.source, view.sentence or view.passage, document.sha256),
        has_pages=bool(document.pages) and has_page_pictures(document.source),
        original=download if has_original else None,
        search_text=view.search_text,
        search_result=_search_result(view, words),
        has_matches=bool(view.matches),
        **content,
        **common,
    )


def _heading(view: View, words: Words) -> list[str]:
    """Return the title of the document, the page that is open, and the language."""
    document = view.document
    parts = []
    if view.citation is not None:
        parts.append(describe_title_and_heading(view.citation))
    elif document is not None:
        parts.append(document.title)

    place = view.sentence or view.passage
    if document is not None and place is not None:
        page = document.page_number(place[0])
        parts.append(words.page_number.format(page=page) if page else None)
    if document is not None:
        parts.append(get_language_name(document.language, words))
    return [part for part in parts if part]


def _notice(view: View, words: Words) -> str | None:
    """Return the sentence that says why the place is not as it was cited or linked."""
    match view.notice:
        case None:
            return None
        case "moved":
            return words.note_quote_moved
        case "changed":
            return words.note_document_changed
        case "gone":
            return words.note_document_gone if view.document is None else words.note_quote_gone
        case "missing":
            return words.note_document_missing
        case "elsewhere":
            return words.note_place_missing
        case "unseen":
            return words.note_page_unavailable


def _search_result(view: View, words: Words) -> str:
    if not view.matches:
        return words.no_matches
    count = f"{len(view.matches)}+" if len(view.matches) == MAX_MATCHES else len(view.matches)
    return words.match_position.format(place=(view.current_match or 0) + 1, count=count)


def _text_content(view: View, document: Document, words: Words) -> dict[str, object]:
    """Return what the template needs to show text."""
    start, end = view.window
    return {
        "pages": [],
        "pieces": _pieces(view, document, words),
        "language": document.language,
        "has_more_before": start > 0,
        "has_more_after": end < len(document.text),
    }


def _pieces(view: View, document: Document, words: Words) -> list[PieceView]:
    start, end = view.window
    marks: list[tuple[str, Span]] = []
    if view.passage is not None:
        marks.append(("passage", view.passage))
    if view.sentence is not None:
        marks.append(("sentence", view.sentence))
    marks += [("match", match) for match in view.matches if start <= match[0] and match[1] <= end]
    if view.current_match is not None:
        marks.append(("current-match", view.matches[view.current_match]))

    page_starts = {
        offset: number
        for number, offset in enumerate(document.pages, start=1)
        if start <= offset < end
    }
    views = []
    for piece in split_at_marks(view.window, marks, page_starts):
        page = page_starts.get(piece.span[0])
        piece_view = PieceView(
            text=document.text[slice(*piece.span)],
            page_label="" if page is None else words.page_number.format(page=page),
            classes=" ".join(f"fonti-in-{mark}" for mark in sorted(piece.marks)),
            is_mark=not piece.marks.isdisjoint({"sentence", "match"}),
        )
        views.append(piece_view)
    return views


def _pages_content(view: View, document: Document, words: Words) -> dict[str, object]:
    """Return what the template needs to show pages."""
    current_page = document.page_number(view.focus[0])
    return {
        "pages": [
            _page_view(layout, document, words, is_current=layout.number == current_page)
            for layout in view.layouts
        ],
        "has_more_before": view.layouts[0].number > 1,
        "has_more_after": view.layouts[-1].number < len(document.pages),
    }


def _page_view(
    layout: PageLayout, document: Document, words: Words, *, is_current: bool
) -> PageView:
    query = {"doc": document.source, "page": layout.number, "sha256": document.sha256[:16]}
    return PageView(
        label=words.page_number.format(page=layout.number),
        address=f"/page?{urlencode(query)}",
        width=layout.width,
        height=layout.height,
        description=words.page_of_document.format(page=layout.number, name=document.source),
        is_current=is_current,
        mark_styles=[
            f"left:{box.left:.2%};top:{box.top:.2%};width:{box.width:.2%};height:{box.height:.2%}"
            for box in layout.text_boxes
        ],
    )
