"""Store conversations on the disk: a folder for each account, a small JSON file for each one.

Neither a person's name nor a title is in a path: a folder is named by a hash of the account's name,
a file by the random id of its conversation.
"""

import hashlib
import logging
import re
import threading
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from fonti.index import FontiError, StoreError, erase_file, replace_file, system_reason
from fonti.ui.web.chat.memory import (
    CONVERSATION_ID_PATTERN,
    MAX_CONVERSATIONS,
    MAX_TITLE_LENGTH,
    MAX_TURNS,
    RememberedTurn,
)

# The folder of all conversations, in the folder of an index.
CONVERSATIONS_FOLDER = "conversations"

_MAX_FILE_BYTES = 4 << 20
_ACCOUNT_HASH_CHARACTERS = 32
_FILE_NAME = re.compile(rf"({CONVERSATION_ID_PATTERN})\.json")

_log = logging.getLogger(__name__)

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SavedConversation(BaseModel):
    """A conversation as its file stores it; the answers are not stored.

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


class ConversationStore:
    """The conversations of the accounts that ask one index.

    Args:
        index_folder: The folder of the index; the conversations are stored in it.

    """

    def __init__(self, index_folder: Path) -> None:
        self._folder = index_folder / CONVERSATIONS_FOLDER
        # A change reads the file, and then writes it.
        self._lock = threading.Lock()

    def find(self, account: str, text: str = "") -> dict[str, SavedConversation]:
        """Return the conversations of an account by id, those that changed last first.

        Args:
            account: The name of the account.
            text: A text that the title or a question contains, whatever its case and accents.

        """
        saved = self._load_all(account)
        newest_first = sorted(saved.items(), key=lambda item: item[1].changed_at, reverse=True)
        return {
            conversation_id: conversation
            for conversation_id, conversation in newest_first
            if _contains(conversation, text)
        }

    def load(self, account: str, conversation_id: str) -> SavedConversation:
        """Return a conversation.

        Raises:
            ConversationNotFound: If the account has no such conversation, or it is damaged.
            StoreError: If it cannot be read.

        """
        conversation = _read_file(self._get_file(account, conversation_id))
        if conversation is None:
            raise ConversationNotFound
        return conversation

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
            StoreError: If the one before cannot be read, or it cannot be written.

        """
        with self._lock:
            file = self._get_file(account, conversation_id)
            before = _read_file(file)
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
            _write_file(file, SavedConversation(title=chosen, changed_at=now, turns=last_turns))
            # All are read for it, so only if there is one more.
            if before is None:
                self._make_room(account)

    def rename(self, account: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            ConversationNotFound: If the account has no such conversation.
            StoreError: If it cannot be read or written.

        """
        with self._lock:
            before = self.load(account, conversation_id)
            renamed = before.model_copy(update={"title": _shorten(title)})
            _write_file(self._get_file(account, conversation_id), renamed)

    def delete(self, account: str, conversation_id: str) -> None:
        """Overwrite a conversation and remove it.

        Raises:
            ConversationNotFound: If the account has no such conversation.
            StoreError: If it cannot be removed.

        """
        with self._lock:
            self._delete(account, conversation_id)

    def _delete(self, account: str, conversation_id: str) -> None:
        try:
            erase_file(self._get_file(account, conversation_id))
        except FileNotFoundError:
            raise ConversationNotFound from None
        except OSError as error:
            raise StoreError("conversation_not_deleted", reason=system_reason(error)) from error

    def _make_room(self, account: str) -> None:
        """Delete the conversations that changed the longest ago if there are too many."""
        for conversation_id in list(self.find(account))[MAX_CONVERSATIONS:]:
            self._delete(account, conversation_id)

    def _load_all(self, account: str) -> dict[str, SavedConversation]:
        saved = {}
        for file in _list_files(self._get_folder(account)):
            match = _FILE_NAME.fullmatch(file.name)
            if match is None:
                continue
            # One that cannot be read hides no other; the log names it.
            with suppress(StoreError):
                conversation = _read_file(file)
                if conversation is not None:
                    saved[match[1]] = conversation
        return saved

    def _get_folder(self, account: str) -> Path:
        return self._folder / get_account_folder_name(account)

    def _get_file(self, account: str, conversation_id: str) -> Path:
        # An id comes from a page: it must not lead out of the folder.
        if not re.fullmatch(CONVERSATION_ID_PATTERN, conversation_id):
            raise ConversationNotFound
        return self._get_folder(account) / f"{conversation_id}.json"


def get_account_folder_name(account: str) -> str:
    """Return the name of the folder that has the conversations of an account."""
    return hashlib.sha256(account.encode()).hexdigest()[:_ACCOUNT_HASH_CHARACTERS]


def _list_files(folder: Path) -> Iterable[Path]:
    with suppress(FileNotFoundError):
        return list(folder.iterdir())
    return []


def _read_file(file: Path) -> SavedConversation | None:
    """Return the conversation of a file; None if there is none, or it is damaged.

    Raises:
        StoreError: If the file cannot be read; its conversation may be whole.

    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_MAX_FILE_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        _log_unreadable(file, error)
        raise StoreError("conversation_not_read", reason=system_reason(error)) from error

    try:
        return SavedConversation.model_validate_json(content)
    except ValidationError as error:
        _log_unreadable(file, error)
        return None


def _log_unreadable(file: Path, error: Exception) -> None:
    # The message of the error may quote a question.
    _log.warning("a conversation cannot be read: %s (%s)", file.name, type(error).__name__)


def _write_file(file: Path, conversation: SavedConversation) -> None:
    try:
        for folder in (file.parent.parent, file.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        replace_file(file, conversation.model_dump_json(), mode=0o600)
    except OSError as error:
        raise StoreError("conversation_not_saved", reason=system_reason(error)) from error


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
