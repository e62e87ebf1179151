"""Programs ask by POST /ask, and get what the command line prints as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fonti.index import StoreError
from fonti.qa import Answer, Assistant, verify
from fonti.ui.i18n import english, italian
from fonti.ui.web.work_queue import Busy
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant

QUESTION = "When was the lighthouse built of granite?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant of two documents."""
    folder = tmp_path_factory.mktemp("asked")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[httpx.Client]:
    """A program that asks it."""
    with (
        serve_assistant(assistant, read_only=True) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


def test_an_answer_is_that_of_the_command_line(client: httpx.Client, assistant: Assistant) -> None:
    """To the character, and it can be verified like one that was saved."""
    reply = client.post("/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    assert reply.json() == json.loads(json.dumps(assistant.ask(QUESTION).to_json()))
    assert reply.json()["citations"]
    assert {check.standing for check in verify(reply.json(), assistant.library)} == {"stands"}


def test_languages_sources_and_the_number_of_citations_limit_it(client: httpx.Client) -> None:
    """As the options of the command do."""
    limited = client.post("/ask", json={"question": QUESTION, "languages": ["it"]}).json()
    assert {cited["source"] for cited in limited["citations"]} == {"biblioteca.txt"}
    limited = client.post(
        "/ask", json={"question": QUESTION, "sources": ["museum.txt"], "top_k": 1}
    ).json()
    assert [cited["source"] for cited in limited["citations"]] == ["museum.txt"]
    assert limited["sources"] == ["museum.txt"]
    free = client.post("/ask", json={"question": QUESTION, "languages": [], "sources": []}).json()
    assert free == client.post("/ask", json={"question": QUESTION}).json()


@pytest.mark.parametrize(
    ("body", "told"),
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
def test_a_body_of_another_form_is_told_in_a_line(
    client: httpx.Client, body: bytes, told: str
) -> None:
    """What is wrong with it and where, and nothing is asked."""
    reply = client.post("/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422
    assert reply.json()["told"].startswith(told)
    assert "\n" not in reply.json()["told"]


@pytest.mark.parametrize(
    ("accepted", "words"), [("it-IT", italian.ITALIAN), ("en", english.ENGLISH)]
)
def test_a_question_that_cannot_be_asked_is_told_why(
    client: httpx.Client, accepted: str, words: Any
) -> None:
    """In the words of the chat, and in the program's language."""
    for question, said in (
        (" ", words.question_errors["question_empty"]),
        ("?!", words.question_errors["question_without_words"]),
        ("a" * 100_000, words.question_errors["question_too_long"]),
    ):
        reply = client.post(
            "/ask", json={"question": question}, headers={"accept-language": accepted}
        )
        assert (reply.status_code, reply.json()) == (422, {"told": said})


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_nothing_but_json_is_read(client: httpx.Client, kind: str) -> None:
    """What other sites can have a browser send is refused, even from none of them."""
    reply = client.post(
        "/ask", content=json.dumps({"question": QUESTION}), headers={"content-type": kind}
    )
    assert reply.status_code == 415


def test_other_sites_cannot_ask(client: httpx.Client) -> None:
    """Neither with a request of their own nor by asking whether they may."""
    other = {"origin": "https://example.org"}
    assert client.post("/ask", json={"question": QUESTION}, headers=other).status_code == 403
    asking = other | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    assert client.options("/ask", headers=asking).status_code == 403
    assert client.get("/ask").status_code == 405


def test_a_body_may_not_be_large(client: httpx.Client) -> None:
    """A quarter of a mebibyte holds any question."""
    assert client.post("/ask", json={"question": "a" * (256 << 10)}).status_code == 413


class Failing(Assistant):
    """An assistant that fails as it is told to."""

    error: Exception = Busy()

    def ask(self, *_: Any, **__: Any) -> Answer:
        """Fail."""
        raise self.error


def test_what_goes_wrong_is_told(assistant: Assistant, tmp_path: Path) -> None:
    """That too many wait, that the index is damaged, and of what nobody foresaw no more than that."""
    failing = Failing(assistant.library)
    errors: list[tuple[Exception, int, str]] = [
        (Busy(), 503, english.ENGLISH.server_busy),
        (
            StoreError("the index in X is damaged: Y; run: fonti Z"),
            500,
            "the index in X is damaged: Y; run: fonti Z",
        ),
        (RuntimeError(f"secret {tmp_path}"), 500, english.ENGLISH.unexpected_error),
    ]
    with serve_assistant(failing, read_only=True) as address:
        for error, status, told in errors:
            failing.error = error
            reply = httpx.post(f"{address}/ask", json={"question": QUESTION})
            assert reply.status_code == status
            assert reply.json()["told"].endswith(told)
            assert ("retry-after" in reply.headers) == (status == 503)
