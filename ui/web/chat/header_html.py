"""Render the header of a page: its collection, and the links to other pages."""

import json
from dataclasses import dataclass

from fonti.ui.i18n.words import Words
from fonti.ui.web.templating import render

# Texts that Gradio has only in English, and the field of Words that replaces them.
_GRADIO_WORDS = {
    "More tabs": "side_panel",
    "Connection to the server was lost. Attempting reconnection...": "connection_lost",
}


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The values of the header that are the same in each language.

    Attributes:
        collection: The name of the collection at `/c/NAME/`; "" if the page is at `/`.
        has_accounts: Whether people log in, and can log out.
        can_add: Whether documents can be added.

    """

    collection: str = ""
    has_accounts: bool = False
    can_add: bool = False

    @property
    def title(self) -> str:
        """Return the title of the window."""
        return f"Fonti: {self.collection}" if self.collection else "Fonti"

    @property
    def site_path(self) -> str:
        """Return the path from the page of a language to the root of the server."""
        return "../../../" if self.collection else "../"


def render_header(view: HeaderView, words: Words) -> str:
    """Return the header as HTML."""
    replacements = {english: getattr(words, name) for english, name in _GRADIO_WORDS.items()}
    return render(
        "chat/header.html",
        words=words,
        view=view,
        other_language="en" if words.language == "it" else "it",
        gradio_words=json.dumps(replacements),
    )
