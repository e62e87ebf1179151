"""Files to be given to an index, and what is there of them."""

from pathlib import Path

from fonti.index import Library
from tests.helpers.fakes import write_corpus

FARO = "Il faro fu costruito nel 1843, di granito."


def file(tmp_path: Path, content: str | bytes, name: str = "faro.txt") -> Path:
    """A file to be uploaded, in a folder of its own."""
    return write_corpus(tmp_path / "sent", {name: content}) / name


def uploads(library: Library) -> list[str]:
    """What lies in the folder of the uploads."""
    return sorted(path.name for path in (library.folder / "uploads").iterdir())
