"""The address of an index on a Milvus server, `milvus://HOST:PORT/NAME`, and what opens the server.

An address is written to files and shown in messages, so it has no password. Credentials and the
certificate of the server come from the environment.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fonti.index.errors import StoreError, system_reason

_SCHEME = "milvus://"
_DEFAULT_PORT = 19530

# Schemes may be written in any letters, and pathlib makes one slash of two.
_BEGINS_AS_ADDRESS = re.compile(r"milvus://", re.IGNORECASE)
_BEGINS_AS_PATH = re.compile(r"milvus:/", re.IGNORECASE)

# It becomes a part of the names of collections.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

# `USER:PASSWORD` or a key, or a file that has it; a file of certificates, or 1 for those that the
# system trusts.
_TOKEN_VARIABLE = "FONTI_MILVUS_TOKEN"  # noqa: S105
_TOKEN_FILE_VARIABLE = "FONTI_MILVUS_TOKEN_FILE"  # noqa: S105
_TLS_VARIABLE = "FONTI_MILVUS_TLS"


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where an index is published.

    Attributes:
        host: The name or the number of the server.
        port: The port of the server.
        name: The name of the index on the server.

    """

    host: str
    port: int
    name: str

    @classmethod
    def parse(cls, value: object) -> "MilvusAddress | None":
        """Return the address that a value is; None if it is a path, or nothing.

        Raises:
            StoreError: It begins as an address and is not valid.

        """
        text = str(value)
        beginning = _BEGINS_AS_PATH if isinstance(value, Path) else _BEGINS_AS_ADDRESS
        if beginning.match(text) is None:
            return None
        text = beginning.sub(_SCHEME, text, count=1)

        # The message of another error would show the password.
        if "@" in text:
            raise StoreError("milvus_address_has_password", variable=_TOKEN_VARIABLE)
        try:
            parts = urlsplit(text)
            port = parts.port or _DEFAULT_PORT
        except ValueError as error:
            raise StoreError("milvus_address_invalid", address=text) from error

        name = parts.path.removeprefix("/")
        if not parts.hostname or not _NAME.fullmatch(name) or parts.query or parts.fragment:
            raise StoreError("milvus_address_invalid", address=text)
        return cls(parts.hostname, port, name)

    def __str__(self) -> str:
        return f"{_SCHEME}{self._location}/{self.name}"

    @property
    def _location(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def make_uri(self, *, tls: bool) -> str:
        """Return the address of the server as pymilvus expects it."""
        return f"{'https' if tls else 'http'}://{self._location}"


@dataclass(frozen=True, slots=True)
class MilvusCredentials:
    """How a server is opened.

    Attributes:
        token: `USER:PASSWORD`, or a key; "" for a server without accounts. It is never shown.
        tls: Whether the connection is encrypted.
        certificates: The file of the certificates that the server's must be signed by; None for
            those that the system trusts.

    """

    token: str = field(repr=False)
    tls: bool
    certificates: Path | None


def load_credentials() -> MilvusCredentials:
    """Return the credentials that the environment names.

    Raises:
        StoreError: A file that it names cannot be read.

    """
    token = os.environ.get(_TOKEN_VARIABLE, "")
    if token_file := os.environ.get(_TOKEN_FILE_VARIABLE):
        token = _read_file(Path(token_file)).strip()

    tls = os.environ.get(_TLS_VARIABLE, "")
    certificates = Path(tls) if tls not in ("", "0", "1") else None
    if certificates is not None:
        _read_file(certificates)
    return MilvusCredentials(token, tls not in ("", "0"), certificates)


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        reason = system_reason(error)
        raise StoreError("milvus_credentials_unreadable", file=path, reason=reason) from error
    except ValueError as error:
        raise StoreError("milvus_credentials_not_text", file=path) from error
