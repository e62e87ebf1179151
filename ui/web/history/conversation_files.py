"""Store conversations on the disk: a folder for each account, a small JSON file for each one.

Neither a person's name nor a title is in a path: a folder is named by a hash of the account's name,
a file by the random id of its conversation.
"""

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from fonti.index import StoreError, erase_file, replace_file, system_reason
from fonti.ui.web.chat.memory import CONVERSATION_ID_PATTERN
from fonti.ui.web.history.conversation_store import (
    ConversationNotFound,
    SavedConversation,
    log_unreadable,
    parse_conversation,
)

# The folder of all conversations, in the folder of an index.
CONVERSATIONS_FOLDER = "conversations"

_MAX_FILE_BYTES = 4 << 20
_ACCOUNT_HASH_CHARACTERS = 32
_FILE_NAME = re.compile(rf"({CONVERSATION_ID_PATTERN})\.json")


class ConversationFiles:
    """The conversations about one index in files (see `ConversationStore`).

    Args:
        index_folder: The folder of the index; the conversations are stored in it.

    """

    def __init__(self, index_folder: Path) -> None:
        self._folder = index_folder / CONVERSATIONS_FOLDER
        # A change reads the file, and then writes it.
        self._lock = threading.Lock()

    @contextmanager
    def open(self, account: str, *, for_change: bool = False) -> Iterator["_AccountFolder"]:
        """Yield the conversations of an account."""
        with self._lock if for_change else nullcontext():
            yield _AccountFolder(self._folder / get_account_folder_name(account))


class _AccountFolder:
    """The folder of an account (see `AccountConversations`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_all(self) -> dict[str, SavedConversation]:
        """Return the conversations that can be read, by id."""
        saved = {}
        for file in _list_files(self._folder):
            match = _FILE_NAME.fullmatch(file.name)
            if match is None:
                continue
            # One that cannot be read hides no other; the log names it.
            with suppress(StoreError):
                conversation = _read_file(file)
                if conversation is not None:
                    saved[match[1]] = conversation
        return saved

    def load(self, conversation_id: str) -> SavedConversation | None:
        """Return a conversation; None if there is none, or it is damaged.

        Raises:
            StoreError: If it cannot be read.

        """
        return _read_file(self._get_file(conversation_id))

    def save(self, conversation_id: str, conversation: SavedConversation) -> None:
        """Store a conversation in place of the one before.

        Raises:
            StoreError: If it cannot be written.

        """
        try:
            for folder in (self._folder.parent, self._folder):
                folder.mkdir(mode=0o700, exist_ok=True)
            file = self._get_file(conversation_id)
            replace_file(file, conversation.model_dump_json(), mode=0o600)
        except OSError as error:
            raise StoreError("conversation_not_saved", reason=system_reason(error)) from error

    def delete(self, conversation_id: str) -> None:
        """Overwrite a conversation and remove it.

        Raises:
            ConversationNotFound: If there is none.
            StoreError: If it cannot be removed.

        """
        try:
            erase_file(self._get_file(conversation_id))
        except FileNotFoundError:
            raise ConversationNotFound from None
        except OSError as error:
            raise StoreError("conversation_not_deleted", reason=system_reason(error)) from error

    def _get_file(self, conversation_id: str) -> Path:
        return self._folder / f"{conversation_id}.json"


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
        log_unreadable(file.name, error)
        raise StoreError("conversation_not_read", reason=system_reason(error)) from error
    return parse_conversation(content, file.name)
