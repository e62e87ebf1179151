"""Tests of the accounts file: how it is written, read again and refused if it is unsafe."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import FontiError
from fonti.ui.web.security import accounts, auth_file
from fonti.ui.web.security.accounts import Accounts, remove_account, set_password
from fonti.ui.web.security.auth_entries import is_name, normalize
from fonti.ui.web.security.auth_file import AuthFile
from tests.helpers.serving import use_cheap_hashes

LONG = "una frase lunga"


def write_accounts(folder: Path) -> Path:
    """Write a file of two accounts."""
    file = folder / "accounts"
    set_password(file, "anna", LONG)
    set_password(file, "bruno", "another sentence")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Write a file of two accounts; passwords are hashed quickly."""
    with use_cheap_hashes():
        yield write_accounts(tmp_path)


def test_a_password_is_valid_only_for_its_name(tmp_path: Path) -> None:
    """A password is valid only for its name, and costs what RFC 9106 recommends.

    The check returns the hash of the file, which does not contain the password.
    """
    file = write_accounts(tmp_path)
    known = Accounts(file)
    assert (known.get_hash("anna") or "").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert known.verify_password("anna", LONG) == known.get_hash("anna")
    assert known.verify_password("anna", "another sentence") is None
    assert known.verify_password("Anna", LONG) is None
    assert known.verify_password("carla", LONG) is None
    assert known.verify_password("", "") is None
    assert LONG not in file.read_text()


def test_an_unknown_name_costs_as_much_as_a_known_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For an unknown name one hash of the same cost is verified."""
    costs = []

    class CountingHasher(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            costs.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    hasher = CountingHasher.from_parameters(
        extract_parameters(Accounts(file).get_hash("anna") or "")
    )
    monkeypatch.setattr(accounts, "_HASHER", hasher)
    known = Accounts(file)
    for name in ("anna", "carla"):
        known.verify_password(name, "not the password")
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_the_file_is_private_and_keeps_comments(file: Path) -> None:
    """The file can be read by its owner only.

    Comments, blank lines and other accounts stay, and no other file is left in the folder.
    """
    file.write_text(f"# chi può entrare\n\n{file.read_text()}")
    bruno = Accounts(file).get_hash("bruno")
    assert not set_password(file, "anna", "yet another one")
    assert set_password(file, "carla", LONG)
    remove_account(file, "anna")
    assert file.read_text().startswith("# chi può entrare\n\nbruno:")
    assert Accounts(file).get_hash("bruno") == bruno
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["accounts"]


def test_a_symbolic_link_to_the_file_is_followed(file: Path) -> None:
    """A symbolic link stays a link, and its target is written."""
    link = file.with_name("link")
    link.symlink_to(file)
    set_password(link, "carla", LONG)
    assert link.is_symlink()
    assert Accounts(file).get_hash("carla")


def test_changes_take_effect_at_once(file: Path) -> None:
    """A new password, a removed account and an added account take effect at once."""
    known = Accounts(file)
    before = known.get_hash("anna")
    set_password(file, "anna", "una frase diversa")
    assert known.get_hash("anna") not in {None, before}
    assert known.verify_password("anna", LONG) is None
    assert known.verify_password("anna", "una frase diversa")
    remove_account(file, "bruno")
    assert known.get_hash("bruno") is None
    set_password(file, "carla", LONG)
    assert known.verify_password("carla", LONG)


@pytest.mark.parametrize("how", ["damaged", "gone", "open to others"])
def test_nobody_can_log_in_if_the_file_becomes_unsafe(
    file: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """If the file becomes invalid, missing or writable by others, nobody can log in.

    A warning is logged once, and a repaired file works again.
    """
    known = Accounts(file)
    good = file.read_text()
    if how == "damaged":
        file.write_text(f"{good}nonsense\n")
    elif how == "gone":
        file.unlink()
    else:
        file.chmod(0o666)
    assert [
        known.get_hash("anna"),
        known.get_hash("anna"),
        known.verify_password("anna", LONG),
    ] == [None] * 3
    assert len(caplog.records) == 1
    assert caplog.text.count("nobody is logged in") == 1
    file.write_text(good)
    file.chmod(0o600)
    assert known.verify_password("anna", LONG)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("anna", "line 4 of .* is neither an account nor a token"),
        ("carla:password", "line 4 of .* is neither an account nor a token"),
        ("carla:$argon2id$v=19$m=1$x", "line 4 of .* is neither an account nor a token"),
        ("carla:$2b$12$abcdefghijklmnopqrstuv", "line 4 of .* is neither an account nor a token"),
        (
            ":$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
            "line 4 of .* is neither an account nor a token",
        ),
        (
            "<b>:$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
            "line 4 of .* is neither an account nor a token",
        ),
        (
            "anna:$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
            "line 4 of .* is a second account 'anna'",
        ),
    ],
)
def test_an_invalid_line_is_reported_by_its_number(file: Path, line: str, message: str) -> None:
    """An invalid line is reported by its number, without its text, which may be a password.

    The file is not changed.
    """
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
    """A file that others can write is refused for reading and writing, with a command to fix it."""
    file.chmod(mode)
    with pytest.raises(FontiError, match=r"others can write .*chmod go-w"):
        Accounts(file)
    with pytest.raises(FontiError, match="others can write"):
        set_password(file, "dora", LONG)


def test_file_errors_are_explained(file: Path, tmp_path: Path) -> None:
    """A missing file, an unknown account, an empty file and a binary file are each explained."""
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
def test_an_invalid_name_is_not_written(tmp_path: Path, name: str) -> None:
    """An invalid name is refused, and no file is created for it."""
    with pytest.raises(FontiError, match="is no name"):
        set_password(tmp_path / "accounts", name, LONG)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("password", ["", "123456789", "a" * 1001])
def test_a_password_of_invalid_length_is_refused(tmp_path: Path, password: str) -> None:
    """The message gives the length of the password and the limits, but not the password."""
    with pytest.raises(FontiError, match=rf"has {len(password):,} characters; write 10 to 1,000$"):
        set_password(tmp_path / "accounts", "anna", password)


@given(
    # Some letters are composed of a letter and a mark, which no name may have.
    st.from_regex(r"[^\W_][\w.@+-]{0,30}", fullmatch=True).filter(
        lambda name: is_name(normalize(name))
    ),
    st.text(min_size=10, max_size=40),
)
def test_any_valid_name_and_password_can_be_checked(
    tmp_path_factory: pytest.TempPathFactory, name: str, password: str
) -> None:
    """Any valid name and password can be written and checked, in any Unicode form."""
    with use_cheap_hashes():
        file = tmp_path_factory.mktemp("any") / "accounts"
        set_password(file, name, password)
        known = Accounts(file)
        assert known.verify_password(normalize(name), password)
        assert not known.verify_password(normalize(name), password + "x")


def test_accounts_that_are_added_at_once_are_all_added(tmp_path: Path) -> None:
    """Who writes the file has read what the others wrote before."""
    file = tmp_path / "accounts"
    names = [f"user{number}" for number in range(12)]
    with use_cheap_hashes(), ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda name: set_password(file, name, LONG), names))
    assert sorted(line.partition(":")[0] for line in file.read_text().splitlines()) == sorted(names)


def test_who_cannot_change_the_file_in_time_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may hold the file for ever, such as one that is stopped."""
    monkeypatch.setattr(auth_file, "_LOCK_SECONDS", 0.1)
    lines = file.read_text()
    with AuthFile(file).edit(), pytest.raises(FontiError) as refused:
        remove_account(file, "anna")
    assert refused.value.code == "accounts_being_changed"
    assert file.read_text() == lines

    remove_account(file, "anna")
    with pytest.raises(FontiError) as refused:
        set_password(file.parent / "none" / "accounts", "anna", LONG)
    assert refused.value.code == "accounts_not_written"
    assert not (file.parent / "none").exists()
