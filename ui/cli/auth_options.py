"""Open what --auth and --database name: where accounts and tokens are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.ui.cli.options import OptionsError

if TYPE_CHECKING:
    from fonti.ui.web.security.auth_place import AuthPlace


@contextmanager
def open_auth_place(auth: Path | None, database: str | None) -> "Iterator[AuthPlace | None]":
    """Yield the file or the database that the options name; None if there is none.

    The database of the environment counts if neither option is given.

    Raises:
        OptionsError: If both options are given.
        PostgresError: If the address of the database is not valid.

    """
    # Imported late: the help is shown at once.
    from fonti.ui.web.database.address import find_database_address
    from fonti.ui.web.database.connection import Database

    if auth is not None and database is not None:
        raise OptionsError("auth_and_database")
    address = find_database_address(database) if auth is None else None
    if address is None:
        yield auth
        return
    with Database(address) as shared:
        yield shared


@contextmanager
def require_auth_place(auth: Path | None, database: str | None) -> "Iterator[AuthPlace]":
    """Yield the file or the database that the options name.

    Raises:
        OptionsError: If there is none, or both options are given.
        PostgresError: If the address of the database is not valid.

    """
    with open_auth_place(auth, database) as place:
        if place is None:
            raise OptionsError("auth_or_database")
        yield place
