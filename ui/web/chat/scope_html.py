"""Render what the next question is limited to, above the question."""

from dataclasses import dataclass
from typing import Literal

from fonti.ui.i18n.descriptions import MAX_NAMED, get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.scope import ALL_SOURCES, Scope
from fonti.ui.web.templating import render


@dataclass(frozen=True, slots=True)
class LimitView:
    """The values of a limit that the template shows."""

    id: str
    text: str
    is_pinned: bool


def render_scope(scope: Scope, words: Words) -> str:
    """Return the limits of the next question as HTML; each can be pinned or removed.

    Many documents are one: they can be told apart in their list, where they are ticked.
    """
    count = len(scope.sources)
    if count > MAX_NAMED:
        text = words.only_in_documents.format(count=count)
        of_sources = [LimitView(ALL_SOURCES, text, scope.is_pinned(ALL_SOURCES))]
    else:
        of_sources = _view_limits(scope, "source", words)

    return render(
        "chat/scope.html",
        words=words,
        limits=[*_view_limits(scope, "language", words), *of_sources],
        stored=scope.to_json(),
    )


def _view_limits(
    scope: Scope, kind: Literal["language", "source"], words: Words
) -> list[LimitView]:
    """Return the values of the limits of one kind, in words: "only in English", "also a.txt"."""
    first_template = words.only_in_language if kind == "language" else words.only_in_document
    next_template = words.also_in_language if kind == "language" else words.also_in_document

    views: list[LimitView] = []
    for limit in scope.limits:
        if limit.kind == kind:
            name = get_language_name(limit.value, words) if kind == "language" else limit.value
            template = next_template if views else first_template
            text = template.format(name=name)
            views.append(LimitView(limit.id, text, scope.is_pinned(limit.id)))
    return views
