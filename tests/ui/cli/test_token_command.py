"""The command that makes, lists and revokes tokens."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fonti.ui.__main__ import main
from fonti.ui.web.security.rights import Rights
from fonti.ui.web.security.tokens import Tokens, read_tokens


def fonti(*arguments: str) -> int:
    """Run the command in this process, and return its exit status."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["fonti", *arguments])
        with pytest.raises(SystemExit) as exit_error:
            main()
    return int(exit_error.value.code or 0)


def test_a_token_is_printed_once_listed_and_revoked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The secret stands alone on the output; the list has what it may do, and not the secret."""
    file = str(tmp_path / "accounts")
    assert fonti("token", "zotero", "--auth", file) == 0
    printed = capfd.readouterr()
    assert re.fullmatch(r"fonti_[\w-]{43}\n", printed.out)
    assert "not shown again" in printed.err
    secret = printed.out.strip()
    assert Tokens(Path(file)).find(secret)[1].rights == Rights(may_add=False)

    options = ["--scope", "write", "--collection", "manuali", "--collection", "leggi"]
    assert fonti("token", "sync", "--auth", file, *options, "--days", "30") == 0
    capfd.readouterr()
    last_day = datetime.now(UTC).date() + timedelta(days=30)
    assert fonti("token", "--list", "--auth", file) == 0
    assert capfd.readouterr().out.splitlines() == [
        "zotero: read, every collection",
        f"sync: write, manuali, leggi, until {last_day}",
    ]

    assert fonti("token", "zotero", "--auth", file, "--revoke") == 0
    assert "zotero is not valid any more" in capfd.readouterr().out
    assert list(read_tokens(Path(file))) == ["sync"]


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        ([], "name a token"),
        (["zotero", "--list"], "name a token"),
        (["--revoke"], "name a token"),
        (["zotero", "--revoke", "--scope", "write"], "name a token"),
        (["zotero", "--revoke"], "no token 'zotero'"),
        (["--list"], "cannot read"),
        (["a b"], "is no name"),
        (["zotero", "--collection", "../x"], "no name of a collection"),
        (["zotero", "--scope", "admin"], "admin"),
        (["zotero", "--days", "0"], "days"),
    ],
)
def test_wrong_options_are_refused(
    tmp_path: Path, arguments: list[str], fact: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """What does not go together, and a value that is not valid, is named; nothing is written."""
    assert fonti("token", *arguments, "--auth", str(tmp_path / "accounts")) != 0
    printed = capfd.readouterr()
    assert fact in printed.err
    assert not printed.out
    assert not list(tmp_path.iterdir())
