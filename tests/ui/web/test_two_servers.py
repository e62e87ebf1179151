"""Two processes of `fonti serve` with one Milvus and one database, behind nginx; one is killed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from fonti.index import Library
from fonti.ui.web.database.connection import Database
from fonti.ui.web.security.accounts import set_password
from fonti.ui.web.security.tokens import add_token, revoke_token
from tests.helpers import http
from tests.helpers.browser import Visit, log_in, use_profile
from tests.helpers.corpora import ENGLISH, ITALIAN
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.milvus import MilvusServer
from tests.helpers.nginx import balance_by_nginx
from tests.helpers.paths import ROOT
from tests.helpers.programs import needs_nginx
from tests.helpers.serving import PROGRAM_WITH_FAKE_ENCODER, ServerProcess
from tests.helpers.waiting import wait_until

if TYPE_CHECKING:
    from tests.helpers.postgres import PostgresServer

PASSWORD = "una frase lunga"
QUESTION = "The lighthouse was built of granite in 1843."
CONVERSATION = f"/conversations/{'1' * 32}"
TURN = ["When does the museum open?", ["en"], ["museum.txt"], "0123456789abcdef", None]

ASKERS = 20

# What each one asks after a server was killed.
QUESTIONS_AFTER = 2

pytestmark = needs_nginx


@dataclass(frozen=True, slots=True)
class Site:
    """Two servers, and nginx before them."""

    servers: list[ServerProcess]
    address: str


@pytest.fixture(scope="module")
def database(postgres: "PostgresServer") -> Iterator[Database]:
    """Open a database with one account."""
    postgres.drop_schema()
    with postgres.open() as database:
        set_password(database, "anna", PASSWORD)
        yield database


@pytest.fixture(scope="module")
def index_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Publish an index to a Milvus server, and return its address."""
    folder = tmp_path_factory.mktemp("milvus")
    corpus = write_corpus(folder / "corpus", {"biblioteca.txt": ITALIAN, "museum.txt": ENGLISH})
    milvus = MilvusServer(folder / "milvus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        Library.open(corpus, index=milvus.address("x"), model=FakeEncoder())
    # The variable leads to where an index is stored, so that the servers below would store one too.
    assert list_files(folder / "data")
    yield milvus.address("x")
    milvus.kill()


@pytest.fixture(scope="module")
def site(
    postgres: "PostgresServer",
    database: Database,
    index_address: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Start two servers and nginx; at the end, nothing is left of them."""
    assert database.execute("SELECT name FROM fonti.logins")
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                ServerProcess(
                    PROGRAM_WITH_FAKE_ENCODER,
                    folder / f"data{number}",
                    folder / f"log{number}.txt",
                    *("--index", index_address, "--name", "127.0.0.1"),
                    FONTI_DATABASE=postgres.private_address,
                    PYTHONPATH=str(ROOT),
                )
            )
            for number in range(2)
        ]
        for server in servers:
            server.wait_until_healthy()
        (folder / "nginx").mkdir()
        addresses = [server.address for server in servers]
        yield Site(servers, stack.enter_context(balance_by_nginx(addresses, folder / "nginx")))

    assert not [file for number in range(2) for file in list_files(folder / f"data{number}")]
    assert PASSWORD not in "".join(log.read_text() for log in folder.glob("log*"))


def list_files(folder: Path) -> list[Path]:
    """Return the files in a folder and below; none if there is no such folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def open_client(address: str, session: str) -> httpx.Client:
    """Return a client with a session that began elsewhere."""
    return http.open_client(base_url=address, cookies={"fonti-session": session})


def test_servers_answer_alike(site: Site, database: Database) -> None:
    """A session, its end, a conversation, an account and a token count on both."""
    first, second = (server.address for server in site.servers)
    with http.open_session(first, "anna", PASSWORD) as here:
        session = here.cookies["fonti-session"]
        with open_client(second, session) as there:
            answers = [
                client.post("/api/v1/ask", json={"question": QUESTION}).json()["citations"]
                for client in (here, there)
            ]
            assert answers[0]
            assert answers[0] == answers[1]

            body = {"title": TURN[0], "turns": [TURN]}
            assert here.put(CONVERSATION, json=body).status_code == 204
            assert there.get(CONVERSATION).json()["turns"] == [TURN]
            there.delete(CONVERSATION)
            assert here.get(CONVERSATION).status_code == 404

            assert there.post("/logout").status_code == 303
            assert here.get("/api/v1/status").status_code == 401

    secret = add_token(database, "zotero", "read")
    headers = {"authorization": f"Bearer {secret}"}
    for address in (first, second):
        assert http.get(f"{address}/api/v1/status", headers=headers).is_success
    revoke_token(database, "zotero")
    for address in (first, second):
        refused = http.get(f"{address}/api/v1/status", headers=headers)
        assert refused.json()["code"] == "token_invalid"


def test_attempts_to_log_in_are_counted_together(site: Site) -> None:
    """Who has guessed five times at one server waits at the other."""
    wrong = {"name": "nobody", "password": "not the password"}
    addresses = [server.address for server in site.servers]
    statuses = [
        http.post(f"{addresses[number % 2]}/login", data=wrong).status_code for number in range(7)
    ]
    assert statuses == [403] * 5 + [429] * 2


@pytest.mark.browser
def test_one_server_is_killed_under_askers(
    site: Site, database: Database, browser: Browser
) -> None:
    """No question fails, and an open page has its conversation on the other server too."""
    with use_profile(browser, "en-GB", site.address) as profile:
        page = profile.new_page()
        page.goto(f"{site.address}/en/")
        log_in(page, "anna", PASSWORD)
        visit = Visit(page, site.address)
        turn = visit.ask(QUESTION)
        expect(turn).to_contain_text("granite")
        turn.get_by_role("button", name="Useful", exact=True).click()
        expect(turn.get_by_role("status")).to_be_visible()
        assert database.execute("SELECT account, collection FROM fonti.feedback") == [("anna", "")]
        cookies = page.context.cookies()
        session = next(cookie["value"] for cookie in cookies if cookie["name"] == "fonti-session")

        answered = threading.Semaphore(0)
        killed = threading.Event()
        with open_client(site.address, session) as client:
            serving = client.get("/api/v1/status").headers["X-Server"]
            server = next(server for server in site.servers if server.address.endswith(serving))

            def ask(_: int) -> list[tuple[int, str]]:
                replies = []
                questions_left = QUESTIONS_AFTER
                while questions_left:
                    questions_left -= killed.is_set()
                    reply = client.post("/api/v1/ask", json={"question": QUESTION})
                    replies.append((reply.status_code, reply.headers["X-Server"]))
                    answered.release()
                return replies

            with ThreadPoolExecutor(ASKERS) as threads:
                asking = [threads.submit(ask, number) for number in range(ASKERS)]
                for _ in range(ASKERS):
                    answered.acquire()
                server.kill()
                killed.set()
                replies = [reply for asker in asking for reply in asker.result()]

        assert len(replies) > ASKERS * QUESTIONS_AFTER
        assert {status for status, _ in replies} == {200}
        assert {servers.rpartition(", ")[2] for _, servers in replies} == {
            httpx.URL(server.address).netloc.decode() for server in site.servers
        }
        # Some were asked of the server that ended, and then of the other one.
        assert any(servers.startswith(f"{serving}, ") for _, servers in replies)

        # The page has noticed nothing, and goes on; one that is loaded again has all of it.
        expect(visit.ask("When does the harbour museum open?")).to_contain_text("ten")
        for _ in range(2):
            expect(visit.turns).to_have_count(2)
            expect(visit.turns.first).to_contain_text("granite")
            wait_until(lambda: count_turns(page) == 2)
            visit.reload()


def count_turns(page: Page) -> int:
    """Return the number of questions of the conversation that the account has stored."""
    count: int = page.evaluate(
        """async () => {
          const [{ id }] = await (await fetch('../conversations')).json();
          return (await (await fetch(`../conversations/${id}`)).json()).turns.length;
        }"""
    )
    return count
