"""Make the names of uploads safe: valid on every system, and without any folder."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath

from fonti.index.corpus.unsupported_formats import explain_unsupported_format
from fonti.index.errors import UploadError
from fonti.index.formats import SUFFIXES, suffix_of

# Most systems take 255 bytes; the rest is for the names of temporary files.
_MAX_NAME_BYTES = 200

# How much of a name, and of its suffix, an error shows, in code points.
_SHOWN_NAME = 80
_SHOWN_SUFFIX = 20

# Control characters, those that change a line's direction, and halves of characters.
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs"}

# Windows allows none of them in a name.
_FORBIDDEN = frozenset('<>:"|?*')

# A name that begins so is taken for a hidden file, or for the lock of a word processor.
_HIDING_PREFIX = re.compile(r"\A(?:[. ]|~\$)+")

# Names of devices on Windows, whatever follows the dot.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)", re.IGNORECASE)


def make_safe_upload_name(name: str) -> str:
    """Return the last part of a path, made a safe name of the same suffix.

    Raises:
        UploadError: No safe name remains, or the suffix is not of a supported format.

    """
    last_part = re.split(r"[/\\]", name)[-1]
    safe_characters = "".join(_safe_character(character) for character in last_part)
    with_single_spaces = " ".join(safe_characters.split())
    normalized = unicodedata.normalize("NFC", with_single_spaces)
    visible = _HIDING_PREFIX.sub("", normalized)

    if not visible:
        raise UploadError("upload_name_invalid", name=name[:_SHOWN_NAME])
    if suffix_of(visible) not in SUFFIXES:
        reason = explain_unsupported_format(PurePosixPath(visible).suffix[:_SHOWN_SUFFIX])
        raise UploadError("upload_format_unsupported", name=visible[:_SHOWN_NAME], reason=reason)

    if _DEVICE.match(visible):
        visible = f"_{visible}"
    path = PurePosixPath(visible)
    return _shorten(path.stem, path.suffix)


def iterate_numbered_names(name: str) -> Iterator[str]:
    """Yield a safe name, and then `name (2).pdf`, `name (3).pdf` and so on without end."""
    yield name
    path = PurePosixPath(name)
    for number in count(2):
        yield _shorten(path.stem, f" ({number}){path.suffix}")


def _safe_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _INVISIBLE_CATEGORIES:
        return ""
    return "_" if character in _FORBIDDEN else character


def _shorten(stem: str, ending: str) -> str:
    """Return a stem and its ending, with the stem cut so that both have few enough bytes."""
    stem_bytes = _MAX_NAME_BYTES - len(ending.encode())
    shortened = stem.encode()[:stem_bytes].decode(errors="ignore")
    return shortened.rstrip(" .") + ending
