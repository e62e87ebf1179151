"""Read and change the table of who may use the servers that share a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote

from fonti.ui.web.database.connection import Database
from fonti.ui.web.database.faults import PostgresError
from fonti.ui.web.security.auth_entries import Entry


class AuthTable:
    """The entries of a database (see `AuthStore`).

    Args:
        database: The database.

    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __str__(self) -> str:
        return str(self._database)

    @property
    def option(self) -> str:
        """Return the option of the command line that names the database."""
        return f"--database {quote(str(self._database))}"

    def exists(self) -> bool:
        """Return True: the table is made with the schema."""
        return True

    def compute_fingerprint(self) -> int:
        """Return a number that every change of the table raises, also one by another program.

        Raises:
            PostgresError: The database cannot be used, or has no such number.

        """
        rows = self._database.execute("SELECT version FROM fonti.logins_version")
        if len(rows) != 1:
            raise PostgresError(
                "database_damaged", database=self._database, table="fonti.logins_version"
            )
        return int(rows[0][0])

    def read(self) -> dict[str, Entry]:
        """Return the entries by name. Raises PostgresError."""
        rows = self._database.execute("SELECT name, value FROM fonti.logins ORDER BY position")
        return {name: Entry(value) for name, value in rows}

    @contextmanager
    def edit(self) -> Iterator[dict[str, Entry]]:
        """Yield the entries to be changed, and store them unless an error is raised.

        Others can read the entries meanwhile. What belongs to an account is deleted with it.

        Raises:
            PostgresError: The database cannot be used, or another process changes it for long.

        """
        with self._database.transaction() as cursor:
            cursor.execute("LOCK TABLE fonti.logins IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT name, value FROM fonti.logins ORDER BY position")
            before = {name: Entry(value) for name, value in cursor}
            entries = dict(before)
            yield entries

            for name in before.keys() - entries.keys():
                cursor.execute("DELETE FROM fonti.logins WHERE name = %s", (name,))
            for name, entry in entries.items():
                if before.get(name) != entry:
                    cursor.execute(
                        "INSERT INTO fonti.logins (name, value) VALUES (%s, %s) "
                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        (name, entry.value),
                    )
