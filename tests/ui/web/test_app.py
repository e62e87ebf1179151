"""Tests of the web application without a browser: languages, headers and refused requests."""

import logging
import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import gradio
import httpx
import pytest

from fonti.qa import Assistant
from fonti.ui.web.chat.mount import GRADIO_ITALIAN
from fonti.ui.web.security.hosts import get_allowed_hosts
from tests.helpers import http
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import fetch_status_line, get_redirect_target, serve_assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of one document."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """Serve the chat of the assistant and yield its address."""
    with serve_assistant(assistant) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Yield a new HTTP client without cookies."""
    with http.open_client(base_url=address) as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "location"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "/it/"),
        ("en-GB", "/en/"),
        ("de-DE,it;q=0.5", "/it/"),
        ("de", "/en/"),
        ("", "/en/"),
    ],
)
def test_the_root_redirects_to_the_browsers_language(
    client: httpx.Client, accepted: str, location: str
) -> None:
    """The root redirects to the first supported language of the browser, or else to English."""
    response = client.get("/", headers={"accept-language": accepted})
    assert get_redirect_target(response) == location


def test_the_root_redirects_to_the_language_visited_last(client: httpx.Client) -> None:
    """The language that was visited last is used instead of the language of the browser."""
    italian = {"accept-language": "it"}
    cookie = client.get("/en/", headers=italian).headers["set-cookie"]
    assert cookie == "fonti-language=en; Max-Age=31536000; Path=/; SameSite=Lax"
    assert get_redirect_target(client.get("/", headers=italian)) == "/en/"
    assert "set-cookie" not in client.get("/en/theme.css").headers


@pytest.mark.parametrize(("path", "to"), [("/it", "/it/"), ("/en", "/en/"), ("/", "/en/")])
def test_a_redirect_keeps_the_query(client: httpx.Client, path: str, to: str) -> None:
    """A redirect keeps the query of the address and never leads to another site."""
    for query in ("", "?doc=a%2Fb.txt&start=1", "?//evil.example"):
        redirect = client.get(f"{path}{query}")
        assert get_redirect_target(redirect) == f"{to}{query}"
        assert redirect.next_request is not None
        assert redirect.next_request.url.host == redirect.url.host


@pytest.mark.parametrize(
    ("path", "is_cached"),
    [
        ("/it/", False),
        ("/api/v1/health", False),
        ("/it/theme.css", True),
        ("/favicon.ico", True),
        ("/none", False),
    ],
)
def test_only_static_files_may_be_cached(client: httpx.Client, path: str, is_cached: bool) -> None:
    """Browsers may cache the files of the program, but no response that may show a document."""
    assert (client.get(path).headers.get("cache-control") != "no-store") is is_cached


@pytest.mark.parametrize("path", ["/none", "/static/none.js", "/it/none", "/none/it/"])
def test_a_page_that_does_not_exist_leads_to_the_chat(client: httpx.Client, path: str) -> None:
    """The page of the refusal links to the beginning, wherever it is shown."""
    page = client.get(path, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert re.findall(r'<a [^>]*href="([^"]+)"', page.text) == ["/"]


def test_a_link_to_a_page_can_be_followed_from_another_site(client: httpx.Client) -> None:
    """A link from another site or an e-mail opens a page.

    Requests, frames and forms of another site are refused.
    """
    followed = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    assert client.get("/it/?doc=a.txt", headers=followed).status_code == 200
    assert client.get("/original?doc=a.txt", headers=followed).status_code == 403
    assert client.post("/it/", headers=followed).status_code == 403
    for changed in (
        {"sec-fetch-dest": "iframe"},
        {"sec-fetch-mode": "no-cors"},
        {"origin": "http://evil.example"},
    ):
        assert client.get("/it/", headers=followed | changed).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ],
)
def test_requests_from_other_sites_are_refused(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    """A page of another site cannot send requests to the chat, even under another host name."""
    assert client.post("/it/gradio_api/run/predict", json={}, headers=headers).status_code in (
        400,
        403,
    )
    assert client.get("/it/", headers=headers).status_code in (400, 403)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "gradio_api/file=https://example.org/x",
            "gradio_api/file=/etc/hostname",
            "gradio_api/file/etc/hostname",
        ),
        *(
            "gradio_api/proxy=https://example.org/",
            "gradio_api/upload_progress?upload_id=x",
            "monitoring",
            "runs",
        ),
        *(
            "gradio_api/info",
            "gradio_api/openapi.json",
            "config",
            "openapi.json",
            "svelte/x.js",
            "login",
            "token",
        ),
        *(
            "gradio_api/%66ile=/etc/hostname",
            "gradio_api//file=/etc/hostname",
            "gradio_api/dev/reload",
            "x/../",
        ),
        *(
            "assets/../../../routes.py",
            "assets/%2e%2e/%2e%2e/routes.py",
            "assets/..%2froutes.py",
            "static/.hidden",
        ),
        *(
            "gradio_api/queue/data/../../file=/etc/hostname",
            "..%2fit/gradio_api/file=/etc/hostname",
            "../it/",
        ),
    ],
)
def test_unused_gradio_paths_are_not_served(address: str, path: str) -> None:
    """Gradio paths that the chat does not use return 404, however the path is written."""
    assert " 404 " in fetch_status_line(address, f"GET /it/{path} HTTP/1.1\nHost: localhost\n\n")


@pytest.mark.parametrize(
    "path", ["upload", "component_server", "api/x", "call/x", "vibe-edit", "login", "reset"]
)
def test_unused_gradio_paths_accept_no_post(client: httpx.Client, path: str) -> None:
    """Gradio's upload and call paths, which the chat does not use, return 404."""
    assert client.post(f"/it/gradio_api/{path}", files={"files": b"x"}).status_code == 404


def test_files_of_the_working_folder_are_not_served(client: httpx.Client, tmp_path: Path) -> None:
    """A file on the server's disk is not served by Gradio's file path."""
    (tmp_path / "private.txt").write_text("x", "utf-8")
    assert client.get(f"/it/gradio_api/file={tmp_path / 'private.txt'}").status_code == 404


def test_large_requests_are_refused(client: httpx.Client) -> None:
    """A request body of 2 MiB is refused with status 413."""
    assert client.post("/it/gradio_api/run/predict", content=bytes(2 << 20)).status_code == 413


def test_other_machines_use_an_ip_address_or_a_configured_name(assistant: Assistant) -> None:
    """If the chat is served to other machines, they can use an IP address or a configured name."""
    hosts = get_allowed_hosts(ip_address("0.0.0.0"), ["fonti.example"])
    with (
        serve_assistant(assistant, hosts=hosts) as address,
        http.open_client(base_url=address) as client,
    ):
        for host, status in (
            ("fonti.example", 200),
            ("192.168.1.5:7860", 200),
            ("evil.example", 400),
        ):
            assert client.get("/en/", headers={"host": host}).status_code == status
        own = {"host": "fonti.example", "origin": "https://fonti.example"}
        assert client.get("/en/", headers=own).is_success
        assert (
            client.get("/en/", headers=own | {"origin": "https://evil.example"}).status_code == 403
        )


def test_requests_are_not_logged(
    assistant: Assistant, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither the addresses nor the questions of requests are logged, even if a request fails."""
    caplog.set_level(logging.DEBUG, "uvicorn")
    with serve_assistant(assistant) as address:
        http.get(f"{address}/it/?q=segreto")
        http.post(f"{address}/it/gradio_api/run/predict?q=segreto", content=b"segreto")
        http.post(
            f"{address}/it/gradio_api/run/predict", json={"data": ["segreto"], "fn_index": 99}
        )
    output = capfd.readouterr()
    assert "segreto" not in caplog.text + output.out + output.err


def test_the_italian_texts_replace_texts_that_gradio_has() -> None:
    """Each key of the Italian texts for Gradio exists in the scripts of Gradio's pages."""
    scripts = (Path(gradio.__file__).parent / "templates" / "frontend" / "assets").glob("core-*.js")
    code = "".join(script.read_text("utf-8") for script in scripts)
    assert GRADIO_ITALIAN
    for key in GRADIO_ITALIAN:
        assert f"{key.split('.')[1]}:`" in code, key


@pytest.mark.parametrize("fault", ["too few values", "an unknown event"])
def test_a_malformed_event_writes_no_line_of_its_own(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """The log has neither what a page sent nor what would steer a terminal."""
    number = 0 if fault == "too few values" else 10_000
    data = ["\x1b]0;owned\x07 forged\r\n\u202eline", {"x": "\x1b[2J"}]
    body = {"data": data, "fn_index": number, "session_hash": "page", "trigger_id": 1}
    http.post(f"{address}/it/gradio_api/run/predict", json=body)
    output = capfd.readouterr()
    logged = output.out + output.err + caplog.text
    assert not set(logged) & set("\x1b\x07\r\u202e")
    assert "forged" not in logged


def test_a_forwarded_host_is_not_believed(client: httpx.Client) -> None:
    """A page has no address of a host that the server does not serve."""
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    assert "evil.example" not in client.get("/en/", headers=headers).text


def test_what_a_browser_caches_belongs_to_one_session(client: httpx.Client) -> None:
    """After another login, the browser asks again instead of showing what it cached before."""
    assert "Cookie" in client.get("/en/").headers["vary"]
    assert "vary" not in client.get("/static/tab.js").headers
