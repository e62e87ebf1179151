"""A server whose database is down refuses with a code, and goes on as before when it is back."""

import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fonti.qa import Assistant
from fonti.ui.web import storage_calls
from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.tokens import add_token
from tests.helpers import http
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.paths import ROOT
from tests.helpers.serving import serve_assistant, use_cheap_hashes

if TYPE_CHECKING:
    from tests.helpers.postgres import PostgresServer

PASSWORD = "una frase lunga"
CONVERSATION = f"/conversations/{'1' * 32}"
TURN = ["When does the museum open?", ["en"], ["museum.txt"], "0123456789abcdef", None]
BODY = {"title": TURN[0], "turns": [TURN]}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of one document."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture
def address(assistant: Assistant, database: Database) -> Iterator[str]:
    """Serve the chat to one account."""
    with use_cheap_hashes():
        set_password(database, "anna", PASSWORD)
        with serve_assistant(assistant, accounts=Accounts(database)) as served:
            yield served


def test_nothing_is_lost_while_the_database_is_down(
    address: str,
    database: Database,
    postgres: "PostgresServer",
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Who is logged in stays so; each refusal has a code, and none says where the database is."""
    secret = add_token(database, "zotero", "read")
    with http.open_session(address, "anna", PASSWORD) as anna:
        assert anna.put(CONVERSATION, json=BODY).status_code == 204
        with postgres.down(database):
            italian = {"accept-language": "it"}
            for refused in (
                anna.get("/en/", headers=italian),
                anna.put(CONVERSATION, json=BODY, headers=italian),
                anna.post("/api/v1/ask", json={"question": "x"}, headers=italian),
                anna.post("/logout", headers=italian),
                anna.post("/login", data={"name": "anna", "password": "x"}, headers=italian),
                http.get(
                    f"{address}/api/v1/status",
                    headers={**italian, "authorization": f"Bearer {secret}"},
                ),
            ):
                problem = refused.json()
                assert (refused.status_code, problem["code"]) == (503, "database_unreachable")
                assert int(refused.headers["retry-after"]) > 0
                assert "il database degli account" in problem["detail"].lower()
                assert "127.0.0.1" not in refused.text
                assert "set-cookie" not in refused.headers
            page = anna.get("/login", headers={"accept": "text/html", "accept-language": "en"})
            assert (page.status_code, "does not answer" in page.text) == (503, True)
            assert http.get(f"{address}/api/v1/health").is_success
        assert anna.get(CONVERSATION).json()["turns"] == [TURN]
        assert anna.post("/api/v1/ask", json={"question": "museum"}).is_success
    assert f"{database}" in caplog.text
    assert "segreto" not in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed otherwise")
def test_a_database_that_hangs_is_given_up(
    address: str, postgres: "PostgresServer", monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time limit of its own ends the call; the server goes on when the database does."""
    with http.open_session(address, "anna", PASSWORD) as anna:
        with postgres.frozen(), monkeypatch.context() as patch:
            patch.setattr(storage_calls, "_MAX_SECONDS", 1.0)
            refused = anna.get("/api/v1/status")
            assert (refused.status_code, refused.json()["code"]) == (503, "storage_too_slow")
            assert http.get(f"{address}/api/v1/health").is_success
        assert anna.get("/api/v1/status").is_success


def test_the_readme_says_how_long_a_request_waits() -> None:
    """Whoever sets the limits of a proxy needs to know."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"(within {storage_calls._MAX_SECONDS:.0f} seconds, also if it hangs)" in readme


def test_an_account_takes_all_that_is_stored_of_it(address: str, database: Database) -> None:
    """Its sessions end, and whoever gets its name finds nothing."""
    with http.open_session(address, "anna", PASSWORD) as anna:
        anna.put(CONVERSATION, json=BODY)
        remove_account(database, "anna")
        assert anna.get(CONVERSATION).status_code == 401
    set_password(database, "anna", PASSWORD)
    with http.open_session(address, "anna", PASSWORD) as anna:
        assert anna.get("/conversations").json() == []


def test_a_log_has_nothing_that_people_send(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a password nor a question nor a token is in it."""
    caplog.set_level(logging.DEBUG)
    with http.open_session(address, "anna", PASSWORD) as anna:
        anna.put(CONVERSATION, json=BODY)
        token = anna.cookies["fonti-session"]
    log = "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("http")
    )
    assert not [text for text in (PASSWORD, "museum", token) if text in log]
