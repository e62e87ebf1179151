"""What was taken out of an index though its file is there: a list beside the record, which outlives its damage."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from fonti.index.errors import StoreError

_FILE = "removed.json"


def excluded(folder: Path) -> frozenset[str]:
    """The sources that are not to be indexed. Raises StoreError."""
    file = folder / _FILE
    try:
        found = json.loads(file.read_text("utf-8"))
        if not isinstance(found, list) or not all(isinstance(source, str) for source in found):
            raise ValueError("it is no list of names")
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{file} cannot be read ({error}); mend it, or delete it to index all files again"
        ) from error
    return frozenset(found)


def exclude(folder: Path, sources: Iterable[str]) -> None:
    """Let some sources, and no others, be those that are not indexed. Raises OSError."""
    aside = folder / f"{_FILE}.new"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(sorted(sources), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / _FILE)
