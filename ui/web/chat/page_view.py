"""The open document as pictures of its pages: which of them are shown."""

from dataclasses import replace

from fonti.index import Library, has_page_pictures
from fonti.ui.web.chat.viewer import View

# Pages of the cited place that are shown at first, with one more on each side of them.
_MAX_CITED_PAGES = 3

# Pages that are added each time that more are asked for.
_MORE_PAGES = 3


def show_pages(library: Library, view: View) -> View:
    """Return a view with pictures of the pages that the reader looks at.

    If the file was changed since it was indexed, the text stays, with a notice.
    """
    document = view.document
    if document is None or not document.pages or not has_page_pictures(document.source):
        return view

    focus = view.focus
    first = document.page_number(focus[0]) or 1
    last = document.page_number(max(focus[0], focus[1] - 1)) or 1
    last = min(last, first + _MAX_CITED_PAGES - 1)
    layouts = library.layouts(
        document.source, range(first - 1, last + 2), focus, sha256=document.sha256
    )
    if not layouts:
        return replace(view, notice="unseen")
    notice = None if view.notice == "unseen" else view.notice
    return replace(view, layouts=layouts, notice=notice)


def show_text(view: View) -> View:
    """Return a view with the text in place of pages."""
    return replace(view, layouts=())


def show_more_pages(library: Library, view: View, *, before: bool) -> View:
    """Return a view with more pages, before or after those that are shown."""
    if view.document is None or not view.layouts:
        return view

    first = view.layouts[0].number
    last = view.layouts[-1].number
    numbers = (
        range(first - _MORE_PAGES, first) if before else range(last + 1, last + 1 + _MORE_PAGES)
    )
    more = library.layouts(view.document.source, numbers, view.focus, sha256=view.document.sha256)
    layouts = more + view.layouts if before else view.layouts + more
    return replace(view, layouts=layouts)
