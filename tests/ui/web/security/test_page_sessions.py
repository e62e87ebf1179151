"""What a page shows belongs to the login session, not to the name that Gradio gives the page."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
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
PAGE = "the page of anna"
QUESTION = "When does the museum open?"
MEMORY = json.dumps({"id": "a" * 32, "turns": [[QUESTION, [], [], "b" * 16, None]]})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a chat for two accounts, and yield the address of its page."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    with use_cheap_hashes():
        for name in ("anna", "bruno"):
            set_password(folder / "accounts", name, PASSWORD)
        with serve_assistant(assistant, accounts=Accounts(folder / "accounts")) as served:
            yield served


def call_event(client: httpx.Client, handler: str, data: list[Any], page: str = PAGE) -> list[Any]:
    """Trigger an event of a page by the name of its handler, and return what it shows."""
    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", client.get("/en/").text)
    assert config
    dependencies = json.loads(config[1])["dependencies"]
    number = next(part["id"] for part in dependencies if part["api_name"] == handler)

    body = {"data": data, "fn_index": number, "session_hash": page}
    response = client.post("/en/gradio_api/run/predict", json=body).raise_for_status()
    shown: list[Any] = response.json()["data"]
    return shown


def export(client: httpx.Client) -> list[dict[str, Any]]:
    """Export the conversation that the server stores for the page."""
    (content,) = call_event(client, "export_json", ["", None])
    answers: list[dict[str, Any]] = json.loads(b64decode(content))
    return answers


def test_a_page_of_another_session_cannot_be_exported(address: str) -> None:
    """Who has the name of a page gets nothing of it with another account, or after a logout."""
    with (
        http.open_session(address, "anna", PASSWORD) as anna,
        http.open_session(address, "bruno", PASSWORD) as bruno,
    ):
        call_event(anna, "restore_conversation", [MEMORY, None])
        call_event(anna, "answer", [MEMORY, None])
        assert [answer["question"] for answer in export(anna)] == [QUESTION]
        assert export(bruno) == []

        closing = {"session_hash": PAGE, "is_closed": True}
        bruno.post("/en/poll", json=closing).raise_for_status()
        assert export(anna)
        anna.post("/logout")
        anna.post("/login", data={"name": "anna", "password": PASSWORD})
        assert export(anna) == []


@pytest.mark.parametrize("path", ["gradio_api/run/predict", "poll"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"session_hash": 1}', b"[" * 100_000])
def test_a_body_without_a_page_is_refused(address: str, body: bytes, path: str) -> None:
    """Gradio gets no request that is not bound to a session."""
    with http.open_session(address, "anna", PASSWORD) as client:
        headers = {"Content-Type": "application/json"}
        response = client.post(f"/en/{path}", content=body, headers=headers)
    assert response.status_code == 422
