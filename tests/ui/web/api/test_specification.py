"""Tests of the served OpenAPI document: what it says is so, and clients are made of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from fonti.qa import Assistant
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.tokens import add_token
from tests.helpers import http
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

QUESTION = "When was the lighthouse built of granite?"

# A text may have any characters and still be no question, and a body may be too large.
SCHEMATHESIS_SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 413, 422]

[checks.negative_data_rejection]
expected-statuses = [401, 403, 404, 405, 413, 415, 422]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an index of two documents, and of a file of accounts."""
    files = {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH}
    write_corpus(tmp_path / "corpus", files)
    return tmp_path


@pytest.fixture
def secret(folder: Path) -> str:
    """Return a token for everything."""
    return add_token(folder / "accounts", "client", "write")


@pytest.fixture
def address(folder: Path, secret: str) -> Iterator[str]:
    """Serve the documents to who has the token, and yield the address."""
    assert secret
    assistant = Assistant.open(folder / "corpus", index=folder / "index", model=FakeEncoder())
    with serve_assistant(assistant, accounts=Accounts(folder / "accounts")) as served:
        yield served


def load_specification(address: str) -> dict[str, Any]:
    """Return the OpenAPI document of a server, which needs no token."""
    specification: dict[str, Any] = http.get(f"{address}/api/v1/openapi.json").json()
    return specification


def test_everything_is_described(address: str) -> None:
    """Each operation, parameter, model and member has a description; refusals are problems."""
    specification = load_specification(address)
    schemas = specification["components"]["schemas"]
    assert specification["security"] == [{"token": []}, {"session": []}]
    assert all(path.startswith(("/api/v1/", "/v1/")) for path in specification["paths"])

    undescribed = [name for name, schema in schemas.items() if not schema.get("description")]
    for name, schema in schemas.items():
        members = schema.get("properties", {})
        undescribed += [f"{name}.{key}" for key in members if not members[key].get("description")]
    for path, operations in specification["paths"].items():
        for method, operation in operations.items():
            parameters = [item for item in operation.get("parameters", []) if item["in"] == "query"]
            described = [operation, *parameters, *operation["responses"].values()]
            undescribed += [f"{method} {path}" for item in described if "description" not in item]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    assert not undescribed

    for name in ("AskRequest", "SearchRequest", "MentionsRequest", "SavedAnswer", "ChatRequest"):
        assert schemas[name]["examples"]


def test_the_server_does_what_its_specification_says(
    folder: Path, address: str, secret: str
) -> None:
    """Whatever is sent, no response is a fault of the server, or one that is not specified."""
    (folder / "schemathesis.toml").write_text(SCHEMATHESIS_SETTINGS)
    command = [
        *(sys.executable, "-P", "-m", "schemathesis.cli", "run"),
        *(f"{address}/api/v1/openapi.json", "--header", f"Authorization: Bearer {secret}"),
        *("--phases", "examples,fuzzing", "--max-examples", "6", "--seed", "1"),
        *("--continue-on-failure", "--warnings", "off"),
        # How fast data are made says something of the machine.
        *("--suppress-health-check", "too_slow"),
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
    assert "16 selected" in run.stdout


def open_session(**options: Any) -> httpx2.Client:
    """Return a session of a client; its own limit of five seconds is short beside other tests."""
    return httpx2.Client(**{**options, "timeout": 60})


def test_a_client_that_is_made_of_the_specification_asks(address: str, secret: str) -> None:
    """Its requests are accepted and its models take what is answered, refusals included."""
    # Imported late: all processes of the tests read this module.
    from aiopenapi3 import OpenAPI
    from aiopenapi3.errors import HTTPClientError

    client = OpenAPI.load_sync(f"{address}/api/v1/openapi.json", session_factory=open_session)
    client.authenticate(token=secret)

    answer = client._.ask(data={"question": QUESTION, "top_k": 1})
    assert answer.citations[0].quote == "The lighthouse was built of granite in 1843."
    assert answer.citations[0].location.root.type == "char_location"
    listed = client._.list_documents()
    assert [document.source for document in listed.documents] == ["biblioteca.txt", "museum.txt"]
    assert client._.get_status(parameters={}).documents == 2
    checks = client._.verify_answers(data=answer.model_dump(mode="json"))
    assert checks.all_stand
    messages = [{"role": "user", "content": QUESTION}]
    completion = client._.create_chat_completion(data={"model": "fonti", "messages": messages})
    assert completion.choices[0].finish_reason == "stop"

    with pytest.raises(HTTPClientError) as refused:
        client._.remove_document(parameters={"source": "none.txt"})
    assert json.loads(refused.value.data)["code"] == "source_not_found"
    client.authenticate(None, token="fonti_none")
    with pytest.raises(HTTPClientError) as refused:
        client._.list_documents()
    assert json.loads(refused.value.data)["code"] == "token_invalid"
