"""The names of uploads: anyone's words, made the name of a file that is safe on every system and lies in one folder."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath

from fonti.index.errors import UploadError
from fonti.index.formats import SUFFIXES, suffix_of

_LONGEST = 200  # bytes; most systems take 255
_UNSEEN = {
    "Cc",
    "Cf",
    "Cs",
}  # control characters, those that steer a line's direction, halves of characters
_FORBIDDEN = frozenset('<>:"|?*')  # by Windows, beside what parts a path
_HIDING = re.compile(r"\A(?:[. ]|~\$)+")  # a name that begins so is taken for hidden, or for a lock
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)", re.IGNORECASE
)  # on Windows, whatever follows


def upload_name(name: str) -> str:
    """The name of a file made safe: the last part of a path, its suffix as it was. Raises UploadError."""
    last = re.split(r"[/\\]", name)[-1]
    seen = unicodedata.normalize("NFC", " ".join("".join(map(_safe, last)).split()))
    bare = _HIDING.sub("", seen)
    if not bare:
        raise UploadError("name", f"{name[:80]!r} is no name of a file; give it one")
    if suffix_of(bare) not in SUFFIXES:
        told = f"{PurePosixPath(bare).suffix[:20] or 'no suffix'}; read are {', '.join(SUFFIXES)}"
        raise UploadError("format", f"{bare[:80]}: not a format that is read ({told})")
    if _DEVICE.match(bare):
        bare = f"_{bare}"
    return _fitting(PurePosixPath(bare).stem, PurePosixPath(bare).suffix)


def numbered(name: str) -> Iterator[str]:
    """A safe name, and those to take one after another where it is taken: `name (2).pdf` and so on."""
    yield name
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    for number in count(2):
        yield _fitting(stem, f" ({number}){suffix}")


def _safe(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _UNSEEN:
        return ""
    return "_" if character in _FORBIDDEN else character


def _fitting(stem: str, ending: str) -> str:
    """A stem and what follows it, the stem cut so that both have few enough bytes."""
    cut = stem.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore")
    return cut.rstrip(" .") + ending
