"""Tests of sessions, in memory and in a database: how they begin, how long they last and end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.auth_place import AuthPlace, open_entries
from fonti.ui.web.security.sessions import Sessions
from fonti.ui.web.storage import open_storage
from tests.helpers.serving import use_cheap_hashes

HOUR = 3600.0


class Clock:
    """A clock whose time the test sets."""

    def __init__(self) -> None:
        self.now = 1e9

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def _use_cheap_hashes() -> Iterator[None]:
    with use_cheap_hashes():
        yield


@pytest.fixture
def accounts(place: AuthPlace) -> Accounts:
    """Return two accounts."""
    for name in ("anna", "bruno"):
        set_password(place, name, "una frase lunga")
    return Accounts(place)


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def sessions(accounts: Accounts, clock: Clock) -> Sessions:
    """Return the sessions of the accounts."""
    return Sessions(accounts, open_storage(accounts).open_sessions(), clock)


def begin_session(sessions: Sessions, accounts: Accounts, name: str = "anna") -> str:
    """Begin a session of an account and return its token."""
    return sessions.begin(name, accounts.get_hash(name) or "")


def test_a_token_belongs_to_one_account(sessions: Sessions, accounts: Accounts) -> None:
    """Each session has a long token of one account, until the session ends."""
    anna = begin_session(sessions, accounts)
    bruno = begin_session(sessions, accounts, "bruno")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == ("anna", "bruno")
    assert len(anna) >= 43
    assert sessions.get_account("") is None
    assert sessions.get_account(anna[:-1]) is None
    sessions.end(anna)
    sessions.end("never begun")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, "bruno")


def test_tokens_are_not_stored(sessions: Sessions, accounts: Accounts) -> None:
    """The tokens are neither in the memory of the sessions nor in the table."""
    token = begin_session(sessions, accounts)
    stored = repr([vars(sessions), vars(sessions._store)])
    if isinstance(accounts.place, Database):
        stored += repr(accounts.place.execute("SELECT * FROM fonti.sessions"))
    assert "anna" in stored
    assert token not in stored


def test_an_unused_session_expires(sessions: Sessions, accounts: Accounts, clock: Clock) -> None:
    """A session that is not used for twelve hours ends for good."""
    token = begin_session(sessions, accounts)
    for _ in range(3):
        clock.now += 11 * HOUR
        assert sessions.get_account(token) == "anna"
    clock.now += 12 * HOUR
    assert sessions.get_account(token) is None
    clock.now -= 12 * HOUR
    assert sessions.get_account(token) is None


def test_a_used_session_expires_after_seven_days(
    sessions: Sessions, accounts: Accounts, clock: Clock
) -> None:
    """A session that is used regularly ends after seven days."""
    token = begin_session(sessions, accounts)
    began = clock.now
    while clock.now < began + 7 * 24 * HOUR - 6 * HOUR:
        clock.now += 6 * HOUR
        assert (sessions.get_account(token) == "anna") is (clock.now < began + 7 * 24 * HOUR)
    clock.now += HOUR * 6
    assert sessions.get_account(token) is None


def test_a_session_ends_with_its_password_or_account(
    sessions: Sessions, accounts: Accounts
) -> None:
    """A session ends if its password changes or its account is removed.

    It stays ended if the old accounts are restored.
    """
    anna = begin_session(sessions, accounts)
    bruno = begin_session(sessions, accounts, "bruno")
    store = open_entries(accounts.place)
    written = store.read()
    set_password(accounts.place, "anna", "una frase diversa")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, "bruno")
    remove_account(accounts.place, "bruno")
    assert sessions.get_account(bruno) is None
    with store.edit() as entries:
        entries.update(written)
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, None)


def test_a_session_begun_with_an_old_hash_is_invalid(
    sessions: Sessions, accounts: Accounts
) -> None:
    """A session that begins with the hash of an old password is invalid."""
    checked = accounts.get_hash("anna") or ""
    set_password(accounts.place, "anna", "una frase diversa")
    assert sessions.get_account(sessions.begin("anna", checked)) is None


def test_the_most_recently_used_sessions_of_an_account_stay(
    sessions: Sessions, accounts: Accounts, clock: Clock
) -> None:
    """An account has at most twenty sessions; the least recently used one ends first."""
    bruno = begin_session(sessions, accounts, "bruno")
    first = begin_session(sessions, accounts)
    tokens = [first]
    for _ in range(20):
        clock.now += 1
        assert sessions.get_account(first) == "anna"
        tokens.append(begin_session(sessions, accounts))
    assert [sessions.get_account(token) for token in tokens].count("anna") == 20
    assert sessions.get_account(first) == "anna"
    assert sessions.get_account(tokens[1]) is None
    assert sessions.get_account(bruno) == "bruno"


def test_sessions_that_begin_at_once_stay_within_the_limit(
    sessions: Sessions, accounts: Accounts, clock: Clock
) -> None:
    """Whoever knows the password may log in from many programs at the same moment."""
    tokens = [begin_session(sessions, accounts) for _ in range(20)]
    clock.now += 1
    at_once = Barrier(8)

    def begin(_: int) -> str:
        at_once.wait()
        return begin_session(sessions, accounts)

    with ThreadPoolExecutor(8) as threads:
        tokens += threads.map(begin, range(24))
    assert [sessions.get_account(token) for token in tokens].count("anna") == 20


def test_automatic_requests_do_not_extend_a_session(
    sessions: Sessions, accounts: Accounts, clock: Clock
) -> None:
    """Requests that an open page sends by itself do not keep its session alive."""
    token = begin_session(sessions, accounts)
    for _ in range(12):
        clock.now += HOUR
        sessions.get_account(token, counts_as_use=False)
    assert sessions.get_account(token) is None


def test_servers_of_a_database_have_the_same_sessions(database: Database, clock: Clock) -> None:
    """One that begins on a server is one on the other, and ends on both."""
    set_password(database, "anna", "una frase lunga")
    servers = [Accounts(database), Accounts(database)]
    first, second = (
        Sessions(accounts, open_storage(accounts).open_sessions(), clock) for accounts in servers
    )
    token = begin_session(first, servers[0])
    clock.now += 11 * HOUR
    assert second.get_account(token) == "anna"
    clock.now += 11 * HOUR
    assert first.get_account(token) == "anna"
    second.end(token)
    assert first.get_account(token) is None

    token = begin_session(first, servers[0])
    remove_account(database, "anna")
    assert second.get_account(token) is None
    assert database.execute("SELECT * FROM fonti.sessions") == []


def test_a_session_of_an_account_that_is_gone_is_not_stored(database: Database) -> None:
    """The account may be removed after its password was checked."""
    set_password(database, "anna", "una frase lunga")
    accounts = Accounts(database)
    sessions = Sessions(accounts, open_storage(accounts).open_sessions())
    password_hash = accounts.get_hash("anna") or ""
    remove_account(database, "anna")
    assert sessions.get_account(sessions.begin("anna", password_hash)) is None
