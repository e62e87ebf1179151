"""Tests of chat completions, driven by the official client of OpenAI's API."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import lazy_loader
import pytest
from markdown_it import MarkdownIt

from fonti.qa import MAX_QUESTION_LENGTH, Answer, Assistant
from fonti.ui.web.openai_api.completion import make_completion
from fonti.ui.web.openai_api.models import NumberedPageLocation
from fonti.ui.web.security.accounts import Accounts
from fonti.ui.web.security.tokens import add_token, revoke_token
from tests.helpers import http
from tests.helpers.answers import make_answer
from tests.helpers.assistants import fix_confidence
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.markdown import read_markdown
from tests.helpers.serving import serve_assistant

# All processes of the tests read this module, and one uses the client, which takes a second.
if TYPE_CHECKING:
    import openai
else:
    openai = lazy_loader.load("openai")

QUESTION = "When was the lighthouse built of granite?"
HOSTILE = (
    "The lighthouse ![x](https://evil.example/x.png) <b>of</b> *granite* [1](javascript:1) "
    "(see (x^2) or [y]) for $5 to $6."
)


class RecordingAssistant(Assistant):
    """An assistant that records the questions, and the questions of the history of each."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.library)
        self.asked: list[tuple[str, list[str]]] = []

    def ask(self, question: str, **options: Any) -> Answer:
        """Record the question, and answer it."""
        self.asked.append((question, [answer.question for answer in options["history"]]))
        return super().ask(question, **options)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> RecordingAssistant:
    """Return an assistant of three documents that is sure of each answer."""
    folder = tmp_path_factory.mktemp("chatting")
    files = {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH, "hostile.txt": HOSTILE}
    corpus = write_corpus(folder / "corpus", files)
    assistant = Assistant.open(corpus, index=folder / "index", model=FakeEncoder())
    fix_confidence(assistant, 3.0)
    return RecordingAssistant(assistant)


@pytest.fixture(scope="module")
def address(assistant: RecordingAssistant) -> Iterator[str]:
    """Serve the assistant, and yield the address."""
    with serve_assistant(assistant, read_only=True) as served:
        yield served


@pytest.fixture
def client(address: str) -> "Iterator[openai.OpenAI]":
    """Yield a client that never tries again."""
    with open_client(address) as client:
        yield client


def open_client(address: str, api_key: str = "any") -> "openai.OpenAI":
    """Return a client; without accounts it may send any key."""
    return openai.OpenAI(base_url=f"{address}/v1", api_key=api_key, max_retries=0)


def ask(client: "openai.OpenAI", *questions: str) -> "openai.types.chat.ChatCompletion":
    """Return the completion of a conversation of some questions, each answered by nonsense."""
    messages: list[Any] = [{"role": "system", "content": "You are a pirate."}]
    for question in questions[:-1]:
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": "Who was the keeper of the lighthouse?"})
    messages.append({"role": "user", "content": questions[-1]})
    return client.chat.completions.create(model="fonti", messages=messages, temperature=0.2)


def get_citations(completion: Any) -> list[dict[str, Any]]:
    """Return the citations beside a completion or its last chunk."""
    citations: list[dict[str, Any]] = completion.model_extra["citations"]
    return citations


def test_the_last_question_is_answered_with_numbered_quotations(
    client: "openai.OpenAI", assistant: RecordingAssistant
) -> None:
    """The text has the quotes with their sources; the citations beside lead back to them."""
    completion = ask(client, QUESTION)
    (choice,) = completion.choices
    assert (choice.finish_reason, completion.model) == ("stop", "fonti")
    text = read_markdown(choice.message.content or "")
    citations = get_citations(completion)
    assert citations
    for citation in citations:
        document = assistant.library.document(citation["source"])
        assert document is not None
        span = slice(citation["start_char_index"], citation["end_char_index"])
        assert citation["type"] == "char_location"
        assert document.text[span] == citation["cited_text"]
        assert citation["cited_text"] in text
        assert f"[{citation['number']}] {citation['source']}" in text


def test_texts_of_documents_are_not_interpreted_by_clients(client: "openai.OpenAI") -> None:
    """The text is Markdown in which documents are escaped: no picture is loaded, no link made.

    Nor is a formula, for which clients take an escaped bracket.
    """
    completion = ask(client, "What of the granite picture x lighthouse javascript?")
    content = completion.choices[0].message.content or ""
    assert HOSTILE in read_markdown(content)
    shown = MarkdownIt().render(content)
    assert not any(tag in shown for tag in ("<img", "<a ", "<b>"))
    assert not any(delimiter in content for delimiter in (r"\(", r"\[", " $"))


def test_a_stream_has_the_same_text_and_ends_with_the_citations(client: "openai.OpenAI") -> None:
    """The chunks together are the text of the answer that is not streamed."""
    whole = ask(client, QUESTION)
    stream = client.chat.completions.create(
        model="fonti", messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    chunks = list(stream)
    content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert content == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert len(chunks) > 3
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert get_citations(chunks[-1]) == get_citations(whole)
    assert {chunk.id for chunk in chunks} == {chunks[0].id}


def test_the_raw_stream_ends_as_clients_expect(address: str) -> None:
    """It is a stream of server-sent events, whose last one is `[DONE]`."""
    body = {"model": "fonti", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    reply = http.post(f"{address}/v1/chat/completions", json=body)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.text.endswith("data: [DONE]\n\n")


def test_the_conversation_gives_the_follow_up(
    client: "openai.OpenAI", assistant: RecordingAssistant
) -> None:
    """Earlier questions are asked again, in order and up to 4; what was answered is not read."""
    completion = ask(client, QUESTION, "And its keeper?")
    assert QUESTION in read_markdown(completion.choices[0].message.content or "")
    assert assistant.asked[-1] == ("And its keeper?", [QUESTION])

    assistant.asked.clear()
    earlier = [f"Question {number} about granite?" for number in range(6)]
    ask(client, *earlier, "And the bell?")
    assert assistant.asked == [
        (earlier[2], []),
        (earlier[3], earlier[2:3]),
        (earlier[4], earlier[2:4]),
        (earlier[5], earlier[2:5]),
        ("And the bell?", earlier[2:6]),
    ]

    assistant.asked.clear()
    ask(client, "?", "a" * (MAX_QUESTION_LENGTH + 1), QUESTION)
    assert assistant.asked[-1] == (QUESTION, [])


def test_a_question_may_come_in_parts(client: "openai.OpenAI") -> None:
    """The texts of a message are the question, and pictures in it are not looked at."""
    content: list[Any] = [
        {"type": "text", "text": "When was the lighthouse"},
        {"type": "image_url", "image_url": {"url": "https://evil.example/x.png"}},
        {"type": "text", "text": "built of granite?"},
    ]
    messages: list[Any] = [{"role": "user", "content": content}]
    completion = client.chat.completions.create(model="fonti", messages=messages)
    assert "1843" in (completion.choices[0].message.content or "")


def test_the_answer_is_in_the_language_of_the_question(client: "openai.OpenAI") -> None:
    """An Italian question is answered in Italian, in whatever language the sources are."""
    content = ask(client, "Quando fu costruito il faro di granito?").choices[0].message.content
    assert content is not None
    assert "Nei documenti" in content


def test_the_models_are_the_collections(client: "openai.OpenAI", assistant: Assistant) -> None:
    """One corpus is one model; several collections are one each."""
    assert [model.id for model in client.models.list()] == ["fonti"]
    assert client.models.retrieve("fonti").owned_by == "fonti"
    with (
        serve_assistant({"a": assistant, "b-2": assistant}, read_only=True) as address,
        open_client(address) as several,
    ):
        assert [model.id for model in several.models.list()] == ["fonti-a", "fonti-b-2"]
        messages: list[Any] = [{"role": "user", "content": QUESTION}]
        completion = several.chat.completions.create(model="fonti-b-2", messages=messages)
        assert "1843" in (completion.choices[0].message.content or "")
        with pytest.raises(openai.NotFoundError):
            several.chat.completions.create(model="fonti", messages=messages)


@pytest.mark.parametrize("model", ["gpt-4", "", "fonti-none", "../fonti", "\u202e", "fonti\x00"])
def test_an_unknown_model_is_refused(client: "openai.OpenAI", model: str) -> None:
    """The client gets its error for a model that does not exist, with our code and message."""
    with pytest.raises(openai.NotFoundError) as refused:
        client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Chi?"}])
    assert refused.value.code == "model_not_served"
    with pytest.raises((openai.NotFoundError, ValueError)):
        client.models.retrieve(model)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([], "request_field_invalid"),
        ([{"role": "system", "content": "Hello"}], "messages_without_question"),
        ([{"role": "user", "content": "  "}], "messages_without_question"),
        ([{"role": "user", "content": None}], "messages_without_question"),
        ([{"role": "user", "content": [{"type": "image_url"}]}], "messages_without_question"),
        ([{"role": "user", "content": "?!"}], "question_without_words"),
        ([{"role": "user", "content": "a" * 3000}], "question_too_long"),
        ([{"role": "king", "content": "Chi?"}], "request_field_invalid"),
        ([{"role": "user", "content": 3}], "request_field_invalid"),
        ("Chi?", "request_field_invalid"),
    ],
)
def test_messages_without_a_question_are_refused(
    client: "openai.OpenAI", messages: Any, code: str
) -> None:
    """The client raises its error for a value that is not valid, whose message says what to do."""
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(model="fonti", messages=messages)
    assert refused.value.code == code
    assert isinstance(refused.value.body, dict)
    assert refused.value.body["message"] in refused.value.message


def test_other_bodies_are_refused(address: str) -> None:
    """No JSON and too large a body are refused, with the member of OpenAI's errors too."""
    url = f"{address}/v1/chat/completions"
    for reply, status, code in (
        (http.post(url, content=b"{"), 415, "content_type_unsupported"),
        (post_json(url, b"{"), 422, "request_body_invalid"),
        (post_json(url, b"a" * (2 << 20)), 413, "body_too_large"),
        (http.get(url), 405, "method_not_allowed"),
    ):
        assert (reply.status_code, reply.json()["code"]) == (status, code)
        assert reply.json()["error"]["code"] == code


def post_json(url: str, content: bytes) -> httpx.Response:
    """Send bytes as JSON."""
    return http.post(url, content=content, headers={"content-type": "application/json"})


def test_a_token_is_the_key(assistant: Assistant, tmp_path: Path) -> None:
    """With accounts only a valid token is answered, until it is revoked."""
    file = tmp_path / "accounts"
    secret = add_token(file, "openwebui", "read")
    with serve_assistant(assistant, accounts=Accounts(file), read_only=True) as address:
        with open_client(address, secret) as client:
            assert ask(client, QUESTION).choices
            revoke_token(file, "openwebui")
            with pytest.raises(openai.AuthenticationError) as refused:
                ask(client, QUESTION)
            assert refused.value.code == "token_invalid"
        with open_client(address, "any") as stranger, pytest.raises(openai.AuthenticationError):
            stranger.models.list()


def test_a_citation_of_a_document_with_pages_has_them_too() -> None:
    """Its location is that of the pages, from the first to the one after the last."""
    answer = make_answer("uno due")
    citation = replace(answer.citations[0], page=2, last_page=3)
    (location,) = make_completion(replace(answer, citations=(citation,)), "fonti").citations
    assert isinstance(location, NumberedPageLocation)
    assert (location.start_page_number, location.end_page_number) == (2, 4)
    assert (location.start_char_index, location.end_char_index) == (10, 17)
