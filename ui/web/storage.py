"""Choose where a server stores what accounts and conversations need."""

from pathlib import Path
from typing import Protocol

from fonti.ui.web.database.connection import Database
from fonti.ui.web.feedback import FeedbackFile, FeedbackStore, FeedbackTable
from fonti.ui.web.history.conversation_files import ConversationFiles
from fonti.ui.web.history.conversation_store import ConversationStore
from fonti.ui.web.history.conversation_table import ConversationTable
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.session_store import SessionMemory, SessionStore, SessionTable
from fonti.ui.web.security.throttle import LoginThrottle, SharedThrottle, Throttle


class Storage(Protocol):
    """What a server stores beside the accounts."""

    def open_sessions(self) -> SessionStore:
        """Return the sessions of who is logged in."""

    def open_throttle(self, purpose: str, times: int, seconds: int) -> LoginThrottle:
        """Return a limit of failed logins.

        Args:
            purpose: Tells it from other limits.
            times: How often a login may fail.
            seconds: In which time.

        """

    def open_conversations(self, collection: str, folder: Path) -> ConversationStore:
        """Return the conversations about a collection, whose index is in a folder."""

    def open_feedback(self, collection: str, folder: Path) -> FeedbackStore:
        """Return the verdicts on the answers of a collection, whose index is in a folder."""


class LocalStorage:
    """The storage of one server: its memory, and the folder of each index."""

    def open_sessions(self) -> SessionStore:
        """Return the sessions of who is logged in, which end with the server."""
        return SessionMemory()

    def open_throttle(self, purpose: str, times: int, seconds: int) -> LoginThrottle:  # noqa: ARG002
        """Return a limit of failed logins, which the server counts alone."""
        return Throttle(times, seconds)

    def open_conversations(self, collection: str, folder: Path) -> ConversationStore:  # noqa: ARG002
        """Return the conversations in the folder of an index."""
        return ConversationFiles(folder)

    def open_feedback(self, collection: str, folder: Path) -> FeedbackStore:  # noqa: ARG002
        """Return the verdicts in the folder of an index."""
        return FeedbackFile(folder)


class SharedStorage:
    """The storage of all servers that use one database.

    Args:
        database: The database.

    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_sessions(self) -> SessionStore:
        """Return the sessions of who is logged in, on whichever server."""
        return SessionTable(self._database)

    def open_throttle(self, purpose: str, times: int, seconds: int) -> LoginThrottle:
        """Return a limit of failed logins, which all servers count together."""
        return SharedThrottle(self._database, purpose, times, seconds)

    def open_conversations(self, collection: str, folder: Path) -> ConversationStore:  # noqa: ARG002
        """Return the conversations about a collection, wherever its index is."""
        return ConversationTable(self._database, collection)

    def open_feedback(self, collection: str, folder: Path) -> FeedbackStore:  # noqa: ARG002
        """Return the verdicts on the answers of a collection, wherever its index is."""
        return FeedbackTable(self._database, collection)


def open_storage(accounts: Accounts | None) -> Storage:
    """Return the storage that belongs to accounts; that of one server if nobody logs in."""
    if accounts is not None and isinstance(accounts.place, Database):
        return SharedStorage(accounts.place)
    return LocalStorage()
