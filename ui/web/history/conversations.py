"""Find, open, save, rename and delete the conversations of accounts, wherever they are stored."""

import re
import unicodedata
from datetime import UTC, datetime

from fonti.ui.web.chat.memory import (
    CONVERSATION_ID_PATTERN,
    MAX_CONVERSATIONS,
    MAX_TITLE_LENGTH,
    MAX_TURNS,
    RememberedTurn,
)
from fonti.ui.web.history.conversation_store import (
    AccountConversations,
    ConversationNotFound,
    ConversationStore,
    SavedConversation,
)


class Conversations:
    """The conversations of the accounts that ask one index.

    Args:
        store: Where they are stored.

    """

    def __init__(self, store: ConversationStore) -> None:
        self._store = store

    def find(self, account: str, text: str = "") -> dict[str, SavedConversation]:
        """Return the conversations of an account by id, those that changed last first.

        Args:
            account: The name of the account.
            text: A text that the title or a question contains, whatever its case and accents.

        """
        with self._store.open(account) as conversations:
            saved = _load_newest_first(conversations)
        return {
            conversation_id: conversation
            for conversation_id, conversation in saved.items()
            if _contains(conversation, text)
        }

    def load(self, account: str, conversation_id: str) -> SavedConversation:
        """Return a conversation.

        Raises:
            ConversationNotFound: If the account has no such conversation, or it is damaged.
            FontiError: If it cannot be read.

        """
        _check_id(conversation_id)
        with self._store.open(account) as conversations:
            return _require(conversations, conversation_id)

    def save(
        self,
        account: str,
        conversation_id: str,
        title: str,
        turns: list[RememberedTurn],
        *,
        must_exist: bool = False,
    ) -> None:
        """Store the turns of a conversation, with its title if it has none of its own yet.

        Turns that it had besides stay before them: another tab, a copy of this one, may have added
        them.

        Args:
            account: The name of the account.
            conversation_id: The id of the conversation.
            title: The title to use unless a person or an earlier question has set one.
            turns: Its turns, of which the last ones are stored; at least one.
            must_exist: Whether the conversation was stored before: one that was deleted since then
                is not stored again.

        Raises:
            ConversationNotFound: If it must exist, and does not.
            FontiError: If the one before cannot be read, or it cannot be written.

        """
        _check_id(conversation_id)
        with self._store.open(account, for_change=True) as conversations:
            before = conversations.load(conversation_id)
            if before is None and must_exist:
                raise ConversationNotFound

            known = {turn.id for turn in turns}
            others = [turn for turn in before.turns if turn.id not in known] if before else []
            last_turns = [*others, *turns][-MAX_TURNS:]
            if before is not None and before.turns == last_turns:
                return
            now = datetime.now(UTC)
            if before is not None and _differs_from_first_question(before):
                chosen = before.title
            else:
                chosen = _shorten(title)
            saved = SavedConversation(title=chosen, changed_at=now, turns=last_turns)
            conversations.save(conversation_id, saved)
            # All are read for it, so only if there is one more.
            if before is None:
                _make_room(conversations)

    def rename(self, account: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            ConversationNotFound: If the account has no such conversation.
            FontiError: If it cannot be read or written.

        """
        _check_id(conversation_id)
        with self._store.open(account, for_change=True) as conversations:
            before = _require(conversations, conversation_id)
            renamed = before.model_copy(update={"title": _shorten(title)})
            conversations.save(conversation_id, renamed)

    def delete(self, account: str, conversation_id: str) -> None:
        """Delete a conversation; a file is overwritten first.

        Raises:
            ConversationNotFound: If the account has no such conversation.
            FontiError: If it cannot be removed.

        """
        _check_id(conversation_id)
        with self._store.open(account, for_change=True) as conversations:
            conversations.delete(conversation_id)


def _check_id(conversation_id: str) -> None:
    # An id comes from a page: it must not lead out of a folder.
    if not re.fullmatch(CONVERSATION_ID_PATTERN, conversation_id):
        raise ConversationNotFound


def _require(conversations: AccountConversations, conversation_id: str) -> SavedConversation:
    conversation = conversations.load(conversation_id)
    if conversation is None:
        raise ConversationNotFound
    return conversation


def _make_room(conversations: AccountConversations) -> None:
    """Delete the conversations that changed the longest ago if there are too many."""
    for conversation_id in list(_load_newest_first(conversations))[MAX_CONVERSATIONS:]:
        conversations.delete(conversation_id)


def _load_newest_first(conversations: AccountConversations) -> dict[str, SavedConversation]:
    saved = conversations.load_all()
    return dict(sorted(saved.items(), key=lambda item: item[1].changed_at, reverse=True))


def _shorten(text: str) -> str:
    title = " ".join(text.split())
    return title if len(title) <= MAX_TITLE_LENGTH else f"{title[: MAX_TITLE_LENGTH - 1]}…"


def _differs_from_first_question(conversation: SavedConversation) -> bool:
    """Return whether a title is another text than the first, which may be a mere greeting."""
    return conversation.title != _shorten(conversation.turns[0].question)


def _contains(conversation: SavedConversation, search: str) -> bool:
    """Return whether the title or a question contains a text."""
    searched = _fold(search.strip())
    texts = [conversation.title, *(turn.question for turn in conversation.turns)]
    return any(searched in _fold(text) for text in texts)


def _fold(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
