"""The open document as pictures of its pages: which of them are shown."""

from dataclasses import replace

from fonti.index import Library
from fonti.ui.web.chat.viewer import View

_MOST = 3  # pages of the place that is open, shown at first with one beside them on each side
_MORE = 3  # shown with each time that more are asked for


def as_pages(library: Library, view: View) -> View:
    """The pages of the place that is open; the text, with a note, where the file is not as it was indexed."""
    document, place = view.document, view.place
    if document is None or not document.pages:
        return view
    first, last = document.page(place[0]) or 1, document.page(max(place[0], place[1] - 1)) or 1
    layouts = library.layouts(
        document.source,
        range(first - 1, min(last, first + _MOST - 1) + 2),
        place,
        sha256=document.sha256,
    )
    if not layouts:
        return replace(view, note="unseen")
    return replace(view, layouts=layouts, note=None if view.note == "unseen" else view.note)


def as_text(view: View) -> View:
    """The text of what is open."""
    return replace(view, layouts=())


def more_pages(library: Library, view: View, *, before: bool) -> View:
    """More pages, before or after those that are shown."""
    if view.document is None or not view.layouts:
        return view
    first, last = view.layouts[0].number, view.layouts[-1].number
    numbers = range(first - _MORE, first) if before else range(last + 1, last + 1 + _MORE)
    more = library.layouts(view.document.source, numbers, view.place, sha256=view.document.sha256)
    return replace(view, layouts=more + view.layouts if before else view.layouts + more)
