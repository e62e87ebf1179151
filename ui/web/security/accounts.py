"""Who may log in: a file of names and hashed passwords, one a line, `name:$argon2id$…`."""

import logging
import os
import re
import stat
import tempfile
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fonti.index import FontiError

_log = logging.getLogger(__name__)
_HASHER = PasswordHasher()
LONGEST_NAME = 64  # code points
_NAME = re.compile(r"[^\W_][\w.@+-]*")
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_SHORTEST, _LONGEST = 10, 1000  # code points of a password
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class Accounts:
    """The accounts of a file, which is read again when it changes; one that cannot be read then lets nobody in."""

    def __init__(self, file: Path) -> None:
        """Raises FontiError where the file cannot be read, is not safe, or holds no account."""
        self._file = file
        self._stamp = _stamp(file)
        self._hashes = _hashes(file, _lines(file))
        self._nobody = _HASHER.hash(os.urandom(16).hex())
        if not self._hashes:
            raise FontiError(
                f"{file} holds no account; add one, run: fonti user NAME --auth {file}"
            )

    def hash_of(self, name: str) -> str | None:
        """The hash of a name's password as the file has it now; None where there is no such name."""
        stamp = _stamp(self._file)
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._hashes = _hashes(self._file, _lines(self._file))
            except FontiError as error:
                self._hashes = {}
                _log.error("nobody is logged in: %s", error)
        return self._hashes.get(name)

    def check(self, name: str, password: str) -> str | None:
        """The hash that a name's password answers to, None where it does not; an unknown name is as much work."""
        known = self.hash_of(name)
        try:
            _HASHER.verify(known or self._nobody, spelled(password))
        except (VerificationError, InvalidHashError):
            return None
        return known


def spelled(text: str) -> str:
    """A name or password with its characters composed in one way (NFC), however a keyboard does it."""
    return unicodedata.normalize("NFC", text)


def set_password(file: Path, name: str, password: str) -> bool:
    """Write an account's password, in a new file where there is none; whether the account is new. Raises FontiError."""
    name = spelled(name)
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise FontiError(
            f"{name!r} is no name; write up to {LONGEST_NAME} letters and digits, or . _ - + @ after the first"
        )
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise FontiError(
            f"the password has {len(password)} characters; write {_SHORTEST} to {_LONGEST}"
        )
    lines = _lines(file) if file.exists() else []
    kept = _without(file, lines, name)
    _write(file, [*kept, f"{name}:{_HASHER.hash(spelled(password))}"])
    return len(kept) == len(lines)


def remove_account(file: Path, name: str) -> None:
    """Take an account out of the file. Raises FontiError where it is not there."""
    lines = _lines(file)
    kept = _without(file, lines, spelled(name))
    if len(kept) == len(lines):
        raise FontiError(
            f"no account {name!r} in {file}; its names: {', '.join(_hashes(file, lines)) or 'none'}"
        )
    _write(file, kept)


def _hashes(file: Path, lines: list[str]) -> dict[str, str]:
    """The accounts of a file's lines; what is no account is an error that names its line, and shows nothing of it."""
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, hashed = spelled(line.strip()).partition(":")
        if not _NAME.fullmatch(name) or not _HASH.fullmatch(hashed):
            raise FontiError(
                f"line {number} of {file} is no account; write it with: fonti user NAME --auth {file}"
            )
        if name in hashes:
            raise FontiError(
                f"line {number} of {file} is a second account {name!r}; leave one of them"
            )
        hashes[name] = hashed
    return hashes


def _without(file: Path, lines: list[str], name: str) -> list[str]:
    _hashes(file, lines)  # a file that is damaged is left to people
    return [line for line in lines if spelled(line.strip()).partition(":")[0] != name]


def _lines(file: Path) -> list[str]:
    """A file's lines. Raises FontiError where it cannot be read, or others can write it."""
    try:
        with file.open(encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            if os.name == "posix" and (
                found.st_mode & _OTHERS or found.st_uid not in {os.getuid(), 0}
            ):
                raise FontiError(
                    f"others can write {file}; make it your own, and run: chmod go-w {file}"
                )
            return [line.rstrip("\n") for line in opened]
    except OSError as error:
        raise FontiError(
            f"cannot read {file} ({error.strerror}); make it, run: fonti user NAME --auth {file}"
        ) from error
    except UnicodeDecodeError as error:
        raise FontiError(f"{file} is not UTF-8; name a file that fonti user made") from error


def _write(file: Path, lines: list[str]) -> None:
    """Put a new file, which the user alone can read, in the place of the old one. Raises FontiError."""
    file = file.resolve()
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".fonti-") as folder:
            new = Path(folder, file.name)
            new.touch(mode=0o600)
            with new.open("w", encoding="utf-8") as opened:
                opened.writelines(f"{line}\n" for line in lines)
                opened.flush()
                os.fsync(opened.fileno())
            new.replace(file)
    except OSError as error:
        raise FontiError(
            f"cannot write {file} ({error.strerror}); name a file in a folder of yours"
        ) from error


def _stamp(file: Path) -> tuple[int, ...] | None:
    """What changes when a file does; None where it is gone."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
