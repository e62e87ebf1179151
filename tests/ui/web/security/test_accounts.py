"""The file of accounts: written whole, read again when it changes, refused where it is not safe."""

import stat
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError
from fonti.ui.web.security import accounts
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from tests.helpers.serving import use_cheap_hashes

LONG = "una frase lunga"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of two accounts."""
    file = tmp_path / "accounts"
    set_password(file, "anna", LONG)
    set_password(file, "bruno", "another sentence")
    return file


def test_a_password_lets_in_its_own_name_alone(file: Path) -> None:
    """What answers is the hash in the file, which does not hold the password."""
    known = Accounts(file)
    assert known.check("anna", LONG) == known.get_hash("anna")
    assert known.check("anna", "another sentence") is None
    assert known.check("Anna", LONG) is None
    assert known.check("carla", LONG) is None
    assert known.check("", "") is None
    assert LONG not in file.read_text()


def test_an_unknown_name_takes_the_same_work(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash is computed, of the same cost."""
    costs = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            costs.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "_HASHER", Counting())
    known = Accounts(file)
    for name in ("anna", "carla"):
        known.check(name, "not the password")
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_the_file_is_the_users_alone_and_keeps_what_people_wrote(file: Path) -> None:
    """Comments, blank lines and the other accounts stay; nothing else is left in the folder."""
    file.write_text(f"# chi può entrare\n\n{file.read_text()}")
    bruno = Accounts(file).get_hash("bruno")
    assert not set_password(file, "anna", "yet another one")
    assert set_password(file, "carla", LONG)
    remove_account(file, "anna")
    assert file.read_text().startswith("# chi può entrare\n\nbruno:")
    assert Accounts(file).get_hash("bruno") == bruno
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["accounts"]


def test_a_link_to_the_file_stays_one(file: Path) -> None:
    """What it leads to is written."""
    link = file.with_name("link")
    link.symlink_to(file)
    set_password(link, "carla", LONG)
    assert link.is_symlink()
    assert Accounts(file).get_hash("carla")


def test_changes_count_at_once(file: Path) -> None:
    """A new password, an account less, one more."""
    known = Accounts(file)
    before = known.get_hash("anna")
    set_password(file, "anna", "una frase diversa")
    assert known.get_hash("anna") not in {None, before}
    assert known.check("anna", LONG) is None
    assert known.check("anna", "una frase diversa")
    remove_account(file, "bruno")
    assert known.get_hash("bruno") is None
    set_password(file, "carla", LONG)
    assert known.check("carla", LONG)


@pytest.mark.parametrize("how", ["damaged", "gone", "open to others"])
def test_a_file_that_cannot_be_trusted_any_more_lets_nobody_in(
    file: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told why, once, until the file is as it should be."""
    known = Accounts(file)
    good = file.read_text()
    if how == "damaged":
        file.write_text(f"{good}nonsense\n")
    elif how == "gone":
        file.unlink()
    else:
        file.chmod(0o666)
    assert [known.get_hash("anna"), known.get_hash("anna"), known.check("anna", LONG)] == [None] * 3
    assert len(caplog.records) == 1
    assert caplog.text.count("nobody is logged in") == 1
    file.write_text(good)
    file.chmod(0o600)
    assert known.check("anna", LONG)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("anna", "line 4 of .* is no account"),
        ("carla:password", "line 4 of .* is no account"),
        ("carla:$argon2id$v=19$m=1$x", "line 4 of .* is no account"),
        ("carla:$2b$12$abcdefghijklmnopqrstuv", "line 4 of .* is no account"),
        (":$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "line 4 of .* is no account"),
        ("<b>:$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "line 4 of .* is no account"),
        (
            "anna:$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
            "line 4 of .* is a second account 'anna'",
        ),
    ],
)
def test_a_line_that_is_no_account_is_told_by_its_number(
    file: Path, line: str, message: str
) -> None:
    """Nothing of it is shown, as it may be a password; and nothing is written over it."""
    file.write_text(f"# two\n{file.read_text()}{line}\n")
    before = file.read_bytes()
    with pytest.raises(FontiError, match=message) as refused:
        Accounts(file)
    assert "password;" not in str(refused.value)
    for change in (lambda: set_password(file, "dora", LONG), lambda: remove_account(file, "bruno")):
        with pytest.raises(FontiError, match=message):
            change()
    assert file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_refused(file: Path, mode: int) -> None:
    """With the command that mends it; to read and to write."""
    file.chmod(mode)
    with pytest.raises(FontiError, match=r"others can write .*chmod go-w"):
        Accounts(file)
    with pytest.raises(FontiError, match="others can write"):
        set_password(file, "dora", LONG)


def test_no_file_no_account_and_no_text_are_told(file: Path, tmp_path: Path) -> None:
    """Each with what to do."""
    with pytest.raises(FontiError, match=r"cannot read .*fonti user NAME --auth"):
        Accounts(tmp_path / "none")
    with pytest.raises(FontiError, match="cannot read"):
        Accounts(tmp_path)
    with pytest.raises(FontiError, match="cannot write"):
        set_password(tmp_path / "none" / "accounts", "anna", LONG)
    with pytest.raises(FontiError, match=r"no account 'carla' in .*; its names: anna, bruno"):
        remove_account(file, "carla")
    file.write_text("# nobody\n")
    with pytest.raises(FontiError, match="holds no account"):
        Accounts(file)
    file.write_bytes(b"\xff\n")
    with pytest.raises(FontiError, match="not UTF-8"):
        Accounts(file)


@pytest.mark.parametrize(
    "name", ["", "a b", "a:b", "#anna", "_x", "a\nb", "<b>", "a" * 65, "../x", "a\u202eb"]
)
def test_a_name_that_would_not_be_read_again_is_not_written(tmp_path: Path, name: str) -> None:
    """No file is made for it."""
    with pytest.raises(FontiError, match="is no name"):
        set_password(tmp_path / "accounts", name, LONG)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("password", ["", "123456789", "a" * 1001])
def test_passwords_have_a_length(tmp_path: Path, password: str) -> None:
    """The message says which, and not the password."""
    with pytest.raises(FontiError, match=rf"has {len(password)} characters; write 10 to 1000$"):
        set_password(tmp_path / "accounts", "anna", password)


@given(st.from_regex(r"[^\W_][\w.@+-]{0,30}", fullmatch=True), st.text(min_size=10, max_size=40))
def test_any_name_and_password_that_are_written_let_in(
    tmp_path_factory: pytest.TempPathFactory, name: str, password: str
) -> None:
    """In whatever letters, composed or not; with a cheap hash."""
    with use_cheap_hashes():
        file = tmp_path_factory.mktemp("any") / "accounts"
        set_password(file, name, password)
        known = Accounts(file)
        assert known.check(accounts.normalize(name), password)
        assert not known.check(accounts.normalize(name), password + "x")
