"""Tests of uploading and downloading documents over HTTP, without a browser."""

import socket
from contextlib import ExitStack
from pathlib import Path
from shutil import disk_usage
from urllib.parse import urlsplit

import httpx
import pytest

from fonti.index import Library, Reason
from fonti.qa import Assistant
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web import uploads
from tests.helpers import http
from tests.helpers.fakes import write_corpus
from tests.helpers.serving import serve_assistant
from tests.helpers.waiting import TIMEOUT_SECONDS, BlockedEncoder, wait_until

TEXT = "Il teatro comunale fu inaugurato nel 1887."


def test_an_upload_is_indexed_and_can_be_downloaded_unchanged(
    client: httpx.Client, library: Library
) -> None:
    """An upload is indexed under its name and downloaded as an attachment of the same bytes."""
    name = "teatro «1887» & co.txt"
    reply = client.put(
        "/api/v1/documents", params={"name": name, "lang": "it"}, content=TEXT.encode()
    )
    assert reply.status_code == 202
    assert reply.json()["source"] == name
    assert reply.json()["message"] == ITALIAN.uploaded
    wait_until(lambda: library.document(name) is not None)
    reply = client.get("/original", params={"doc": name})
    assert reply.content == TEXT.encode()
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("foto.webp", b"RIFF", "upload_format_unsupported"),
        ("finto.pdf", b"no PDF", "upload_content_mismatch"),
        ("vuoto.txt", b"", "upload_empty"),
        ("", TEXT.encode(), "upload_name_invalid"),
        ("grande.txt", b"a" * 3000, "upload_over_limit"),
    ],
)
def test_an_unreadable_upload_is_explained_in_the_pages_language(
    client: httpx.Client,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    code: str,
) -> None:
    """An upload that cannot be read is explained in the language of the page and is not stored."""
    monkeypatch.setattr(uploads, "MAX_BYTES", 2000)
    for lang, language in (("it", "it"), ("en", "en"), ("xx", "en")):
        reply = client.put(
            "/api/v1/documents", params={"name": name, "lang": lang}, content=content
        )
        problem = reply.json()
        assert (reply.status_code, problem["code"]) == (422, code)
        reason = Reason.from_json({"code": code, "params": problem["params"]})
        assert problem["detail"] == format_sentence(reason, language)
        assert name in problem["detail"]
    assert name not in {entry.source for entry in library.documents()}


@pytest.mark.parametrize(
    "doc", ["biblioteca.txt", "../index/fonti.sqlite", "/etc/hostname", "", "none.txt", "."]
)
def test_only_uploads_can_be_downloaded(client: httpx.Client, doc: str) -> None:
    """Files of the corpus, of the index and of the machine cannot be downloaded."""
    assert client.get("/original", params={"doc": doc}).status_code == 404


def test_an_interrupted_upload_is_not_stored(client: httpx.Client, library: Library) -> None:
    """An upload whose connection breaks off is neither stored nor indexed."""
    url = urlsplit(str(client.base_url))
    with socket.create_connection((url.hostname, url.port or 0)) as connection:
        head = (
            f"PUT /api/v1/documents?name=meta.txt HTTP/1.1\r\nHost: {url.netloc}\r\n"
            "Content-Length: 1000\r\n\r\n"
        )
        connection.sendall(head.encode() + b"La prima meta")
    assert (
        client.put(
            "/api/v1/documents", params={"name": "intero.txt"}, content=TEXT.encode()
        ).status_code
        == 202
    )
    wait_until(lambda: library.document("intero.txt") is not None)
    assert library.document("meta.txt") is None
    assert library.original("meta.txt") is None


def test_a_read_only_server_accepts_no_uploads(library: Library) -> None:
    """If the server is read-only, the address for uploads does not exist."""
    with serve_assistant(Assistant(library), read_only=True) as address:
        assert http.put(
            f"{address}/api/v1/documents", params={"name": "a.txt"}, content=b"text"
        ).status_code in (404, 405)


def test_refused_uploads_count_towards_the_limit(
    client: httpx.Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was stored and could not be read takes a place until it is deleted."""
    parameters = {"name": "rotto.pdf", "lang": "en"}
    assert client.put(
        "/api/v1/documents", params=parameters, content=b"%PDF-1.7 no more"
    ).is_success
    wait_until(lambda: any(skip.source == "rotto.pdf" for skip in library.status().skipped))

    monkeypatch.setattr(uploads, "_MAX_STORED_UPLOADS", library.count_uploads())
    reply = client.put("/api/v1/documents", params={"name": "altro.txt"}, content=TEXT.encode())
    assert reply.json()["code"] == "upload_too_many"
    library.delete_upload("rotto.pdf")
    assert client.put(
        "/api/v1/documents", params={"name": "altro.txt"}, content=TEXT.encode()
    ).is_success


def test_what_waits_to_be_indexed_can_be_removed_and_restored(tmp_path: Path) -> None:
    """Requests are done in their order, also if those before them are not done yet."""
    corpus = write_corpus(tmp_path / "corpus", {"biblioteca.txt": "La biblioteca apre alle nove."})
    encoder = BlockedEncoder()
    encoder.go.set()
    library = Library.open(corpus, index=tmp_path / "index", model=encoder)
    encoder.go.clear()

    encoder.has_started.clear()

    address = "/api/v1/documents"
    document = {"source": "teatro.txt"}
    with (
        serve_assistant(Assistant(library)) as server,
        http.open_client(base_url=server) as client,
    ):
        assert client.delete(address, params=document).status_code == 404
        client.put(address, params={"name": "teatro.txt"}, content=TEXT.encode())
        assert encoder.has_started.wait(TIMEOUT_SECONDS)
        assert client.post(f"{address}/restore", params=document).status_code == 404
        assert client.delete(address, params=document).status_code == 202
        assert client.post(f"{address}/restore", params=document).status_code == 202
        assert client.delete(address, params=document).status_code == 202

        encoder.go.set()
        wait_until(lambda: _is_idle(client))
    assert library.status().excluded == ("teatro.txt",)
    assert library.document("teatro.txt") is None


def test_uploads_in_flight_are_limited(client: httpx.Client, library: Library) -> None:
    """One client that begins uploads and does not end them does not take all places."""
    with ExitStack() as opened:
        for _ in range(4):
            opened.enter_context(_begin_upload(client, size=900))
        wait_until(lambda: _count_incoming(library) == 4)

        reply = client.put("/api/v1/documents", params={"name": "b.txt"}, content=TEXT.encode())
        assert (reply.status_code, reply.json()["code"]) == (503, "server_busy")
        assert reply.headers["retry-after"]

    wait_until(lambda: _count_incoming(library) == 0)
    assert client.put(
        "/api/v1/documents", params={"name": "b.txt"}, content=TEXT.encode()
    ).is_success


def test_an_upload_without_room_is_refused_before_it_is_received(
    client: httpx.Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other uploads will take counts, too: there is room for one of them, and not for two."""
    size = 200 << 20
    free = disk_usage(library.folder).free
    monkeypatch.setattr(uploads, "_MIN_FREE_BYTES", free - 3 * size)
    with _begin_upload(client, size=size):
        wait_until(lambda: _count_incoming(library) == 1)
        # Its body is never sent: a server that waits for it does not answer.
        with _begin_upload(client, size=size) as second, second.makefile("rb") as reply:
            second.settimeout(TIMEOUT_SECONDS)
            assert b" 422 " in reply.readline()
            assert b"upload_no_space" in reply.read()
        assert _count_incoming(library) == 1

    wait_until(lambda: _count_incoming(library) == 0)
    with _begin_upload(client, size=size):
        wait_until(lambda: _count_incoming(library) == 1)


def _begin_upload(client: httpx.Client, *, size: int) -> socket.socket:
    """Return a connection on which the first bytes of an upload were sent."""
    url = urlsplit(str(client.base_url))
    connection = socket.create_connection((url.hostname, url.port or 0))
    head = (
        f"PUT /api/v1/documents?name=a.txt HTTP/1.1\r\nHost: {url.netloc}\r\n"
        f"Connection: close\r\nContent-Length: {size}\r\n\r\n"
    )
    connection.sendall(head.encode() + b"begun")
    return connection


def _count_incoming(library: Library) -> int:
    """Return how many uploads are being received."""
    return len(list((library.folder / "uploads").glob(".upload-*")))


def _is_idle(client: httpx.Client) -> bool:
    """Return whether no task changes the index, and none waits to."""
    indexing = client.get("/api/v1/status").json()["indexing"]
    return indexing["task"] is None and not indexing["waiting_count"]
