"""Ways to damage the files that an index is searched with."""

import shutil
from collections.abc import Callable
from pathlib import Path


def find_version_folder(index: Path) -> Path:
    """Return the folder of the only version that an index has search files of."""
    (folder,) = index.glob("derived/*")
    return folder


def invert_middle(path: Path) -> None:
    """Invert the bits of the middle half of a file, whose length stays."""
    content = path.read_bytes()
    quarter = len(content) // 4
    end = 3 * len(content) // 4
    inverted = bytes(255 - byte for byte in content[quarter:end])
    path.write_bytes(content[:quarter] + inverted + content[end:])


def _find(folder: Path, pattern: str) -> Path:
    return next((folder / "words").rglob(pattern))


# What each does to the folder of a version.
DAMAGE: dict[str, Callable[[Path], object]] = {
    "the folder is missing": shutil.rmtree,
    "the manifest is missing": lambda folder: (folder / "manifest.json").unlink(),
    "the manifest is no JSON": lambda folder: invert_middle(folder / "manifest.json"),
    "the manifest is a list": lambda folder: (folder / "manifest.json").write_text("[]"),
    "the vectors are missing": lambda folder: (folder / "passages.npy").unlink(),
    "the vectors are altered": lambda folder: invert_middle(folder / "sentences.npy"),
    "the vectors are cut short": lambda folder: (folder / "passages.npy").write_bytes(b"IxFI"),
    "the vectors are empty": lambda folder: (folder / "sentences.npy").write_bytes(b""),
    "the words are missing": lambda folder: shutil.rmtree(folder / "words"),
    "the words' list is missing": lambda folder: _find(folder, "meta.json").unlink(),
    "the words' list is altered": lambda folder: invert_middle(_find(folder, "meta.json")),
    "a file of words is missing": lambda folder: _find(folder, "*.term").unlink(),
    "a file of terms is altered": lambda folder: invert_middle(_find(folder, "*.term")),
    "a file of postings is altered": lambda folder: invert_middle(_find(folder, "*.idx")),
    "a file of rows is altered": lambda folder: invert_middle(_find(folder, "*.fast")),
    "a file of words is cut short": lambda folder: _find(folder, "*.store").write_bytes(b""),
}
