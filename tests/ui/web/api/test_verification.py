"""Tests of verifying saved answers over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fonti.qa import Assistant
from tests.helpers import http
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

QUESTION = "When was the lighthouse built of granite?"
VERIFY = "/api/v1/verify"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of two documents."""
    folder = tmp_path_factory.mktemp("verified")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[httpx.Client]:
    """Serve the assistant and yield an HTTP client for it."""
    with (
        serve_assistant(assistant, read_only=True) as address,
        http.open_client(base_url=address) as client,
    ):
        yield client


@pytest.fixture
def answer(client: httpx.Client) -> dict[str, Any]:
    """Return an answer as it is saved."""
    saved: dict[str, Any] = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    return saved


def test_quotes_stand_until_their_document_changes(
    client: httpx.Client, answer: dict[str, Any], assistant: Assistant
) -> None:
    """One answer or several are checked against the current files."""
    result = client.post(VERIFY, json=answer).json()
    assert result["all_stand"] is True
    assert [check["number"] for check in result["checks"]] == [
        citation["number"] for citation in answer["citations"]
    ]
    assert result["checks"][0]["question"] == QUESTION
    assert len(client.post(VERIFY, json=[answer, answer]).json()["checks"]) == 4

    museum = Path(assistant.library.corpus) / "museum.txt"
    museum.write_text(f"New. {ENGLISH}")
    result = client.post(VERIFY, json=answer).json()
    museum.write_text(ENGLISH)
    assert result["all_stand"] is False
    check = next(check for check in result["checks"] if check["source"] == "museum.txt")
    assert (check["standing"], check["changed"]) == ("moved", True)


def test_an_altered_answer_is_named(client: httpx.Client, answer: dict[str, Any]) -> None:
    """A quote that was never in the file that is named was altered."""
    citation = answer["citations"][0]
    citation["quote"] = citation["quote"].replace("granite", "marble!")
    result = client.post(VERIFY, json=answer).json()
    assert (result["all_stand"], result["checks"][0]["altered"]) == (False, ["quote"])
    assert result["checks"][0]["standing"] == "gone"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"citations": None}, "request_field_invalid"),
        ({"citations": [{}]}, "request_field_invalid"),
        ({"question": 3}, "request_field_invalid"),
        (
            {
                "citations": [
                    {"number": 1, "source": "a", "start": 0, "end": 9, "quote": "a", "sha256": ""}
                ]
            },
            "answer_invalid",
        ),
    ],
)
def test_what_is_no_saved_answer_is_refused(
    client: httpx.Client, answer: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    """The refusal has a code."""
    reply = client.post(VERIFY, json=answer | change)
    assert (reply.status_code, reply.json()["code"]) == (422, code)


def test_other_bodies_are_refused(client: httpx.Client, answer: dict[str, Any]) -> None:
    """No answer, too many, no JSON, and too large a body are refused."""
    assert client.post(VERIFY, json=[]).status_code == 422
    assert client.post(VERIFY, json=[answer | {"citations": []}] * 101).status_code == 422
    assert client.post(VERIFY, content=b"{}").json()["code"] == "content_type_unsupported"
    large = client.post(VERIFY, json=answer | {"x": "a" * (8 << 20)})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
