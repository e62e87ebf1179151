"""Tests of the limits of failed logins, of one server and of several."""

import pytest

from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.throttle import LoginThrottle
from fonti.ui.web.storage import LocalStorage, SharedStorage


@pytest.fixture(params=["memory", "database"])
def throttle(request: pytest.FixtureRequest) -> LoginThrottle:
    """Return a limit of three hits in five minutes."""
    if request.param == "memory":
        return LocalStorage().open_throttle("name", 3, 300)
    return SharedStorage(request.getfixturevalue("database")).open_throttle("name", 3, 300)


def test_a_key_is_limited_until_it_is_reset(throttle: LoginThrottle) -> None:
    """Hits over the limit are not counted, and other keys have their own."""
    assert [throttle.hit("anna") for _ in range(5)] == [True, True, True, False, False]
    assert 295 <= throttle.seconds_to_wait("anna") <= 300
    assert throttle.seconds_to_wait("bruno") == 0
    assert throttle.hit("anna\0' OR \udc80")
    throttle.reset("anna")
    assert throttle.seconds_to_wait("anna") == 0
    assert throttle.hit("anna")


def test_hits_of_before_the_window_do_not_count(database: Database) -> None:
    """They are deleted by the next hit of any key."""
    throttle = SharedStorage(database).open_throttle("name", 3, 300)
    for _ in range(3):
        throttle.hit("anna")
    database.execute("UPDATE fonti.login_attempts SET tried_at = tried_at - interval '295 s'")
    assert 1 <= throttle.seconds_to_wait("anna") <= 5
    database.execute("UPDATE fonti.login_attempts SET tried_at = tried_at - interval '5 s'")
    assert throttle.seconds_to_wait("anna") == 0
    assert throttle.hit("bruno")
    assert database.execute("SELECT count(*) FROM fonti.login_attempts") == [(1,)]


def test_servers_count_together_and_store_no_name(database: Database) -> None:
    """The other server gives no further try; what was typed as a name is not stored."""
    servers = [SharedStorage(database).open_throttle("name", 3, 300) for _ in range(2)]
    assert [servers[number % 2].hit("my password") for number in range(4)] == [True] * 3 + [False]
    addresses = SharedStorage(database).open_throttle("address", 3, 300)
    assert addresses.hit("my password")
    assert b"password" not in repr(database.execute("SELECT * FROM fonti.login_attempts")).encode()
