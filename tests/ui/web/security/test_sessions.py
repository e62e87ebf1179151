"""Sessions: how they begin, last and end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.sessions import Sessions
from tests.helpers.serving import use_cheap_hashes

HOUR = 3600.0


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1e9

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def _cheap() -> Iterator[None]:
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


def begin(sessions: Sessions, file: Path, name: str = "anna") -> str:
    """Return a session of an account as it is now."""
    return sessions.begin(name, Accounts(file).get_hash(name) or "")


def test_a_token_is_of_whom_it_was_given_to(sessions: Sessions, file: Path) -> None:
    """Each session has its own, which cannot be guessed, until it is ended."""
    anna = begin(sessions, file)
    bruno = begin(sessions, file, "bruno")
    assert (sessions.get_name(anna), sessions.get_name(bruno)) == ("anna", "bruno")
    assert len(anna) >= 43
    assert sessions.get_name("") is None
    assert sessions.get_name(anna[:-1]) is None
    sessions.end(anna)
    sessions.end("never begun")
    assert (sessions.get_name(anna), sessions.get_name(bruno)) == (None, "bruno")


def test_tokens_are_not_kept(sessions: Sessions, file: Path) -> None:
    """What is in memory does not let in."""
    token = begin(sessions, file)
    assert token not in repr(vars(sessions))
    assert token.encode() not in repr(vars(sessions)).encode()


def test_a_session_that_is_not_used_ends(sessions: Sessions, file: Path, clock: Clock) -> None:
    """After twelve hours, and for good."""
    token = begin(sessions, file)
    for _ in range(3):
        clock.now += 11 * HOUR
        assert sessions.get_name(token) == "anna"
    clock.now += 12 * HOUR
    assert sessions.get_name(token) is None
    clock.now -= 12 * HOUR
    assert sessions.get_name(token) is None


def test_a_session_that_is_used_ends_too(sessions: Sessions, file: Path, clock: Clock) -> None:
    """After seven days."""
    token = begin(sessions, file)
    began = clock.now
    while clock.now < began + 7 * 24 * HOUR - 6 * HOUR:
        clock.now += 6 * HOUR
        assert (sessions.get_name(token) == "anna") is (clock.now < began + 7 * 24 * HOUR)
    clock.now += HOUR * 6
    assert sessions.get_name(token) is None


def test_a_session_ends_with_its_password_or_account(sessions: Sessions, file: Path) -> None:
    """The others go on; an account that comes back has no session."""
    anna = begin(sessions, file)
    bruno = begin(sessions, file, "bruno")
    written = file.read_text()
    set_password(file, "anna", "una frase diversa")
    assert (sessions.get_name(anna), sessions.get_name(bruno)) == (None, "bruno")
    remove_account(file, "bruno")
    assert sessions.get_name(bruno) is None
    file.write_text(written)
    assert (sessions.get_name(anna), sessions.get_name(bruno)) == (None, None)


def test_a_session_of_a_password_that_changed_meanwhile_never_lets_in(
    sessions: Sessions, file: Path
) -> None:
    """It belongs to the password that was checked."""
    checked = Accounts(file).get_hash("anna") or ""
    set_password(file, "anna", "una frase diversa")
    assert sessions.get_name(sessions.begin("anna", checked)) is None


def test_of_many_sessions_those_used_last_stay(
    sessions: Sessions, file: Path, clock: Clock
) -> None:
    """Twenty of an account, whatever others have."""
    bruno = begin(sessions, file, "bruno")
    first = begin(sessions, file)
    tokens = [first]
    for _ in range(20):
        clock.now += 1
        assert sessions.get_name(first) == "anna"
        tokens.append(begin(sessions, file))
    assert [sessions.get_name(token) for token in tokens].count("anna") == 20
    assert sessions.get_name(first) == "anna"
    assert sessions.get_name(tokens[1]) is None
    assert sessions.get_name(bruno) == "bruno"


def test_what_an_open_page_asks_by_itself_is_no_use_of_a_session(
    sessions: Sessions, file: Path, clock: Clock
) -> None:
    """A page that nobody sits at does not keep its session alive."""
    token = begin(sessions, file)
    for _ in range(12):
        clock.now += HOUR
        sessions.get_name(token, is_use=False)
    assert sessions.get_name(token) is None
