"""Handle the events of the conversation: asking questions, rating and exporting answers."""

from base64 import b64encode
from functools import partial
from typing import Any, get_args

import gradio as gr

from fonti.qa import Verdict
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.conversation import Conversation
from fonti.ui.web.chat.conversation_html import render_citation_cards, render_conversation
from fonti.ui.web.chat.event_data import get_text
from fonti.ui.web.chat.export import format_as_json
from fonti.ui.web.chat.markdown_document import format_as_markdown
from fonti.ui.web.chat.reference_styles import format_conversation_references
from fonti.ui.web.chat.scope import Scope
from fonti.ui.web.chat.scope_events import ScopeEvents
from fonti.ui.web.chat.turn import UserQuestion
from fonti.ui.web.chat.word_document import format_as_word
from fonti.ui.web.feedback import FeedbackStore
from fonti.ui.web.security.askers import current_account
from fonti.ui.web.storage_calls import call_storage
from fonti.ui.web.work_queue import QuestionQueue

# The page names a verdict. What it sends may be anything.
_VERDICTS: dict[str, Verdict] = {verdict: verdict for verdict in get_args(Verdict)}

# The HTML of the conversation, and of the passages that its last answer cites.
ChatUpdate = tuple[str, str]


class ConversationEvents:
    """Handles the events of the conversation for all pages of one language.

    Gradio passes the conversation of the page to a handler, and what the browser stores of it
    (`memory`).

    Args:
        queue: The queue of the questions.
        words: The language of the pages.
        feedback: Where people's verdicts on answers are stored; None if they are not.

    """

    def __init__(
        self, queue: QuestionQueue, words: Words, *, feedback: FeedbackStore | None = None
    ) -> None:
        self._queue = queue
        self._words = words
        self._feedback = feedback
        self._scope_events = ScopeEvents(words)

    def ask(
        self,
        text: str,
        languages: Any,
        sources: Any,
        temporary: Any,
        memory: str,
        conversation: Conversation,
    ) -> tuple[str | list[str], ...]:
        """Add a question to the conversation, and leave the page limited to what is pinned."""
        scope = Scope.from_page(languages, sources, temporary)
        question = UserQuestion(str(text or ""), scope.languages, scope.sources)
        update = self._add(question, memory, conversation)
        return *update, *self._scope_events.update(scope.after_question())

    def ask_again(self, memory: str, conversation: Conversation, event: gr.EventData) -> ChatUpdate:
        """Add an earlier question again without limits, or limited to one language."""
        conversation.restore_questions(memory)
        turn = conversation.get_turn(get_text(event, "turn"))
        if turn is None:
            return self._render(conversation)

        language = get_text(event, "language")
        languages = (language,) if language in self._words.language_names else ()
        return self._add(UserQuestion(turn.question.text, languages), memory, conversation)

    def ask_next(self, memory: str, conversation: Conversation, event: gr.EventData) -> ChatUpdate:
        """Add the question about another section of the document that was cited."""
        return self._add(UserQuestion(get_text(event, "question")), memory, conversation)

    def ask_example(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> tuple[str | list[str], ...]:
        """Add one of the example questions, and remove the limits of the page."""
        question = UserQuestion(get_text(event, "question"))
        update = self._add(question, memory, conversation)
        return *update, *self._scope_events.update(Scope())

    async def answer(self, memory: str, conversation: Conversation) -> ChatUpdate:
        """Answer the first question that has no answer yet.

        The page triggers this event until all are answered, so that each answer is shown at once.
        """
        conversation.restore_questions(memory)
        await conversation.answer_next(self._queue, self._words)
        return self._render(conversation)

    def resume_early_turns(self, memory: str, conversation: Conversation) -> ChatUpdate:
        """Make the early turns of a restored conversation pending, so that they are answered."""
        conversation.restore_questions(memory)
        conversation.resume_early_turns()
        return self._render(conversation)

    def restore_conversation(self, memory: str, conversation: Conversation) -> ChatUpdate:
        """Restore the conversation from the memory of the page; its questions are pending."""
        conversation.restore_questions(memory)
        return self._render(conversation)

    def open_conversation(
        self, memory: str, conversation: Conversation
    ) -> tuple[str | list[str], ...]:
        """Replace the conversation by the one that the page now remembers, without limits.

        Its questions are pending.
        """
        conversation.clear()
        conversation.restore_questions(memory)
        return *self._render(conversation), *self._scope_events.update(Scope())

    def start_new_conversation(self, conversation: Conversation) -> tuple[str | list[str], ...]:
        """Empty the question box and the conversation, and remove the limits of the page."""
        conversation.clear()
        return "", *self._render(conversation), *self._scope_events.update(Scope())

    async def rate_answer(
        self, memory: str, conversation: Conversation, event: gr.EventData
    ) -> str:
        """Store how a person rates an answer, where that is stored."""
        if self._feedback is None:
            return self._render(conversation)[0]
        conversation.restore_questions(memory)
        await conversation.answer_pending(self._queue, self._words)
        verdict = _VERDICTS.get(get_text(event, "verdict"))
        comment = get_text(event, "comment")
        turn_id = get_text(event, "turn")
        turn = conversation.set_verdict(turn_id, verdict) if verdict else None
        if verdict and turn and turn.answer:
            account = current_account.get()
            save = partial(self._feedback.save, account, turn.id, turn.answer, verdict, comment)
            await call_storage(save)
        return self._render(conversation)[0]

    async def export_markdown(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as Markdown, in Base64."""
        await self._answer_all(memory, conversation)
        return _encode(format_as_markdown(conversation.answers, self._words).encode())

    async def export_word(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as a Word document, in Base64."""
        await self._answer_all(memory, conversation)
        return _encode(format_as_word(conversation.answers, self._words))

    async def export_bibtex(self, memory: str, conversation: Conversation) -> str:
        """Return the documents that the conversation cites as BibTeX, in Base64."""
        await self._answer_all(memory, conversation)
        return _encode(format_conversation_references(conversation.answers, "bibtex").encode())

    async def export_csl(self, memory: str, conversation: Conversation) -> str:
        """Return the documents that the conversation cites as CSL-JSON, in Base64."""
        await self._answer_all(memory, conversation)
        return _encode(format_conversation_references(conversation.answers, "csl-json").encode())

    async def export_json(self, memory: str, conversation: Conversation) -> str:
        """Return the conversation as JSON, in Base64."""
        await self._answer_all(memory, conversation)
        return _encode(format_as_json(conversation.answers).encode())

    async def _answer_all(self, memory: str, conversation: Conversation) -> None:
        """Restore the conversation, and answer all its questions."""
        conversation.restore_questions(memory)
        conversation.resume_early_turns()
        await conversation.answer_pending(self._queue, self._words)

    def _add(self, question: UserQuestion, memory: str, conversation: Conversation) -> ChatUpdate:
        """Add a question to the conversation, and show it as pending."""
        conversation.restore_questions(memory)
        conversation.add_question(question)
        return self._render(conversation)

    def _render(self, conversation: Conversation) -> ChatUpdate:
        turns = conversation.turns
        chat = render_conversation(
            turns,
            self._words,
            conversation_id=conversation.id,
            dropped_count=conversation.dropped_count,
            can_rate=self._feedback is not None,
            revision=conversation.revision,
        )
        return chat, render_citation_cards(turns, self._words)


def _encode(content: bytes) -> str:
    """Return the content of a file as a text in Base64, which Gradio can send."""
    return b64encode(content).decode()
