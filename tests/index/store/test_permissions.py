"""Nobody but its owner can read an index, whatever the umask: the documents may be private."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from fonti.index import Library
from fonti.qa import Assistant, save_feedback
from tests.helpers.fakes import FakeEncoder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let others read and write what this process creates, unless it says otherwise."""
    previous = os.umask(0)
    yield
    os.umask(previous)


@pytest.mark.usefixtures("open_umask")
def test_only_the_owner_can_read_an_index(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """All files and folders of an index are private, also after changes, a rebuild and feedback."""
    folder = tmp_path / "new" / "index"
    library = Library.open(corpus, index=folder, model=encoder)
    added = tmp_path / "ferry.txt"
    added.write_text("The ferry to the island leaves at nine.", "utf-8")
    library.add(added)
    library.sync()
    library.sync(rebuild=True)
    library.remove("biblioteca.txt")
    answer = Assistant(library).ask("When does the ferry leave?")
    save_feedback(folder, "0" * 16, answer, "good", "")

    paths = [folder, *folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    expected = {path: 0o700 if path.is_dir() else 0o600 for path in paths}
    assert modes == expected
    assert len(paths) > 10
