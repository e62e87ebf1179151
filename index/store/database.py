"""The record: a SQLite file in an index's folder, and which of its files is the one that serves.

A change is one transaction, so that a kill at any moment leaves the last whole version. A rebuild writes the next file
beside the one that serves; a small file, replaced as a whole, then names the new one.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from fonti.index.durable import sync_folder
from fonti.index.errors import FormatMismatch, StoreError, rebuilding, run
from fonti.index.store.migrations import migrate
from fonti.index.store.schema import FORMAT, OLDEST, OURS, SCHEMA, checksum

FILE = "fonti.sqlite"  # the first
SETTINGS = frozenset(
    {"format", "version", "corpus", "model", "fingerprint", "dimension", "documents"}
)
_CURRENT = "current"  # the file that names the one that serves; without it, that is the first
_NAME = re.compile(r"fonti(?:-([1-9][0-9]{0,8}))?\.sqlite")
_OURS_ALONE = re.compile(
    r"fonti(-\d+)?\.sqlite(-wal|-shm|-journal)?|current(\.new)?|removed\.json(\.new)?|calibration\.json|derived|uploads"
    r"|feedback\.jsonl(\.new|\.lock)?|\.lock|\.writer"
)
_PAGES = 64  # that a reader keeps: so few that they stay in the processor's own memory
_PATIENCE = 30.0  # seconds that a connection waits for another's lock


class Store:
    """The SQLite file of an index's folder: the one that serves, or, by its number, another.

    Raises FormatMismatch for another version's, StoreError for a damaged one.
    """

    def __init__(self, folder: Path, number: int | None = None) -> None:
        self.folder = folder
        self._number = number

    @property
    def number(self) -> int:
        """Which of the folder's files this is: 0 for the first."""
        if self._number is not None:
            return self._number
        try:
            name = (self.folder / _CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            if (self.folder / FILE).exists() or not any(map(_is_ours, self._files().values())):
                return 0
            if (
                self.folder / _CURRENT
            ).exists():  # the first rebuild put it there between the two looks
                return self.number
            raise damaged(self.folder, f"{_CURRENT} is missing") from None
        except (OSError, ValueError) as error:
            raise damaged(self.folder, f"{_CURRENT} cannot be read ({error})") from error
        if not (found := _NAME.fullmatch(name)):
            raise damaged(self.folder, f"{_CURRENT} names no file of an index")
        return int(found[1] or 0)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self.folder / (f"fonti-{self.number}.sqlite" if self.number else FILE)

    @property
    def exists(self) -> bool:
        """Whether the folder holds a store; one that was killed while it was made is none yet."""
        try:
            connection = self._opened()
            if connection is None:
                return False
            with closing(connection):
                return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        except (OSError, sqlite3.Error, StoreError):
            return True  # something is there, and using it will say what is wrong

    @property
    def begun(self) -> bool:
        """Whether the folder holds the file of a store, whole or not."""
        try:
            return self.path.exists() or any(map(_is_ours, self._files().values()))
        except StoreError:
            return True

    @property
    def alone(self) -> bool:
        """Whether the folder holds nothing but what an index does, or nothing at all."""
        try:
            return all(_OURS_ALONE.fullmatch(path.name) for path in self.folder.iterdir())
        except OSError:
            return not self.folder.exists()

    def beside(self) -> "Store":
        """The store that a rebuild writes, or was writing when it was killed: this one, where there is none.

        Raises StoreError where the one that serves is in use, or is another program's.
        """
        try:
            number = self.number
        except StoreError:  # which one serves is not known
            return Store(self.folder, max(self._files(), default=0) + 1)
        if not self.path.exists():
            return Store(self.folder, number)
        try:
            with self.reading():
                pass
        except StoreError as error:
            if self.exists and not _is_replaceable(error):
                raise
        return Store(self.folder, number + 1)

    def serve(self) -> None:
        """Let this store be the one that serves, from the next question on, and remove the one before."""
        others = {number for number, path in self._files().items() if _is_ours(path)}
        with suppress(StoreError):
            others.add(Store(self.folder).number)  # ours, however damaged
        aside = self.folder / f"{_CURRENT}.new"
        with self._explained():
            with aside.open("w", encoding="utf-8") as file:
                file.write(self.path.name)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.folder / _CURRENT)
            sync_folder(self.folder)
        for number in others - {self.number}:
            Store(self.folder, number).discard()

    def discard(self) -> None:
        """Remove the file, if it is there; whoever reads it now reads on."""
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection that sees one version, whatever is written meanwhile."""
        with self._explained():
            connection = self._opened()
            if connection is None:
                raise StoreError(
                    f"no index in {self.folder}; {run('index', 'FOLDER', '--index', self.folder)}"
                )
            with closing(connection):
                self._check_format(connection)
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed as a whole, or not at all."""
        with self._explained(), closing(self._connect()) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.execute(
                    f"PRAGMA application_id = {OURS}"
                )  # in the file itself before there is a log
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT")
            self._check_format(connection)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def empty_log(self) -> None:
        """Write what the log holds into the file itself, as far as nobody reads an older version."""
        with self._explained(), closing(self._connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def outdated(self) -> bool:
        """Whether the store is of an older format that `migrate` turns into this one."""
        try:
            with self._explained():
                connection = self._opened()
                if connection is None:
                    return False
                with closing(connection):
                    return OLDEST <= self._format(connection) < FORMAT
        except StoreError:  # using it will say what is wrong
            return False

    def migrate(self) -> None:
        """Turn a store of an older format into this one, as one transaction."""
        with self._explained(), closing(self._connect()) as connection:
            migrate(connection, self._format(connection))

    def _opened(self) -> sqlite3.Connection | None:
        """A connection that sees one version of the file that serves; None where there is no file.

        A rebuild may replace that file while it is opened; it removes it only after the new one serves, so that what
        was opened is whole if it serves still.
        """
        while True:
            path = self.path
            try:
                connection = self._connect(path) if path.exists() else None
                if connection:
                    connection.executescript(f"PRAGMA cache_size = {_PAGES}")
                    connection.executescript(
                        "PRAGMA query_only = ON; BEGIN; SELECT 1 FROM sqlite_master"
                    )
            except sqlite3.Error:
                if path == self.path:
                    raise
                continue
            if path == self.path:
                return connection
            if connection:
                connection.close()

    def _connect(self, existing: Path | None = None) -> sqlite3.Connection:
        """A connection to an existing file, or to this store's, made where it is missing."""
        mode = _mode(existing) if existing else "mode=rwc"
        address = f"{(existing or self.path).absolute().as_uri()}?{mode}"
        connection = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
        connection.create_function("checksum", 2, checksum, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "PRAGMA secure_delete = ON"
        )  # what was removed from the index is gone from the disk too
        return connection

    def _format(self, connection: sqlite3.Connection) -> int:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != OURS:
            raise StoreError(
                f"{self.path} is not an index of Fonti; name another place with --index"
            )
        found = settings(connection).get("format", "")
        return int(found) if found.isascii() and found.isdecimal() else 0

    def _check_format(self, connection: sqlite3.Connection) -> None:
        found = self._format(connection)
        if found != FORMAT:
            newer = "update Fonti, or " if found > FORMAT else ""
            told = settings(connection)
            raise FormatMismatch(
                f"the index in {self.folder} is of format {told.get('format')}, this version of Fonti reads format "
                f"{FORMAT}; {newer}{rebuilding(told.get('corpus', 'FOLDER'), self.folder)}"
            )

    def _files(self) -> dict[int, Path]:
        """The files of a store's name in the folder, by their numbers."""
        try:
            named = [(_NAME.fullmatch(path.name), path) for path in self.folder.iterdir()]
        except OSError:
            return {}
        return {int(found[1] or 0): path for found, path in named if found}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the index in {self.folder} cannot be used ({error}); check the disk and the folder's permissions, or "
                f"{rebuilding('FOLDER', self.folder)}"
            ) from error


def damaged(folder: Path, how: str) -> StoreError:
    """The error for a record that is not whole."""
    return StoreError(f"the index in {folder} is damaged: {how}; {rebuilding('FOLDER', folder)}")


def _is_replaceable(error: StoreError) -> bool:
    """Whether an index that cannot be used is damaged or of another format, and neither in use nor another's."""
    cause = error.__cause__
    in_use = getattr(cause, "sqlite_errorcode", None) in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
    return isinstance(error, FormatMismatch) or (
        isinstance(cause, sqlite3.DatabaseError) and not in_use
    )


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """The settings of a store."""
    return dict(connection.execute("SELECT key, value FROM settings"))


def set_settings(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    """Set some settings of a store."""
    connection.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", values.items())


def _mode(path: Path) -> str:
    """How a file is opened: on a disk that cannot be written, where nothing can change it, without a lock."""
    log = path.with_name(f"{path.name}-wal")
    fixed = hasattr(os, "statvfs") and os.statvfs(path.parent).f_flag & os.ST_RDONLY
    return "immutable=1" if fixed and not (log.exists() and log.stat().st_size) else "mode=rw"


def _is_ours(path: Path) -> bool:
    """Whether a file of a store's name is one, or the empty one that a kill left of it."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(72)
        return not head or int.from_bytes(head[68:], "big") == OURS
    return False
