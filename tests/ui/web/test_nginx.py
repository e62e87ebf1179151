"""The chat behind a real nginx that serves it under a path, with the lines of the README."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from fonti.qa import Assistant
from fonti.ui.web.security.accounts import Accounts, set_password
from fonti.ui.web.security.hosts import get_allowed_hosts, parse_address
from tests.helpers.assistants import open_assistant
from tests.helpers.browser import visit_chat
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.nginx import serve_by_nginx
from tests.helpers.programs import needs_nginx
from tests.helpers.serving import serve_assistant, use_cheap_hashes

PATH = "/fonti"
QUESTION = "The lighthouse was built of granite in 1843."
PASSWORD = "a long password"

pytestmark = needs_nginx


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of two documents."""
    return open_assistant(tmp_path, ITALIAN, ENGLISH)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make the folder of nginx."""
    folder = tmp_path / "nginx"
    folder.mkdir()
    return folder


@pytest.mark.browser
def test_the_chat_works_behind_nginx(browser: Browser, assistant: Assistant, folder: Path) -> None:
    """Answers arrive as events, files of megabytes are added, and links lead into documents."""
    bell = "The keeper rang the bell in the fog every night of the winter."
    large = f"<p>{bell}<!-- {'x' * 3_000_000} -->".encode()
    with (
        serve_assistant(assistant, root_path=PATH, proxied=True) as address,
        serve_by_nginx(address, folder) as proxy,
        visit_chat(browser, proxy, "en-GB", path=f"{PATH}/en/?doc=1.txt&start=4&end=18") as visit,
    ):
        expect(visit.page.locator("mark").first).to_contain_text(ENGLISH[4:18])
        expect(visit.open_citation(visit.ask(QUESTION))).to_contain_text("granite")

        visit.select_tab(2)
        upload = FilePayload(name="bell.html", mimeType="text/html", buffer=large)
        visit.page.locator(".fonti-files").set_input_files([upload])
        expect(visit.page.locator("#fonti-documents")).to_contain_text("bell.html")


def test_accounts_and_programs_work_behind_nginx(
    assistant: Assistant, folder: Path, tmp_path: Path
) -> None:
    """The login leads back under the path, its cookie holds there, and the API answers."""
    accounts = tmp_path / "accounts.json"
    hosts = get_allowed_hosts(parse_address("127.0.0.1"), ["127.0.0.1"])
    with use_cheap_hashes():
        set_password(accounts, "anna", PASSWORD)
        options: dict[str, Any] = {"accounts": Accounts(accounts), "hosts": hosts}
        with (
            serve_assistant(assistant, root_path=PATH, proxied=True, **options) as address,
            serve_by_nginx(address, folder) as proxy,
            httpx.Client(base_url=proxy, follow_redirects=True) as client,
        ):
            login = client.get(f"{PATH}/en/?doc=1.txt")
            assert login.url.path == f"{PATH}/login"
            assert client.post(f"{PATH}/api/v1/ask", json={"question": QUESTION}).status_code == 401

            fields = {"lang": "en", "query": "doc=1.txt", "name": "anna", "password": PASSWORD}
            page = client.post(login.url.join("login"), data=fields)
            assert str(page.url) == f"{proxy}{PATH}/en/?doc=1.txt"
            answer = client.post(f"{PATH}/api/v1/ask", json={"question": QUESTION})
            assert answer.json()["citations"]
