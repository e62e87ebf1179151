"""The SQLite file of an index, which everything else of the index can be built from.

A change is one transaction, so that a kill at any moment leaves the last complete version. A
rebuild writes a new file, which becomes the active one when it is complete.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from enum import Enum
from pathlib import Path

from fonti.index.durable import PRIVATE_FILE
from fonti.index.errors import (
    FormatMismatch,
    StoreError,
    rebuild_command,
    system_reason,
)
from fonti.index.store import index_files
from fonti.index.store.migrations import migrate
from fonti.index.store.schema import (
    APPLICATION_ID,
    FORMAT,
    OLDEST_FORMAT,
    SCHEMA,
    compute_checksum,
)
from fonti.index.store.settings import load_settings, make_index_not_found_error

# Pages that a reading connection caches: so few that they stay in the processor's own cache, which
# is faster than SQLite's default (tests/bench/results/question.md).
_CACHE_PAGES = 64

# The bytes of a page of SQLite.
_PAGE_BYTES = 4096

# How long a connection waits for another one's lock.
_LOCK_TIMEOUT_SECONDS = 30.0

# What SQLite raises: UnicodeDecodeError if it quotes a damaged file in the message of an error.
_SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


# The errors of SQLite if it can neither make nor use the file of its locks, as on a full disk.
_LOCK_FILE_ERRORS = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}


class StoreState(Enum):
    """Whether a store exists, and whether it can be used."""

    # There is no file.
    MISSING = "missing"
    # There is a file without a table, which a kill may leave.
    EMPTY = "empty"
    # It is of an older format, which `Store.migrate` turns into the current one.
    OUTDATED = "outdated"
    # It is of the current format. It may have no complete version yet.
    CURRENT = "current"
    # It is damaged, in use, of a newer format or of another program: `Store.reading` raises why.
    UNUSABLE = "unusable"

    @property
    def has_tables(self) -> bool:
        """Return whether the file of a store exists and is not empty."""
        return self not in (StoreState.MISSING, StoreState.EMPTY)


class Store:
    """An SQLite file in an index's folder: the active one, or the one with a given number.

    Its methods raise FormatMismatch for a file of another version of Fonti, and StoreError for one
    that cannot be used.
    """

    def __init__(self, folder: Path, number: int | None = None) -> None:
        self.folder = folder
        self._number = number

    @property
    def number(self) -> int:
        """Return the number of the file: 0 for the first."""
        return index_files.read_active_number(self.folder) if self._number is None else self._number

    @property
    def path(self) -> Path:
        """Return the path of the SQLite file."""
        return index_files.get_store_path(self.folder, self.number)

    def read_state(self) -> StoreState:
        """Return whether the store exists, and whether it can be used."""
        try:
            connection = self._open_active()
            if connection is None:
                # A rebuild that was killed may have left a file that never became the active one.
                other_files = index_files.list_store_files(self.folder).values()
                has_other = any(index_files.is_store_file(path) for path in other_files)
                return StoreState.EMPTY if has_other else StoreState.MISSING

            with closing(connection):
                if not _has_tables(connection):
                    return StoreState.EMPTY
                store_format = self._read_format(connection)
            if store_format == FORMAT:
                return StoreState.CURRENT
            can_migrate = OLDEST_FORMAT <= store_format < FORMAT
            return StoreState.OUTDATED if can_migrate else StoreState.UNUSABLE
        except (OSError, *_SQLITE_ERRORS, StoreError):
            return StoreState.UNUSABLE

    def find_rebuild_target(self) -> "Store":
        """Return the store that a rebuild writes, or was writing when it was killed.

        That is the next file, or this one if it does not exist.

        Raises:
            StoreError: The store is in use, or its file is of another program.

        """
        try:
            number = self.number
        except StoreError:
            # Which file is active is not known, so none is overwritten.
            return Store(self.folder, max(index_files.list_store_files(self.folder), default=0) + 1)

        if not self.path.exists():
            return Store(self.folder, number)

        try:
            with self.read_transaction():
                pass
        except StoreError as error:
            if self.read_state().has_tables and not _is_replaceable(error):
                raise
        return Store(self.folder, number + 1)

    def activate(self) -> None:
        """Make this store the active one, from the next question on, and delete the others."""
        others = set()
        for number, path in index_files.list_store_files(self.folder).items():
            if index_files.is_store_file(path):
                others.add(number)

        # The file that was active until now is of Fonti, even if it is damaged.
        with suppress(StoreError):
            others.add(Store(self.folder).number)

        with self._as_store_error():
            index_files.set_active(self.path)

        for number in others - {self.number}:
            Store(self.folder, number).delete()

    def delete(self) -> None:
        """Delete the file, if it exists; a connection that reads it now can read on."""
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink()

    @contextmanager
    def read_transaction(self, corpus: Path | str = "FOLDER") -> Iterator[sqlite3.Connection]:
        """Yield a read-only connection that sees one version, even if a sync publishes another.

        Args:
            corpus: The corpus to index, as the error names it if there is no index.

        """
        with self._as_store_error():
            connection = self._open_active()
            if connection is None:
                raise make_index_not_found_error(self.folder, corpus)

            with closing(connection):
                self._check_format(connection)
                yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction, which is committed at the end or rolled back."""
        with self._as_store_error():
            _create_private_file(self.path)
        with self._as_store_error(), closing(self._connect(self.path, "mode=rw")) as connection:
            if not _has_tables(connection):
                _create_tables(connection)
            self._check_format(connection)

            # After an exception there is no COMMIT: closing the connection rolls back what it did.
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def truncate_log(self) -> None:
        """Write SQLite's log (WAL) into the file, unless an older version is being read."""
        with self._as_store_error(), closing(self._connect(self.path, "mode=rwc")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def migrate(self) -> None:
        """Convert a store of an older format to the current format, in one transaction."""
        with self._as_store_error(), closing(self._connect(self.path, "mode=rwc")) as connection:
            migrate(connection, self._read_format(connection))

    def _open_active(self) -> sqlite3.Connection | None:
        """Return a connection that sees one version of the active file; None if there is no file.

        A rebuild may activate another file while this one is opened, and delete this one later. So
        a file is complete if it is still the active one after it was opened; if not, open again.
        """
        while True:
            path = self.path
            connection = None
            open_error: Exception | None = None
            try:
                if path.exists():
                    connection = self._open_for_reading(path)
            except _SQLITE_ERRORS as error:
                open_error = error

            if path != self.path:
                # Another file is active by now: neither the connection nor the error counts.
                if connection is not None:
                    connection.close()
                continue

            if open_error is not None:
                raise open_error
            return connection

    def _open_for_reading(self, path: Path) -> sqlite3.Connection:
        """Return a connection that sees the newest version.

        Besides the file, SQLite needs one for its locks (-shm). Where that can neither be made nor
        used, since the disk is full or the folder belongs to someone else, the file is read without
        locks, if all that was committed is in it: a writer has its log (-wal) beside it.
        """
        if _is_mounted_read_only(path) and not _has_log(path):
            return self._begin_reading(path, "immutable=1")
        try:
            return self._begin_reading(path, "mode=rw")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _LOCK_FILE_ERRORS or _has_log(path):
                raise
            return self._begin_reading(path, "immutable=1")

    def _begin_reading(self, path: Path, mode: str) -> sqlite3.Connection:
        """Return a connection in a transaction that sees the newest version."""
        connection = self._connect(path, mode)
        try:
            connection.executescript(f"PRAGMA cache_size = {_CACHE_PAGES}")
            connection.executescript("PRAGMA query_only = ON; BEGIN; SELECT 1 FROM sqlite_master")
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self, path: Path, mode: str) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?{mode}"
        connection = sqlite3.connect(
            uri, uri=True, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None
        )
        connection.create_function("checksum", 2, compute_checksum, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        # What was removed from the index is overwritten on the disk too.
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _read_format(self, connection: sqlite3.Connection) -> int:
        """Return the format of a store; 0 if it is not a number."""
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        if application_id != APPLICATION_ID:
            raise StoreError("index_file_not_ours", file=self.path)

        value = load_settings(connection).get("format", "")
        return int(value) if value.isascii() and value.isdecimal() else 0

    def _check_format(self, connection: sqlite3.Connection) -> None:
        store_format = self._read_format(connection)
        if store_format == FORMAT:
            return

        settings = load_settings(connection)
        raise FormatMismatch(
            "index_format_too_new" if store_format > FORMAT else "index_format_too_old",
            folder=self.folder,
            format=settings.get("format"),
            supported=FORMAT,
            command=rebuild_command(settings.get("corpus", "FOLDER"), self.folder),
        )

    @contextmanager
    def _as_store_error(self) -> Iterator[None]:
        """Raise errors of SQLite and of the operating system as StoreError."""
        try:
            yield
        except (*_SQLITE_ERRORS, OSError) as error:
            if _may_lack_space(error) and _is_disk_full(self.folder):
                raise StoreError("index_disk_full", folder=self.folder) from error
            raise StoreError(
                "index_unusable",
                folder=self.folder,
                reason=system_reason(error, with_path=True),
                command=rebuild_command("FOLDER", self.folder),
            ) from error


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def _create_private_file(path: Path) -> None:
    """Create an empty file that its owner alone may read, unless there is one. Raises OSError.

    SQLite would let everybody read a file that it creates. Its log has the permissions of the file.
    """
    with suppress(FileExistsError):
        path.touch(PRIVATE_FILE, exist_ok=False)


def _create_tables(connection: sqlite3.Connection) -> None:
    # The application id is in the file itself before there is a log.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT")


def _has_log(path: Path) -> bool:
    """Return whether an SQLite file has a log (-wal) with changes that may not be in it yet."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def _is_mounted_read_only(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)


def _may_lack_space(error: Exception) -> bool:
    sqlite_code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return sqlite_code in _LOCK_FILE_ERRORS or getattr(error, "errno", None) == errno.ENOSPC


def _is_disk_full(folder: Path) -> bool:
    """Return whether there is no space for a page: SQLite reports this as any error of the disk."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < _PAGE_BYTES
    return False


def _is_replaceable(error: StoreError) -> bool:
    """Return whether a rebuild may replace a store that cannot be read.

    It may if the store is damaged or of another format, not if it is in use or of another program.
    """
    cause = error.__cause__
    locked = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    is_in_use = getattr(cause, "sqlite_errorcode", None) in locked
    is_damaged = isinstance(cause, (sqlite3.DatabaseError, UnicodeDecodeError)) and not is_in_use
    return isinstance(error, FormatMismatch) or is_damaged
