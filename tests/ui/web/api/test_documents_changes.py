"""Tests of removing and restoring documents over HTTP, and of following what the indexer does."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from fonti.index import Library

DOCUMENTS = "/api/v1/documents"


def follow(client: httpx.Client) -> list[dict[str, Any]]:
    """Return the events of the indexer, until it has nothing left to do."""
    reply = client.get("/api/v1/events")
    assert reply.headers["content-type"].startswith("text/event-stream")
    lines = reply.text.splitlines()
    assert {line for line in lines if line.startswith("event:")} == {"event: indexing"}
    return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]


def list_sources(client: httpx.Client) -> list[str]:
    """Return the names of the documents that are listed."""
    return [document["source"] for document in client.get(DOCUMENTS).json()["documents"]]


def test_documents_are_listed_without_their_texts(client: httpx.Client, library: Library) -> None:
    """The list is that of the library."""
    listed = client.get(DOCUMENTS).json()
    (expected,) = library.documents()
    assert listed["documents"][0] == {
        "source": "biblioteca.txt",
        "title": None,
        "opening": expected.opening,
        "language": "it",
        "pages": None,
        "characters": 29,
        "passages": 1,
        "date": None,
        "uploaded": False,
        "warnings": [],
    }


def test_the_indexer_can_be_followed_until_an_upload_is_indexed(client: httpx.Client) -> None:
    """The last event says that the sync has ended; then the document is listed and can be asked."""
    stored = client.put(
        DOCUMENTS, params={"name": "teatro.txt"}, content=b"Il teatro apre alle 21."
    )
    assert stored.status_code == 202
    events = follow(client)
    assert (events[-1]["task"], events[-1]["waiting_count"]) == (None, 0)
    assert (events[-1]["last_task"], events[-1]["last_error"]) == ("sync", None)
    assert list_sources(client) == ["biblioteca.txt", "teatro.txt"]
    assert client.get("/api/v1/status").json()["uploads"] == 1
    answer = client.post("/api/v1/ask", json={"question": "Quando apre il teatro?"}).json()
    assert answer["citations"][0]["source"] == "teatro.txt"


def test_a_document_is_removed_and_restored(client: httpx.Client) -> None:
    """It is gone from the list, is listed as removed, and comes back; its file stays."""
    source = {"source": "biblioteca.txt"}
    removed = client.delete(DOCUMENTS, params=source)
    assert (removed.status_code, removed.json()["source"]) == (202, "biblioteca.txt")
    assert follow(client)[-1]["last_error"] is None
    assert "biblioteca.txt" not in list_sources(client)
    assert client.get("/api/v1/status").json()["removed"] == ["biblioteca.txt"]
    again = client.delete(DOCUMENTS, params=source)
    assert (again.status_code, again.json()["code"]) == (404, "source_not_found")

    restored = client.post(f"{DOCUMENTS}/restore", params=source)
    assert restored.status_code == 202
    assert follow(client)[-1]["last_error"] is None
    assert "biblioteca.txt" in list_sources(client)
    again = client.post(f"{DOCUMENTS}/restore", params=source)
    assert (again.status_code, again.json()["code"]) == (404, "source_not_found")


def test_an_upload_is_deleted_for_good_and_other_files_are_not(
    client: httpx.Client, library: Library
) -> None:
    """The file of an upload is deleted, also if it could not be read; one of the corpus never."""
    for name, content in (("gone.txt", b"A text."), ("broken.pdf", b"%PDF-1.7 no more")):
        assert client.put(DOCUMENTS, params={"name": name}, content=content).status_code == 202
        follow(client)
        parameters = {"source": name, "for_good": "true"}
        assert client.delete(DOCUMENTS, params=parameters).status_code == 202
        assert follow(client)[-1]["last_error"] is None
        assert library.original(name) is None
        again = client.delete(DOCUMENTS, params=parameters)
        assert (again.status_code, again.json()["code"]) == (404, "original_not_found")

    refused = client.delete(DOCUMENTS, params={"source": "biblioteca.txt", "for_good": "true"})
    assert (refused.status_code, refused.json()["code"]) == (404, "original_not_found")
    assert Path(library.corpus, "biblioteca.txt").exists()


def test_the_name_of_an_upload_leads_nowhere(client: httpx.Client, library: Library) -> None:
    """A hostile name is made safe: the file lies among the uploads, under the name that is told."""
    for name in ("../../fuori.txt", "/etc/fuori.txt", "a\\b\u202e.txt", "%2e%2e%2ffuori.txt"):
        source = client.put(DOCUMENTS, params={"name": name}, content=name.encode()).json()[
            "source"
        ]
        stored = library.original(source)
        assert stored is not None
        assert stored.parent == library.folder / "uploads"
    follow(client)


@pytest.mark.parametrize("source", ["../index/fonti.sqlite", "/etc/hostname", "none", "a\x00b", "‮"])
def test_hostile_names_change_nothing(client: httpx.Client, source: str) -> None:
    """A name that is no document's is refused by every route, and no file is touched."""
    before = list_sources(client)
    for method, path, more in (
        ("DELETE", DOCUMENTS, {}),
        ("DELETE", DOCUMENTS, {"for_good": "true"}),
        ("POST", f"{DOCUMENTS}/restore", {}),
    ):
        reply = client.request(method, path, params={"source": source, **more})
        assert (reply.status_code, reply.json()["params"]["source"]) == (404, source)
    assert list_sources(client) == before


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("DELETE", DOCUMENTS, "source"),
        ("DELETE", f"{DOCUMENTS}?source=", "source"),
        ("DELETE", f"{DOCUMENTS}?source=a.txt&for_good=perhaps", "for_good"),
        ("DELETE", f"{DOCUMENTS}?source={'a' * 4097}", "source"),
        ("POST", f"{DOCUMENTS}/restore", "source"),
        ("PUT", DOCUMENTS, "name"),
    ],
)
def test_a_missing_or_wrong_parameter_is_named(
    client: httpx.Client, method: str, path: str, field: str
) -> None:
    """The refusal names the parameter."""
    problem = client.request(method, path).json()
    assert (problem["status"], problem["code"]) == (422, "request_field_invalid")
    assert problem["params"]["field"] == field
