"""A kill at any step of writing a file or folder leaves the old content or the new one."""

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from fonti.index.durable import (
    STALE_AFTER_SECONDS,
    TEMPORARY_PREFIX,
    create_file,
    erase_file,
    remove_stale,
    replace_file,
    replace_folder,
    temporary_folder,
)

OLD = b"old" * 1000
NEW = b"new" * 2000

# The system calls at which a process can be killed with a different result.
SYSTEM_CALLS = ("open", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir")


class Killed(BaseException):
    """Stands for the end of a process."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Raise Killed at a system call of a number, and at all later ones, so that none cleans up."""
    calls = count()

    def call(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if next(calls) >= step:
            raise Killed
        return original(*args, **kwargs)

    with patched_system_calls(call):
        yield


@contextmanager
def failing_at(step: int) -> Iterator[None]:
    """Raise OSError at a system call of a number, and at no other."""
    calls = count()

    def call(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if next(calls) == step:
            raise OSError("the disk is full")
        return original(*args, **kwargs)

    with patched_system_calls(call):
        yield


@contextmanager
def patched_system_calls(call: Callable[..., Any]) -> Iterator[None]:
    """Replace system calls by `call`, which gets the original as its first argument."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SYSTEM_CALLS:
            original = getattr(os, name)

            def replacement(*args: Any, original: Any = original, **kwargs: Any) -> Any:
                return call(original, *args, **kwargs)

            patch.setattr(os, name, replacement)
        yield


def temporary_names(folder: Path) -> list[str]:
    """Return the names in a folder that begin with a dot."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Whatever the step at which replacing a file is killed, its content is one of the two."""
    path = tmp_path / "file"
    contents = set()
    for step in count():
        path.write_bytes(OLD)
        try:
            with killed_at(step):
                replace_file(path, NEW)
        except Killed:
            contents.add(path.read_bytes())
        else:
            break
    assert path.read_bytes() == NEW
    assert contents == {OLD, NEW}


def test_a_kill_leaves_no_new_file_or_all_of_it(tmp_path: Path) -> None:
    """Whatever the step at which creating a file is killed, it is missing or whole."""
    path = tmp_path / "file"
    contents = set()
    for step in count():
        path.unlink(missing_ok=True)
        try:
            with killed_at(step):
                create_file(path, NEW)
        except Killed:
            contents.add(path.read_bytes() if path.exists() else None)
        else:
            break
    assert path.read_bytes() == NEW
    assert contents == {None, NEW}


def test_a_kill_leaves_a_whole_folder(tmp_path: Path) -> None:
    """A folder whose replacement is killed is the old one, perhaps moved aside, or the new one."""
    contents = set()
    for step in count():
        parent = tmp_path / str(step)
        path = parent / "folder"
        new = parent / "new"
        for folder, content in ((path, OLD), (new, NEW)):
            folder.mkdir(parents=True)
            (folder / "file").write_bytes(content)
        try:
            with killed_at(step):
                replace_folder(new, path)
        except Killed:
            folder = path if path.exists() else parent / "new-old"
            contents.add((folder / "file").read_bytes())
        else:
            break
    assert (path / "file").read_bytes() == NEW
    assert contents == {OLD, NEW}
    assert [folder.name for folder in parent.iterdir()] == ["folder"]


@pytest.mark.parametrize("write", [replace_file, create_file])
def test_an_error_leaves_nothing_behind(write: Callable[..., object], tmp_path: Path) -> None:
    """If the disk fails at any step, the content is the old or the new one."""
    path = tmp_path / "file"
    old = OLD if write is replace_file else None
    for step in range(8):
        path.unlink(missing_ok=True)
        if old is not None:
            path.write_bytes(old)
        try:
            with failing_at(step):
                write(path, NEW)
        except OSError:
            content = path.read_bytes() if path.exists() else None
            assert content in (old, NEW)
        else:
            assert path.read_bytes() == NEW
        if step < 2:
            assert temporary_names(tmp_path) == []


def test_a_folder_that_cannot_be_moved_leaves_the_old_one(tmp_path: Path) -> None:
    """If the new folder cannot be moved to its name, the old one is put back."""
    path = tmp_path / "folder"
    path.mkdir()
    (path / "file").write_bytes(OLD)
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "missing", path, sync=False)
    assert (path / "file").read_bytes() == OLD
    assert [folder.name for folder in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_exists_is_never_overwritten(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Creating a file says that its name is taken, on a disk without hard links too."""
    if not has_links:
        monkeypatch.setattr(os, "link", _no_links)
    path = tmp_path / "file"
    assert create_file(path, OLD)
    assert not create_file(path, NEW)
    assert path.read_bytes() == OLD
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert not create_file(tmp_path / "link", NEW)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "link"]


def _no_links(*_: Path) -> None:
    raise PermissionError("no hard links on this disk")


def test_one_of_many_creates_a_file(tmp_path: Path) -> None:
    """Of threads that create the same file at once, one does, and its content is the file's."""
    path = tmp_path / "file"
    start = threading.Barrier(8)

    def create(number: int) -> bool:
        start.wait()
        return create_file(path, str(number))

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(create, range(8)))
    assert sum(created) == 1
    assert path.read_text() == str(created.index(True))


def test_readers_see_a_whole_file(tmp_path: Path) -> None:
    """While a file is replaced again and again, each reader sees one of the contents."""
    path = tmp_path / "file"
    path.write_bytes(OLD)
    done = threading.Event()

    def read() -> set[bytes]:
        contents = {path.read_bytes()}
        while not done.is_set():
            contents.add(path.read_bytes())
        return contents

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(50):
            replace_file(path, NEW if number % 2 else OLD)
        done.set()
        contents = set().union(*(reader.result() for reader in readers))
    assert contents <= {OLD, NEW}


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_permissions_are_set_from_the_beginning(tmp_path: Path) -> None:
    """A private file replaces one that all could read."""
    path = tmp_path / "file"
    path.write_bytes(OLD)
    path.chmod(0o644)
    replace_file(path, NEW, mode=0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_erased_file_leaves_only_zeros(tmp_path: Path) -> None:
    """The content of an erased file is overwritten, also under another name of the file."""
    path = tmp_path / "file"
    path.write_bytes(b"a secret")
    os.link(path, tmp_path / "other name")
    erase_file(path)
    assert (tmp_path / "other name").read_bytes() == bytes(8)
    assert not path.exists()
    with pytest.raises(FileNotFoundError):
        erase_file(path)


def test_text_is_written_as_utf8(tmp_path: Path) -> None:
    """The content can be text."""
    replace_file(tmp_path / "file", "perché\n")
    assert (tmp_path / "file").read_bytes() == "perché\n".encode()


def test_stale_temporary_files_are_removed(tmp_path: Path) -> None:
    """What a killed process left goes with the next change once it is old; other names stay."""
    stale = tmp_path / f"{TEMPORARY_PREFIX}0"
    young = tmp_path / f"{TEMPORARY_PREFIX}1"
    other = tmp_path / ".other"
    for path in (stale, young, other):
        path.write_bytes(OLD)
    for path in (stale, other):
        os.utime(path, (0, 0))
    replace_file(tmp_path / "file", NEW)
    assert temporary_names(tmp_path) == [young.name, ".other"]


def test_stale_folders_are_removed(tmp_path: Path) -> None:
    """A folder that a killed process was building goes with all that is in it."""
    folder = tmp_path / ".building-0"
    (folder / "inside").mkdir(parents=True)
    remove_stale(tmp_path, ".building-")
    assert folder.exists()
    age = folder.stat().st_mtime - STALE_AFTER_SECONDS - 1
    os.utime(folder, (age, age))
    remove_stale(tmp_path, ".building-")
    assert not folder.exists()
    remove_stale(tmp_path / "missing", ".building-")


def test_a_temporary_folder_is_removed_unless_it_was_moved(tmp_path: Path) -> None:
    """It goes away after an error too, and stays under its new name."""

    def interrupt() -> None:
        with temporary_folder(tmp_path, ".making-") as folder:
            (folder / "file").write_bytes(NEW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert list(tmp_path.iterdir()) == []

    with temporary_folder(tmp_path, ".making-") as folder:
        (folder / "file").write_bytes(NEW)
        replace_folder(folder, tmp_path / "made")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
