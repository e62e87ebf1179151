"""The commands that serve: what they need before others can ask, and the accounts they change."""

import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fonti.ui.web.security.accounts import Accounts, set_password
from fonti.ui.web.security.rights import Rights
from tests.helpers.main_command import run_main
from tests.helpers.serving import get_redirect_target, start_server, use_cheap_hashes

PASSWORD = "una frase lunga"


@pytest.fixture
def accounts_file(tmp_path: Path) -> Path:
    """Write a file of one account."""
    with use_cheap_hashes():
        set_password(tmp_path / "accounts", "anna", PASSWORD)
    return tmp_path / "accounts"


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],
        ["--host", "::"],
        ["--host", "192.168.1.5"],
        ["--host", "fe80::1"],
        ["--name", "fonti.example"],
        ["--host", "::1", "--name", "fonti.example"],
    ],
)
def test_others_cannot_ask_without_accounts(
    options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """An address that others reach, or a proxy, needs accounts; the error says how to make them."""
    assert run_main("serve", *options) == 1
    printed = capfd.readouterr()
    assert re.fullmatch(
        r"fonti: others could ask without a password; run: fonti user NAME --auth FILE.*\n",
        printed.err,
    )
    assert not printed.out


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (["--host", "example.org"], "no address"),
        (["--name", "https://x"], "no host name"),
        (["--auth", "none"], "cannot read none"),
    ],
)
def test_wrong_options_are_refused_in_one_line(
    options: list[str], fact: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """An address, a name or a file that is not valid is refused before an index is opened."""
    assert run_main("serve", *options) == 1
    assert re.fullmatch(rf"fonti: .*{fact}.*\n", capfd.readouterr().err)


@pytest.mark.model
def test_others_ask_after_they_log_in(accounts_file: Path, demo_data: Path) -> None:
    """The chat is served at every address of this machine, with a warning that there is no TLS."""
    options = ("--host", "0.0.0.0", "--auth", str(accounts_file))
    log = accounts_file.with_name("serve.txt")
    with (
        start_server(demo_data, log, *options) as address,
        httpx.Client(base_url=address) as client,
    ):
        assert get_redirect_target(client.get("/en/")) == "/login?lang=en"
        login = client.post("/login", data={"name": "anna", "password": PASSWORD})
        assert login.status_code == 303
        assert client.get("/en/").is_success
        assert client.get("/en/", headers={"host": "evil.example"}).status_code == 400
        printed = log.read_text()

    assert "there is no TLS here" in printed
    assert f"Fonti: http://{socket.gethostname()}:" in printed


def test_accounts_are_added_changed_and_removed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A password is read from a pipe, and what was done is printed."""
    file = tmp_path / "accounts"
    user = ("user", "anna", "--auth", str(file))
    assert run_main(*user, typed=f"{PASSWORD}\n") == 0
    assert Accounts(file).verify_password("anna", PASSWORD)

    assert run_main(*user, typed="un'altra frase\r\n") == 0
    assert Accounts(file).verify_password("anna", "un'altra frase")

    assert run_main(*user, "--remove") == 0
    assert file.read_text() == ""
    assert run_main(*user, "--remove") == 1

    printed = capfd.readouterr()
    done, left = printed.out.rsplit("\n", 2)[:2]
    assert done == "anna can log in\nanna has a new password\nanna can no longer log in"
    # SHA-256 of "anna".
    assert "remove conversations/55579b557896d0ce1764c47fed644f9b in" in left
    assert "no account 'anna'" in printed.err


@pytest.mark.parametrize(
    ("name", "typed", "fact"),
    [("anna", "short\n", "5 characters"), ("anna", "", "0 char"), ("a:b", PASSWORD, "no name")],
)
def test_an_account_that_is_not_valid_is_refused(
    name: str, typed: str, fact: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No file is made for a name or a password that is not valid."""
    assert run_main("user", name, "--auth", str(tmp_path / "accounts"), typed=typed) == 1
    assert fact in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_terminal_asks_for_the_password_twice_and_does_not_show_it(tmp_path: Path) -> None:
    """The password is asked for until both are the same."""
    file = tmp_path / "accounts"
    program = "from fonti.ui.__main__ import main; main()"
    command = [sys.executable, "-P", "-c", program, "user", "anna", "--auth", str(file)]
    here, there = pty.openpty()
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there) as process:
        shown = b""
        for typed in (PASSWORD, "mistyped", PASSWORD, PASSWORD):
            while not shown.endswith(b": "):
                shown += os.read(here, 1024)
            os.write(here, f"{typed}\n".encode())
            shown += os.read(here, 1)
        while b"anna can log in" not in shown:
            shown += os.read(here, 1024)
        assert process.wait() == 0
    os.close(here)
    os.close(there)

    assert PASSWORD.encode() not in shown
    assert Accounts(file).verify_password("anna", PASSWORD)


def test_the_rights_of_an_account_are_set_without_its_password(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A new account gets its rights with its password; later they change alone, and stay."""
    file = tmp_path / "accounts"
    user = ("user", "anna", "--auth", str(file))
    rights = ("--read", "manuals", "--add", "contracts", "--read", "old_2")
    assert run_main(*user, *rights, typed=f"{PASSWORD}\n") == 0
    assert file.read_text().endswith(":manuals=read,old_2=read,contracts=add\n")

    assert run_main(*user, "--read", "manuals") == 0
    assert run_main(*user, typed="un'altra frase\n") == 0
    accounts = Accounts(file)
    assert accounts.get_rights("anna") == Rights.of(read=["manuals"], add=[])
    assert accounts.verify_password("anna", "un'altra frase")

    assert run_main(*user, "--all-collections") == 0
    assert accounts.get_rights("anna") == Rights()
    printed = capfd.readouterr().out
    assert "anna may use: manuals=read,old_2=read,contracts=add\n" in printed
    assert printed.endswith("anna may use: every collection\n")

    before = file.read_bytes()
    assert run_main(*user, "--add", "a b") == 1
    assert run_main(*user, "--remove", "--read", "manuals") == 1
    assert file.read_bytes() == before
