"""The login over HTTP: what is shut without it, what opens it, and what keeps guessers out."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import get_ident
from typing import Literal

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa import Assistant
from fonti.ui.web.security import accounts
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.serving import fetch_status_line, serve_assistant, use_cheap_hashes

NAME = "anna"
PASSWORD = "una frase lunga"


@pytest.fixture(scope="module", autouse=True)
def _cheap() -> Iterator[None]:
    with use_cheap_hashes():
        yield


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant of one document."""
    folder = tmp_path_factory.mktemp("served")
    corpus = write_corpus(folder / "corpus", {"museum.txt": ENGLISH})
    return Assistant.open(corpus, index=folder / "index", model=FakeEncoder())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of accounts that stays as it is."""
    file = tmp_path_factory.mktemp("auth") / "accounts"
    set_password(file, NAME, PASSWORD)
    set_password(file, "niccolò", PASSWORD)
    return file


@pytest.fixture(scope="module")
def shared(assistant: Assistant, written: Path) -> Iterator[str]:
    """Return the address of a chat where nobody fails to log in often."""
    with serve_assistant(assistant, accounts=Accounts(written)) as served:
        yield served


@pytest.fixture
def address(assistant: Assistant, written: Path) -> Iterator[str]:
    """Return the address of a chat that has seen nobody yet."""
    with serve_assistant(assistant, accounts=Accounts(written)) as served:
        yield served


def log_in(address: str, name: str = NAME, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Return what is answered to a name and a password."""
    return httpx.post(f"{address}/login", data={"name": name, "password": password, **more})


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "/login"),
        ("/it", "/login?lang=it"),
        ("/en/", "/login?lang=en"),
        ("/it/?doc=a%2Fb.txt&start=1", "/login?lang=it&query=doc%3Da%252Fb.txt%26start%3D1"),
    ],
)
def test_a_page_leads_to_the_login_and_back(shared: str, path: str, to: str) -> None:
    """To the page that was asked for, with what its address asked."""
    with httpx.Client(base_url=shared, headers={"accept-language": "it"}) as client:
        away = client.get(path)
        assert (away.status_code, away.headers["location"]) == (303, to)
        fields = dict(
            re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', client.get(to).text)
        )
        fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
        back = client.post("/login", data={"name": NAME, "password": PASSWORD, **fields})
        assert back.status_code == 303
        asked = path if path.startswith("/it/") or path == "/en/" else "/it/"
        assert back.headers["location"] == asked
        assert client.get(back.headers["location"]).is_success


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", "/it/assets/x.js"),
            ("GET", "/it/theme.css"),
            ("GET", "/it/gradio_api/queue/data"),
        ),
        *(("GET", "/it/gradio_api/heartbeat/x"), ("POST", "/it/gradio_api/queue/join")),
        *(
            ("POST", "/it/gradio_api/run/predict"),
            ("POST", "/en/gradio_api/cancel"),
            ("GET", "/en/gradio_api/app_id"),
        ),
        ("POST", "/ask"),
    ],
)
def test_all_else_is_shut(shared: str, method: str, path: str) -> None:
    """Without a session, with an empty one, and with one that was never given."""
    for token in ("", "fonti-session=", "fonti-session=" + "a" * 43):
        assert httpx.request(method, shared + path, headers={"cookie": token}).status_code == 401
    encoded = path.replace("/it", "/%69t")
    assert " 401 " in fetch_status_line(
        shared, f"{method} {encoded} HTTP/1.0\nHost: localhost\nContent-Length: 0\n\n"
    )


def test_what_tells_nothing_stays_open(shared: str) -> None:
    """Whether the server lives, and its icon."""
    assert httpx.get(f"{shared}/healthz").text == "ok"
    assert httpx.get(f"{shared}/favicon.ico").is_success


def test_without_accounts_there_is_no_login(assistant: Assistant) -> None:
    """Nothing to log in to."""
    with serve_assistant(assistant) as address:
        assert httpx.get(f"{address}/en/").is_success
        assert httpx.get(f"{address}/login").status_code == 404
        assert httpx.post(f"{address}/logout").status_code == 404


@pytest.mark.parametrize("name", ["anna", " anna ", "niccolò", "niccolo\u0300"])
def test_a_name_and_its_password_open(shared: str, name: str) -> None:
    """However the keyboard composed it."""
    assert log_in(shared, name).status_code == 303


def test_the_cookie_is_for_this_server_alone(assistant: Assistant, written: Path) -> None:
    """No script reads it, no other site sends it; over TLS, which a proxy tells of, it goes nowhere else."""
    with serve_assistant(assistant, accounts=Accounts(written)) as address:
        token, attributes = log_in(address).headers["set-cookie"].split("; ", 1)
        assert re.fullmatch(r"fonti-session=[\w-]{43}", token)
        assert attributes == "HttpOnly; Max-Age=604800; Path=/; SameSite=lax"
        data = {"name": NAME, "password": PASSWORD}
        secure = {"x-forwarded-proto": "https"}
        assert (
            "Secure"
            not in httpx.post(f"{address}/login", data=data, headers=secure).headers["set-cookie"]
        )
    with serve_assistant(assistant, accounts=Accounts(written), proxied=True) as address:
        assert (
            "Secure"
            in httpx.post(f"{address}/login", data=data, headers=secure).headers["set-cookie"]
        )


def test_leaving_ends_the_session(shared: str) -> None:
    """Its cookie goes, and would not open any more; leaving again does no harm."""
    token = {"cookie": f"fonti-session={log_in(shared).cookies['fonti-session']}"}
    assert "Sei dentro come anna." in httpx.get(f"{shared}/login?lang=it", headers=token).text
    left = httpx.post(f"{shared}/logout", headers=token)
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert httpx.get(f"{shared}/en/", headers=token).status_code == 303
    assert httpx.post(f"{shared}/logout").status_code == 303
    assert httpx.get(f"{shared}/logout").status_code == 405


def test_logging_in_again_ends_the_session_before(shared: str) -> None:
    """A browser has one."""
    before = {"cookie": f"fonti-session={log_in(shared).cookies['fonti-session']}"}
    httpx.post(f"{shared}/login", data={"name": NAME, "password": PASSWORD}, headers=before)
    assert httpx.get(f"{shared}/en/", headers=before).status_code == 303


def test_who_is_taken_out_is_out_at_once(assistant: Assistant, tmp_path: Path) -> None:
    """The others stay in."""
    file = tmp_path / "accounts"
    set_password(file, "anna", PASSWORD)
    set_password(file, "bruno", PASSWORD)
    with serve_assistant(assistant, accounts=Accounts(file)) as address:
        tokens = {
            name: log_in(address, name).cookies["fonti-session"] for name in ("anna", "bruno")
        }
        remove_account(file, "anna")
        cookies = {name: {"cookie": f"fonti-session={token}"} for name, token in tokens.items()}
        assert httpx.get(f"{address}/en/", headers=cookies["anna"]).status_code == 303
        assert httpx.get(f"{address}/en/", headers=cookies["bruno"]).is_success
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
def test_the_login_leads_to_no_other_site(shared: str, query: str) -> None:
    """Whatever it is told to come back to stays in the query of our page, or is dropped."""
    answer = log_in(shared, lang="it", query=query)
    assert answer.headers["location"].startswith("/it/")
    assert httpx.URL(shared).join(answer.headers["location"]).host == httpx.URL(shared).host
    assert answer.headers.get_list("set-cookie") == [answer.headers["set-cookie"]]


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.text(max_size=30) for name in ("lang", "query", "name", "next")}
    )
)
def test_what_is_typed_never_becomes_part_of_the_page(shared: str, typed: dict[str, str]) -> None:
    """The page is the same, but for attributes that hold text."""
    fields = {
        name: value.encode("utf-8", "replace").decode() + "\"'><script>"
        for name, value in typed.items()
    }
    page = httpx.get(f"{shared}/login", params=fields)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert page.text.count("<input") == 4


@pytest.mark.parametrize(
    "body", [b"", b"name", b"\xff=\xff", b"%ff=%00", b"name=a&name=b", b"&" * 8000, b"{}"]
)
def test_what_is_no_form_lets_nobody_in(address: str, body: bytes) -> None:
    """It is a failure like any other, and no fault of the server."""
    assert httpx.post(f"{address}/login", content=body).status_code == 403
    assert httpx.post(f"{address}/login", content=bytes(10_000)).status_code == 413


def test_failing_does_not_tell_whether_the_name_exists(address: str) -> None:
    """The same page for a wrong password and an unknown name."""
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
def test_a_name_can_be_tried_five_times(address: str, name: str, variant: str) -> None:
    """Then not even the right password helps, for a while that is told; other names go on."""
    for _ in range(4):
        assert log_in(address, name, "not the password").status_code == 403
    assert log_in(address, variant, "not the password").status_code == 403
    refused = log_in(address, name, lang="it")
    assert refused.status_code == 429
    assert 290 <= int(refused.headers["retry-after"]) <= 300
    assert f"Riprova tra {refused.headers['retry-after']} secondi." in refused.text
    assert log_in(address, "niccolò" if name == NAME else NAME).status_code == 303


def test_success_counts_attempts_anew(address: str) -> None:
    """Who mistypes now and then is not kept out."""
    for _ in range(2):
        for _ in range(4):
            assert log_in(address, password="not the password").status_code == 403
        assert log_in(address).status_code == 303


def test_attempts_at_the_same_moment_are_counted_one_by_one(address: str) -> None:
    """None slips in between."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(lambda _: log_in(address, password="not the password").status_code, range(12))
        )
    assert sorted(answers) == [403] * 5 + [429] * 7


def test_two_passwords_are_checked_at_once(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes a core and much memory: the others wait."""
    checking: set[int] = set()
    most = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            checking.add(get_ident())
            most.append(len(checking))
            try:
                return super().verify(hash, password)
            finally:
                checking.remove(get_ident())

    # As slow as it is.
    monkeypatch.setattr(accounts, "_HASHER", Counting())
    slow = PasswordHasher().hash(PASSWORD)
    monkeypatch.setattr(Accounts, "get_hash", lambda *_: slow)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda number: log_in(address, f"name{number}", "not the password"), range(8))
        )
    assert max(most) == 2


def test_an_address_can_fail_twenty_times(address: str) -> None:
    """Whatever names it tries."""
    tried = [
        log_in(address, f"name{number}", "not the password").status_code for number in range(21)
    ]
    assert tried == [403] * 20 + [429]
    assert log_in(address).status_code == 429


def test_behind_a_proxy_each_client_is_counted_apart(assistant: Assistant, written: Path) -> None:
    """And only behind one: otherwise the address that a client gives itself counts for nothing."""
    for proxied, status in ((True, 303), (False, 429)):
        with serve_assistant(assistant, accounts=Accounts(written), proxied=proxied) as address:
            data = {"name": NAME, "password": PASSWORD}
            for number in range(20):
                log_in(address, f"name{number}", "not the password")
            other = httpx.post(
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
def test_the_page_speaks_the_visitors_language(
    shared: str, address_: str, headers: dict[str, str], language: str
) -> None:
    """That of the link, of the page seen last, of the browser."""
    assert f'<html lang="{language}">' in httpx.get(shared + address_, headers=headers).text
