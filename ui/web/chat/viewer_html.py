"""The open document as HTML: its heading, what can be done with it, and its text with the cited place in two tones."""

import secrets
from urllib.parse import urlencode

from fonti.index import Document, Layout
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import heading_words, language_words
from fonti.ui.web.chat.conversation_html import button, escape, isolated, name, place_link
from fonti.ui.web.chat.viewer import MOST_FOUND, Span, View, pieces


def viewer_html(view: View | None, words: Words, *, original: bool = False) -> str:
    """What is open; `original` says that the document's file can be downloaded."""
    if view is None:
        return f'<p class="fonti-hint">{escape(words.viewer_hint)}</p>'
    again = secrets.token_hex(
        4
    )  # the same place asked for twice is a change, which the page notices
    source = view.source
    head = f'<header class="fonti-document-top">{_title(view, words)}{_note(view, words)}'
    if view.document is None:
        quoted = (
            f'<blockquote class="fonti-quote">{escape(view.quoted.quote)}</blockquote>'
            if view.quoted
            else ""
        )
        head += f"{_tools(view, words, original=False)}</header>{quoted}"
        return (
            f'<article class="fonti-document" data-again="{again}" tabindex="-1">{head}</article>'
        )
    found = f' data-found="{view.found}"' if view.found is not None else ""
    return (
        f'<article class="fonti-document" data-again="{again}" aria-label="{escape(source)}"{found}>{head}'
        f"{_tools(view, words, original=original)}{_search(view, words)}</header>"
        f"{(_pages if view.layouts else _text)(view, view.document, words)}</article>"
    )


def _title(view: View, words: Words) -> str:
    document, cited = view.document, view.quoted
    heading = heading_words(cited) if cited else document.title if document else None
    place = view.sentence or view.passage
    page = document.page(place[0]) if document and place else None
    parts = [
        heading,
        words.page.format(page=page) if page else None,
        language_words(document.language, words) if document else None,
    ]
    told = " · ".join(isolated(part) for part in parts if part)
    return f'<h2 class="fonti-heading">{name(view.source)}</h2><p class="fonti-place">{told}</p>'


def _note(view: View, words: Words) -> str:
    if view.note is None:
        return ""
    told = {
        "moved": words.note_moved,
        "changed": words.note_changed,
        "gone": words.note_gone if view.document is None else words.note_quote_gone,
        "missing": words.note_missing,
        "elsewhere": words.note_elsewhere,
        "unseen": words.note_unseen,
    }[view.note]
    return f'<p class="fonti-note" role="status">{escape(told)}</p>'


def _tools(view: View, words: Words, *, original: bool) -> str:
    """From one citation of the answer to the next, and what can be done with the document."""
    tools = []
    if view.cited is not None:
        tools += [
            button("←", "step", label=words.previous_citation, step=-1),
            f'<span class="fonti-place">[{view.cited[1]}]</span>',
            button("→", "step", label=words.next_citation, step=1),
        ]
    if (document := view.document) is not None:
        address = place_link(document.source, view.sentence or view.passage, document.sha256)
        tools.append(button(words.copy_link, "copy-link", href=address))
        tools.append(button(words.ask_only_this, "only", source=document.source))
        if document.pages:
            tools.append(_ways(view, words))
        if original:
            file = f"/original?{urlencode({'doc': document.source})}"
            tools.append(
                f'<a class="fonti-plain" download href="{escape(file)}">{escape(words.download)}</a>'
            )
    return f'<p class="fonti-tools">{"".join(tools)}</p>'


def _ways(view: View, words: Words) -> str:
    """The two ways in which a document with pages is shown."""
    ways = (
        ("text", words.as_text, not view.layouts),
        ("pages", words.as_pages, bool(view.layouts)),
    )
    return "".join(
        button(told, "pages", pressed=pressed, **{"as": way}) for way, told, pressed in ways
    )


def _search(view: View, words: Words) -> str:
    told = ""
    if view.sought:
        more = "+" if len(view.matches) == MOST_FOUND else ""
        count = words.found.format(place=(view.found or 0) + 1, count=f"{len(view.matches)}{more}")
        told = f'<span class="fonti-place" role="status">{escape(count if view.matches else words.found_none)}</span>'
    if view.matches:
        told += button("↑", "seek-next", step=-1, label=words.previous_match)
        told += button("↓", "seek-next", step=1, label=words.next_match)
    return (
        f'<form class="fonti-seek" role="search" data-do="seek"><input type="search" name="sought" maxlength="200" '
        f'aria-label="{escape(words.seek)}" placeholder="{escape(words.seek)}" value="{escape(view.sought)}">{told}'
        "</form>"
    )


def _text(view: View, document: Document, words: Words) -> str:
    start, end = view.shown
    before = button(words.wider_before, "wider", step=-1, kind="fonti-wider") if start else ""
    after = (
        button(words.wider_after, "wider", step=1, kind="fonti-wider")
        if end < len(document.text)
        else ""
    )
    return (
        f'{before}<div class="fonti-text" lang="{escape(document.language)}" tabindex="0">'
        f"{_marked(view, document, words)}</div>{after}"
    )


def _pages(view: View, document: Document, words: Words) -> str:
    """Pages as pictures, each in the room that it takes, the place that is open marked on them."""
    first, last = view.layouts[0].number, view.layouts[-1].number
    before = button(words.previous_pages, "wider", step=-1, kind="fonti-wider") if first > 1 else ""
    after = (
        button(words.next_pages, "wider", step=1, kind="fonti-wider")
        if last < len(document.pages)
        else ""
    )
    here = document.page(view.place[0])
    shown = "".join(_page(each, document, words, here=each.number == here) for each in view.layouts)
    return f'{before}<div class="fonti-pages" tabindex="0">{shown}</div>{after}'


def _page(layout: Layout, document: Document, words: Words, *, here: bool) -> str:
    address = urlencode(
        {"doc": document.source, "page": layout.number, "sha256": document.sha256[:16]}
    )
    told = words.page.format(page=layout.number)
    alternative = words.page_of.format(page=layout.number, name=document.source)
    sides = ("left", "top", "width", "height")
    styles = (";".join(map("{}:{:.2%}".format, sides, mark)) for mark in layout.marks)
    marks = "".join(f'<mark class="fonti-on-page" style="{style}"></mark>' for style in styles)
    return (
        f'<span class="fonti-page{" fonti-here" * here}" data-page="{escape(told)}"></span>'
        f'<div class="fonti-picture"><img loading="lazy" src="/page?{escape(address)}" width="{layout.width}" '
        f'height="{layout.height}" alt="{escape(alternative)}">{marks}</div>'
    )


def _marked(view: View, document: Document, words: Words) -> str:
    """The text that is shown, and nothing but it, in pieces: the passage faint, the sentence strong."""
    start, end = view.shown
    spans: list[tuple[str, Span]] = [
        (name, span)
        for name, span in (("passage", view.passage), ("sentence", view.sentence))
        if span
    ]
    spans += [("match", span) for span in view.matches if start <= span[0] and span[1] <= end]
    if view.found is not None:
        spans.append(("found", view.matches[view.found]))
    pages = {at: number for number, at in enumerate(document.pages, 1) if start <= at < end}
    shown = []
    for (first, last), names in pieces(view.shown, spans, pages):
        if first in pages:
            page = words.page.format(page=pages[first])
            shown.append(f'<span class="fonti-page" data-page="{escape(page)}"></span>')
        text = escape(document.text[first:last])
        kinds = " ".join(f"fonti-in-{name}" for name in sorted(names))
        tag = "mark" if names & {"sentence", "match"} else "span"
        shown.append(f'<{tag} class="{kinds}">{text}</{tag}>' if kinds else text)
    return "".join(shown)
