"""Find the files of a corpus that can be read, and read their bytes."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from fonti.index.corpus.unsupported_formats import explain_unsupported_format
from fonti.index.errors import CorpusError, Reason, system_reason
from fonti.index.formats import FORMATS, suffix_of
from fonti.index.types import Skipped

# Larger files are skipped.
MAX_BYTES = 256 * 1024 * 1024

# A bibliography is no document, but says of documents who wrote them, and when.
_BIBLIOGRAPHY_SUFFIX = ".bib"
_MAX_BIBLIOGRAPHY_BYTES = 32 * 1024 * 1024

# How often reading is tried if a file changes meanwhile.
_ATTEMPTS = 3

# Browsers name the folder of the parts of a saved page by the page, in their language.
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_SAVED_PAGE_FOLDER = re.compile(
    r"(.+)(?:[_-](?:files?|fichiers|archivos|Dateien|elem|bestanden|ficheiros|arquivos)|\.files)"
)

# If a pipe or a link takes the place of a file, it is neither waited for nor followed.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that can be read: its source, and where it is."""

    source: str
    path: Path


def find_files(corpus: Path, *, exclude: Path | None = None) -> Iterator[SourceFile | Skipped]:
    """Yield the files of a corpus in the order of their sources, and what is skipped.

    Args:
        corpus: A folder, which is searched recursively, or a file.
        exclude: A folder to ignore, such as the index's.

    Raises:
        CorpusError: The corpus does not exist, or cannot be listed.

    """
    # `Path.exists` raises an error for a name that is too long.
    if not os.path.exists(corpus):  # noqa: PTH110
        raise CorpusError("corpus_not_found", path=corpus)
    if not corpus.is_dir():
        yield _check_file(corpus.name, corpus)
        return

    # A list of folders instead of recursion: folders can be nested deeper than calls.
    folders = [(corpus, "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield _skip_unlisted_folder(folder, prefix, error)
            continue

        subfolders = []
        pages = {entry.name for entry in entries if entry.name.lower().endswith(_PAGE_SUFFIXES)}
        for entry in entries:
            path = Path(entry.path)
            source = prefix + _make_printable(entry.name)
            if path == exclude:
                continue
            if not entry.is_dir():
                yield _check_file(source, path)
            elif (reason := _explain_skipped_folder(entry, pages)) is not None:
                yield Skipped(f"{source}/", reason)
            else:
                subfolders.append((path, f"{source}/"))
        folders.extend(reversed(subfolders))


def is_bibliography(source: str) -> bool:
    """Return whether a file is a bibliography, not a document."""
    return suffix_of(source) == _BIBLIOGRAPHY_SUFFIX


def read_content(source: str, path: Path) -> bytes | Skipped:
    """Return the bytes of a file as they were at one moment, or why it cannot be read."""
    try:
        for _ in range(_ATTEMPTS):
            content = read_if_unchanged(path)
            if content is not None:
                return content
    except OSError as error:
        return _make_unreadable(source, error)
    return Skipped(source, Reason("file_changed_while_read"), transient=True)


def read_if_unchanged(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None if it changed while it was read.

    Raises:
        OSError: The file cannot be read.

    """
    with open(os.open(path, _OPEN_FLAGS), "rb") as file:  # noqa: PTH123 - a descriptor has no path
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")

        # Reading without a size is slower. One more byte shows that the file grew.
        content = file.read(min(before.st_size, MAX_BYTES) + 1)
        after = os.fstat(file.fileno())

    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if is_same and len(content) == after.st_size else None


def compute_sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _explain_skipped_folder(entry: os.DirEntry[str], pages: Set[str]) -> Reason | None:
    """Return why a folder is skipped, or None; `pages` are the web pages beside it."""
    if entry.is_symlink():
        return Reason("link_not_followed")
    if entry.name.startswith("."):
        return Reason("hidden_folder")
    page = _find_saved_page(entry.name, pages)
    return None if page is None else Reason("saved_page_folder", {"page": page})


def _find_saved_page(folder_name: str, pages: Set[str]) -> str | None:
    """Return the saved page beside a folder that has the page's pictures and frames, or None."""
    name = _SAVED_PAGE_FOLDER.fullmatch(folder_name)
    if name is None:
        return None
    return next((page for page in sorted(pages) if page.rpartition(".")[0] == name[1]), None)


def _make_printable(name: str) -> str:
    """Return a file's name as a citation shows it: bytes that are not text are escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _skip_unlisted_folder(folder: Path, source: str, error: OSError) -> Skipped:
    """Return a folder that cannot be listed as skipped. Raises CorpusError for the corpus."""
    if not source:
        raise CorpusError(
            "corpus_not_listed", folder=folder, reason=system_reason(error)
        ) from error
    return _make_unreadable(source, error)


def _make_unreadable(source: str, error: OSError) -> Skipped:
    reason = Reason("file_unreadable", {"reason": system_reason(error)})
    return Skipped(source, reason, transient=True)


def _check_file(source: str, path: Path) -> SourceFile | Skipped:
    """Return a file if it may be read, or else why it is skipped."""
    if path.name.startswith("."):
        return Skipped(source, Reason("hidden_file"))
    if path.name.startswith("~$"):
        return Skipped(source, Reason("lock_file"))
    if suffix_of(path.name) not in FORMATS and not is_bibliography(path.name):
        return Skipped(source, explain_unsupported_format(path.suffix))

    try:
        status = path.lstat()
    except OSError as error:
        return _make_unreadable(source, error)
    if stat.S_ISLNK(status.st_mode):
        return Skipped(source, Reason("link_not_followed"))
    if not stat.S_ISREG(status.st_mode):
        return Skipped(source, Reason("not_a_regular_file"))
    limit = _MAX_BIBLIOGRAPHY_BYTES if is_bibliography(path.name) else MAX_BYTES
    if status.st_size > limit:
        sizes = {"limit_mib": limit >> 20, "size_mib": status.st_size >> 20}
        return Skipped(source, Reason("file_too_large", sizes))
    return SourceFile(source, path)
