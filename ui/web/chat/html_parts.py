"""Make parts of the page that the conversation, the viewer and the list of documents share."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fonti.index import Document, DocumentInfo, DocumentWarning, find_opening
from fonti.ui.i18n.descriptions import describe_warning_count, list_warnings
from fonti.ui.i18n.words import Words
from fonti.ui.web.templating import render


@dataclass(frozen=True, slots=True)
class WarningsView:
    """The values of a mark that a document was not read whole, and of the reasons behind it."""

    label: str
    reasons: list[str]


def make_warnings_view(warnings: Sequence[DocumentWarning], words: Words) -> WarningsView | None:
    """Return the values for the warnings about a document; None if there are none."""
    if not warnings:
        return None
    return WarningsView(describe_warning_count(warnings, words), list_warnings(warnings, words))


def get_display_title(document: Document | DocumentInfo) -> str:
    """Return the title of a document, or its first words, or its source if it has neither."""
    if document.title:
        return document.title
    if isinstance(document, DocumentInfo):
        opening = document.opening
    else:
        opening = find_opening(document.text)
    return opening or document.source


def render_hint(text: str) -> str:
    """Return a hint, which is shown in place of content that does not exist yet."""
    return render("chat/hint.html", text=text)


def document_link(source: str, span: tuple[int, int] | None, sha256: str) -> str:
    """Return a link, on the same page, that opens a document or a span of its code points."""
    query: dict[str, str | int] = {"doc": source}
    if span is not None:
        query |= {"start": span[0], "end": span[1], "sha256": sha256[:16]}
    return "?" + urlencode(query)
