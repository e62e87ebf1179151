"""A full or faulty disk: the last whole version stays, and the next sync ends the work."""

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


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    at = tmp_path / "small"
    at.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(at)]
    if (
        not shutil.which("mount")
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("no file system can be mounted by this user")
    yield at
    subprocess.run(["umount", "--lazy", str(at)], check=True)


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_full_disk_keeps_the_last_version(rebuild: bool, small: Path, tmp_path: Path) -> None:
    """The error says that the disk is full; the index answers as before, and goes on when there is room."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = small / "index"
    library = Library.open(corpus, index=index, model=FakeEncoder())
    before = count_passages(library)
    write_corpus(corpus, MANY)
    for _ in range(3):
        with pytest.raises(StoreError, match=r"full|No space"):
            library.sync(rebuild=rebuild)
        assert count_passages(Library.open(index, model=FakeEncoder())) == before
        assert list(library.check()) == []
    subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
    library.sync(rebuild=rebuild)
    assert len(count_passages(library)) == len(FEW) + len(MANY)
    assert list(library.check()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no quotas of this kind")
@pytest.mark.parametrize("most", [40_000, 90_000, 140_000, 200_000, 300_000])
def test_a_quota_keeps_the_last_version(most: int, tmp_path: Path) -> None:
    """Whichever write is the one that fails, the index is whole after it."""
    corpus = write_corpus(tmp_path / "corpus", FEW)
    index = tmp_path / "index"
    before = count_passages(Library.open(corpus, index=index, model=FakeEncoder()))
    write_corpus(corpus, MANY)
    program = (
        "import resource, sys\nfrom fonti.index import Library, StoreError\nfrom fonti.index.text.language import detect_language\n"
        "from tests.helpers.fakes import FakeEncoder\ndetect_language('unpacks its model')\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        "try:\n    Library.open(sys.argv[1], index=sys.argv[2], model=FakeEncoder(), sync=False).sync()\n"
        "except StoreError as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(corpus), str(index)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "cannot be used" in told
    assert count_passages(Library.open(index, model=FakeEncoder())) == before
    assert list(Library.open(index, model=FakeEncoder()).check()) == []
    assert len(Library.open(corpus, index=index, model=FakeEncoder(), sync=False).sync().added) == len(MANY)


def test_a_disk_that_cannot_be_written_is_read(
    small: Path, corpus: Path, encoder: FakeEncoder
) -> None:
    """An index on a read-only disk is asked as ever; what would change it says why it cannot."""
    library = Library.open(corpus, index=small / "index", model=encoder)
    before = Assistant(library).search("Quando apre la biblioteca?")
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    assert (
        Assistant.open(small / "index", model=encoder).search("Quando apre la biblioteca?")
        == before
    )
    assert list(Library.open(small / "index", model=encoder).check()) == []
    with pytest.raises(StoreError, match=r"cannot be written.*--index"):
        library.sync()
