"""Read the question of a conversation, and answer it after the questions before it."""

from collections.abc import Sequence

from fonti.index import FontiError, QuestionError
from fonti.qa import MAX_QUESTION_LENGTH, Answer
from fonti.ui.web.openai_api.models import Message
from fonti.ui.web.work_queue import QuestionQueue

# Earlier questions that are asked again, so that a follow-up is understood: each costs as much as
# the last one.
_MAX_EARLIER_QUESTIONS = 4


async def answer_conversation(queue: QuestionQueue, messages: Sequence[Message]) -> Answer:
    """Answer the last question of a conversation, whose last answers are made again.

    What a client sends as earlier answers is not read: it could be anything.

    Raises:
        FontiError: If there is no question.
        QuestionError: If the question cannot be asked.
        ServerBusy: If too many questions are waiting.

    """
    questions = [_read_text(message) for message in messages if message.role == "user"]
    if not questions or not questions[-1].strip():
        raise FontiError("messages_without_question")

    history: list[Answer] = []
    for question in questions[-1 - _MAX_EARLIER_QUESTIONS : -1]:
        if len(question) > MAX_QUESTION_LENGTH:
            continue
        try:
            history.append(await queue.ask(question, history, None, None))
        except QuestionError:
            # It could not be asked before either.
            continue
    return await queue.ask(questions[-1], history, None, None)


def _read_text(message: Message) -> str:
    """Return the text of a message, without its other parts."""
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(part.text for part in message.content if part.text)
