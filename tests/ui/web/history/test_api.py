"""Tests of the conversations over HTTP: each account has its own, and needs its session."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fonti.qa import Assistant
from fonti.ui.web.security.accounts import Accounts, set_password
from tests.helpers import http
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant, use_cheap_hashes

PASSWORD = "una frase lunga"
PATH = f"/conversations/{'1' * 32}"
TURN = ["When does the museum open?", ["en"], ["museum.txt"], "0123456789abcdef", None]
CONVERSATION = {"title": TURN[0], "turns": [TURN]}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of one document."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def address(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the chat to two accounts and yield its address."""
    file = tmp_path_factory.mktemp("accounts") / "accounts"
    with use_cheap_hashes():
        for name in ("anna", "bruno"):
            set_password(file, name, PASSWORD)
        with serve_assistant(assistant, accounts=Accounts(file)) as served:
            yield served


@pytest.fixture
def anna(address: str) -> Iterator[httpx.Client]:
    """Yield a client that has logged in as anna."""
    with http.open_session(address, "anna", PASSWORD) as client:
        yield client


def test_a_conversation_is_saved_listed_renamed_and_deleted(anna: httpx.Client) -> None:
    """Each request changes the conversation, and the list has its title and its date."""
    assert anna.put(PATH, json=CONVERSATION).status_code == 204
    assert anna.patch(PATH, json={"title": "Opening hours"}).status_code == 204
    assert anna.get(PATH).json()["turns"] == [TURN]
    (entry,) = anna.get("/conversations", params={"search": "MUSEUM"}).json()
    assert entry.keys() == {"id", "title", "changed_at"}
    assert entry["title"] == "Opening hours"
    assert anna.get("/conversations", params={"search": "granite"}).json() == []

    assert anna.delete(PATH).status_code == 204
    assert anna.get(PATH).json()["code"] == "conversation_not_found"
    again = anna.put(PATH, json=CONVERSATION, headers={"If-Match": "*"})
    assert again.status_code == 412
    assert anna.get("/conversations").json() == []


def test_another_account_or_nobody_reaches_it(anna: httpx.Client, address: str) -> None:
    """Another session sees and changes nothing; without a session every request is refused."""
    anna.put(PATH, json=CONVERSATION)
    with http.open_session(address, "bruno", PASSWORD) as bruno:
        assert bruno.get("/conversations").json() == []
        assert bruno.get(PATH).status_code == 404
        assert bruno.delete(PATH).status_code == 404
        assert bruno.put(PATH, json={"title": "mine", "turns": [TURN]}).status_code == 204
        bruno.delete(PATH)
    assert anna.get(PATH).json()["turns"] == [TURN]

    with http.open_client(base_url=address) as nobody:
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            assert nobody.request(method, PATH).status_code == 401
        assert nobody.get("/conversations").status_code == 401
        evil = {
            "Origin": "https://evil.example",
            "Cookie": f"fonti-session={anna.cookies['fonti-session']}",
        }
        assert nobody.delete(PATH, headers=evil).status_code == 403
    anna.delete(PATH)


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PUT", {}),
        ("PUT", {"turns": [TURN]}),
        ("PUT", {"title": " ", "turns": [TURN]}),
        ("PUT", {"title": "a", "turns": []}),
        ("PUT", {"title": "a", "turns": [["a" * 2001, [], [], "0123456789abcdef", None]]}),
        ("PUT", {"title": "a", "turns": [["a", [], [], "x", None]]}),
        ("PUT", {"title": "a", "turns": [TURN], "extra": 1}),
        ("PATCH", {"title": " "}),
        ("PATCH", {"title": 1}),
    ],
)
def test_a_body_that_is_not_valid_is_refused(
    anna: httpx.Client, method: str, body: dict[str, Any]
) -> None:
    """Nothing is stored of a body that is not what a page sends."""
    refused = anna.request(method, PATH, json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "conversation_invalid")
    assert anna.get("/conversations").json() == []


@pytest.mark.parametrize(
    "path", ["/conversations/x", f"/conversations/{'A' * 32}", "/conversations/"]
)
def test_an_id_that_is_not_valid_is_no_path(anna: httpx.Client, path: str) -> None:
    """Only ids as pages make them are served."""
    assert anna.get(path).status_code == 404


def test_without_accounts_or_history_the_server_stores_nothing(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Without accounts, or with --no-history, there are no such paths."""
    with serve_assistant(assistant) as served:
        assert http.get(f"{served}/conversations").status_code == 404

    with use_cheap_hashes():
        set_password(tmp_path / "accounts", "anna", PASSWORD)
        accounts = Accounts(tmp_path / "accounts")
        with (
            serve_assistant(assistant, accounts=accounts, history=False) as served,
            http.open_session(served, "anna", PASSWORD) as client,
        ):
            assert client.put(PATH, json=CONVERSATION).status_code == 404
