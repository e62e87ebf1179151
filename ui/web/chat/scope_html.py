"""Render what the next question is limited to, above the question."""

from dataclasses import dataclass
from typing import Literal

from fonti.ui.i18n.descriptions import get_language_name
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.scope import Scope
from fonti.ui.web.templating import render


@dataclass(frozen=True, slots=True)
class LimitView:
    """The values of a limit that the template shows."""

    id: str
    text: str
    is_pinned: bool


def render_scope(scope: Scope, words: Words) -> str:
    """Return the limits of the next question as HTML; each can be pinned or removed."""
    return render(
        "chat/scope.html",
        words=words,
        limits=[*_view_limits(scope, "language", words), *_view_limits(scope, "source", words)],
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
            views.append(LimitView(limit.id, text, limit not in scope.temporary))
    return views
