"""The search files of a version, in a folder that has the version's name.

A folder is built under another name and then renamed. A folder that is missing or altered is built
again from SQLite. A new version is built from the previous one; files that both have in common are
hard links.
"""

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from fonti.index.durable import (
    PRIVATE_FOLDER,
    make_private,
    remove_stale,
    replace_folder,
    temporary_folder,
)
from fonti.index.errors import StoreError, system_reason
from fonti.index.search.build import WORDS_FOLDER, write_search_files
from fonti.index.search.lexical import WordIndex
from fonti.index.search.manifest import (
    has_all_files,
    is_intact,
    load_reusable_manifest,
    write_manifest,
)
from fonti.index.search.rows import SearchRows
from fonti.index.search.subjects import SubjectIndex
from fonti.index.search.vectors import StoredVectors, VectorIndex
from fonti.index.store.settings import load_settings

# The folder of the versions in the folder of an index.
VERSIONS_FOLDER = "derived"

_VERSION_NAME = re.compile(r"[0-9a-f]{16}")

# Begins the names of folders in which a version is built.
_BUILDING_PREFIX = ".building-"


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The search files of one version, loaded.

    Attributes:
        version: The name of the version.
        rows: Its passages and sentences; vectors are numbered as their rows are.
        passage_vectors: The embeddings of the passages, grouped by language.
        sentence_vectors: The embeddings of the sentences, grouped by language.
        words: The words of the passages.
        subjects: The words that name the subjects of the documents.

    """

    version: str
    rows: SearchRows
    passage_vectors: VectorIndex
    sentence_vectors: VectorIndex
    words: WordIndex
    subjects: SubjectIndex = field(default_factory=SubjectIndex)


def open_search_index(connection: sqlite3.Connection, folder: Path) -> SearchIndex:
    """Load the search files of the version that a connection sees; build them if necessary.

    Args:
        connection: A connection to the index.
        folder: The folder of the index.

    Raises:
        StoreError: They cannot be built.
        AssertionError, KeyError, ValueError or RuntimeError: What they are built from is damaged.

    """
    path = get_version_folder(folder, load_settings(connection)["version"])
    try:
        return _load_intact(connection, path)
    except (OSError, RuntimeError, ValueError):
        # They are missing or altered, or a newer version replaced them just now.
        with _build_search_files(connection, folder, None) as building:
            search_index = _load(connection, building)
            _publish(building, path)
            return search_index


def build_version(connection: sqlite3.Connection, folder: Path, previous: str | None) -> None:
    """Build the search files of the version that a connection sees, with its uncommitted changes.

    The finished folder gets its name before the caller commits. A kill in between leaves the folder
    of a version that was never published; the next sync removes it (`delete_other_versions`).

    Args:
        connection: A connection to the index.
        folder: The folder of the index.
        previous: The previous version, whose files are reused if possible; None if there is none.

    Raises:
        StoreError: They cannot be built.

    """
    previous_path = None
    if previous and _VERSION_NAME.fullmatch(previous):
        previous_path = folder / VERSIONS_FOLDER / previous

    with _build_search_files(connection, folder, previous_path) as building:
        _publish(building, get_version_folder(folder, load_settings(connection)["version"]))


def delete_other_versions(folder: Path, version: str) -> None:
    """Delete the search files of all versions but one, and partly built files that a kill left."""
    for path in (folder / VERSIONS_FOLDER).glob("*"):
        if _VERSION_NAME.fullmatch(path.name) and path.name != version:
            shutil.rmtree(path, ignore_errors=True)
    remove_stale(folder / VERSIONS_FOLDER, _BUILDING_PREFIX)


def get_version_folder(folder: Path, version: str) -> Path:
    """Return the folder of a version's search files.

    Raises:
        ValueError: It is not a valid name of a version.

    """
    if not _VERSION_NAME.fullmatch(version):
        raise ValueError(f"its version is {version!r}")
    return folder / VERSIONS_FOLDER / version


def _load_intact(connection: sqlite3.Connection, path: Path) -> SearchIndex:
    """Load search files if they are exactly those that were written.

    Raises:
        OSError, RuntimeError or ValueError: They are not.

    """
    if not is_intact(path):
        raise FileNotFoundError(path)
    search_index = _load(connection, path)

    # tantivy takes a file that vanishes while it loads for one that it does not need.
    if not has_all_files(path):
        raise FileNotFoundError(path)
    return search_index


def _load(connection: sqlite3.Connection, path: Path) -> SearchIndex:
    settings = load_settings(connection)
    dimension = int(settings["dimension"])
    rows = SearchRows.load(path)

    passages = StoredVectors.load(path, "passages", rows.count("passages"), dimension)
    passage_languages = rows.language_codes
    sentences = StoredVectors.load(path, "sentences", rows.count("sentences"), dimension)
    sentence_languages = rows.language_codes[rows.passage_of_sentence]
    blocks = sorted((path / WORDS_FOLDER).iterdir(), key=lambda block: int(block.name))

    return SearchIndex(
        version=settings["version"],
        rows=rows,
        passage_vectors=VectorIndex(passages, dimension, passage_languages),
        sentence_vectors=VectorIndex(sentences, dimension, sentence_languages),
        words=WordIndex.load(blocks),
    )


@contextmanager
def _build_search_files(
    connection: sqlite3.Connection, folder: Path, previous: Path | None
) -> Iterator[Path]:
    """Build search files in a temporary folder, which is removed unless it is moved away.

    Args:
        connection: A connection to the index.
        folder: The folder of the index.
        previous: The folder of the previous version, whose files are reused if possible; or None.

    Raises:
        StoreError: They cannot be written, or an OSError was raised in the caller's `with` block.

    """
    try:
        with _create_building_folder(folder / VERSIONS_FOLDER) as building:
            manifest = load_reusable_manifest(previous) if previous else {}
            reusable = previous if manifest else None
            reused_blocks = write_search_files(connection, folder, building, reusable)

            write_manifest(building, _select_word_file_hashes(manifest, reused_blocks))
            make_private(building)
            yield building
    except OSError as error:
        raise StoreError(
            "search_files_not_written", folder=folder, reason=system_reason(error)
        ) from error


def _select_word_file_hashes(
    manifest: Mapping[str, str], reused_blocks: Collection[int]
) -> dict[str, str]:
    """Return the old hashes of the word files that were reused from the previous version.

    A word file is `words/BLOCK/LANGUAGE/FILE`. Reused ones were not verified, so hashing them now
    would hide damage. The new version therefore takes over the hashes that they were written with,
    and `is_intact` compares these when the version is opened. All other files are hashed as they
    are: what they were made from was verified (`load_reusable_manifest`) or comes from SQLite.
    """
    prefixes = tuple(f"{WORDS_FOLDER}/{block}/" for block in reused_blocks)
    return {name: sha256 for name, sha256 in manifest.items() if name.startswith(prefixes)}


@contextmanager
def _create_building_folder(parent: Path) -> Iterator[Path]:
    """Create a temporary folder in the index, or in the system's temporary folder.

    An index on a disk that is mounted read-only is searched with files that are built elsewhere.
    """
    with ExitStack() as stack:
        try:
            parent.mkdir(PRIVATE_FOLDER, exist_ok=True)
            building = stack.enter_context(temporary_folder(parent, _BUILDING_PREFIX))
        except OSError:
            system = Path(tempfile.gettempdir())
            building = stack.enter_context(temporary_folder(system, "fonti-"))
        yield building


def _publish(building: Path, path: Path) -> None:
    """Move a finished folder to the name of its version, if possible.

    An OSError is ignored. Either another process was faster, and its folder of the same version is
    equivalent; or the folder cannot be written, and a process that opens the version builds the
    files again.
    """
    with suppress(OSError):
        # The hashes of the files are checked before use, so they need no sync.
        replace_folder(building, path, sync=False)
