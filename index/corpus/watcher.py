"""Wait for changes to a corpus: the library watchfiles is notified by the operating system."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.index.errors import CorpusError, system_reason

if TYPE_CHECKING:
    from watchfiles import Change

# After so long without a change, files are taken to be finished.
_QUIET_MILLISECONDS = 500

# Changes that go on for longer are reported all the same.
_MAX_BURST_MILLISECONDS = 10_000

# How often to check that the folder is still the one that is watched.
_CHECK_MILLISECONDS = 1_000


@dataclass(frozen=True, slots=True)
class _FolderIdentity:
    """The identity of a folder, independent of its name: a device and an inode."""

    device: int
    inode: int


def wait_for_changes(corpus: Path, index: Path) -> Iterator[None]:
    """Yield when watching begins, and then each time the corpus has changed and settled.

    If the folder disappears, for example because its disk was unmounted, wait until it is back.

    Args:
        corpus: A folder or a file.
        index: The folder of the index, whose changes are ignored.

    Raises:
        CorpusError: The system cannot watch the folder.

    """
    root = corpus if corpus.is_dir() else corpus.parent

    def is_relevant(_: "Change", path: str) -> bool:
        changed = Path(path)
        return not changed.is_relative_to(index) and corpus in (root, changed)

    while True:
        identity = _identify(root)
        if identity is None:
            time.sleep(_CHECK_MILLISECONDS / 1000)
        else:
            yield from _watch_folder(root, identity, is_relevant)


def _watch_folder(
    root: Path, identity: _FolderIdentity, is_relevant: "Callable[[Change, str], bool]"
) -> Iterator[None]:
    """Yield when watching begins and at each change, until another folder replaces this one.

    A new folder of the same name has to be watched anew, even if it has the inode of the old one.
    """
    # Imported late: few commands watch.
    from watchfiles import Change, watch

    has_begun = False
    try:
        for changes in watch(
            root,
            watch_filter=is_relevant,
            debounce=_MAX_BURST_MILLISECONDS,
            step=_QUIET_MILLISECONDS,
            rust_timeout=_CHECK_MILLISECONDS,
            yield_on_timeout=True,
        ):
            if _identify(root) != identity or (Change.deleted, str(root)) in changes:
                return
            if changes or not has_begun:
                has_begun = True
                yield
    except FileNotFoundError:
        # The folder went away just now.
        return
    except OSError as error:
        reason = system_reason(error, with_path=True)
        raise CorpusError("corpus_not_watched", folder=root, reason=reason) from error


def _identify(folder: Path) -> _FolderIdentity | None:
    """Return the identity of a folder; None if the folder does not exist."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return _FolderIdentity(status.st_dev, status.st_ino)
