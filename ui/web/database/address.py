"""The address of a database, `postgresql://USER@HOST:PORT/NAME`, as libpq reads it.

What is given on a command line can be read by all users of the machine, so it has no password: that
comes from the environment, or from a file that libpq reads.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

from fonti.ui.web.database.faults import PostgresError

# An address, which may have a password.
ADDRESS_VARIABLE = "FONTI_DATABASE"

_SCHEMES = ("postgresql://", "postgres://")

# How libpq marks the settings that are secret, such as the password and that of a key.
_SECRET_MARK = b"*"

# Stands for an address that cannot be written without its secrets.
_UNKNOWN = f"{_SCHEMES[0]}…"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a database is, and who connects to it.

    Attributes:
        settings: The settings of the connection as libpq calls them; they are never shown.
        public_text: An address of the same place without secrets, for messages.

    """

    settings: dict[str, str] = field(repr=False)
    public_text: str

    @classmethod
    def parse(cls, text: str, *, may_have_password: bool = False) -> Self:
        """Return the address that a text is.

        Args:
            text: The text.
            may_have_password: Whether it may have a password, since nobody else can read it.

        Raises:
            PostgresError: It is not valid, or has a password that it may not have, or the client
                is not installed.

        """
        try:
            import psycopg
        except ImportError as error:
            raise PostgresError("database_not_installed") from error

        settings = _parse_settings(text)
        if settings is None:
            raise PostgresError("database_address_invalid")
        secret = {
            option.keyword.decode()
            for option in psycopg.pq.Conninfo.get_defaults()
            if option.dispchar == _SECRET_MARK
        }
        if secret & settings.keys() and not may_have_password:
            raise PostgresError("database_address_has_password", variable=ADDRESS_VARIABLE)
        public = {name: value for name, value in settings.items() if name not in secret}
        return cls(settings, _format_address(public))

    def __str__(self) -> str:
        return self.public_text


def find_database_address(option: str | None) -> DatabaseAddress | None:
    """Return the address of the option, or else of the environment; None if there is none.

    Raises:
        PostgresError: It is not valid, or the option has a password.

    """
    if option is not None:
        return DatabaseAddress.parse(option)
    variable = os.environ.get(ADDRESS_VARIABLE)
    return DatabaseAddress.parse(variable, may_have_password=True) if variable else None


def _parse_settings(text: str) -> dict[str, str] | None:
    """Return the settings of an address; None if it is not valid, of which libpq's message tells.

    That message may have the password.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    if not text.startswith(_SCHEMES):
        return None
    try:
        settings = {name: str(value) for name, value in conninfo_to_dict(text).items()}
    except (psycopg.ProgrammingError, UnicodeError):
        return None

    # libpq ends the host at the first slash, so the rest of a password with one that is not written
    # as %2F would be taken for the name of the database, and shown.
    return None if "@" in settings.get("dbname", "") else settings


def _format_address(settings: Mapping[str, str]) -> str:
    """Return the address that has these settings."""
    others = dict(settings)
    user = f"{quote(others.pop('user'), safe='')}@" if "user" in others else ""
    place = ""
    host = others.get("host", "")
    # Sockets have a folder in place of a host, and several hosts have a port each.
    if host and not host.startswith(("/", "@")) and "," not in host:
        place = f"[{others.pop('host')}]" if ":" in host else quote(others.pop("host"), safe="")
        if "port" in others:
            place += f":{others.pop('port')}"

    database = quote(others.pop("dbname", ""), safe="")
    query = "&".join(f"{name}={quote(value, safe='/,')}" for name, value in others.items())
    text = f"{_SCHEMES[0]}{user}{place}/{database}{'?' if query else ''}{query}"
    return text if _parse_settings(text) == settings else _UNKNOWN
