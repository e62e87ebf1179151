"""Read the bibliographies of a corpus, and find the documents that their entries are about."""

import json
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from fonti.index.corpus.files import SourceFile, compute_sha256, read_content
from fonti.index.errors import Reason
from fonti.index.formats import Unreadable
from fonti.index.formats.metadata import BibliographyEntry, Metadata
from fonti.index.store.schema import READING_VERSION
from fonti.index.types import Skipped
from fonti.index.worker.parser import Parser

# Paths of other systems are compared, too.
_FOLDER_SEPARATOR = re.compile(r"[/\\]+")


@dataclass(frozen=True, slots=True)
class Bibliographies:
    """What the bibliographies of a corpus say.

    Attributes:
        entries: The metadata of documents, by source.
        checksum: The checksum of all that the entries depend on; "" if they are to be read again.
        skipped: The bibliographies that cannot be read, or not whole, and why.

    """

    entries: Mapping[str, Metadata] = field(default_factory=dict)
    checksum: str = ""
    skipped: tuple[Skipped, ...] = ()


def read_bibliographies(
    files: Collection[SourceFile],
    sources: Collection[str],
    known: Bibliographies,
    parser: Parser,
    *,
    root: str,
) -> Bibliographies:
    """Return what bibliographies say of documents.

    If a document stands in several entries, the first one counts, and the others are named. If a
    bibliography cannot be read for the moment, all is as it was before.

    Args:
        files: The bibliographies.
        sources: The sources of the documents.
        known: What is known from before.
        parser: The parser.
        root: The name of the corpus's folder.

    """
    contents = {file.source: read_content(file.source, file.path) for file in files}
    if unread := tuple(item for item in contents.values() if isinstance(item, Skipped)):
        # Without a checksum, the next sync reads all of them again, and what is wrong with them.
        return Bibliographies(known.entries, "", unread)

    read = {source: item for source, item in contents.items() if isinstance(item, bytes)}
    hashes = {source: compute_sha256(content) for source, content in read.items()}
    checksum = _compute_checksum(hashes, sources)
    if checksum == known.checksum:
        return known

    matcher = _Matcher(sources, root)
    entries: dict[str, Metadata] = {}
    skipped = []
    for source, content in read.items():
        try:
            bibliography = parser.read_bibliography(content)
        except Unreadable as error:
            skipped.append(Skipped(source, error.reason, hashes[source]))
            continue
        if bibliography.damaged:
            reason = Reason("bibliography_incomplete", {"count": bibliography.damaged})
            skipped.append(Skipped(source, reason, hashes[source]))
        competing = set()
        for entry in bibliography.entries:
            for document in matcher.find(entry, posixpath.dirname(source)):
                if entries.setdefault(document, entry.metadata) != entry.metadata:
                    competing.add(document)
        if competing:
            params = {"count": len(competing), "document": min(competing)}
            reason = Reason("bibliography_entries_compete", params)
            skipped.append(Skipped(source, reason, hashes[source]))
    return Bibliographies(entries, checksum, tuple(skipped))


def _compute_checksum(hashes: Mapping[str, str], sources: Collection[str]) -> str:
    """Return a checksum of all that the entries depend on."""
    values = [READING_VERSION, sorted(hashes.items()), sorted(sources)]
    return compute_sha256(json.dumps(values).encode())


class _Matcher:
    """Finds the documents that an entry names, also by the paths of another machine.

    Such a path is compared by its last two names: in the storage of Zotero, each file lies in a
    folder that has a name of its own.
    """

    def __init__(self, sources: Collection[str], root: str) -> None:
        self._by_path = {_normalize(source): source for source in sources}
        by_ending: defaultdict[str, list[str]] = defaultdict(list)
        for path, source in self._by_path.items():
            by_ending[_get_ending(f"{_normalize(root)}/{path}")].append(source)
        self._by_ending = by_ending

    def find(self, entry: BibliographyEntry, folder: str) -> Iterator[str]:
        """Yield the sources of an entry's files; `folder` is that of the bibliography."""
        for path in map(_normalize, entry.paths):
            relative = posixpath.normpath(posixpath.join(_normalize(folder), path))
            alike = self._by_ending.get(_get_ending(path), [])
            if relative in self._by_path:
                yield self._by_path[relative]
            elif "/" in path and len(alike) == 1:
                yield alike[0]


def _normalize(path: str) -> str:
    """Return a path with `/`, in the form in which letters and accents are one character."""
    return unicodedata.normalize("NFC", _FOLDER_SEPARATOR.sub("/", path))


def _get_ending(path: str) -> str:
    return "/".join(path.split("/")[-2:])
