"""Tests of sessions: how they begin, how long they last and how they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.sessions import Sessions
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
def file(tmp_path: Path) -> Path:
    """Return a file of two accounts."""
    for name in ("anna", "bruno"):
        set_password(tmp_path / "accounts", name, "una frase lunga")
    return tmp_path / "accounts"


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def sessions(file: Path, clock: Clock) -> Sessions:
    """Return the sessions of the accounts."""
    return Sessions(Accounts(file), clock)


def begin_session(sessions: Sessions, file: Path, name: str = "anna") -> str:
    """Begin a session of an account and return its token."""
    return sessions.begin(name, Accounts(file).get_hash(name) or "")


def test_a_token_belongs_to_one_account(sessions: Sessions, file: Path) -> None:
    """Each session has a long token of one account, until the session ends."""
    anna = begin_session(sessions, file)
    bruno = begin_session(sessions, file, "bruno")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == ("anna", "bruno")
    assert len(anna) >= 43
    assert sessions.get_account("") is None
    assert sessions.get_account(anna[:-1]) is None
    sessions.end(anna)
    sessions.end("never begun")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, "bruno")


def test_tokens_are_not_stored(sessions: Sessions, file: Path) -> None:
    """The tokens are not in the memory of the sessions."""
    token = begin_session(sessions, file)
    assert token not in repr(vars(sessions))
    assert token.encode() not in repr(vars(sessions)).encode()


def test_an_unused_session_expires(sessions: Sessions, file: Path, clock: Clock) -> None:
    """A session that is not used for twelve hours ends for good."""
    token = begin_session(sessions, file)
    for _ in range(3):
        clock.now += 11 * HOUR
        assert sessions.get_account(token) == "anna"
    clock.now += 12 * HOUR
    assert sessions.get_account(token) is None
    clock.now -= 12 * HOUR
    assert sessions.get_account(token) is None


def test_a_used_session_expires_after_seven_days(
    sessions: Sessions, file: Path, clock: Clock
) -> None:
    """A session that is used regularly ends after seven days."""
    token = begin_session(sessions, file)
    began = clock.now
    while clock.now < began + 7 * 24 * HOUR - 6 * HOUR:
        clock.now += 6 * HOUR
        assert (sessions.get_account(token) == "anna") is (clock.now < began + 7 * 24 * HOUR)
    clock.now += HOUR * 6
    assert sessions.get_account(token) is None


def test_a_session_ends_with_its_password_or_account(sessions: Sessions, file: Path) -> None:
    """A session ends if its password changes or its account is removed.

    It stays ended if the old file is restored.
    """
    anna = begin_session(sessions, file)
    bruno = begin_session(sessions, file, "bruno")
    written = file.read_text()
    set_password(file, "anna", "una frase diversa")
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, "bruno")
    remove_account(file, "bruno")
    assert sessions.get_account(bruno) is None
    file.write_text(written)
    assert (sessions.get_account(anna), sessions.get_account(bruno)) == (None, None)


def test_a_session_begun_with_an_old_hash_is_invalid(sessions: Sessions, file: Path) -> None:
    """A session that begins with the hash of an old password is invalid."""
    checked = Accounts(file).get_hash("anna") or ""
    set_password(file, "anna", "una frase diversa")
    assert sessions.get_account(sessions.begin("anna", checked)) is None


def test_the_most_recently_used_sessions_of_an_account_stay(
    sessions: Sessions, file: Path, clock: Clock
) -> None:
    """An account has at most twenty sessions; the least recently used one ends first."""
    bruno = begin_session(sessions, file, "bruno")
    first = begin_session(sessions, file)
    tokens = [first]
    for _ in range(20):
        clock.now += 1
        assert sessions.get_account(first) == "anna"
        tokens.append(begin_session(sessions, file))
    assert [sessions.get_account(token) for token in tokens].count("anna") == 20
    assert sessions.get_account(first) == "anna"
    assert sessions.get_account(tokens[1]) is None
    assert sessions.get_account(bruno) == "bruno"


def test_automatic_requests_do_not_extend_a_session(
    sessions: Sessions, file: Path, clock: Clock
) -> None:
    """Requests that an open page sends by itself do not keep its session alive."""
    token = begin_session(sessions, file)
    for _ in range(12):
        clock.now += HOUR
        sessions.get_account(token, counts_as_use=False)
    assert sessions.get_account(token) is None
