"""Make, check and revoke the tokens of programs, among the entries of who may use the server.

A token is sent as `Authorization: Bearer fonti_…`. Its entry is
`token:SHA-256:scope:last day:collections`. A fast hash is enough, since the secret is random
and long (256 bits): it cannot be guessed as a password can.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Self

from starlette.datastructures import Headers

from fonti.index import FontiError, Reason
from fonti.ui.web.security.auth_entries import (
    AuthStore,
    Entries,
    Entry,
    WatchedEntries,
    check_name,
    make_entry_error,
    normalize,
)
from fonti.ui.web.security.auth_place import AuthPlace, open_entries
from fonti.ui.web.security.rights import Right, Rights, check_collection_name

# To ask, or to add and remove documents too.
TokenScope = Literal["read", "write"]

# How a secret begins, so that tools that look for secrets in files recognize it.
SECRET_PREFIX = "fonti_"  # noqa: S105 - the beginning of all tokens is no secret

_VALUE_PREFIX = "token:"
_VALUE = re.compile(
    r"token:(?P<hash>[0-9a-f]{64}):(?P<scope>read|write):(?P<last_day>\d{4}-\d\d-\d\d)?"
    r":(?P<collections>[A-Za-z0-9_,-]*)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret.

    Attributes:
        secret_hash: The SHA-256 of the secret, in hexadecimal.
        scope: What it may do.
        collections: The collections that it is limited to; empty for all.
        last_day: The last day (UTC) on which it is valid; None if it has no end.

    """

    secret_hash: str
    scope: TokenScope
    collections: tuple[str, ...] = ()
    last_day: date | None = None

    @property
    def rights(self) -> Rights:
        """Return the rights of who has the secret."""
        may_add = self.scope == "write"
        if not self.collections:
            return Rights(may_add=may_add)
        right: Right = "add" if may_add else "read"
        return Rights(dict.fromkeys(self.collections, right), may_add=may_add)

    def format(self) -> str:
        """Return the token as its entry has it."""
        collections = ",".join(self.collections)
        return f"{_VALUE_PREFIX}{self.secret_hash}:{self.scope}:{self.last_day or ''}:{collections}"

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Return the token that `format` wrote; None if it did not write the text."""
        match = _VALUE.fullmatch(value)
        if match is None:
            return None
        scope: TokenScope = "write" if match["scope"] == "write" else "read"
        collections = tuple(filter(None, match["collections"].split(",")))
        try:
            last_day = date.fromisoformat(match["last_day"]) if match["last_day"] else None
        except ValueError:
            return None
        return cls(match["hash"], scope, collections, last_day)


class TokenError(FontiError):
    """A program has sent a token that is not valid, or not any more."""


def _today() -> date:
    return datetime.now(UTC).date()


class Tokens:
    """The tokens of a file or of a database, which are read again when they change.

    What is revoked ends at once.

    Args:
        place: The file or the database.
        today: Returns the date.

    Raises:
        FontiError: If the place cannot be read, or is not safe.

    """

    def __init__(self, place: AuthPlace, today: Callable[[], date] = _today) -> None:
        self._tokens = WatchedEntries(open_entries(place), _parse_tokens)
        self._today = today

    def find(self, secret: str) -> tuple[str, Token]:
        """Return the name of the token that has a secret, and the token.

        Raises:
            TokenError: If no token has it, or its last day is over.
            PostgresError: If the tokens are in a database that cannot be used now.

        """
        secret_hash = _hash_secret(secret)
        match = None
        # Every token is compared, so that the time tells nothing of them.
        for name, token in self._tokens.load().items():
            if hmac.compare_digest(token.secret_hash, secret_hash):
                match = name, token

        if match is None:
            raise TokenError("token_invalid")
        last_day = match[1].last_day
        if last_day is not None and last_day < self._today():
            raise TokenError("token_expired", last_day=last_day)
        return match


def add_token(
    place: AuthPlace,
    name: str,
    scope: TokenScope,
    *,
    collections: Iterable[str] = (),
    days: int | None = None,
) -> str:
    """Store a new token, and return its secret; a file is made if there is none.

    Args:
        place: The file or the database.
        name: The name of the token.
        scope: What it may do.
        collections: The collections that it is limited to; none for all.
        days: For how many days after today it is valid; None for ever.

    Raises:
        FontiError: If a name is not valid or is taken, or the place cannot be written.

    """
    name = check_name(name)
    names = tuple(dict.fromkeys(map(check_collection_name, collections)))
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    last_day = None if days is None else _today() + timedelta(days=days)
    token = Token(_hash_secret(secret), scope, names, last_day)

    store = open_entries(place)
    with store.edit() as entries:
        if name in entries:
            option = store.option
            raise FontiError("token_name_taken", name=name, file=store, option=option)
        entries[name] = Entry(token.format())
    return secret


def revoke_token(place: AuthPlace, name: str) -> None:
    """Remove a token.

    Raises:
        FontiError: If there is no such token, or the place cannot be written.

    """
    name = normalize(name)
    store = open_entries(place)
    with store.edit() as entries:
        tokens = _parse_tokens(store, entries)
        if name not in tokens:
            names = list(tokens) or Reason("accounts_without_names")
            raise FontiError("token_not_found", name=name, file=store, names=names)
        del entries[name]


def read_tokens(place: AuthPlace) -> dict[str, Token]:
    """Return the tokens of a place by name. Raises FontiError if it cannot be read."""
    store = open_entries(place)
    return _parse_tokens(store, store.read())


def get_secret(headers: Headers) -> str | None:
    """Return the secret in the header `Authorization: Bearer …`; None if there is none."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def is_token(entry: Entry) -> bool:
    """Return whether an entry is about a token, not an account."""
    return entry.value.startswith(_VALUE_PREFIX)


def _parse_tokens(store: AuthStore, entries: Entries) -> dict[str, Token]:
    """Return the tokens among the entries. Raises FontiError if one is not valid."""
    tokens: dict[str, Token] = {}
    for name, entry in entries.items():
        if not is_token(entry):
            continue
        token = Token.parse(entry.value)
        if token is None:
            raise make_entry_error(store, name, entry)
        tokens[name] = token
    return tokens


def _hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
