"""Read, check and change the file of accounts, with one account a line: `name:$argon2id$…`."""

import logging
import os
import re
import stat
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fonti.index import FontiError, Reason, replace_file, system_reason

_log = logging.getLogger(__name__)
_HASHER = PasswordHasher()

# Code points of a name, and of a password.
MAX_NAME_LENGTH = 64
_MIN_PASSWORD_LENGTH = 10
_MAX_PASSWORD_LENGTH = 1000

_NAME = re.compile(r"[^\W_][\w.@+-]*")
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class Accounts:
    """The accounts of a file, which is read again when it changes.

    A file that can no longer be read lets nobody in.

    Raises:
        FontiError: If the file cannot be read, can be written by others, or has no account.

    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fingerprint = _fingerprint(file)
        self._hashes = _parse_accounts(file, _read_lines(file))
        if not self._hashes:
            raise FontiError("accounts_empty", file=file)

        # What the password of an unknown name is checked against, so that it takes as long as any
        # other.
        self._unknown_hash = _HASHER.hash(os.urandom(16).hex())

    def get_hash(self, name: str) -> str | None:
        """Return the current password hash of an account; None if there is no such account."""
        fingerprint = _fingerprint(self._file)
        if fingerprint != self._fingerprint:
            self._fingerprint = fingerprint
            try:
                self._hashes = _parse_accounts(self._file, _read_lines(self._file))
            except FontiError as error:
                self._hashes = {}
                _log.error("nobody is logged in: %s", error)
        return self._hashes.get(name)

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


def normalize(text: str) -> str:
    """Return a name or a password in Unicode's composed form (NFC), however it was typed."""
    return unicodedata.normalize("NFC", text)


def set_password(file: Path, name: str, password: str) -> bool:
    """Write the password of an account into the file, which is made if there is none.

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

    lines = _read_lines(file) if file.exists() else []
    other_lines = _without_account(file, lines, name)
    password_hash = _HASHER.hash(normalize(password))
    _write_lines(file, [*other_lines, f"{name}:{password_hash}"])
    return len(other_lines) == len(lines)


def remove_account(file: Path, name: str) -> None:
    """Remove an account from the file.

    Raises:
        FontiError: If there is no such account, or the file cannot be written.

    """
    lines = _read_lines(file)
    other_lines = _without_account(file, lines, normalize(name))
    if len(other_lines) == len(lines):
        names = list(_parse_accounts(file, lines))
        raise FontiError(
            "account_not_found",
            name=name,
            file=file,
            names=names or Reason("accounts_without_names"),
        )
    _write_lines(file, other_lines)


def _parse_accounts(file: Path, lines: list[str]) -> dict[str, str]:
    """Return the password hashes of a file's lines by name.

    Raises:
        FontiError: If a line is not an account. The message has only the number of the line, since
            its text may be a password.

    """
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue

        name, _, password_hash = normalize(line.strip()).partition(":")
        if not _NAME.fullmatch(name) or not _HASH.fullmatch(password_hash):
            raise FontiError("account_line_invalid", line=number, file=file)
        if name in hashes:
            raise FontiError("account_repeated", line=number, file=file, name=name)
        hashes[name] = password_hash
    return hashes


def _without_account(file: Path, lines: list[str], name: str) -> list[str]:
    """Return the lines of the file without an account.

    Raises:
        FontiError: If a line is not an account.

    """
    # A damaged file is not rewritten: people must repair it.
    _parse_accounts(file, lines)
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
