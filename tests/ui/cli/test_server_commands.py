"""The commands that serve: what they demand before others can ask, and the accounts they keep."""

import io
import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fonti.ui.__main__ import main
from fonti.ui.web.security.accounts import Accounts, set_password
from tests.helpers.serving import cheap_hashes, serving

PASSWORD = "una frase lunga"


def fonti(*words: str, typed: str = "") -> int:
    """Run the command in this process; its exit status."""
    with pytest.MonkeyPatch.context() as patch, cheap_hashes():
        patch.setattr(sys, "argv", ["fonti", *words])
        patch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as left:
            main()
    return int(left.value.code or 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of one account."""
    with cheap_hashes():
        set_password(tmp_path / "accounts", "anna", PASSWORD)
    return tmp_path / "accounts"


@pytest.mark.parametrize(
    "options",
    [
        *(
            ["--host", "0.0.0.0"],
            ["--host", "::"],
            ["--host", "192.168.1.5"],
            ["--host", "fe80::1"],
        ),
        *(["--name", "fonti.example"], ["--host", "::1", "--name", "fonti.example"]),
    ],
)
def test_others_cannot_ask_without_accounts(
    options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither at an address of theirs nor through a proxy; the command that makes accounts is told."""
    assert fonti("serve", *options) == 1
    told = capfd.readouterr()
    assert re.fullmatch(
        r"fonti: others could ask without a password; run: fonti user NAME --auth FILE.*\n",
        told.err,
    )
    assert not told.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "example.org"], "no address"),
        (["--name", "https://x"], "no host name"),
        (["--auth", "none"], "cannot read none"),
    ],
)
def test_what_cannot_be_served_is_told(
    options: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """In one line, before anything is read."""
    assert fonti("serve", *options) == 1
    assert re.fullmatch(rf"fonti: .*{told}.*\n", capfd.readouterr().err)


@pytest.mark.model
def test_others_ask_once_they_log_in(file: Path) -> None:
    """At every address of this machine; that there is no TLS is said."""
    with (
        serving(file.parent, "--host", "0.0.0.0", "--auth", str(file)) as address,
        httpx.Client(base_url=address) as ask,
    ):
        assert ask.get("/en/").headers["location"] == "/login?lang=en"
        assert ask.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303
        assert ask.get("/en/").is_success
        assert ask.get("/en/", headers={"host": "evil.example"}).status_code == 400
        told = (file.parent / "serve.txt").read_text()
    assert "there is no TLS here" in told
    assert f"Fonti: http://{socket.gethostname()}:" in told


def test_accounts_are_added_changed_and_removed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The password comes from the standard input where that is no terminal; what was done is said."""
    file = tmp_path / "accounts"
    user = ("user", "anna", "--auth", str(file))
    assert fonti(*user, typed=f"{PASSWORD}\n") == 0
    assert Accounts(file).check("anna", PASSWORD)
    assert fonti(*user, typed="un'altra frase\r\n") == 0
    assert Accounts(file).check("anna", "un'altra frase")
    assert fonti(*user, "--remove") == 0
    assert file.read_text() == ""
    assert fonti(*user, "--remove") == 1
    told = capfd.readouterr()
    assert told.out == "anna can log in\nanna has a new password\nanna can no longer log in\n"
    assert "no account 'anna'" in told.err


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [("anna", "short\n", "5 characters"), ("anna", "", "0 char"), ("a:b", PASSWORD, "no name")],
)
def test_what_makes_no_account_is_told(
    name: str, typed: str, told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And no file is made."""
    assert fonti("user", name, "--auth", str(tmp_path / "accounts"), typed=typed) == 1
    assert told in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_at_a_terminal_the_password_is_asked_twice_and_not_shown(tmp_path: Path) -> None:
    """Until both are the same."""
    file, (here, there) = tmp_path / "accounts", pty.openpty()
    command = [
        sys.executable,
        "-P",
        "-c",
        "from fonti.ui.__main__ import main; main()",
        "user",
        "anna",
        "--auth",
        str(file),
    ]
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
    assert Accounts(file).check("anna", PASSWORD)
