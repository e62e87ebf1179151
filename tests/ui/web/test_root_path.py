"""The chat behind a proxy that serves it under a path."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from fonti.index import FontiError
from fonti.qa import Assistant
from fonti.ui.web.root_path import parse_root_path
from fonti.ui.web.security.accounts import Accounts, set_password
from tests.helpers.browser import visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.proxy import serve_under_path
from tests.helpers.serving import serve_assistant, use_cheap_hashes

PATH = "/fonti"
BELL = "The keeper rang the bell in the fog every night of the winter."
QUESTION = "The lighthouse was built of granite in 1843."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of two documents."""
    files: dict[str, str | bytes] = {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH}
    corpus = write_corpus(tmp_path / "corpus", files)
    return Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())


@pytest.mark.browser
def test_the_chat_works_under_a_path(browser: Browser, assistant: Assistant) -> None:
    """Its pages, questions, documents, downloads and uploads are under the path of the proxy."""
    outside: list[str] = []
    with (
        serve_assistant(assistant, root_path=PATH) as address,
        serve_under_path(address, PATH) as proxy,
        visit_chat(browser, proxy, "en-GB", path=f"{PATH}/") as visit,
    ):
        visit.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((proxy + PATH, "blob:", "data:"))
                else outside.append(request.url)
            ),
        )
        mark = visit.open_citation(visit.ask(QUESTION))
        expect(mark).to_contain_text("granite")

        visit.select_tab(2)
        upload = FilePayload(name="bell.txt", mimeType="text/plain", buffer=BELL.encode())
        visit.page.locator(".fonti-files").set_input_files([upload])
        expect(visit.page.locator("#fonti-documents")).to_contain_text("bell.txt")

        visit.open_citation(visit.ask(BELL))
        with visit.page.expect_download() as download:
            visit.page.get_by_role("link", name="Download the original").click()
        assert download.value.path().read_text("utf-8") == BELL

        visit.follow(visit.page.get_by_role("link", name="Italiano"))
        assert visit.page.url == f"{proxy}{PATH}/it/"
        assert outside == []


def test_the_login_works_under_a_path(assistant: Assistant, tmp_path: Path) -> None:
    """The login is under the path of the proxy, and leads back to the page under it."""
    accounts = tmp_path / "accounts.json"
    with use_cheap_hashes():
        set_password(accounts, "anna", "a long password")
        with (
            serve_assistant(assistant, accounts=Accounts(accounts), root_path=PATH) as address,
            serve_under_path(address, PATH) as proxy,
            httpx.Client(base_url=proxy, follow_redirects=True) as client,
        ):
            login = client.get(f"{PATH}/en/?doc=museum.txt")
            assert login.url.path == f"{PATH}/login"

            fields = {"lang": "en", "query": "doc=museum.txt"}
            entry = {"name": "anna", "password": "a long password"}
            page = client.post(login.url.join("login"), data={**fields, **entry})
            assert str(page.url) == f"{proxy}{PATH}/en/?doc=museum.txt"
            assert f"{proxy}{PATH}/en" in page.text


@pytest.mark.parametrize(
    ("path", "expected"), [("", ""), ("/", ""), ("/fonti", "/fonti"), ("/a/b-c/", "/a/b-c")]
)
def test_a_root_path_is_read(path: str, expected: str) -> None:
    """A path is taken without a slash at its end."""
    assert parse_root_path(path) == expected


@pytest.mark.parametrize("path", ["fonti", "//evil.example", "/a b", "https://evil.example/"])
def test_what_is_no_root_path_is_refused(path: str) -> None:
    """A name, an address or anything else gives an error that names it."""
    with pytest.raises(FontiError) as error:
        parse_root_path(path)
    assert error.value.code == "root_path_invalid"
