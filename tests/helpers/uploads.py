"""Files for tests to upload, and the folder of uploads of an index."""

from pathlib import Path

from fonti.index import Library
from tests.helpers.fakes import write_corpus

FARO = "Il faro fu costruito nel 1843, di granito."


def write_upload(tmp_path: Path, content: str | bytes, name: str = "faro.txt") -> Path:
    """Write a file to be uploaded, in a folder of its own."""
    return write_corpus(tmp_path / "sent", {name: content}) / name


def list_uploads(library: Library) -> list[str]:
    """Return the names in the folder of uploads, sorted."""
    return sorted(path.name for path in (library.folder / "uploads").iterdir())
