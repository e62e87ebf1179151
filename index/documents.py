"""Documents as they are read from a folder: which files, what is read of them, and what is skipped and why."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorpusError
from index.formats import READERS, Extract, Unreadable, page_of, suffix_of
from index.language import detect_language
from index.parsing import Parser

UNREAD = "cannot be read"  # how the reason begins where it lies with the disk or its permissions, not the document
_READ = ", ".join(READERS)
MAX_BYTES = 256 * 1024 * 1024
_ENOUGH = 80  # code points from which a text tells its language better than its file does
_ATTEMPTS = 3  # at reading a file that changes meanwhile


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, as it is stored and quoted.

    `source` is the path relative to the corpus root, with `/`; `sha256` is of the file's bytes, in hexadecimal;
    `encoding` is the name that plain text was decoded with; `language` is an ISO 639-1 code. `title`, `author`, `date`
    (ISO 8601) and `pages` (the code points at which pages begin) are as the file has them.
    """

    source: str
    text: str
    sha256: str
    encoding: str
    language: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()

    def page(self, at: int) -> int | None:
        """The number of the page, from 1, that a code point stands on; None for a format without pages."""
        return page_of(self.pages, at)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not read, and why; `sha256` is of its bytes, where the reason lies with them."""

    source: str
    reason: str
    sha256: str | None = None


def find_files(corpus: Path) -> Iterator[tuple[str, Path] | Skipped]:
    """The files of a corpus (a folder, recursively, or one file), in order of their source, and what is passed over.

    Raises CorpusError when the corpus does not exist or cannot be listed.
    """
    if not os.path.exists(corpus):  # noqa: PTH110 - a name that is too long is no error here
        raise CorpusError(f"no such file or folder: {corpus}; name a folder of documents")
    if not corpus.is_dir():
        yield _judge(corpus.name, corpus)
        return
    unlisted: list[OSError] = []
    for folder, folders, files in os.walk(corpus, onerror=unlisted.append):
        at = Path(folder)
        for name in sorted(folders):
            link = os.path.islink(at / name)  # noqa: PTH114 - as above
            if name.startswith(".") or link:
                folders.remove(name)
                reason = "a link, not followed" if link else "a hidden folder"
                yield Skipped(source_of(at / name, corpus) + "/", reason)
        folders.sort()
        for name in sorted(files):
            yield _judge(source_of(at / name, corpus), at / name)
    for error in unlisted:
        yield _unlisted(Path(error.filename), corpus, error)


def source_of(path: Path, corpus: Path) -> str:
    """The name that a citation shows: the path relative to the corpus root, with `/`, other bytes than text escaped."""
    return path.relative_to(corpus).as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _unlisted(folder: Path, corpus: Path, error: OSError) -> Skipped:
    if folder == corpus:
        raise CorpusError(f"cannot list the folder {corpus}: {error.strerror}; check its permissions") from error
    return Skipped(source_of(folder, corpus) + "/", f"{UNREAD}: {error.strerror}")


def _judge(source: str, path: Path) -> tuple[str, Path] | Skipped:
    if path.name.startswith("."):
        return Skipped(source, "a hidden file")
    if path.name.startswith("~$"):
        return Skipped(source, "a lock of a word processor, no document")
    if path.suffix.lower() not in READERS:
        return Skipped(source, f"not a format that is read ({path.suffix or 'no suffix'}; read are {_READ})")
    try:
        found = path.lstat()
    except OSError as error:
        return Skipped(source, f"{UNREAD}: {error.strerror}")
    if stat.S_ISLNK(found.st_mode):
        return Skipped(source, "a link, not followed")
    if not stat.S_ISREG(found.st_mode):
        return Skipped(source, "not a regular file")
    if found.st_size > MAX_BYTES:
        return Skipped(source, f"larger than {MAX_BYTES >> 20} MiB ({found.st_size >> 20} MiB)")
    return source, path


def read_content(source: str, path: Path) -> bytes | Skipped:
    """The bytes of a file, as they were at one moment; Skipped, with the reason, where it cannot be read."""
    try:
        for _ in range(_ATTEMPTS):
            before = path.stat()
            content = path.read_bytes()
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                return content
    except OSError as error:
        return Skipped(source, f"{UNREAD}: {error.strerror}")
    return Skipped(source, f"{UNREAD}: it changes all the while; index again when it rests")


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def language_of(extract: Extract) -> str:
    """The language of a text, as an ISO 639-1 code: what it reads like, or what its file says where it is too short."""
    return extract.language if extract.language and len(extract.text) < _ENOUGH else detect_language(extract.text)


def read_source(corpus: Path, source: str) -> Document | None:
    """The document of a source as it is in the corpus now; None where no file there has that name and holds text."""
    for found in find_files(corpus):
        if isinstance(found, tuple) and found[0] == source:
            content = read_content(*found)
            return None if isinstance(content, Skipped) else _document(source, content)
    return None


def _document(source: str, content: bytes) -> Document | None:
    try:
        with Parser() as parser:
            found = parser.parse(suffix_of(source), content)
    except Unreadable:
        return None
    about = (found.title, found.author, found.date, found.pages)
    return Document(source, found.text, sha256_of(content), found.encoding, language_of(found), *about)
