"""Handle the events of the limits of the next question, which are shown above it."""

from typing import Any

import gradio as gr

from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.event_data import get_text
from fonti.ui.web.chat.scope import Scope
from fonti.ui.web.chat.scope_html import render_scope

# The languages, the documents and the temporary limits of the page, and its chips as HTML.
ScopeUpdate = tuple[list[str], list[str], str, str]


class ScopeEvents:
    """Handles the events of the limits of the next question for all pages of one language.

    Gradio passes what the page is limited to (`Scope.from_page`) to each handler.
    """

    def __init__(self, words: Words) -> None:
        self._words = words

    def update(self, scope: Scope) -> ScopeUpdate:
        """Return the values of the parts of a page that show a scope."""
        return *scope.to_page(), render_scope(scope, self._words)

    def restore(self, stored: Any) -> tuple[Any, ...]:
        """Return the limits that a page had before a reload; no update if it had none."""
        scope = Scope.from_stored(stored)
        return self.update(scope) if scope.limits else (gr.skip(),) * 4

    def show(self, languages: Any, sources: Any, temporary: Any) -> str:
        """Return the chips of what was chosen among the languages and documents."""
        return render_scope(Scope.from_page(languages, sources, temporary), self._words)

    def remove(
        self, languages: Any, sources: Any, temporary: Any, event: gr.EventData
    ) -> ScopeUpdate:
        """Remove a limit."""
        scope = Scope.from_page(languages, sources, temporary)
        return self.update(scope.remove(get_text(event, "limit")))

    def toggle_pin(
        self, languages: Any, sources: Any, temporary: Any, event: gr.EventData
    ) -> ScopeUpdate:
        """Pin a limit, or let it hold for one question only."""
        scope = Scope.from_page(languages, sources, temporary)
        return self.update(scope.toggle_pin(get_text(event, "limit")))

    def limit_to_document(self, event: gr.EventData) -> ScopeUpdate:
        """Limit the next question to one document."""
        return self.update(Scope.of_document(get_text(event, "source")))

    def pin_limits_of_turn(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> tuple[Any, ...]:
        """Limit all next questions to what an earlier one was limited to."""
        conversation.restore_questions(memory)
        turn = conversation.get_turn(get_text(event, "turn"))
        return self.update(Scope.of_question(turn.question) if turn else Scope())

    def edit_question(
        self,
        languages: Any,
        sources: Any,
        temporary: Any,
        memory: str,
        conversation: Conversation,
        event: gr.EventData,
    ) -> tuple[Any, ...]:
        """Put an earlier question into the question box again, with what it was limited to."""
        conversation.restore_questions(memory)
        turn = conversation.get_turn(get_text(event, "turn"))
        if turn is None:
            return (gr.skip(),) * 5
        now = Scope.from_page(languages, sources, temporary)
        scope = Scope.of_question(turn.question).make_temporary(unless_pinned_in=now)
        return turn.question.text.strip(), *self.update(scope)
