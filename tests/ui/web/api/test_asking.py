"""Tests of asking over HTTP, which returns the JSON that the command line prints."""

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

# The codes below of errors that may be gone at the next try.
CODES_THAT_PASS = ("server_busy", "milvus_unreachable")


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
    listed = client.post("/api/v1/ask", json={"question": "which documents do you have?"}).json()
    assert [item["source"] for item in listed["documents"]] == ["biblioteca.txt", "museum.txt"]
    assert (listed["kind"], listed["outcome"]) == ("documents", "not_searched")

    mentions = client.post("/api/v1/ask", json={"question": "find all mentions of granite"}).json()
    assert (mentions["kind"], mentions["subject"]) == ("mentions", "granite")
    assert mentions["documents"][0]["mention_count"] == len(mentions["citations"]) > 0
    assert {check.standing for check in verify(mentions, assistant.library)} == {"stands"}

    thanks = client.post("/api/v1/ask", json={"question": "thanks"}).json()
    assert (thanks["kind"], thanks["citations"]) == ("thanks", [])


def test_an_answer_equals_the_json_of_the_command_line(
    client: httpx.Client, assistant: Assistant
) -> None:
    """The JSON equals the JSON of `Answer.to_json`, and its citations can be verified.

    It names the collection in the place of the server's folder, and each citation has its place in
    another form too.
    """
    reply = client.post("/api/v1/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    answer = reply.json()
    for citation in answer["citations"]:
        assert citation.pop("location")["cited_text"] == citation["quote"]
    expected = {**assistant.ask(QUESTION).to_json(), "corpus": ""}
    assert answer == json.loads(json.dumps(expected))
    assert str(assistant.library.corpus) not in reply.text
    assert reply.json()["citations"]
    assert {check.standing for check in verify(reply.json(), assistant.library)} == {"stands"}


def test_a_search_lists_passages(client: httpx.Client, assistant: Assistant) -> None:
    """A search returns the passages that the assistant finds, within its limits."""
    reply = client.post("/api/v1/search", json={"query": "granite", "top_k": 1})
    citations = reply.json()["citations"]
    (expected,) = assistant.search("granite", top_k=1)
    assert [citation["quote"] for citation in citations] == [expected.quote]
    assert citations[0]["location"]["start_char_index"] == expected.start
    none = client.post("/api/v1/search", json={"query": "granite", "sources": ["none.txt"]})
    assert none.json() == {"citations": []}


def test_mentions_are_those_of_the_assistant(client: httpx.Client, assistant: Assistant) -> None:
    """Every mention is quoted, within the limits, and its JSON can be verified."""
    mentions = client.post("/api/v1/mentions", json={"text": "granite"}).json()
    expected = assistant.find_mentions("granite")
    assert [item["quote"] for item in mentions["citations"]] == [
        citation.quote for citation in expected.citations
    ]
    assert {check.standing for check in verify(mentions, assistant.library)} == {"stands"}
    italian = client.post("/api/v1/mentions", json={"text": "granite", "languages": ["it"]})
    assert italian.json()["citations"] == []


def test_an_overview_quotes_one_document_or_all(client: httpx.Client) -> None:
    """Without a source all documents are quoted; a source that does not exist has no quotes."""
    everything = client.get("/api/v1/overview").json()
    assert {item["source"] for item in everything["citations"]} == {"biblioteca.txt", "museum.txt"}
    one = client.get("/api/v1/overview", params={"source": "museum.txt"}).json()
    assert {item["source"] for item in one["citations"]} == {"museum.txt"}
    assert one["kind"] == "overview"
    none = client.get("/api/v1/overview", params={"source": "../museum.txt"})
    assert (none.status_code, none.json()["citations"]) == (200, [])


@pytest.mark.parametrize(
    ("path", "member"), [("search", "query"), ("mentions", "text"), ("ask", "question")]
)
def test_texts_that_cannot_be_asked_are_refused_alike(
    client: httpx.Client, path: str, member: str
) -> None:
    """Each route refuses a text without words, another type and an unknown member."""
    for text, code in ((" ", "question_empty"), (None, "request_field_invalid")):
        reply = client.post(f"/api/v1/{path}", json={member: text})
        assert (reply.status_code, reply.json()["code"]) == (422, code)
    reply = client.post(f"/api/v1/{path}", json={member: "granite", "x": 1})
    assert reply.json()["params"]["field"] == "x"


def test_an_unknown_collection_is_refused(client: httpx.Client) -> None:
    """A server of one corpus has no collection of any name, however hostile it is."""
    for name in ("", "museum", "../museum", "a" * 65, "\x00\u202e"):
        reply = client.get("/api/v1/status", params={"collection": name})
        assert reply.status_code in (404, 422)
        assert reply.json()["code"] in ("collection_not_found", "request_field_invalid")


def test_languages_sources_and_the_number_of_citations_limit_an_answer(
    client: httpx.Client,
) -> None:
    """The options limit the answer as on the command line; an empty list sets no limit."""

    def ask(**options: object) -> dict[str, Any]:
        answer: dict[str, Any] = client.post(
            "/api/v1/ask", json={"question": QUESTION, **options}
        ).json()
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
        (b"", "The body: "),
        (b"question=Quando", "The body: "),
        (b"[]", "The body: "),
        (b"{}", "question: "),
        (b'{"question": 3}', "question: "),
        (b'{"question": "\\ud800"}', "question: "),
        (b'{"question": "Quando?", "languages": "it"}', "languages: "),
        (b'{"question": "Quando?", "sources": [1]}', "sources.0: "),
        (b'{"question": "Quando?", "sources": ["\\ud800"]}', "sources.0: "),
        (b'{"question": "Quando?", "top_k": 0}', "top_k: "),
        (b'{"question": "Quando?", "top_k": 101}', "top_k: "),
        (b'{"question": "Quando?", "top_k": true}', "top_k: "),
        (b'{"question": "Quando?", "history": []}', "history: "),
        (b'{"question": ' + b"[" * 100_000, "The body: "),
    ],
)
def test_an_invalid_body_is_explained_in_one_line(
    client: httpx.Client, body: bytes, detail: str
) -> None:
    """An invalid body is refused with one line that says what is wrong and in which member."""
    reply = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
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
    reply = client.post("/api/v1/ask", json={"question": question}, headers=headers)
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
    reply = client.post("/api/v1/ask?lang=it", json={"question": " "}, headers=headers)
    assert reply.json()["detail"] == "Scrivi una domanda, in italiano o in inglese."


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""],
)
def test_only_json_is_accepted(client: httpx.Client, content_type: str) -> None:
    """A body of a content type that another site can make a browser send is refused."""
    reply = client.post(
        "/api/v1/ask",
        content=json.dumps({"question": QUESTION}),
        headers={"content-type": content_type},
    )
    assert (reply.status_code, reply.json()["code"]) == (415, "content_type_unsupported")


def test_other_sites_cannot_ask(client: httpx.Client) -> None:
    """A request with the origin of another site is refused, and so is its preflight request."""
    other = {"origin": "https://example.org"}
    assert client.post("/api/v1/ask", json={"question": QUESTION}, headers=other).status_code == 403
    preflight = other | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    assert client.options("/api/v1/ask", headers=preflight).status_code == 403
    assert client.get("/api/v1/ask").status_code == 405


def test_a_large_body_is_refused(client: httpx.Client) -> None:
    """A body of 256 KiB or more is refused with status 413."""
    reply = client.post("/api/v1/ask", json={"question": "a" * (256 << 10)})
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
            StoreError("milvus_unreachable", address="X"),
            503,
            "milvus_unreachable",
            "no Milvus server answers at X; check the address, and that the server runs",
        ),
        (
            StoreError("milvus_too_slow", address="X"),
            504,
            "milvus_too_slow",
            "the Milvus server of X took too long; try again",
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

    Where it may pass, a server says when to retry; the message of an unexpected error is not shown.
    """
    failing = FailingAssistant(assistant.library)
    failing.error = error
    with serve_assistant(failing, read_only=True) as address:
        reply = http.post(f"{address}/api/v1/ask", json={"question": QUESTION})
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["detail"].endswith(detail)
    assert ("retry-after" in reply.headers) == (code in CODES_THAT_PASS)
    assert "secret" not in reply.text
