"""Where things are: the demo corpus, the folder of a corpus's index, paths as they can be stored."""

import hashlib
import os
import re
from pathlib import Path

from platformdirs import user_data_path

from fonti.index.errors import CorpusError


def demo_corpus() -> Path:
    """The folder of the demo corpus: inside the package where Fonti is installed, beside it in a checkout."""
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "seeds"


def index_folder(corpus: Path) -> Path:
    """Where the index of a corpus lives unless another place is named: in the user's data folder, one a corpus."""
    path = corpus.resolve()
    name = re.sub(r"[^\w-]+", "-", path.name)[:40] or "corpus"
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return user_data_path("fonti", appauthor=False) / "indexes" / f"{name}-{digest}"


def corpus_path(corpus: str | Path | None) -> Path:
    """The whole path of a corpus that exists, the demo's by default. Raises CorpusError."""
    path = whole_path(demo_corpus() if corpus is None else corpus)
    if not os.path.exists(path):  # noqa: PTH110 - a name that is too long is no error here
        raise CorpusError(f"no such file or folder: {path}; name a folder of documents")
    return path


def whole_path(path: str | Path) -> Path:
    """A path from the root, as text that can be stored. Raises CorpusError."""
    try:
        whole = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - pathlib raises where there is no such user
        whole.encode()
    except ValueError as error:  # no text, or NUL in it
        raise CorpusError(f"the path {str(path)!a} is not valid text; rename it") from error
    return Path(whole)
