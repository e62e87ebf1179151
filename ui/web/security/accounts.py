"""Check and change the accounts of people, among the entries of who may use the server.

The entry of an account is `$argon2id$…`; its rights may follow (`rights.py`).
"""

import os
import re
from dataclasses import dataclass, replace

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fonti.index import FontiError, Reason
from fonti.ui.web.security.auth_entries import (
    AuthStore,
    Entries,
    Entry,
    WatchedEntries,
    check_name,
    make_entry_error,
    normalize,
)
from fonti.ui.web.security.auth_place import AuthPlace, open_entries
from fonti.ui.web.security.rights import Rights
from fonti.ui.web.security.tokens import is_token

_HASHER = PasswordHasher()

# Code points of a password.
_MIN_PASSWORD_LENGTH = 10
_MAX_PASSWORD_LENGTH = 1000

_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class _Account:
    """The hash of the password of an account, and its rights."""

    password_hash: str
    rights: Rights

    def format(self) -> str:
        """Return the account as its entry has it."""
        if self.rights.by_collection is None:
            return self.password_hash
        return f"{self.password_hash}:{self.rights.format()}"


class Accounts:
    """The accounts of a file or of a database, which are read again when they change.

    A file that can no longer be read lets nobody in.

    Attributes:
        place: The file or the database, which has the tokens of programs too.

    Raises:
        FontiError: If the place cannot be read, is not safe, or lets nobody in.

    """

    def __init__(self, place: AuthPlace) -> None:
        store = open_entries(place)
        if not store.read():
            raise FontiError("accounts_empty", file=store, option=store.option)
        self.place = place
        self._accounts = WatchedEntries(store, _parse_accounts)

        # What the password of an unknown name is checked against, so that it takes as long as any
        # other.
        self._unknown_hash = _HASHER.hash(os.urandom(16).hex())

    def get_hash(self, name: str) -> str | None:
        """Return the current password hash of an account; None if there is no such account."""
        account = self._accounts.load().get(name)
        return None if account is None else account.password_hash

    def get_rights(self, name: str) -> Rights:
        """Return the current rights of an account; none if there is no such account."""
        account = self._accounts.load().get(name)
        return Rights({}) if account is None else account.rights

    def verify_password(self, name: str, password: str) -> str | None:
        """Return the password hash of an account if the password is right, else None.

        An unknown name takes equally long.
        """
        password_hash = self.get_hash(name)
        try:
            _HASHER.verify(password_hash or self._unknown_hash, normalize(password))
        except (VerificationError, InvalidHashError):
            return None
        return password_hash


def set_password(place: AuthPlace, name: str, password: str, rights: Rights | None = None) -> bool:
    """Store the password of an account; a file is made if there is none.

    Args:
        place: The file or the database.
        name: The name of the account.
        password: Its password.
        rights: Its rights; None for those that it has, or for all if it is new.

    Returns:
        Whether the account is new.

    Raises:
        FontiError: If the name or the password is not valid, a token has the name, or the place
            cannot be written.

    """
    name = check_name(name)
    if not _MIN_PASSWORD_LENGTH <= len(password) <= _MAX_PASSWORD_LENGTH:
        raise FontiError(
            "account_password_length",
            count=len(password),
            minimum=_MIN_PASSWORD_LENGTH,
            maximum=_MAX_PASSWORD_LENGTH,
        )

    password_hash = _HASHER.hash(normalize(password))
    store = open_entries(place)
    with store.edit() as entries:
        before = _parse_accounts(store, entries).get(name)
        if before is None and name in entries:
            raise FontiError("name_of_token", name=name, file=store)

        account = _Account(password_hash, rights or (before.rights if before else Rights()))
        entries[name] = Entry(account.format())
    return before is None


def set_rights(place: AuthPlace, name: str, rights: Rights) -> None:
    """Store the rights of an account.

    Raises:
        FontiError: If there is no such account, or the place cannot be written.

    """
    name = normalize(name)
    store = open_entries(place)
    with store.edit() as entries:
        account = replace(_require_account(store, entries, name), rights=rights)
        entries[name] = Entry(account.format())


def remove_account(place: AuthPlace, name: str) -> None:
    """Remove an account; in a database, all that belongs to it is deleted too.

    Raises:
        FontiError: If there is no such account, or the place cannot be written.

    """
    name = normalize(name)
    store = open_entries(place)
    with store.edit() as entries:
        _require_account(store, entries, name)
        del entries[name]


def has_account(place: AuthPlace, name: str) -> bool:
    """Return whether there is an account; a file that does not exist has none.

    Raises:
        FontiError: If the place cannot be read.

    """
    store = open_entries(place)
    return store.exists() and normalize(name) in _parse_accounts(store, store.read())


def _require_account(store: AuthStore, entries: Entries, name: str) -> _Account:
    """Return an account.

    Raises:
        FontiError: If there is no such account, or an entry is not valid.

    """
    accounts = _parse_accounts(store, entries)
    if name not in accounts:
        names = list(accounts) or Reason("accounts_without_names")
        raise FontiError("account_not_found", name=name, file=store, names=names)
    return accounts[name]


def _parse_accounts(store: AuthStore, entries: Entries) -> dict[str, _Account]:
    """Return the accounts among the entries. Raises FontiError if one is not valid."""
    accounts: dict[str, _Account] = {}
    for name, entry in entries.items():
        if is_token(entry):
            continue
        account = _parse_account(entry.value)
        if account is None:
            raise make_entry_error(store, name, entry)
        accounts[name] = account
    return accounts


def _parse_account(value: str) -> _Account | None:
    """Return the account that a value is; None if it is not one."""
    password_hash, has_rights, rights = value.partition(":")
    if not _HASH.fullmatch(password_hash):
        return None
    try:
        return _Account(password_hash, Rights.parse(rights) if has_rights else Rights())
    except ValueError:
        return None
