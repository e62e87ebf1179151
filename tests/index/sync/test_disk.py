"""A full or read-only disk keeps the last whole version, and a later sync ends the work."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


# Syncs with a limit of the size of files, and prints the error. The model of languages is unpacked
# before, since that writes a file.
SYNC_WITH_QUOTA = """
import resource
import sys
from fonti.index import Library, StoreError
from fonti.index.text.language import detect_language
from tests.helpers.fakes import FakeEncoder

detect_language("some text")
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
library = Library.open(sys.argv[1], index=sys.argv[2], model=FakeEncoder(), sync=False)
try:
    library.sync()
except StoreError as error:
    print(error)
"""


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


@pytest.mark.skipif(sys.platform == "win32", reason="there are no quotas of this kind")
@pytest.mark.parametrize("limit", [40_000, 90_000, 140_000, 200_000, 300_000])
def test_a_quota_keeps_the_last_version(limit: int, tmp_path: Path) -> None:
    """The index is whole, whichever write is the first that a quota refuses."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder()))
    write_corpus(corpus, MANY)
    program = SYNC_WITH_QUOTA.format(limit=limit)
    command = [sys.executable, "-c", program, str(corpus), str(index)]
    sync = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "cannot be used" in sync.stdout
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
