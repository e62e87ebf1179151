"""Handle the events of the conversation: asking questions, rating and exporting answers."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import gradio as gr
from anyio import to_thread

from fonti.qa import save_feedback
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import VERDICTS, Conversation, UserQuestion
from fonti.ui.web.chat.conversation_html import render_citation_cards, render_conversation
from fonti.ui.web.chat.event_data import get_number, get_text
from fonti.ui.web.chat.examples import Examples
from fonti.ui.web.chat.export import format_as_json, format_as_markdown
from fonti.ui.web.work_queue import QuestionQueue

# The HTML of the conversation, and of the passages that its last answer cites.
ChatUpdate = tuple[str, str]


class ConversationEvents:
    """Handles the events of the conversation for all pages of one language.

    Gradio passes the conversation of the page to a handler, and what the browser stores of it
    (`memory`).

    Args:
        queue: The queue of the questions.
        examples: The example questions.
        words: The language of the pages.

    """

    def __init__(self, queue: QuestionQueue, examples: Examples, words: Words) -> None:
        self._queue = queue
        self._examples = examples
        self._words = words

    async def ask(
        self,
        text: str,
        languages: list[str],
        sources: list[str],
        memory: str,
        conversation: Conversation,
    ) -> AsyncIterator[ChatUpdate]:
        """Show the question as pending, then with its answer."""
        question = UserQuestion(
            str(text or ""), tuple(map(str, languages or ())), tuple(map(str, sources or ()))
        )
        async for update in self._ask(question, memory, conversation):
            yield update

    async def ask_again(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask an earlier question again without filters, or in one language.

        Set the filters of the page accordingly.
        """
        conversation.restore_questions(memory)
        turn = conversation.get_turn(get_number(event, "turn"))
        if turn is None:
            return

        language = get_text(event, "languages")
        languages = [language] if language in self._words.language_names else []
        question = UserQuestion(turn.question.text, tuple(languages))
        async for update in self._ask(question, memory, conversation):
            yield (*update, languages, [])

    async def ask_example(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask one of the example questions, and clear the filters of the page."""
        question = UserQuestion(get_text(event, "question"))
        async for update in self._ask(question, memory, conversation):
            yield (*update, [], [])

    async def load(self, memory: str, conversation: Conversation) -> AsyncIterator[ChatUpdate]:
        """Restore the conversation from the memory of the page; show examples if that is empty."""
        conversation.restore_questions(memory)
        yield self._render(conversation)

        if not conversation.turns:
            await to_thread.run_sync(self._examples.update, self._words)
            yield self._render(conversation)
        async for _ in conversation.answer_pending(self._queue, self._words):
            yield self._render(conversation)

    async def open_conversation(
        self, memory: str, conversation: Conversation
    ) -> AsyncIterator[ChatUpdate]:
        """Replace the conversation by the one that the page now remembers."""
        conversation.clear()
        async for update in self.load(memory, conversation):
            yield update

    def start_new_conversation(self, conversation: Conversation) -> tuple[str, str, str]:
        """Empty the question box and the conversation."""
        conversation.clear()
        return "", *self._render(conversation)

    async def rate_answer(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> str:
        """Store how a person rates an answer."""
        await conversation.restore(memory, self._queue, self._words)
        verdict = VERDICTS.get(get_text(event, "verdict"))
        comment = get_text(event, "comment")
        number = get_number(event, "turn")
        turn = conversation.set_verdict(number, verdict) if verdict else None
        if verdict and turn and turn.answer:
            folder = self._queue.assistant.library.folder
            store = partial(save_feedback, folder, turn.id, turn.answer, verdict, comment)
            await to_thread.run_sync(store)
        return self._render(conversation)[0]

    async def export_markdown(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as Markdown."""
        await conversation.restore(memory, self._queue, self._words)
        return format_as_markdown(conversation.answers, self._words)

    async def export_json(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as JSON."""
        await conversation.restore(memory, self._queue, self._words)
        return format_as_json(conversation.answers)

    def filter_by_document(self, event: gr.EventData) -> tuple[list[str], list[str]]:
        """Set the filters of the page to one document."""
        return [], [get_text(event, "source")]

    async def _ask(
        self, question: UserQuestion, memory: str, conversation: Conversation
    ) -> AsyncIterator[ChatUpdate]:
        conversation.restore_questions(memory)
        conversation.add_question(question)
        yield self._render(conversation)
        async for _ in conversation.answer_pending(self._queue, self._words):
            yield self._render(conversation)

    def _render(self, conversation: Conversation) -> ChatUpdate:
        turns = conversation.turns
        dropped_count = conversation.dropped_count
        chat = render_conversation(
            turns,
            self._words,
            conversation_id=conversation.id,
            dropped_count=dropped_count,
            examples=self._examples.get(self._words),
        )
        return chat, render_citation_cards(turns, self._words, dropped_count=dropped_count)
