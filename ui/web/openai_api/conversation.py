"""Answer the last question of a conversation as a follow-up of the questions before it."""

from collections.abc import Sequence

from fonti.index import FontiError, QuestionError
from fonti.qa import MAX_QUESTION_LENGTH, Answer
from fonti.ui.web.openai_api.models import Message
from fonti.ui.web.work_queue import QuestionQueue

# Earlier questions that are asked again, so that a follow-up is understood. Each costs as much time
# as the last one.
_MAX_EARLIER_QUESTIONS = 4


async def answer_conversation(queue: QuestionQueue, messages: Sequence[Message]) -> Answer:
    """Answer the last question of a conversation.

    A follow-up is understood by the answers before it. They are made again from the questions: what
    a client sends as earlier answers could be anything, and is not read.

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
            # It had no answer in the conversation either.
            continue
    return await queue.ask(questions[-1], history, None, None)


def _read_text(message: Message) -> str:
    """Return the text of a message, without its other parts."""
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(part.text for part in message.content if part.text)
