"""Read and change the file of who may use the server: accounts and tokens, one a line.

A line is a name, a colon, and what the modules of accounts and of tokens write. Blank lines and
lines that begin with `#` are kept, and mean nothing.
"""

import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fonti.index import FontiError, replace_file, system_reason
from fonti.ui.web.security.auth_entries import Entry, is_name, make_line_error, normalize

# The seconds for which a process waits for another that changes the file, and between two tries.
_LOCK_SECONDS = 10
_RETRY_SECONDS = 0.05

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class AuthFile:
    """The entries of a file (see `AuthStore`).

    Args:
        path: The file.

    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    @property
    def option(self) -> str:
        """Return the option of the command line that names the file."""
        return f"--auth {self._path}"

    def exists(self) -> bool:
        """Return whether the file was made."""
        return self._path.exists()

    def compute_fingerprint(self) -> tuple[int, ...] | None:
        """Return values that change whenever the file does; None if it is gone."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino

    def read(self) -> dict[str, Entry]:
        """Return the entries by name.

        Raises:
            FontiError: If the file cannot be read, others can write it, or a line has no name of
                its own.

        """
        return _parse_entries(self._path, _read_lines(self._path))

    @contextmanager
    def edit(self) -> Iterator[dict[str, Entry]]:
        """Yield the entries to be changed, and write the file unless an error is raised.

        No other process changes the file meanwhile. A file that does not exist has no entries. The
        new one can be read by its owner alone.

        Raises:
            FontiError: If the file cannot be read or written.

        """
        with _locked(self._path):
            lines = _read_lines(self._path) if self.exists() else []
            before = _parse_entries(self._path, lines)
            entries = dict(before)
            yield entries

            changed = {name: entry for name, entry in entries.items() if before.get(name) != entry}
            replaced = changed.keys() | (before.keys() - entries.keys())
            others = [line for line in lines if _parse_name(line) not in replaced]
            added = [f"{name}:{entry.value}" for name, entry in changed.items()]
            try:
                content = "".join(f"{line}\n" for line in (*others, *added))
                replace_file(self._path.resolve(), content)
            except OSError as error:
                reason = system_reason(error)
                raise FontiError("accounts_not_written", file=self, reason=reason) from error


def _parse_entries(file: Path, lines: Sequence[str]) -> dict[str, Entry]:
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
        if not is_name(name) or not value:
            raise make_line_error(file, number)
        if name in entries:
            raise FontiError("account_repeated", line=number, file=file, name=name)
        entries[name] = Entry(value, number)
    return entries


def _parse_name(line: str) -> str:
    return normalize(line.strip()).partition(":")[0]


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
    """Return the lines of a file.

    Raises:
        FontiError: If it cannot be read, is not UTF-8, or others can write it.

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
