"""Take from the process that parses files what no parser needs: the network, and most files.

A parser that a file takes over can then neither send what it reads nor read what the user wrote.
What the system does not offer is left out: Landlock needs Linux 5.13, and user namespaces may be
forbidden.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Programs that read formats, and their data. Each may bring files beside it.
_PROGRAMS = ("soffice", "tesseract")
_DATA_VARIABLES = ("TESSDATA_PREFIX",)

# What the system keeps for all of its programs, and nothing of the user.
_SYSTEM_FOLDERS = (
    *("/bin", "/lib", "/lib32", "/lib64", "/opt", "/sbin", "/usr"),
    *("/etc", "/nix/store", "/proc", "/sys/devices/system/cpu"),
    *("/var/cache/fontconfig", "/var/lib/libreoffice"),
)
_DEVICES = ("/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero")

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def enter_sandbox(temporary: Path) -> None:
    """Take from this process the network, and all files but those of programs and one folder.

    Args:
        temporary: The folder in which files may be written.

    """
    if sys.platform != "linux":
        return
    _isolate_network()
    _restrict_files(temporary)


def _isolate_network() -> None:
    """Move this process to a network of its own, without interfaces."""
    user = os.getuid()
    group = os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return

    # Programs see the same user as before.
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def _restrict_files(temporary: Path) -> None:
    """Let this process open only files of the system, of Python and of a temporary folder."""
    # Imported late: other systems do not have it.
    from landlock import FSAccess, LandlockError, Ruleset

    can_read = FSAccess.READ_FILE | FSAccess.READ_DIR | FSAccess.EXECUTE
    # The library takes a call for failed if one before it was.
    ctypes.set_errno(0)
    with suppress(LandlockError, OSError):
        rules = Ruleset()
        for folder in filter(Path.is_dir, _list_readable_folders()):
            rules.allow(folder, rules=can_read)
        for device in filter(Path.exists, map(Path, _DEVICES)):
            rules.allow(device, rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
        rules.allow(temporary)
        if shutil.which("soffice"):
            # LibreOffice lists this folder, and always makes its socket in that one.
            rules.allow("/var", rules=FSAccess.READ_DIR)
            rules.allow("/tmp", rules=FSAccess.MAKE_SOCK | FSAccess.REMOVE_FILE)  # noqa: S108
        rules.apply()


def _list_readable_folders() -> Iterator[Path]:
    """Yield the folders of the system, of Python's packages, and of programs."""
    yield from map(Path, _SYSTEM_FOLDERS)
    yield from map(Path, (sys.prefix, sys.base_prefix))
    yield from (Path(entry) for entry in sys.path if entry)

    # In an editable installation, the packages are elsewhere.
    yield Path(__file__).resolve().parents[1]

    for name in _PROGRAMS:
        if program := shutil.which(name):
            yield Path(program).resolve().parent.parent
    yield from (Path(os.environ[name]) for name in _DATA_VARIABLES if name in os.environ)
