"""Define the entries of who may use the server: a name, and what accounts or tokens write for it.

They stand in a file (`auth_file.py`) or in a database that servers share (`auth_table.py`).
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from fonti.index import FontiError
from fonti.ui.web.database.faults import PostgresError

_log = logging.getLogger(__name__)

# Code points of a name.
MAX_NAME_LENGTH = 64

_NAME = re.compile(r"[^\W_][\w.@+-]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored for a name, and the number of the line if it stands in a file."""

    value: str
    line_number: int | None = None


Entries = Mapping[str, Entry]


class AuthStore(Protocol):
    """Where the entries are; `str` names it in messages."""

    @property
    def option(self) -> str:
        """Return the option of the command line that names it."""

    def exists(self) -> bool:
        """Return whether there may be entries: a file is made with the first one."""

    def compute_fingerprint(self) -> object:
        """Return a value that changes whenever the entries do."""

    def read(self) -> Entries:
        """Return the entries by name.

        Raises:
            FontiError: They cannot be read, or are not safe.

        """

    def edit(self) -> AbstractContextManager[dict[str, Entry]]:
        """Yield the entries to be changed, and store them unless an error is raised.

        Nobody else changes them meanwhile.

        Raises:
            FontiError: They cannot be read or stored.

        """


T = TypeVar("T")


class WatchedEntries(Generic[T]):
    """What entries say, which are read again when they change. Threads can share it.

    A file that can no longer be read says nothing. A database that cannot be reached is an error: a
    person who is logged in stays so.

    Args:
        store: Where they are.
        parse: Returns what entries of the store say.

    Raises:
        FontiError: If they cannot be read, or are not safe.

    """

    def __init__(
        self, store: AuthStore, parse: Callable[[AuthStore, Entries], dict[str, T]]
    ) -> None:
        self._store = store
        self._parse = parse
        # The fingerprint of before they were read: a change meanwhile has another one.
        fingerprint = store.compute_fingerprint()
        self._state = (fingerprint, parse(store, store.read()))

    def load(self) -> dict[str, T]:
        """Return what the entries say now, by name.

        Raises:
            PostgresError: They are in a database that cannot be used now.

        """
        fingerprint = self._store.compute_fingerprint()
        read_fingerprint, values = self._state
        if fingerprint != read_fingerprint:
            values = self._read()
            self._state = (fingerprint, values)
        return values

    def _read(self) -> dict[str, T]:
        try:
            return self._parse(self._store, self._store.read())
        except PostgresError:
            raise
        except FontiError as error:
            _log.error("nobody is logged in: %s", error)
            return {}


def normalize(text: str) -> str:
    """Return a name or a password in Unicode's composed form (NFC), however it was typed."""
    return unicodedata.normalize("NFC", text)


def is_name(text: str) -> bool:
    """Return whether a text can be a name, however long."""
    return _NAME.fullmatch(text) is not None


def check_name(name: str) -> str:
    """Return the name of a new account or token in its composed form.

    Raises:
        FontiError: If it is not a valid name.

    """
    name = normalize(name)
    if not is_name(name) or len(name) > MAX_NAME_LENGTH:
        raise FontiError("account_name_invalid", name=name, limit=MAX_NAME_LENGTH)
    return name


def make_entry_error(store: AuthStore, name: str, entry: Entry) -> FontiError:
    """Return the error for an entry that cannot be understood.

    It has nothing of the value, which may be a password.
    """
    if entry.line_number is None:
        return FontiError("account_entry_invalid", name=name, database=store)
    return make_line_error(store, entry.line_number)


def make_line_error(file: object, line: int) -> FontiError:
    """Return the error for a line of a file that cannot be understood, with its number alone."""
    return FontiError("account_line_invalid", line=line, file=file)
