"""Find the demo corpus and the index of a corpus, and make paths that can be stored."""

import hashlib
import os
import re
from pathlib import Path

from platformdirs import user_data_path

from fonti.index.errors import CorpusError

# How much of a corpus's name, and of the hash of its path, the folder of its index is named by.
_NAME_CHARACTERS = 40
_HASH_CHARACTERS = 12


def demo_corpus() -> Path:
    """Return the folder of the demo corpus.

    It is inside the package if Fonti is installed, and beside it in a checkout.
    """
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "seeds"


def index_folder(corpus: Path) -> Path:
    """Return the default folder of a corpus's index, in the user's data folder."""
    path = corpus.resolve()
    name = re.sub(r"[^\w-]+", "-", path.name)[:_NAME_CHARACTERS] or "corpus"
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()
    folder = f"{name}-{digest[:_HASH_CHARACTERS]}"
    return user_data_path("fonti", appauthor=False) / "indexes" / folder


def resolve_corpus(corpus: str | Path | None) -> Path:
    """Return the absolute path of a corpus that exists, by default of the demo corpus.

    Raises:
        CorpusError: There is no such file or folder.

    """
    path = resolve_path(demo_corpus() if corpus is None else corpus)

    # `Path.exists` raises an error for a name that is too long.
    if not os.path.exists(path):  # noqa: PTH110
        raise CorpusError("corpus_not_found", path=path)
    return path


def resolve_path(path: str | Path) -> Path:
    """Return an absolute path without symbolic links, as text that can be stored.

    Raises:
        CorpusError: The path is not text, or contains NUL.

    """
    try:
        # `Path.expanduser` raises an error if there is no such user.
        absolute = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111
        absolute.encode()
    except ValueError as error:
        raise CorpusError("path_is_not_text", path=str(path)) from error
    return Path(absolute)
