"""Check and change the accounts of people, in the file of who may use the server.

An account is `name:$argon2id$…`; its rights may follow (`rights.py`).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fonti.index import FontiError, Reason
from fonti.ui.web.security.auth_file import (
    Entry,
    WatchedEntries,
    changing_lines,
    check_name,
    make_line_error,
    normalize,
    parse_entries,
    read_entries,
    replace_entry,
)
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
        """Return the account as it stands in the file, after its name."""
        if self.rights.by_collection is None:
            return self.password_hash
        return f"{self.password_hash}:{self.rights.format()}"


class Accounts:
    """The accounts of a file, which is read again when it changes.

    A file that can no longer be read lets nobody in.

    Attributes:
        file: The file, which has the tokens of programs too.

    Raises:
        FontiError: If the file cannot be read, can be written by others, or lets nobody in.

    """

    def __init__(self, file: Path) -> None:
        if not read_entries(file):
            raise FontiError("accounts_empty", file=file)
        self.file = file
        self._accounts = WatchedEntries(file, _parse_accounts)

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


def set_password(file: Path, name: str, password: str, rights: Rights | None = None) -> bool:
    """Write the password of an account into the file, which is made if there is none.

    Args:
        file: The file.
        name: The name of the account.
        password: Its password.
        rights: Its rights; None for those that it has, or for all if it is new.

    Returns:
        Whether the account is new.

    Raises:
        FontiError: If the name or the password is not valid, a token has the name, or the file
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
    with changing_lines(file) as lines:
        entries = parse_entries(file, lines)
        before = _parse_accounts(file, entries).get(name)
        if before is None and name in entries:
            raise FontiError("name_of_token", name=name, file=file)

        account = _Account(password_hash, rights or (before.rights if before else Rights()))
        replace_entry(lines, name, account.format())
    return before is None


def set_rights(file: Path, name: str, rights: Rights) -> None:
    """Write the rights of an account into the file.

    Raises:
        FontiError: If there is no such account, or the file cannot be written.

    """
    name = normalize(name)
    with changing_lines(file) as lines:
        account = replace(_require_account(file, lines, name), rights=rights)
        replace_entry(lines, name, account.format())


def remove_account(file: Path, name: str) -> None:
    """Remove an account from the file.

    Raises:
        FontiError: If there is no such account, or the file cannot be written.

    """
    name = normalize(name)
    with changing_lines(file) as lines:
        _require_account(file, lines, name)
        replace_entry(lines, name, None)


def has_account(file: Path, name: str) -> bool:
    """Return whether the file has an account; a file that does not exist has none.

    Raises:
        FontiError: If the file cannot be read.

    """
    return file.exists() and normalize(name) in _parse_accounts(file, read_entries(file))


def _require_account(file: Path, lines: list[str], name: str) -> _Account:
    """Return an account of the file's lines.

    Raises:
        FontiError: If there is no such account, or a line is not valid.

    """
    accounts = _parse_accounts(file, parse_entries(file, lines))
    if name not in accounts:
        names = list(accounts) or Reason("accounts_without_names")
        raise FontiError("account_not_found", name=name, file=file, names=names)
    return accounts[name]


def _parse_accounts(file: Path, entries: Mapping[str, Entry]) -> dict[str, _Account]:
    """Return the accounts among the entries of a file. Raises FontiError if one is not valid."""
    accounts: dict[str, _Account] = {}
    for name, entry in entries.items():
        if is_token(entry):
            continue
        account = _parse_account(entry.value)
        if account is None:
            raise make_line_error(file, entry.line)
        accounts[name] = account
    return accounts


def _parse_account(value: str) -> _Account | None:
    """Return the account of a line, after its name; None if it is not one."""
    password_hash, has_rights, rights = value.partition(":")
    if not _HASH.fullmatch(password_hash):
        return None
    try:
        return _Account(password_hash, Rights.parse(rights) if has_rights else Rights())
    except ValueError:
        return None
