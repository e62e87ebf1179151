"""Handle the events of the first screen: showing what the chat knows."""

from typing import Any

import gradio as gr

from fonti.index import Library
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.examples import ExampleCache
from fonti.ui.web.chat.welcome_html import render_welcome


class WelcomeEvents:
    """Handles the events of the first screen for all pages of one language.

    Args:
        library: The library of the documents.
        examples: The example questions.
        words: The language of the pages.
        can_add: Whether documents can be added.

    """

    def __init__(
        self, library: Library, examples: ExampleCache, words: Words, *, can_add: bool
    ) -> None:
        self._library = library
        self._examples = examples
        self._words = words
        self._can_add = can_add

    def load(self, memory: str, conversation: Conversation) -> Any:
        """Restore the conversation from the memory of the page; show the first screen if needed."""
        conversation.restore_questions(memory)
        return self.show(conversation)

    def show(self, conversation: Conversation) -> Any:
        """Show the first screen, with the examples that there are, if the conversation is empty."""
        return gr.skip() if conversation.turns else self._render()

    def update_examples(self, conversation: Conversation) -> Any:
        """Make the examples of the documents, which may take a while, and show them."""
        if conversation.turns:
            return gr.skip()
        self._examples.update(self._words)
        return self._render()

    def _render(self) -> str:
        examples = self._examples.get(self._words)
        return render_welcome(self._library, examples, self._words, can_add=self._can_add)
