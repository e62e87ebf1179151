"""Define a stored conversation, and the places that can store those of an account."""

import logging
from contextlib import AbstractContextManager
from typing import Annotated, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from fonti.index import FontiError
from fonti.ui.web.chat.memory import RememberedTurn

_log = logging.getLogger(__name__)

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SavedConversation(BaseModel):
    """A conversation as it is stored; the answers are not stored.

    Attributes:
        title: Its title.
        changed_at: When its questions or verdicts last changed.
        turns: Its questions, oldest first, with their filters, ids and verdicts.

    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Title
    changed_at: AwareDatetime
    turns: list[RememberedTurn]


class ConversationNotFound(FontiError):
    """An account has no conversation of an id."""

    def __init__(self) -> None:
        super().__init__("conversation_not_found")


class AccountConversations(Protocol):
    """The conversations of one account, while they are open."""

    def load_all(self) -> dict[str, SavedConversation]:
        """Return those that can be read, by id."""

    def load(self, conversation_id: str) -> SavedConversation | None:
        """Return a conversation; None if there is none, or it is damaged.

        Raises:
            FontiError: It cannot be read; it may be whole.

        """

    def save(self, conversation_id: str, conversation: SavedConversation) -> None:
        """Store a conversation in place of the one before.

        Raises:
            FontiError: It cannot be stored.

        """

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation.

        Raises:
            ConversationNotFound: There is none.
            FontiError: It cannot be deleted.

        """


class ConversationStore(Protocol):
    """Where the conversations about one index are. Threads can share it."""

    def open(
        self, account: str, *, for_change: bool = False
    ) -> AbstractContextManager[AccountConversations]:
        """Yield the conversations of an account.

        Args:
            account: The name of the account.
            for_change: Whether to lock them against other changes.

        """


def parse_conversation(content: str | bytes, name: str) -> SavedConversation | None:
    """Return the conversation that a JSON text is; None if it is damaged, which the log says.

    Args:
        content: The text.
        name: The name of the conversation for the log.

    """
    try:
        return SavedConversation.model_validate_json(content)
    except ValidationError as error:
        log_unreadable(name, error)
        return None


def log_unreadable(name: str, error: Exception) -> None:
    """Log that a conversation cannot be read, without the message, which may quote a question."""
    _log.warning("a conversation cannot be read: %s (%s)", name, type(error).__name__)
