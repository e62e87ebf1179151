"""Store conversations in a database that servers share: a row for each one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fonti.ui.web.database.connection import Database
from fonti.ui.web.history.conversation_store import (
    ConversationNotFound,
    SavedConversation,
    parse_conversation,
)

if TYPE_CHECKING:
    from psycopg import Cursor


class ConversationTable:
    """The conversations about one collection in a database (see `ConversationStore`).

    Args:
        database: The database.
        collection: The name of the collection; "" for a corpus without one.

    """

    def __init__(self, database: Database, collection: str) -> None:
        self._database = database
        self._collection = collection

    @contextmanager
    def open(self, account: str, *, for_change: bool = False) -> Iterator["_AccountRows"]:
        """Yield the conversations of an account; what is changed is stored together.

        Raises:
            ConversationNotFound: If they are to be changed, and the account is gone.
            PostgresError: The database cannot be used.

        """
        with self._database.transaction() as cursor:
            if for_change:
                # Changes of one account wait for each other; sessions may begin meanwhile.
                cursor.execute(
                    "SELECT FROM fonti.logins WHERE name = %s FOR NO KEY UPDATE", (account,)
                )
                if not cursor.rowcount:
                    raise ConversationNotFound
            yield _AccountRows(cursor, account, self._collection)


class _AccountRows:
    """The rows of an account (see `AccountConversations`), in one transaction."""

    def __init__(self, cursor: "Cursor[Any]", account: str, collection: str) -> None:
        self._cursor = cursor
        self._key = (account, collection)

    def load_all(self) -> dict[str, SavedConversation]:
        """Return the conversations that can be read, by id."""
        self._cursor.execute(
            "SELECT id, content FROM fonti.conversations WHERE account = %s AND collection = %s",
            self._key,
        )
        parsed = {row_id: parse_conversation(text, row_id) for row_id, text in self._cursor}
        return {row_id: saved for row_id, saved in parsed.items() if saved is not None}

    def load(self, conversation_id: str) -> SavedConversation | None:
        """Return a conversation; None if there is none, or it is damaged."""
        self._cursor.execute(
            "SELECT content FROM fonti.conversations "
            "WHERE account = %s AND collection = %s AND id = %s",
            (*self._key, conversation_id),
        )
        row = self._cursor.fetchone()
        return parse_conversation(row[0], conversation_id) if row else None

    def save(self, conversation_id: str, conversation: SavedConversation) -> None:
        """Store a conversation in place of the one before."""
        self._cursor.execute(
            "INSERT INTO fonti.conversations (account, collection, id, content) "
            "VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (account, collection, id) DO UPDATE SET content = excluded.content",
            (*self._key, conversation_id, conversation.model_dump_json()),
        )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation.

        Raises:
            ConversationNotFound: If there is none.

        """
        self._cursor.execute(
            "DELETE FROM fonti.conversations WHERE account = %s AND collection = %s AND id = %s",
            (*self._key, conversation_id),
        )
        if not self._cursor.rowcount:
            raise ConversationNotFound
