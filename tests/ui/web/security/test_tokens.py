"""Tests of the tokens of programs: how they are stored, checked, revoked, and what they allow."""

import hashlib
import logging
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError
from fonti.qa import Assistant
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.tokens import (
    SECRET_PREFIX,
    Token,
    Tokens,
    add_token,
    read_tokens,
    revoke_token,
)
from tests.helpers import http
from tests.helpers.assistants import open_two_collections
from tests.helpers.serving import serve_assistant, use_cheap_hashes

PASSWORD = "una frase lunga"
STATUS = "/api/v1/status?collection=museum"
UPLOAD = "/api/v1/documents?collection=museum&name=a.txt"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of one account."""
    with use_cheap_hashes():
        set_password(tmp_path / "accounts", "anna", PASSWORD)
    return tmp_path / "accounts"


def test_only_the_hash_of_a_secret_is_stored(file: Path) -> None:
    """The secret is random and long, its hash stands in the private file, and the account stays."""
    secret = add_token(file, "zotero", "read")
    assert secret.startswith(SECRET_PREFIX)
    assert len(secret) > 40
    assert secret != add_token(file, "other", "read")
    assert secret not in file.read_text()
    assert hashlib.sha256(secret.encode()).hexdigest() in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Tokens(file).find(secret)[0] == "zotero"
    assert Accounts(file).get_hash("anna")


def test_a_file_may_have_tokens_alone(tmp_path: Path) -> None:
    """The file is made for the first token, and lets programs in, though nobody can log in."""
    secret = add_token(tmp_path / "tokens", "zotero", "read")
    accounts = Accounts(tmp_path / "tokens")
    assert Tokens(tmp_path / "tokens").find(secret)[0] == "zotero"
    assert accounts.get_hash("zotero") is None
    assert accounts.verify_password("zotero", secret) is None


@pytest.mark.parametrize("how", ["none", "altered", "cut", "hash", "other case", "non-ASCII"])
def test_another_secret_is_not_valid(file: Path, how: str) -> None:
    """No other text passes, the stored hash included."""
    secret = add_token(file, "zotero", "read")
    stored = hashlib.sha256(secret.encode()).hexdigest()
    wrong = {
        "none": "",
        "altered": f"{secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}",
        "cut": secret[:-1],
        "hash": stored,
        "other case": secret.swapcase(),
        "non-ASCII": "\u00e9\udc80",
    }[how]
    with pytest.raises(FontiError) as refused:
        Tokens(file).find(wrong)
    assert refused.value.code == "token_invalid"


def test_a_token_is_valid_until_its_last_day_is_over(file: Path) -> None:
    """It is valid on its last day, and expired on the next one."""
    secret = add_token(file, "zotero", "read", days=30)
    today = datetime.now(UTC).date()
    for days, is_valid in ((0, True), (30, True), (31, False)):
        day = today + timedelta(days=days)
        tokens = Tokens(file, today=lambda day=day: day)  # type: ignore[misc]
        if is_valid:
            assert tokens.find(secret)[0] == "zotero"
        else:
            with pytest.raises(FontiError) as refused:
                tokens.find(secret)
            assert refused.value.code == "token_expired"


def test_a_revoked_token_is_not_valid_at_once(file: Path) -> None:
    """The tokens of a running server know of it; a new one of the same name has another secret."""
    secret = add_token(file, "zotero", "read")
    tokens = Tokens(file)
    revoke_token(file, "zotero")
    assert tokens.find(add_token(file, "zotero", "read"))[0] == "zotero"
    with pytest.raises(FontiError, match="token is not valid"):
        tokens.find(secret)


def test_names_are_of_one_account_or_token(file: Path) -> None:
    """A token takes no account's name, nor an account a token's; neither removes the other."""
    add_token(file, "zotero", "read")
    for name in ("anna", "zotero"):
        with pytest.raises(FontiError) as refused:
            add_token(file, name, "read")
        assert refused.value.code == "token_name_taken"
    with pytest.raises(FontiError) as refused:
        set_password(file, "zotero", PASSWORD)
    assert refused.value.code == "name_of_token"
    with pytest.raises(FontiError, match=r"no token 'anna'.*: zotero"):
        revoke_token(file, "anna")
    with pytest.raises(FontiError, match=r"no account 'zotero'.*: anna"):
        remove_account(file, "zotero")


@pytest.mark.parametrize(
    "value",
    [
        "token:",
        "token:abc:read::",
        f"token:{'0' * 64}:admin::",
        f"token:{'0' * 64}:read:2027-02-30:",
        f"token:{'0' * 64}:read::a b",
        f"token:{'0' * 64}:read::a:b",
    ],
)
def test_a_damaged_line_lets_nobody_in(file: Path, value: str) -> None:
    """The refusal names the line alone."""
    file.write_text(f"{file.read_text()}zotero:{value}\n")
    with pytest.raises(FontiError, match="line 2 of") as refused:
        Tokens(file)
    assert value not in str(refused.value)


@given(
    scope=st.sampled_from(["read", "write"]),
    collections=st.lists(st.from_regex("[A-Za-z0-9_-]{1,9}", fullmatch=True), max_size=3),
    last_day=st.none() | st.dates(min_value=date(1000, 1, 1)),
)
def test_a_token_is_read_as_it_was_written(
    scope: str, collections: list[str], last_day: date | None
) -> None:
    """What stands in the file is the token."""
    token = Token("0" * 64, scope, tuple(collections), last_day)  # type: ignore[arg-type]
    assert Token.parse(token.format()) == token


def test_tokens_made_at_once_are_all_stored(file: Path) -> None:
    """No change overwrites another."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: add_token(file, f"t{number}", "read"), range(16)))
    assert set(read_tokens(file)) == {f"t{number}" for number in range(16)}
    assert Accounts(file).get_hash("anna")


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    """Return the assistants of two collections."""
    folder = tmp_path_factory.mktemp("collections")
    return open_two_collections(folder, "museum", "library")


@pytest.fixture(scope="module")
def served_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of one account that the server uses."""
    file = tmp_path_factory.mktemp("served") / "accounts"
    with use_cheap_hashes():
        set_password(file, "anna", PASSWORD)
    return file


@pytest.fixture(scope="module")
def address(assistants: dict[str, Assistant], served_file: Path) -> Iterator[str]:
    """Serve both collections, and yield the address."""
    with (
        use_cheap_hashes(),
        serve_assistant(assistants, accounts=Accounts(served_file)) as served,
    ):
        yield served


def send(secret: str) -> dict[str, str]:
    """Return the headers with a token."""
    return {"authorization": f"Bearer {secret}"}


def test_a_scope_and_collections_limit_a_token(address: str, served_file: Path) -> None:
    """A token for reading adds nothing; one of a collection does not see the others."""
    reader = add_token(served_file, "reader", "read")
    writer = add_token(served_file, "writer", "write", collections=["museum"])
    with http.open_client(base_url=address, headers=send(reader)) as client:
        assert client.get(STATUS).json()["can_add"] is False
        names = [item["name"] for item in client.get("/api/v1/collections").json()]
        assert names == ["museum", "library"]
        for method, path in (
            ("PUT", UPLOAD),
            ("DELETE", "/api/v1/documents?collection=museum&source=museum.txt"),
            ("POST", "/api/v1/documents/restore?collection=museum&source=museum.txt"),
            ("GET", "/api/v1/events?collection=museum"),
        ):
            refused = client.request(method, path)
            assert (refused.status_code, refused.json()["code"]) == (403, "write_not_allowed")

    with http.open_client(base_url=address, headers=send(writer)) as client:
        assert client.put(UPLOAD, content=b"").json()["code"] == "upload_empty"
        assert client.get("/api/v1/collections").json() == [{"name": "museum", "can_add": True}]
        hidden = client.get("/api/v1/status?collection=library")
        assert (hidden.status_code, hidden.json()["code"]) == (404, "collection_not_found")
        # The only collection that it may read needs no name.
        assert client.get("/api/v1/status").json()["collection"] == "museum"
        models = client.get("/v1/models").json()["data"]
        assert [model["id"] for model in models] == ["fonti-museum"]


def test_a_token_opens_no_page(address: str, served_file: Path) -> None:
    """Pages, their events and the conversations of accounts need a session."""
    secret = add_token(served_file, "pages", "write")
    with http.open_client(base_url=address, headers=send(secret)) as client:
        assert client.get("/c/museum/en/").status_code == 303
        for method, path in (
            ("GET", "/c/museum/conversations"),
            ("GET", "/c/museum/original?doc=museum.txt"),
            ("POST", "/c/museum/en/gradio_api/run/predict"),
        ):
            refused = client.request(method, path)
            assert (refused.status_code, refused.json()["code"]) == (401, "login_required")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "login_required"),
        ("Basic YW5uYTphbm5h", "login_required"),
        ("Bearer", "token_invalid"),
        ("Bearer fonti_none", "token_invalid"),
        ("bearer fonti_none", "token_invalid"),
        ("Bearer a b", "token_invalid"),
    ],
)
def test_a_request_without_a_valid_token_is_refused(
    address: str, header: str | None, code: str
) -> None:
    """The refusal has a code and says what to send (RFC 6750)."""
    headers = {} if header is None else {"authorization": header}
    for path in (STATUS, "/v1/models"):
        refused = http.get(f"{address}{path}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, code)
        assert refused.headers["www-authenticate"] == "Bearer"
    assert http.get(f"{address}/api/v1/health", headers=headers).is_success


def test_an_expired_or_revoked_token_is_refused(address: str, served_file: Path) -> None:
    """Both end at once, while the server runs."""
    secret = add_token(served_file, "brief", "read", days=1)
    with http.open_client(base_url=address, headers=send(secret)) as client:
        assert client.get(STATUS).is_success
        tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
        served_file.write_text(served_file.read_text().replace(tomorrow, "2020-01-31"))
        expired = client.get(STATUS)
        assert (expired.status_code, expired.json()["code"]) == (401, "token_expired")
        assert expired.json()["params"] == {"last_day": "2020-01-31"}
        revoke_token(served_file, "brief")
        assert client.get(STATUS).json()["code"] == "token_invalid"


def test_a_token_counts_and_not_the_cookie_beside_it(address: str, served_file: Path) -> None:
    """A token that is not valid is refused also in a session, and one for reading stays so."""
    secret = add_token(served_file, "beside", "read")
    with http.open_session(address, "anna", PASSWORD) as anna:
        assert anna.get(STATUS).json()["can_add"] is True
        assert anna.get(STATUS, headers=send(secret)).json()["can_add"] is False
        assert anna.get(STATUS, headers=send("fonti_none")).status_code == 401


def test_two_tokens_are_refused(address: str, served_file: Path) -> None:
    """A proxy before the server may look at another one than the server does."""
    good = send(add_token(served_file, "twice", "read"))["authorization"]
    for values in ((good, "Bearer fonti_none"), ("Bearer fonti_none", good), (good, good)):
        headers = [("authorization", value) for value in values]
        refused = http.get(f"{address}{STATUS}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (400, "authorization_repeated")


def test_only_a_cookie_is_protected_from_other_sites(address: str, served_file: Path) -> None:
    """A browser sends a cookie by itself for any site, so its origin is checked; a token, never."""
    secret = add_token(served_file, "elsewhere", "write")
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    with http.open_session(address, "anna", PASSWORD) as anna:
        refused = anna.put(UPLOAD, content=b"", headers=evil)
        assert (refused.status_code, refused.json()["code"]) == (403, "other_site_refused")
        assert anna.get(STATUS, headers={**evil, "authorization": "Basic x"}).status_code == 403
    allowed = http.put(f"{address}{UPLOAD}", content=b"", headers={**evil, **send(secret)})
    assert allowed.json()["code"] == "upload_empty"
    # The cookie gives a request with a wrong token nothing, and pages take no token.
    with http.open_session(address, "anna", PASSWORD) as anna:
        assert anna.get(STATUS, headers={**evil, **send("fonti_none")}).status_code == 401
        page = "/c/museum/conversations"
        assert anna.get(page, headers={**evil, **send(secret)}).status_code == 403
    assert "access-control-allow-origin" not in allowed.headers


def test_without_accounts_a_token_changes_nothing(assistants: dict[str, Assistant]) -> None:
    """Clients that must send a key may send any; other sites are refused all the same."""
    with serve_assistant(assistants) as address:
        assert http.get(f"{address}{STATUS}", headers=send("any")).json()["can_add"] is True
        evil = {"origin": "https://evil.example", **send("any")}
        assert http.get(f"{address}{STATUS}", headers=evil).status_code == 403


def test_read_only_holds_for_tokens(assistants: dict[str, Assistant], served_file: Path) -> None:
    """A server that is read-only has no route that changes anything, whatever the scope."""
    secret = add_token(served_file, "nowriter", "write")
    with (
        serve_assistant(assistants, accounts=Accounts(served_file), read_only=True) as address,
        http.open_client(base_url=address, headers=send(secret)) as client,
    ):
        assert client.put(UPLOAD, content=b"text").status_code == 405
        assert client.get(STATUS).json()["can_add"] is False


def test_secrets_are_not_logged(
    address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither what is sent as a token nor as a key of chat completions is logged or answered."""
    caplog.set_level(logging.DEBUG)
    for path in (STATUS, "/v1/models", "/api/v1/none", "/c/museum/en/"):
        reply: httpx.Response = http.get(f"{address}{path}", headers=send("fonti_segreto"))
        assert "segreto" not in reply.text
    output = capfd.readouterr()
    server_log = "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("http")
    )
    assert "segreto" not in server_log + output.out + output.err
