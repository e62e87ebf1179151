"""A PostgreSQL server, and the two places where accounts can be."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fonti.ui.web.database.connection import Database
    from fonti.ui.web.security.auth_place import AuthPlace
    from tests.helpers.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator["PostgresServer"]:
    """Run a PostgreSQL server; CI has the program, and never skips the tests."""
    # Imported late: few tests need it.
    from tests.helpers.postgres import PostgresServer, find_program

    if not os.environ.get("CI") and find_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    server = PostgresServer()
    yield server
    server.delete()


@pytest.fixture
def database(postgres: "PostgresServer") -> Iterator["Database"]:
    """Open the database, in which nothing is stored."""
    postgres.drop_schema()
    with postgres.open() as database:
        yield database


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> "AuthPlace":
    """Return a file, and a database, in which accounts can be stored."""
    if request.param == "file":
        return tmp_path / "accounts"
    database: Database = request.getfixturevalue("database")
    return database
