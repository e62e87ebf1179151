"""Read and change the file of who may use the server: accounts and tokens, one a line.

A line is a name, a colon, and what the modules of accounts and of tokens write. Blank lines and
lines that begin with `#` are kept, and mean nothing.
"""

import logging
import os
import re
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from fonti.index import FontiError, replace_file, system_reason

_log = logging.getLogger(__name__)

# Code points of a name.
MAX_NAME_LENGTH = 64

_NAME = re.compile(r"[^\W_][\w.@+-]*")

# The seconds for which a process waits for another that changes the file, and between two tries.
_LOCK_SECONDS = 10
_RETRY_SECONDS = 0.05

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Entry:
    """What follows a name in the file, and the number of the line."""

    line: int
    value: str


T = TypeVar("T")


class WatchedEntries(Generic[T]):
    """What a file says, which is read again when the file changes.

    A file that can no longer be read says nothing.

    Args:
        file: The file.
        parse: Returns what its entries say.

    Raises:
        FontiError: If the file cannot be read, or can be written by others.

    """

    def __init__(
        self, file: Path, parse: Callable[[Path, Mapping[str, Entry]], dict[str, T]]
    ) -> None:
        self._file = file
        self._parse = parse
        self._fingerprint = _compute_fingerprint(file)
        self._values = parse(file, read_entries(file))

    def load(self) -> dict[str, T]:
        """Return what the file says now, by name."""
        fingerprint = _compute_fingerprint(self._file)
        if fingerprint != self._fingerprint:
            self._fingerprint = fingerprint
            try:
                self._values = self._parse(self._file, read_entries(self._file))
            except FontiError as error:
                self._values = {}
                _log.error("nobody is logged in: %s", error)
        return self._values


def normalize(text: str) -> str:
    """Return a name or a password in Unicode's composed form (NFC), however it was typed."""
    return unicodedata.normalize("NFC", text)


def check_name(name: str) -> str:
    """Return the name of a new account or token in its composed form.

    Raises:
        FontiError: If it is not a valid name.

    """
    name = normalize(name)
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME_LENGTH:
        raise FontiError("account_name_invalid", name=name, limit=MAX_NAME_LENGTH)
    return name


def read_entries(file: Path) -> dict[str, Entry]:
    """Return the entries of a file by name.

    Raises:
        FontiError: If it cannot be read, others can write it, or a line has no name of its own.

    """
    return parse_entries(file, _read_lines(file))


def parse_entries(file: Path, lines: Sequence[str]) -> dict[str, Entry]:
    """Return the entries of a file's lines by name.

    Raises:
        FontiError: If a line has no name of its own.

    """
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=1):
        text = normalize(line.strip())
        if not text or text.startswith("#"):
            continue

        name, _, value = text.partition(":")
        if not _NAME.fullmatch(name) or not value:
            raise make_line_error(file, number)
        if name in entries:
            raise FontiError("account_repeated", line=number, file=file, name=name)
        entries[name] = Entry(number, value)
    return entries


def make_line_error(file: Path, line: int) -> FontiError:
    """Return the error for a line that cannot be understood.

    It has only the number of the line, since its text may be a password.
    """
    return FontiError("account_line_invalid", line=line, file=file)


@contextmanager
def changing_lines(file: Path) -> Iterator[list[str]]:
    """Yield the lines of a file to be changed, and write them unless an error is raised.

    No other process changes the file meanwhile. A file that does not exist has no lines. The new
    one can be read by its owner alone.

    Raises:
        FontiError: If the file cannot be read or written.

    """
    with _locked(file):
        lines = _read_lines(file) if file.exists() else []
        yield lines
        try:
            replace_file(file.resolve(), "".join(f"{line}\n" for line in lines))
        except OSError as error:
            reason = system_reason(error)
            raise FontiError("accounts_not_written", file=file, reason=reason) from error


def replace_entry(lines: list[str], name: str, value: str | None) -> None:
    """Remove the entry of a name from the lines, and append a new one if it is given."""
    lines[:] = [line for line in lines if normalize(line.strip()).partition(":")[0] != name]
    if value is not None:
        lines.append(f"{name}:{value}")


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Let no other process change the file between reading and writing it.

    The folder is locked, since the file is replaced. Windows, which locks no folder, goes without.

    Raises:
        FontiError: If there is no such folder, or another process changes the file for long.

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
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise FontiError("accounts_being_changed", file=file) from error
            time.sleep(_RETRY_SECONDS)
        yield
    finally:
        os.close(folder)


def _read_lines(file: Path) -> list[str]:
    """Return the lines of a file. Raises FontiError, as `read_entries` does."""
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


def _compute_fingerprint(file: Path) -> tuple[int, ...] | None:
    """Return values that change whenever the file does; None if it is gone."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
