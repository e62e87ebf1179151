"""The web application without a browser: languages, headers, and what it refuses."""

from collections.abc import Iterator
from pathlib import Path

import gradio
import httpx
import pytest

from ui.server import GRADIO_ITALIAN

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the chat."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "to"),
    [("it-IT,it;q=0.9,en;q=0.8", "/it/"), ("en-GB", "/en/"), ("de-DE,it;q=0.5", "/it/"), ("de", "/en/"), ("", "/en/")],
)
def test_the_root_goes_to_the_browsers_language(client: httpx.Client, accepted: str, to: str) -> None:
    """The first of Italian and English that the browser asks for; English where it asks for neither."""
    assert client.get("/", headers={"accept-language": accepted}).headers["location"] == to


@pytest.mark.parametrize("path", ["/it/", "/en/", "/healthz", "/none"])
def test_every_answer_carries_the_safety_headers(client: httpx.Client, path: str) -> None:
    """Nothing from elsewhere is loaded, framed or sniffed."""
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_other_sites_are_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    """Another site's page cannot reach the chat, nor pass for it by name."""
    assert client.post("/it/gradio_api/queue/join", json={}, headers=headers).status_code in (400, 403)
    assert client.get("/it/config", headers=headers).status_code in (400, 403)


def test_no_address_is_fetched_for_others(client: httpx.Client) -> None:
    """The server is no relay."""
    assert client.get("/it/gradio_api/file=https://example.org/x").status_code == 403
    assert client.get("/it/gradio_api/file=/etc/hostname").status_code == 403


def test_the_api_is_not_described_in_public(client: httpx.Client) -> None:
    """No handler of the chat is offered as an endpoint."""
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/it/gradio_api/info").json()["named_endpoints"] == {}


def test_files_of_the_working_folder_are_not_served(client: httpx.Client, tmp_path: Path) -> None:
    """What lies beside the program stays there."""
    (tmp_path / "private.txt").write_text("x", "utf-8")
    assert client.get(f"/it/gradio_api/file={tmp_path / 'private.txt'}").status_code == 403


def test_gradios_words_are_the_ones_it_has() -> None:
    """Each word put in the place of Gradio's is one that its pages know by that name."""
    scripts = (Path(gradio.__file__).parent / "templates" / "frontend" / "assets").glob("core-*.js")
    words = "".join(script.read_text("utf-8") for script in scripts)
    assert GRADIO_ITALIAN
    for key in GRADIO_ITALIAN:
        assert f"{key.split('.')[1]}:`" in words, key
