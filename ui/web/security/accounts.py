"""Read, check and change the file of accounts, with one account a line: `name:$argon2id$…`.

The rights of an account may follow (`rights.py`).
"""

import logging
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fonti.index import FontiError, Reason, replace_file, system_reason
from fonti.ui.web.security.rights import Rights

_log = logging.getLogger(__name__)
_HASHER = PasswordHasher()

# Code points of a name, and of a password.
MAX_NAME_LENGTH = 64
_MIN_PASSWORD_LENGTH = 10
_MAX_PASSWORD_LENGTH = 1000

_NAME = re.compile(r"[^\W_][\w.@+-]*")
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class _Account:
    """The hash of the password of an account, and its rights."""

    password_hash: str
    rights: Rights

    def format_line(self, name: str) -> str:
        """Return the line of the account in the file."""
        line = f"{name}:{self.password_hash}"
        if self.rights.by_collection is None:
            return line
        return f"{line}:{self.rights.format()}"


class Accounts:
    """The accounts of a file, which is read again when it changes.

    A file that can no longer be read lets nobody in.

    Raises:
        FontiError: If the file cannot be read, can be written by others, or has no account.

    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fingerprint = _fingerprint(file)
        self._accounts = _parse_accounts(file, _read_lines(file))
        if not self._accounts:
            raise FontiError("accounts_empty", file=file)

        # What the password of an unknown name is checked against, so that it takes as long as any
        # other.
        self._unknown_hash = _HASHER.hash(os.urandom(16).hex())

    def get_hash(self, name: str) -> str | None:
        """Return the current password hash of an account; None if there is no such account."""
        account = self._get(name)
        return None if account is None else account.password_hash

    def get_rights(self, name: str) -> Rights:
        """Return the current rights of an account; none if there is no such account."""
        account = self._get(name)
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

    def _get(self, name: str) -> _Account | None:
        fingerprint = _fingerprint(self._file)
        if fingerprint != self._fingerprint:
            self._fingerprint = fingerprint
            try:
                self._accounts = _parse_accounts(self._file, _read_lines(self._file))
            except FontiError as error:
                self._accounts = {}
                _log.error("nobody is logged in: %s", error)
        return self._accounts.get(name)


def normalize(text: str) -> str:
    """Return a name or a password in Unicode's composed form (NFC), however it was typed."""
    return unicodedata.normalize("NFC", text)


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
        FontiError: If the name or the password is not valid, or the file cannot be written.

    """
    name = normalize(name)
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME_LENGTH:
        raise FontiError("account_name_invalid", name=name, limit=MAX_NAME_LENGTH)
    if not _MIN_PASSWORD_LENGTH <= len(password) <= _MAX_PASSWORD_LENGTH:
        raise FontiError(
            "account_password_length",
            count=len(password),
            minimum=_MIN_PASSWORD_LENGTH,
            maximum=_MAX_PASSWORD_LENGTH,
        )

    password_hash = _HASHER.hash(normalize(password))
    with _locked(file):
        lines = _read_lines(file) if file.exists() else []
        before = _parse_accounts(file, lines).get(name)
        account = _Account(password_hash, rights or (before.rights if before else Rights()))
        other_lines = _without_account(lines, name)
        _write_lines(file, [*other_lines, account.format_line(name)])
    return before is None


def set_rights(file: Path, name: str, rights: Rights) -> None:
    """Write the rights of an account into the file.

    Raises:
        FontiError: If there is no such account, or the file cannot be written.

    """
    name = normalize(name)
    with _locked(file):
        lines = _read_lines(file)
        account = replace(_require_account(file, lines, name), rights=rights)
        _write_lines(file, [*_without_account(lines, name), account.format_line(name)])


def remove_account(file: Path, name: str) -> None:
    """Remove an account from the file.

    Raises:
        FontiError: If there is no such account, or the file cannot be written.

    """
    name = normalize(name)
    with _locked(file):
        lines = _read_lines(file)
        _require_account(file, lines, name)
        _write_lines(file, _without_account(lines, name))


def has_account(file: Path, name: str) -> bool:
    """Return whether the file has an account; a file that does not exist has none.

    Raises:
        FontiError: If the file cannot be read.

    """
    return file.exists() and normalize(name) in _parse_accounts(file, _read_lines(file))


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Let no other process change the file between reading and writing it.

    The folder is locked, since the file is replaced. Windows, which locks no folder, goes without.

    Raises:
        FontiError: If there is no such folder.

    """
    if sys.platform == "win32":
        yield
        return

    # Imported late: Windows does not have it.
    import fcntl

    try:
        folder = os.open(file.resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise FontiError("accounts_not_written", file=file, reason=system_reason(error)) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _require_account(file: Path, lines: list[str], name: str) -> _Account:
    """Return an account of the file's lines.

    Raises:
        FontiError: If there is no such account, or a line is not an account.

    """
    accounts = _parse_accounts(file, lines)
    if name not in accounts:
        names = list(accounts) or Reason("accounts_without_names")
        raise FontiError("account_not_found", name=name, file=file, names=names)
    return accounts[name]


def _parse_accounts(file: Path, lines: list[str]) -> dict[str, _Account]:
    """Return the accounts of a file's lines by name.

    Raises:
        FontiError: If a line is not an account. The message has only the number of the line, since
            its text may be a password.

    """
    accounts: dict[str, _Account] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue

        name, _, value = normalize(line.strip()).partition(":")
        account = _parse_account(value)
        if not _NAME.fullmatch(name) or account is None:
            raise FontiError("account_line_invalid", line=number, file=file)
        if name in accounts:
            raise FontiError("account_repeated", line=number, file=file, name=name)
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


def _without_account(lines: list[str], name: str) -> list[str]:
    """Return the lines of the file without an account."""
    return [line for line in lines if normalize(line.strip()).partition(":")[0] != name]


def _read_lines(file: Path) -> list[str]:
    """Return the lines of a file.

    Raises:
        FontiError: If it cannot be read, or others can write it.

    """
    try:
        with file.open(encoding="utf-8") as opened:
            if _is_writable_by_others(os.fstat(opened.fileno())):
                raise FontiError("accounts_writable_by_others", file=file)
            return [line.rstrip("\n") for line in opened]
    except OSError as error:
        raise FontiError("accounts_unreadable", file=file, reason=system_reason(error)) from error
    except UnicodeDecodeError as error:
        raise FontiError("accounts_not_utf8", file=file) from error


def _is_writable_by_others(status: os.stat_result) -> bool:
    if os.name != "posix":
        return False
    return bool(status.st_mode & _WRITABLE_BY_OTHERS) or status.st_uid not in {os.getuid(), 0}


def _write_lines(file: Path, lines: list[str]) -> None:
    """Replace the file by one that the user alone can read.

    Raises:
        FontiError: If it cannot be written.

    """
    content = "".join(f"{line}\n" for line in lines)
    try:
        replace_file(file.resolve(), content)
    except OSError as error:
        raise FontiError("accounts_not_written", file=file, reason=system_reason(error)) from error


def _fingerprint(file: Path) -> tuple[int, ...] | None:
    """Return values that change whenever the file does; None if it is gone."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
