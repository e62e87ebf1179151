"""The address of a database, `postgresql://USER@HOST:PORT/NAME`, as libpq reads it.

What is given on a command line can be read by all users of the machine, so it has no password: that
comes from the environment, or from a file that libpq reads.
"""

import os
from dataclasses import dataclass, field
from typing import Self

from fonti.ui.web.database.faults import PostgresError

# An address, which may have a password.
ADDRESS_VARIABLE = "FONTI_DATABASE"

_SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a database is, and who connects to it.

    Attributes:
        settings: The settings of the connection as libpq calls them; they are never shown.
        name: The address without the password, for messages.

    """

    settings: dict[str, str] = field(repr=False)
    name: str

    @classmethod
    def parse(cls, text: str, *, is_private: bool = False) -> Self:
        """Return the address that a text is.

        Args:
            text: The text.
            is_private: Whether nobody else can read the text, so that it may have a password.

        Raises:
            PostgresError: It is not valid, or has a password, or the client is not installed.

        """
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict
        except ImportError as error:
            raise PostgresError("database_not_installed") from error

        if not text.startswith(_SCHEMES):
            raise PostgresError("database_address_invalid")
        try:
            settings = {name: str(value) for name, value in conninfo_to_dict(text).items()}
        except psycopg.ProgrammingError:
            # The message of libpq may have the password.
            raise PostgresError("database_address_invalid") from None
        if "password" in settings and not is_private:
            raise PostgresError("database_address_has_password", variable=ADDRESS_VARIABLE)
        return cls(settings, _format_name(settings))

    def __str__(self) -> str:
        return self.name


def find_database_address(option: str | None) -> DatabaseAddress | None:
    """Return the address of the option, or else of the environment; None if there is none.

    Raises:
        PostgresError: It is not valid, or the option has a password.

    """
    if option is not None:
        return DatabaseAddress.parse(option)
    variable = os.environ.get(ADDRESS_VARIABLE)
    return DatabaseAddress.parse(variable, is_private=True) if variable else None


def _format_name(settings: dict[str, str]) -> str:
    user = f"{settings['user']}@" if "user" in settings else ""
    host = settings.get("host", "")
    # The folder of a socket is no host.
    host = "" if host.startswith("/") else host
    port = f":{settings['port']}" if "port" in settings and host else ""
    return f"{_SCHEMES[0]}{user}{host}{port}/{settings.get('dbname', '')}"
