"""When the files of a corpus change, told once they rest; by the system's own notices, through watchfiles."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.index.errors import CorpusError

if TYPE_CHECKING:
    from watchfiles import Change

_REST = 500  # milliseconds without a change after which files are taken to rest
_BURST = 10_000  # milliseconds after which a burst that goes on is told all the same
_LOOK = (
    1_000  # milliseconds between two looks at whether the folder is still the one that is watched
)


def bursts(corpus: Path, index: Path) -> Iterator[None]:
    """Yield once watching began, and then whenever something changed in a corpus (a folder or a file) and rests.

    Changes of the index are none. A folder that goes away (a disk that is not mounted) is waited for. Raises
    CorpusError where the system cannot watch.
    """
    root = corpus if corpus.is_dir() else corpus.parent

    def concerns(_: "Change", path: str) -> bool:
        changed = Path(path)
        return not changed.is_relative_to(index) and (corpus in (root, changed))

    while True:
        if watched := _identity(root):
            yield from _bursts(root, watched, concerns)
        else:
            time.sleep(_LOOK / 1000)


def _bursts(
    root: Path, watched: tuple[int, int], concerns: "Callable[[Change, str], bool]"
) -> Iterator[None]:
    """The bursts of a folder, for as long as it is the same one; the first is that it is watched."""
    from watchfiles import Change, watch  # imported late: few watch

    told = False
    try:
        for changes in watch(
            root,
            watch_filter=concerns,
            debounce=_BURST,
            step=_REST,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
        ):
            if _identity(root) != watched or (Change.deleted, str(root)) in changes:
                return  # another of its name, even with the number of the one that went, is to be watched anew
            if changes or not told:
                told = True
                yield
    except FileNotFoundError:  # it went just now
        return
    except OSError as error:
        raise CorpusError(
            f"{root} cannot be watched ({error}); index it again when it changes"
        ) from error


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of its name; None where there is none."""
    try:
        found = os.stat(folder)  # noqa: PTH116 - a name that is too long is no error here
    except OSError:
        return None
    return found.st_dev, found.st_ino
