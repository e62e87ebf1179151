"""Show the open document as pictures of its pages, or as text again."""

from dataclasses import replace

from fonti.index import Library, can_render_pages
from fonti.ui.web.chat.viewer import ViewerState

# Pages of the cited place that are shown at first, with one more on each side of them.
_MAX_CITED_PAGES = 3

# Pages that are added each time that more are asked for.
_MORE_PAGES = 3


def show_pages(library: Library, state: ViewerState) -> ViewerState:
    """Show pictures of the pages at the focus in place of the text.

    If the file was changed since it was indexed, show the text, with a notice.
    """
    document = state.document
    if document is None or not document.pages or not can_render_pages(document.source):
        return state

    focus = state.focus
    first = document.page_number(focus[0]) or 1
    last = document.page_number(max(focus[0], focus[1] - 1)) or 1
    last = min(last, first + _MAX_CITED_PAGES - 1)
    layouts = library.layouts(
        document.source, range(first - 1, last + 2), focus, sha256=document.sha256
    )
    if not layouts:
        return replace(state, notice="unseen")
    notice = None if state.notice == "unseen" else state.notice
    return replace(state, layouts=layouts, notice=notice)


def show_text(state: ViewerState) -> ViewerState:
    """Show the text in place of pages."""
    return replace(state, layouts=())


def show_more_pages(library: Library, state: ViewerState, *, before: bool) -> ViewerState:
    """Show more pages, before or after those that are shown."""
    if state.document is None or not state.layouts:
        return state

    first = state.layouts[0].number
    last = state.layouts[-1].number
    numbers = (
        range(first - _MORE_PAGES, first) if before else range(last + 1, last + 1 + _MORE_PAGES)
    )
    more = library.layouts(
        state.document.source, numbers, state.focus, sha256=state.document.sha256
    )
    layouts = more + state.layouts if before else state.layouts + more
    return replace(state, layouts=layouts)
