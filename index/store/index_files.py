"""The files in an index's folder: which SQLite file is active, and which names an index uses.

The first SQLite file is `fonti.sqlite`. A rebuild writes the next one, `fonti-1.sqlite`, and then
replaces the small file `current`, which contains the name of the active SQLite file.
"""

import re
from contextlib import suppress
from pathlib import Path

from fonti.index.durable import TEMPORARY_PREFIX, replace_file, set_folder_aside
from fonti.index.errors import Reason, StoreError, exception_reason, rebuild_command
from fonti.index.store.schema import APPLICATION_ID

# The first SQLite file of an index, which needs no `current`.
STORE_FILE = "fonti.sqlite"

_POINTER_FILE = "current"
_STORE_NAME = re.compile(r"fonti(?:-([1-9][0-9]{0,8}))?\.sqlite")
_OUR_NAMES = re.compile(
    r"fonti(-\d+)?\.sqlite(-wal|-shm|-journal)?|current(\.new)?|removed\.json(\.new)?"
    r"|calibration\.json(\.new)?|derived|uploads|conversations"
    r"|published\.json(\.new)?|feedback\.jsonl(\.new|\.lock)?|\.lock|\.writer"
    rf"|{re.escape(TEMPORARY_PREFIX)}[0-9a-f]+"
)

# SQLite keeps the application id in the bytes 68 to 71 of a file.
_APPLICATION_ID_BYTES = slice(68, 72)


def get_store_path(folder: Path, number: int) -> Path:
    """Return the path of the SQLite file with a number (0 is the first) in an index's folder."""
    return folder / (f"fonti-{number}.sqlite" if number else STORE_FILE)


def list_store_files(folder: Path) -> dict[int, Path]:
    """Return the files in a folder that are named like SQLite files of an index, by number."""
    files = {}
    with suppress(OSError):
        for path in folder.iterdir():
            if match := _STORE_NAME.fullmatch(path.name):
                files[int(match[1] or 0)] = path
    return files


def read_active_number(folder: Path) -> int:
    """Return the number of the active SQLite file; 0 for a folder without an index.

    Raises:
        StoreError: The folder holds SQLite files, and which one is active is not known.

    """
    try:
        name = (folder / _POINTER_FILE).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        files = list_store_files(folder).values()
        if (folder / STORE_FILE).exists() or not any(is_store_file(path) for path in files):
            return 0

        # The first rebuild may have put the pointer there between the two looks.
        if (folder / _POINTER_FILE).exists():
            return read_active_number(folder)
        raise make_damaged_error(
            folder, Reason("index_file_missing", {"name": _POINTER_FILE})
        ) from None
    except (OSError, ValueError) as error:
        reason = Reason(
            "index_file_unreadable", {"name": _POINTER_FILE, "reason": exception_reason(error)}
        )
        raise make_damaged_error(folder, reason) from error

    if not (match := _STORE_NAME.fullmatch(name)):
        raise make_damaged_error(folder, Reason("index_pointer_invalid", {"name": _POINTER_FILE}))
    return int(match[1] or 0)


def set_active(path: Path) -> None:
    """Make a SQLite file the active one of its folder. Raises OSError.

    A folder of the pointer's name, which a file cannot replace, gets a temporary name.
    """
    pointer = path.parent / _POINTER_FILE
    set_folder_aside(pointer)
    replace_file(pointer, path.name)


def is_store_file(path: Path) -> bool:
    """Return whether a file is an SQLite file of Fonti, or is empty, which a kill may cause."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_APPLICATION_ID_BYTES.stop)
        application_id = int.from_bytes(head[_APPLICATION_ID_BYTES], "big")
        return not head or application_id == APPLICATION_ID
    return False


def has_only_our_files(folder: Path) -> bool:
    """Return whether a folder is missing, is empty or contains only files of an index."""
    try:
        return all(_OUR_NAMES.fullmatch(path.name) for path in folder.iterdir())
    except OSError:
        return not folder.exists()


def make_damaged_error(folder: Path, reason: Reason) -> StoreError:
    """Return the error for an index that is damaged."""
    command = rebuild_command("FOLDER", folder)
    return StoreError("index_damaged", folder=folder, reason=reason, command=command)
