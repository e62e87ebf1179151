"""Render the dialog of the stored conversations."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.memory import MAX_CONVERSATIONS, MAX_TITLE_LENGTH, MAX_TURNS
from fonti.ui.web.templating import render

# Characters of the hash of an index's folder.
_NAMESPACE_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """Where a page stores its conversations.

    Attributes:
        store: On the server, for the account that is logged in; or in the browser.
        namespace: Tells the conversations about one index from those about others in a browser.

    """

    store: Literal["server", "browser"]
    namespace: str

    @classmethod
    def of_index(cls, folder: Path, *, has_accounts: bool) -> Self:
        """Return where the conversations about the index in a folder are stored."""
        namespace = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()
        return cls("server" if has_accounts else "browser", namespace[:_NAMESPACE_CHARACTERS])


def render_history(place: HistoryPlace, words: Words) -> str:
    """Return the dialog as HTML; history.js fills it."""
    return render(
        "chat/history.html",
        words=words,
        store=place.store,
        namespace=place.namespace,
        max_count=MAX_CONVERSATIONS,
        max_turns=MAX_TURNS,
        max_title_length=MAX_TITLE_LENGTH,
    )
