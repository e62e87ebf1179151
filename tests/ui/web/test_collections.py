"""Tests of a server with several collections: their paths, their rights, and the menu of them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from fonti.index import Reason
from fonti.qa import Assistant
from fonti.ui.i18n.errors import format_sentence
from fonti.ui.web.security.accounts import Accounts, set_password, set_rights
from fonti.ui.web.security.rights import Rights
from tests.helpers import http
from tests.helpers.assistants import open_two_collections
from tests.helpers.browser import NARROW, Visit, log_in, use_profile, visit_chat
from tests.helpers.proxy import serve_under_path
from tests.helpers.serving import get_redirect_target, serve_assistant, use_cheap_hashes

PASSWORD = "una frase lunga"
GRANITE = "The lighthouse was built of granite in 1843."
UNKNOWN = "unknown"

# Requests to a collection, which must not tell a forbidden one from one that does not exist.
REQUESTS = (
    ("GET", ""),
    ("GET", "/"),
    ("GET", "/en"),
    ("GET", "/en/"),
    ("GET", "/en/gradio_api/app_id"),
    ("POST", "/en/gradio_api/run/predict"),
    ("GET", "/original?doc=museum.txt"),
    ("GET", "/conversations"),
)


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """Return the assistants of two collections."""
    folder = tmp_path_factory.mktemp("collections")
    return open_two_collections(folder, "museum", "Biblioteca_2")


@pytest.fixture(scope="module")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of accounts with rights that differ."""
    file = tmp_path_factory.mktemp("accounts") / "accounts"
    with use_cheap_hashes():
        for name in ("anna", "bruno", "carla"):
            set_password(file, name, PASSWORD)
    set_rights(file, "bruno", Rights.of(read=["museum"], add=[]))
    set_rights(file, "carla", Rights.of(read=["elsewhere"], add=[]))
    return file


@pytest.fixture(scope="module")
def address(assistants: dict[str, Assistant], accounts_file: Path) -> Iterator[str]:
    """Serve both collections to the accounts, and yield the address."""
    with (
        use_cheap_hashes(),
        serve_assistant(assistants, accounts=Accounts(accounts_file)) as served,
    ):
        yield served


def describe(response: httpx.Response) -> tuple[object, ...]:
    """Return what a client can see of a response, without the name of the collection."""
    location = response.headers.get("location", "").replace(UNKNOWN, "Biblioteca_2")
    headers = {key: response.headers.get(key) for key in ("content-type", "set-cookie")}
    return response.status_code, response.text, location, headers


def list_names(client: httpx.Client) -> list[str]:
    """Return the names of the collections that a client may read."""
    return [item["name"] for item in client.get("/api/v1/collections").json()]


def ask(client: httpx.Client, collection: str) -> httpx.Response:
    """Ask a collection."""
    parameters = {"collection": collection}
    return client.post("/api/v1/ask", params=parameters, json={"question": GRANITE})


def test_each_collection_answers_from_its_own_documents(address: str) -> None:
    """The account reads both; each answers below its path, and lists its own documents."""
    with http.open_session(address, "anna", PASSWORD) as anna:
        assert list_names(anna) == ["museum", "Biblioteca_2"]
        for path in ("/", "/en", "/en/"):
            target = get_redirect_target(anna.get(f"{path}?doc=museum.txt"))
            assert target == "/c/museum/en/?doc=museum.txt"
        assert anna.get("/c/museum/en/").is_success
        assert get_redirect_target(anna.get("/c/museum")) == "/c/museum/"

        for name, source in (("museum", "museum.txt"), ("Biblioteca_2", "biblioteca.txt")):
            answer = ask(anna, name).json()
            assert {citation["source"] for citation in answer["citations"]} == {source}
            assert answer["corpus"] == name
        assert anna.get("/c/museum/%2e%2e/Biblioteca_2/original").status_code == 404

        unnamed = anna.post("/api/v1/ask", json={"question": GRANITE})
        assert (unnamed.status_code, unnamed.json()["code"]) == (422, "collection_not_chosen")
        assert unnamed.json()["params"] == {"names": ["museum", "Biblioteca_2"]}


def test_a_forbidden_collection_looks_like_an_unknown_one(address: str) -> None:
    """Who may read one collection, or none, cannot find out which others exist; nor can nobody."""
    with (
        http.open_session(address, "bruno", PASSWORD) as bruno,
        http.open_client(base_url=address) as nobody,
    ):
        assert list_names(bruno) == ["museum"]
        assert bruno.post("/api/v1/ask", json={"question": GRANITE}).is_success
        forbidden = ask(bruno, "Biblioteca_2")
        assert (forbidden.status_code, forbidden.json()["code"]) == (404, "collection_not_found")
        assert forbidden.text.replace("Biblioteca_2", UNKNOWN) == ask(bruno, UNKNOWN).text
        for client in (bruno, nobody):
            for method, path in REQUESTS:
                forbidden = client.request(method, f"/c/Biblioteca_2{path}")
                unknown = client.request(method, f"/c/{UNKNOWN}{path}")
                assert describe(forbidden) == describe(unknown), (method, path)
        assert bruno.get("/c/Biblioteca_2/en/").status_code == 404
        assert nobody.get("/api/v1/collections").status_code == 401

    with http.open_session(address, "carla", PASSWORD) as carla:
        refused = carla.get("/")
        assert (refused.status_code, refused.json()["code"]) == (404, "no_collection_readable")
        assert carla.get("/c/museum/en/").status_code == 404
        assert list_names(carla) == []
        assert ask(carla, "museum").status_code == 404
        assert carla.post("/api/v1/ask", json={"question": GRANITE}).status_code == 404


def test_a_reader_adds_nothing_until_it_may(
    address: str, accounts_file: Path, assistants: dict[str, Assistant]
) -> None:
    """Who may only read adds no documents; a change of the file counts at once."""
    with http.open_session(address, "bruno", PASSWORD) as bruno:
        path = "/api/v1/documents?collection=museum&name=new.txt"
        refused = bruno.put(path, content=b"A new text.")
        assert (refused.status_code, refused.json()["code"]) == (403, "write_not_allowed")
        assert [entry.source for entry in assistants["museum"].library.documents()] == [
            "museum.txt"
        ]

        set_rights(accounts_file, "bruno", Rights.of(read=[], add=["museum"]))
        assert bruno.put(path, content=b"").json()["code"] == "upload_empty"
        set_rights(accounts_file, "bruno", Rights.of(read=["Biblioteca_2"], add=[]))
        assert bruno.get("/c/museum/en/").status_code == 404
        assert bruno.get("/c/Biblioteca_2/en/").is_success
        set_rights(accounts_file, "bruno", Rights.of(read=["museum"], add=[]))


def test_one_collection_alone_is_at_the_root(
    assistants: dict[str, Assistant], accounts_file: Path
) -> None:
    """It has no path of its own, and the rights of accounts count there too."""
    alone = {"museum": assistants["museum"]}
    with (
        use_cheap_hashes(),
        serve_assistant(alone, accounts=Accounts(accounts_file)) as served,
        http.open_session(served, "bruno", PASSWORD) as bruno,
        http.open_session(served, "carla", PASSWORD) as carla,
    ):
        assert bruno.get("/en/").is_success
        assert bruno.put("/api/v1/documents?name=new.txt", content=b"A text.").status_code == 403
        assert ask(bruno, "museum").is_success
        assert bruno.get("/c/museum/en/").status_code == 404
        assert carla.get("/en/").status_code == 404


@pytest.mark.browser
def test_a_page_says_that_its_rights_have_ended(
    browser: Browser, assistants: dict[str, Assistant], accounts_file: Path
) -> None:
    """A page from before still has the buttons; what they do is refused with the reason."""
    set_rights(accounts_file, "bruno", Rights.of(read=[], add=["museum"]))
    with (
        use_cheap_hashes(),
        serve_assistant(
            {"museum": assistants["museum"]}, accounts=Accounts(accounts_file)
        ) as served,
        use_profile(browser, "en-GB", served) as profile,
    ):
        page = profile.new_page()
        page.goto(f"{served}/en/")
        log_in(page, "bruno", PASSWORD)
        visit = Visit(page, served)
        expect(page.locator("#fonti-documents [data-do=remove]")).to_have_count(1)

        set_rights(accounts_file, "bruno", Rights.of(read=["museum"], add=[]))
        page.locator("#fonti-documents [data-do=remove]").click()
        refused = format_sentence(Reason("write_not_allowed"), "en")
        expect(page.locator(".fonti-problem")).to_contain_text(refused)
        page.locator(".fonti-files").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"A text."}
        )
        expect(page.locator(".fonti-upload-failed")).to_contain_text(refused, ignore_case=True)
        expect(visit.ask(GRANITE)).to_contain_text("granite")
        assert [entry.source for entry in assistants["museum"].library.documents()] == [
            "museum.txt"
        ]


@pytest.mark.browser
def test_a_person_changes_between_collections(browser: Browser, address: str) -> None:
    """A link to a collection leads back to it after the login; the menu leads to the others.

    Conversations of collections are apart, in the tab and in the list.
    """
    with use_profile(browser, "en-GB", address) as profile:
        page = profile.new_page()
        page.goto(f"{address}/c/museum/en/?doc=museum.txt")
        log_in(page, "anna", PASSWORD)
        visit = Visit(page, address)
        expect(page.locator("#fonti-viewer .fonti-heading")).to_contain_text("The harbour museum")
        assert page.url == f"{address}/c/museum/en/?doc=museum.txt"
        expect(page).to_have_title("Fonti: museum")
        quote = visit.ask(GRANITE).locator(".fonti-quote-text").first.text_content()

        menu = page.locator(".fonti-collections summary")
        menu.focus()
        page.keyboard.press("Enter")
        links = page.locator(".fonti-collections a")
        expect(links).to_have_text(["museum", "Biblioteca_2"])
        expect(links.first).to_have_attribute("aria-current", "page")
        page.keyboard.press("Escape")
        expect(links.first).to_be_hidden()
        expect(menu).to_be_focused()

        menu.click()
        visit.follow(links.last)
        assert page.url == f"{address}/c/Biblioteca_2/en/"
        expect(visit.turns).to_have_count(0)
        page.locator("#fonti-show-history").click()
        expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("No conversations.")
        page.keyboard.press("Escape")

        visit.follow(page.get_by_role("link", name="Italiano"))
        assert page.url == f"{address}/c/Biblioteca_2/it/"
        page.locator(".fonti-collections summary").click()
        visit.follow(page.get_by_role("link", name="museum"))
        expect(visit.turns.locator(".fonti-quote-text").first).to_have_text(quote or "")
        # What a page logs while it is left does not count.
        assert visit.errors == []
        page.get_by_role("button", name="Esci").click()
        expect(page.get_by_label("Nome utente")).to_be_visible()
        assert page.url == f"{address}/login?lang=it"


@pytest.mark.browser
def test_collections_without_accounts_on_a_phone_behind_a_path(
    browser: Browser, assistants: dict[str, Assistant]
) -> None:
    """Without accounts everybody reads every collection, also below the path of a proxy."""
    path = "/fonti"
    with (
        serve_assistant(assistants, root_path=path) as address,
        serve_under_path(address, path) as proxy,
        visit_chat(
            browser, proxy, "en-GB", size=NARROW, scheme="dark", path=f"{path}/c/museum/en/"
        ) as visit,
    ):
        visit.ask(GRANITE)
        visit.page.locator(".fonti-collections summary").click()
        expect(visit.page.locator(".fonti-collections a")).to_have_count(2)
        visit.follow(visit.page.get_by_role("link", name="Biblioteca_2"))
        assert visit.page.url == f"{proxy}{path}/c/Biblioteca_2/en/"
        with http.open_client(base_url=f"{proxy}{path}") as client:
            assert ask(client, "Biblioteca_2").is_success
            specification = client.get("/api/v1/openapi.json").json()
        assert specification["servers"] == [{"url": path}]
