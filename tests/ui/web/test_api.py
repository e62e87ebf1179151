"""Tests of POST /ask, which returns the JSON that the command line prints."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fonti.index import Reason, StoreError
from fonti.qa import Answer, Assistant, verify
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.web.work_queue import ServerBusy
from tests.helpers import http
from tests.helpers.assistants import open_files
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.serving import serve_assistant

QUESTION = "When was the lighthouse built of granite?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of two documents."""
    folder = tmp_path_factory.mktemp("asked")
    return open_files(folder, {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[httpx.Client]:
    """Serve the assistant and yield an HTTP client for it."""
    with (
        serve_assistant(assistant, read_only=True) as address,
        http.open_client(base_url=address) as client,
    ):
        yield client


def test_requests_have_their_kind_in_the_json(client: httpx.Client, assistant: Assistant) -> None:
    """A list has documents, mentions have citations that can be verified, thanks have nothing."""
    listed = client.post("/ask", json={"question": "which documents do you have?"}).json()
    assert [item["source"] for item in listed["documents"]] == ["biblioteca.txt", "museum.txt"]
    assert (listed["kind"], listed["outcome"]) == ("documents", "not_searched")

    mentions = client.post("/ask", json={"question": "find all mentions of granite"}).json()
    assert (mentions["kind"], mentions["subject"]) == ("mentions", "granite")
    assert mentions["documents"][0]["mention_count"] == len(mentions["citations"]) > 0
    assert {check.standing for check in verify(mentions, assistant.library)} == {"stands"}

    thanks = client.post("/ask", json={"question": "thanks"}).json()
    assert (thanks["kind"], thanks["citations"]) == ("thanks", [])


def test_an_answer_equals_the_json_of_the_command_line(
    client: httpx.Client, assistant: Assistant
) -> None:
    """The JSON equals the JSON of `Answer.to_json`, and its citations can be verified."""
    reply = client.post("/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    assert reply.json() == json.loads(json.dumps(assistant.ask(QUESTION).to_json()))
    assert reply.json()["citations"]
    assert {check.standing for check in verify(reply.json(), assistant.library)} == {"stands"}


def test_languages_sources_and_the_number_of_citations_limit_an_answer(
    client: httpx.Client,
) -> None:
    """The options limit the answer as on the command line; an empty list sets no limit."""

    def ask(**options: object) -> dict[str, Any]:
        answer: dict[str, Any] = client.post("/ask", json={"question": QUESTION, **options}).json()
        return answer

    italian = ask(languages=["it"])
    assert {citation["source"] for citation in italian["citations"]} == {"biblioteca.txt"}

    museum = ask(sources=["museum.txt"], top_k=1)
    assert [citation["source"] for citation in museum["citations"]] == ["museum.txt"]
    assert museum["sources"] == ["museum.txt"]

    assert ask(languages=[], sources=[]) == ask()


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "the body: "),
        (b"question=Quando", "the body: "),
        (b"[]", "the body: "),
        (b"{}", "question: "),
        (b'{"question": 3}', "question: "),
        (b'{"question": "\\ud800"}', "the body: "),
        (b'{"question": "Quando?", "languages": "it"}', "languages: "),
        (b'{"question": "Quando?", "sources": [1]}', "sources.0: "),
        (b'{"question": "Quando?", "top_k": 0}', "top_k: "),
        (b'{"question": "Quando?", "top_k": 101}', "top_k: "),
        (b'{"question": "Quando?", "top_k": true}', "top_k: "),
        (b'{"question": "Quando?", "history": []}', "history: "),
        (b'{"question": ' + b"[" * 100_000, "the body: "),
    ],
)
def test_an_invalid_body_is_explained_in_one_line(
    client: httpx.Client, body: bytes, detail: str
) -> None:
    """An invalid body is refused with one line that says what is wrong and in which member."""
    reply = client.post("/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422
    assert reply.json()["detail"].startswith(detail)
    assert "\n" not in reply.json()["detail"]


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("question", "code"),
    [
        (" ", "question_empty"),
        ("?!", "question_without_words"),
        ("a" * 100_000, "question_too_long"),
    ],
)
def test_an_invalid_question_is_a_problem_with_a_code(
    client: httpx.Client, language: str, question: str, code: str
) -> None:
    """An invalid question returns problem details.

    The detail is in the language of the program; the code is the same in all languages.
    """
    headers = {"accept-language": language}
    reply = client.post("/ask", json={"question": question}, headers=headers)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["content-language"] == language
    problem = reply.json()
    assert problem["detail"] == format_sentence(Reason(code, problem["params"]), language)
    assert (problem["status"], problem["code"]) == (reply.status_code, code) == (422, code)
    assert (problem["type"], problem["title"]) == ("about:blank", "Unprocessable Entity")
    assert isinstance(problem["params"], dict)


def test_the_lang_parameter_sets_the_language_of_a_problem(client: httpx.Client) -> None:
    """The `lang` parameter of the address takes precedence over the Accept-Language header."""
    headers = {"accept-language": "en"}
    reply = client.post("/ask?lang=it", json={"question": " "}, headers=headers)
    assert reply.json()["detail"] == "Scrivi una domanda, in italiano o in inglese."


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""],
)
def test_only_json_is_accepted(client: httpx.Client, content_type: str) -> None:
    """A body of a content type that another site can make a browser send is refused."""
    reply = client.post(
        "/ask", content=json.dumps({"question": QUESTION}), headers={"content-type": content_type}
    )
    assert (reply.status_code, reply.json()["code"]) == (415, "content_type_unsupported")


def test_other_sites_cannot_ask(client: httpx.Client) -> None:
    """A request with the origin of another site is refused, and so is its preflight request."""
    other = {"origin": "https://example.org"}
    assert client.post("/ask", json={"question": QUESTION}, headers=other).status_code == 403
    preflight = other | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    assert client.options("/ask", headers=preflight).status_code == 403
    assert client.get("/ask").status_code == 405


def test_a_large_body_is_refused(client: httpx.Client) -> None:
    """A body of 256 KiB or more is refused with status 413."""
    reply = client.post("/ask", json={"question": "a" * (256 << 10)})
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")


class FailingAssistant(Assistant):
    """An assistant that raises an error for each question."""

    error: Exception = ServerBusy()

    def ask(self, *_: Any, **__: Any) -> Answer:
        """Raise the error."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (
            ServerBusy(),
            503,
            "server_busy",
            "Too many requests are waiting; ask again in a few seconds",
        ),
        (
            StoreError("index_not_found", folder="X", command="fonti Z"),
            500,
            "index_not_found",
            "no index in X; run: fonti Z",
        ),
        (
            RuntimeError("secret"),
            500,
            "internal_error",
            "Something went wrong; try again, and if it happens again, restart Fonti",
        ),
    ],
)
def test_an_error_returns_problem_details(
    assistant: Assistant, error: Exception, status: int, code: str, detail: str
) -> None:
    """An error returns problem details.

    A busy server says when to retry; the message of an unexpected error is not shown.
    """
    failing = FailingAssistant(assistant.library)
    failing.error = error
    with serve_assistant(failing, read_only=True) as address:
        reply = http.post(f"{address}/ask", json={"question": QUESTION})
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["detail"].endswith(detail)
    assert ("retry-after" in reply.headers) == (status == 503)
    assert "secret" not in reply.text
