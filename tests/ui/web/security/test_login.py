"""Tests of the login over HTTP: what requires it, its cookie, and its limits on attempts."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import get_ident
from typing import Literal

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa import Assistant
from fonti.ui.web.security import accounts
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.guard import Guard
from fonti.ui.web.security.hosts import LOOPBACK
from fonti.ui.web.security.login import ROUTES, Login, LoginGate
from fonti.ui.web.security.sessions import Sessions
from fonti.ui.web.storage import LocalStorage
from tests.helpers import http
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import (
    fetch_status_line,
    get_redirect_target,
    serve_app,
    serve_assistant,
    use_cheap_hashes,
)

NAME = "anna"
PASSWORD = "una frase lunga"


@pytest.fixture(scope="module", autouse=True)
def _use_cheap_hashes() -> Iterator[None]:
    with use_cheap_hashes():
        yield


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant for a corpus of one document."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of two accounts that no test changes."""
    file = tmp_path_factory.mktemp("auth") / "accounts"
    set_password(file, NAME, PASSWORD)
    set_password(file, "niccolò", PASSWORD)
    return file


@pytest.fixture(scope="module")
def shared_address(assistant: Assistant, accounts_file: Path) -> Iterator[str]:
    """Serve a chat for tests that rarely fail to log in, and yield its address."""
    with serve_assistant(assistant, accounts=Accounts(accounts_file)) as served:
        yield served


@pytest.fixture
def address(accounts_file: Path) -> Iterator[str]:
    """Serve the login alone, without earlier attempts, and yield its address."""
    with serve_app(lambda: build_login(Accounts(accounts_file))) as served:
        yield served


def build_login(accounts: Accounts) -> FastAPI:
    """Return an application that has only the login: a whole chat takes a second to build."""
    app = FastAPI()
    storage = LocalStorage()
    sessions = Sessions(accounts, storage.open_sessions())
    app.add_middleware(LoginGate, accounts=accounts, sessions=sessions, routes=list(ROUTES))
    app.add_middleware(Guard, hosts=LOOPBACK, routes=list(ROUTES))
    Login(accounts, sessions, storage.open_throttle).add_routes(app)
    return app


def log_in(address: str, name: str = NAME, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Return the response to a login with a name and a password."""
    return http.post(f"{address}/login", data={"name": name, "password": password, **more})


@pytest.mark.parametrize(
    ("path", "login"),
    [
        ("/", "/login"),
        ("/it", "/login?lang=it"),
        ("/en/", "/login?lang=en"),
        ("/it/?doc=a%2Fb.txt&start=1", "/login?lang=it&query=doc%3Da%252Fb.txt%26start%3D1"),
    ],
)
def test_a_page_redirects_to_the_login_and_back(shared_address: str, path: str, login: str) -> None:
    """A page redirects to the login, which redirects back to it with its query."""
    with http.open_client(base_url=shared_address, headers={"accept-language": "it"}) as client:
        redirect = client.get(path)
        assert (redirect.status_code, get_redirect_target(redirect)) == (303, login)
        fields = dict(
            re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', client.get(login).text)
        )
        fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
        back = client.post("/login", data={"name": NAME, "password": PASSWORD, **fields})
        assert back.status_code == 303
        expected = path if path.startswith("/it/") or path == "/en/" else "/it/"
        assert get_redirect_target(back) == expected
        assert client.get(get_redirect_target(back)).is_success


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", "/it/assets/x.js"),
            ("GET", "/it/theme.css"),
        ),
        *(
            ("POST", "/it/gradio_api/run/predict"),
            ("POST", "/en/poll"),
            ("POST", "/activity"),
        ),
        ("POST", "/api/v1/ask"),
        ("GET", "/v1/models"),
    ],
)
def test_other_paths_require_a_session(shared_address: str, method: str, path: str) -> None:
    """Other paths return 401 without a session, with an empty token and with an unknown token."""
    for token in ("", "fonti-session=", "fonti-session=" + "a" * 43):
        assert (
            http.request(method, shared_address + path, headers={"cookie": token}).status_code
            == 401
        )
    encoded = path.replace("/it", "/%69t")
    assert " 401 " in fetch_status_line(
        shared_address, f"{method} {encoded} HTTP/1.0\nHost: localhost\nContent-Length: 0\n\n"
    )


def test_the_health_check_and_the_icon_need_no_session(shared_address: str) -> None:
    """The health check and the icon are served without a session."""
    assert http.get(f"{shared_address}/api/v1/health").json() == {"status": "ok"}
    assert http.get(f"{shared_address}/favicon.ico").is_success


def test_without_accounts_there_is_no_login(assistant: Assistant) -> None:
    """A server without accounts serves its pages openly and has no login or logout."""
    with serve_assistant(assistant) as address:
        assert http.get(f"{address}/en/").is_success
        assert http.get(f"{address}/login").status_code == 404
        assert http.post(f"{address}/logout").status_code == 404


@pytest.mark.parametrize("name", ["anna", " anna ", "niccolò", "niccolo\u0300"])
def test_a_name_and_its_password_log_in(shared_address: str, name: str) -> None:
    """A name logs in with surrounding spaces and in any Unicode normalization form."""
    assert log_in(shared_address, name).status_code == 303


def test_the_session_cookie_has_safe_attributes(assistant: Assistant, accounts_file: Path) -> None:
    """The session cookie is HttpOnly and SameSite=lax.

    It is Secure if a trusted proxy reports HTTPS.
    """
    with serve_assistant(assistant, accounts=Accounts(accounts_file)) as address:
        token, attributes = log_in(address).headers.get_list("set-cookie")[0].split("; ", 1)
        assert re.fullmatch(r"fonti-session=[\w-]{43}", token)
        assert attributes == "HttpOnly; Max-Age=604800; Path=/; SameSite=lax"
        data = {"name": NAME, "password": PASSWORD}
        secure = {"x-forwarded-proto": "https"}
        assert (
            "Secure"
            not in http.post(f"{address}/login", data=data, headers=secure).headers["set-cookie"]
        )
    with serve_assistant(assistant, accounts=Accounts(accounts_file), proxied=True) as address:
        assert (
            "Secure"
            in http.post(f"{address}/login", data=data, headers=secure).headers["set-cookie"]
        )


def test_logging_out_ends_the_session(shared_address: str) -> None:
    """Logging out deletes the cookie and ends the session; logging out twice is no error."""
    token = {"cookie": f"fonti-session={log_in(shared_address).cookies['fonti-session']}"}
    assert (
        "Accesso effettuato come anna."
        in http.get(f"{shared_address}/login?lang=it", headers=token).text
    )
    logged_out = http.post(f"{shared_address}/logout", data={"lang": "it"}, headers=token)
    assert (logged_out.status_code, get_redirect_target(logged_out)) == (303, "/login?lang=it")
    cookies = logged_out.headers.get_list("set-cookie")
    assert ["Max-Age=0" in cookie for cookie in cookies] == [True, True]
    assert http.get(f"{shared_address}/en/", headers=token).status_code == 303
    assert http.post(f"{shared_address}/logout").status_code == 303
    assert http.get(f"{shared_address}/logout").status_code == 405


def test_logging_in_again_ends_the_earlier_session(shared_address: str) -> None:
    """A browser that logs in again ends its earlier session."""
    before = {"cookie": f"fonti-session={log_in(shared_address).cookies['fonti-session']}"}
    http.post(f"{shared_address}/login", data={"name": NAME, "password": PASSWORD}, headers=before)
    assert http.get(f"{shared_address}/en/", headers=before).status_code == 303


def test_removing_an_account_ends_its_sessions_at_once(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Removing an account ends its sessions at once, and no sessions of other accounts."""
    file = tmp_path / "accounts"
    set_password(file, "anna", PASSWORD)
    set_password(file, "bruno", PASSWORD)
    with serve_assistant(assistant, accounts=Accounts(file)) as address:
        tokens = {
            name: log_in(address, name).cookies["fonti-session"] for name in ("anna", "bruno")
        }
        remove_account(file, "anna")
        cookies = {name: {"cookie": f"fonti-session={token}"} for name, token in tokens.items()}
        assert http.get(f"{address}/en/", headers=cookies["anna"]).status_code == 303
        assert http.get(f"{address}/en/", headers=cookies["bruno"]).is_success
        assert log_in(address, "anna").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "//evil.example",
        "https://evil.example",
        "/../\\evil.example",
        "a=1\r\nSet-Cookie: x=1",
        "a#b",
        "\u202e",
        "a" * 3000,
    ],
)
def test_the_login_redirects_to_no_other_site(shared_address: str, query: str) -> None:
    """Any query is kept as the query of a page of this server, or is dropped."""
    answer = log_in(shared_address, lang="it", query=query)
    assert get_redirect_target(answer).startswith("/it/")
    assert answer.next_request is not None
    assert answer.next_request.url.host == httpx.URL(shared_address).host
    names = [cookie.partition("=")[0] for cookie in answer.headers.get_list("set-cookie")]
    assert names == ["fonti-session", "fonti-person"]


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.text(max_size=30) for name in ("lang", "query", "name", "next")}
    )
)
def test_parameters_are_escaped_in_the_login_page(
    shared_address: str, parameters: dict[str, str]
) -> None:
    """Parameters of the address add no markup to the login page."""
    fields = {
        name: value.encode("utf-8", "replace").decode() + "\"'><script>"
        for name, value in parameters.items()
    }
    page = http.get(f"{shared_address}/login", params=fields)
    assert page.status_code == 200
    assert page.text.count("<script") == 1
    assert page.text.count("<input") == 4


@pytest.mark.parametrize(
    "bodies",
    # After five failed attempts the next would be refused before it is read.
    [(b"", b"name", b"\xff=\xff", b"%ff=%00"), (b"name=a&name=b", b"&" * 8000, b"{}")],
)
def test_an_invalid_form_does_not_log_in(address: str, bodies: tuple[bytes, ...]) -> None:
    """An invalid form is a failed login, not a server error."""
    for body in bodies:
        assert http.post(f"{address}/login", content=body).status_code == 403, body
    assert http.post(f"{address}/login", content=bytes(10_000)).status_code == 413


def test_a_failed_login_does_not_reveal_whether_the_name_exists(address: str) -> None:
    """A wrong password and an unknown name return the same page."""
    wrong, unknown = (
        log_in(address, name, "not the password", lang="en") for name in (NAME, "nobody")
    )
    assert (
        (wrong.status_code, wrong.text) == (unknown.status_code, unknown.text) == (403, wrong.text)
    )
    assert "The user name or the password is not right." in wrong.text
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize(
    ("name", "variant"), [(NAME, " anna"), ("nobody", "nobody"), ("niccolò", "niccolo\u0300")]
)
def test_a_name_is_locked_after_five_failed_attempts(address: str, name: str, variant: str) -> None:
    """After five failed attempts a name cannot log in for a while, and the page says how long.

    Other names can still log in.
    """
    for _ in range(4):
        assert log_in(address, name, "not the password").status_code == 403
    assert log_in(address, variant, "not the password").status_code == 403
    refused = log_in(address, name, lang="it")
    assert refused.status_code == 429
    assert 290 <= int(refused.headers["retry-after"]) <= 300
    assert f"Riprova tra {refused.headers['retry-after']} s." in refused.text
    assert log_in(address, "niccolò" if name == NAME else NAME).status_code == 303


def test_a_successful_login_resets_the_count_of_attempts(address: str) -> None:
    """A successful login resets the count of failed attempts."""
    for _ in range(2):
        for _ in range(4):
            assert log_in(address, password="not the password").status_code == 403
        assert log_in(address).status_code == 303


def test_concurrent_attempts_are_all_counted(address: str) -> None:
    """Of twelve concurrent attempts exactly five are checked."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(lambda _: log_in(address, password="not the password").status_code, range(12))
        )
    assert sorted(answers) == [403] * 5 + [429] * 7


def test_at_most_two_passwords_are_checked_at_once(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two passwords are checked at once, as each check takes a core and much memory.

    Other checks wait.
    """
    checking: set[int] = set()
    counts: list[int] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            checking.add(get_ident())
            counts.append(len(checking))
            try:
                return super().verify(hash, password)
            finally:
                checking.remove(get_ident())

    # The hash is as slow as in production, so that checks overlap.
    monkeypatch.setattr(accounts, "_HASHER", Counting())
    slow = PasswordHasher().hash(PASSWORD)
    monkeypatch.setattr(Accounts, "get_hash", lambda *_: slow)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda number: log_in(address, f"name{number}", "not the password"), range(8))
        )
    assert max(counts) == 2


def test_a_client_is_locked_after_twenty_failed_attempts(address: str) -> None:
    """After twenty failed attempts a client cannot log in, whatever names it used."""
    statuses = [
        log_in(address, f"name{number}", "not the password").status_code for number in range(21)
    ]
    assert statuses == [403] * 20 + [429]
    assert log_in(address).status_code == 429


def test_clients_behind_a_trusted_proxy_are_counted_separately(accounts_file: Path) -> None:
    """Clients behind a trusted proxy are counted separately.

    Without a proxy the X-Forwarded-For header is ignored.
    """
    build = partial(build_login, Accounts(accounts_file))
    for proxied, status in ((True, 303), (False, 429)):
        with serve_app(build, proxied=proxied) as address:
            data = {"name": NAME, "password": PASSWORD}
            for number in range(20):
                log_in(address, f"name{number}", "not the password")
            other = http.post(
                f"{address}/login", data=data, headers={"x-forwarded-for": "192.0.2.1"}
            )
            assert other.status_code == status


@pytest.mark.parametrize(
    ("address_", "headers", "language"),
    [
        ("/login?lang=it", {"cookie": "fonti-language=en", "accept-language": "en"}, "it"),
        ("/login?lang=xx", {"cookie": "fonti-language=it", "accept-language": "en"}, "it"),
        ("/login", {"accept-language": "it-IT"}, "it"),
        ("/login", {}, "en"),
    ],
)
def test_the_login_page_is_in_the_visitors_language(
    shared_address: str, address_: str, headers: dict[str, str], language: str
) -> None:
    """The language comes from the link, else from the cookie, else from the browser."""
    assert f'<html lang="{language}">' in http.get(shared_address + address_, headers=headers).text
