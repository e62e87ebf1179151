"""Open the entries of who may use the server, where they are."""

from pathlib import Path

from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.auth_entries import AuthStore
from fonti.ui.web.security.auth_file import AuthFile
from fonti.ui.web.security.auth_table import AuthTable

# A file, or a database that several servers share.
AuthPlace = Path | Database


def open_entries(place: AuthPlace) -> AuthStore:
    """Return the entries of a file or of a database."""
    return AuthTable(place) if isinstance(place, Database) else AuthFile(place)
