"""A full or read-only disk keeps the last whole version, and a later sync ends the work."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fonti.index import Library, StoreError
from fonti.qa import Assistant
from tests.helpers.fakes import FakeEncoder, count_passages, write_corpus
from tests.helpers.paths import ROOT

FEW = {
    "uno.txt": "Il primo documento parla di api.",
    "due.txt": "Il secondo documento parla di orsi.",
}
MANY = {
    f"{number:03}.txt": f"Il documento {number} parla del tema {number * 7}. " * 30
    for number in range(60)
}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("no file system can be mounted by this user")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_full_disk_keeps_the_last_version(
    rebuild: bool, small_disk: Path, tmp_path: Path
) -> None:
    """The index answers as before when the disk is full, and is synced when there is room."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = small_disk / "index"
    library = Library.open(corpus, index=index, model=FakeEncoder())
    before = count_passages(library)
    write_corpus(corpus, MANY)
    for _ in range(3):
        with pytest.raises(StoreError, match=r"full|No space"):
            library.sync(rebuild=rebuild)
        assert count_passages(Library.open(index, model=FakeEncoder())) == before
        assert list(library.check()) == []
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    library.sync(rebuild=rebuild)
    assert len(count_passages(library)) == len(FEW) + len(MANY)
    assert list(library.check()) == []


@contextmanager
def limit_file_sizes(limit: int) -> Iterator[None]:
    """Let this process write no file longer than a limit in bytes."""
    # Imported late: Windows does not have it.
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no quotas of this kind")
@pytest.mark.parametrize("limit", [40_000, 90_000, 140_000, 200_000, 300_000])
def test_a_quota_keeps_the_last_version(limit: int, tmp_path: Path) -> None:
    """The index is whole, whichever write is the first that a quota refuses."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    library = Library.open(corpus, index=index, model=FakeEncoder())
    before = count_passages(library)
    write_corpus(corpus, MANY)
    with limit_file_sizes(limit), pytest.raises(StoreError, match="cannot be used"):
        library.sync()
    assert count_passages(Library.open(index, model=FakeEncoder())) == before
    assert list(Library.open(index, model=FakeEncoder()).check()) == []
    assert len(
        Library.open(corpus, index=index, model=FakeEncoder(), sync=False).sync().added
    ) == len(MANY)


def test_an_index_on_a_read_only_disk_is_read(
    small_disk: Path, corpus: Path, encoder: FakeEncoder
) -> None:
    """An index on a read-only disk answers, and a sync says that it cannot be written."""
    library = Library.open(corpus, index=small_disk / "index", model=encoder)
    before = Assistant(library).search("Quando apre la biblioteca?")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert (
        Assistant.open(small_disk / "index", model=encoder).search("Quando apre la biblioteca?")
        == before
    )
    assert list(Library.open(small_disk / "index", model=encoder).check()) == []
    with pytest.raises(StoreError, match=r"cannot be written.*--index"):
        library.sync()


def fill(folder: Path) -> Path:
    """Fill the disk of a folder to the last byte, and return the file that does."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(512))
    return filler


# Asks an index of which the user may write nothing. The packages are imported before: the user may
# not read them either.
ASK_AS_NOBODY = """
import os
import sys
from fonti.qa import Assistant
from tests.helpers.fakes import FakeEncoder

def ask(index):
    assistant = Assistant.open(index=index, model=FakeEncoder())
    print(assistant.ask(sys.argv[3]).outcome, [*assistant.library.check()])

ask(sys.argv[1])
os.setuid(65534)
ask(sys.argv[2])
"""


def test_a_full_disk_is_asked(small_disk: Path, corpus: Path, encoder: FakeEncoder) -> None:
    """A question needs no space, also if the file of SQLite's locks has to be made first."""
    library = Library.open(corpus, index=small_disk / "index", model=encoder)
    before = Assistant(library).search("Quando apre la biblioteca?")
    (small_disk / "index" / "fonti.sqlite-shm").unlink(missing_ok=True)
    fill(small_disk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(small_disk))
        assistant = Assistant.open(index=small_disk / "index", model=encoder)
        assert assistant.search("Quando apre la biblioteca?") == before
        assert list(assistant.library.check()) == []

    with pytest.raises(StoreError) as error:
        library.sync(rebuild=True)
    assert error.value.code == "index_disk_full"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs another user")
def test_an_index_of_someone_else_is_asked(
    corpus: Path, tmp_path: Path, encoder: FakeEncoder
) -> None:
    """An index that may be read and not written answers and is checked."""
    Library.open(corpus, index=tmp_path / "own", model=encoder)

    # Another user cannot reach the folders of the tests.
    with TemporaryDirectory() as name:
        index = Path(name) / "index"
        Library.open(corpus, index=index, model=encoder)
        for path in (index.parent, index, *index.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

        question = "Quando apre la biblioteca?"
        folders = [str(tmp_path / "own"), str(index)]
        command = [sys.executable, "-c", ASK_AS_NOBODY, *folders, question]
        asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert asked.returncode == 0, asked.stderr
    own, other = asked.stdout.splitlines()
    assert own == other
