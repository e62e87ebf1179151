"""Tests of what the server says of itself: its health, its collections and their state."""

from pathlib import Path

from fonti.qa import Assistant
from tests.helpers import http
from tests.helpers.corpora import ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import serve_assistant


def test_the_state_is_told_without_the_folders_of_the_server(tmp_path: Path) -> None:
    """The status counts documents, and names what was not read; a reader has no indexer."""
    files = {"biblioteca.txt": ITALIAN, "foto.xyz": "RIFF"}
    corpus = write_corpus(tmp_path / "corpus", files)
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    with (
        serve_assistant(assistant, read_only=True) as address,
        http.open_client(base_url=address) as client,
    ):
        reply = client.get("/api/v1/status")
        status = reply.json()
        assert (status["documents"], status["languages"], status["indexing"]) == (
            1,
            {"it": 1},
            None,
        )
        assert status["version"] == assistant.library.version
        assert status["can_add"] is False
        (skipped,) = status["skipped"]
        assert (skipped["source"], skipped["reason"]["code"]) == ("foto.xyz", "format_unsupported")
        assert str(tmp_path) not in reply.text

        assert client.get("/api/v1/health").json() == {"status": "ok"}
        assert client.head("/api/v1/health").is_success
        assert client.get("/api/v1/collections").json() == [{"name": "", "can_add": False}]
        for method, path in (
            ("GET", "/api/v1/events"),
            ("POST", "/api/v1/documents/restore?source=biblioteca.txt"),
        ):
            assert client.request(method, path).status_code == 404
        assert client.delete("/api/v1/documents?source=biblioteca.txt").status_code == 405
        paths = client.get("/api/v1/openapi.json").json()["paths"]
        assert list(paths["/api/v1/documents"]) == ["get"]
