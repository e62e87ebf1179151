"""Look through a corpus and the uploads: what stands in their files, read where the store does not hold it yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fonti.index.corpus.documents import language_of
from fonti.index.corpus.files import find_files, read_content, sha256_of
from fonti.index.corpus.uploads import find_uploads
from fonti.index.formats import Extract, Unreadable, suffix_of
from fonti.index.formats.worker import Crashed, Parser
from fonti.index.models.encoder import Encoder
from fonti.index.progress import ProgressCallback
from fonti.index.store import queries as records
from fonti.index.store.database import Store
from fonti.index.text.passages import Piece, split_passages
from fonti.index.types import Skipped

_KEPT_AT_ONCE = 1 << 20  # code points of new text that are put into the store together
_Named = tuple[str, str]  # the SHA-256 of a file's bytes, and the suffix that tells their format


@dataclass(slots=True)
class Found:
    """What a corpus holds: the extraction of each source that can be read, and what was skipped.

    `uploads` are the sources that only the index's own uploads hold; `encodings` names the encoding of each text read
    now that is not UTF-8.
    """

    extractions: dict[str, int] = field(default_factory=dict)
    uploads: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds already: extractions by the source that names them and by the bytes they were read from.

    `refused` are the files whose bytes were refused, by source; `excluded` the sources that are not to be read.
    """

    sources: dict[str, int]
    extractions: dict[_Named, int]
    refused: dict[str, Skipped]
    excluded: frozenset[str]


class Scanner:
    """Reads a corpus into a store, whose lock the caller holds; what was read already is not read again."""

    def __init__(
        self, store: Store, held: Held, encoder: Callable[[], Encoder], parser: Parser
    ) -> None:
        self._store, self._held, self._encoder, self._parser = store, held, encoder, parser
        self._new: dict[_Named, Extract] = {}
        self._naming: dict[str, _Named] = {}
        self._waiting = 0
        self._found = Found()

    def scan(self, corpus: Path, on_progress: ProgressCallback) -> Found:
        """What the corpus and the uploads hold; what cannot be read just now stays as the store has it.

        Raises CorpusError.
        """
        files = self._listed(find_files(corpus, exclude=self._store.folder))
        uploads = list(find_uploads(self._store.folder))
        names = {each.source if isinstance(each, Skipped) else each[0] for each in uploads}
        self._found.uploads = names.difference(source for source, _ in files)
        files += self._listed(uploads)
        seen: set[str] = set()
        for done, (source, path) in enumerate(files):
            on_progress("reading", done, len(files))
            if source in seen:
                self._skip(
                    Skipped(source, "another file's name reads the same; rename one of them")
                )
            elif source in self._held.excluded:
                self._skip(Skipped(source, "taken out with fonti remove, which --undo takes back"))
            else:
                self._read(source, path)
            seen.add(source)
        self._keep()
        on_progress("reading", len(files), len(files))
        return self._found

    def _listed(self, listed: Iterable[tuple[str, Path] | Skipped]) -> list[tuple[str, Path]]:
        """The files of a list that may be read; the others are passed over."""
        files = []
        for each in listed:
            if isinstance(each, Skipped):
                self._skip(each)
            else:
                files.append(each)
        return files

    def _skip(self, skipped: Skipped) -> None:
        """Pass a file or folder over; where that may pass, what is indexed of it stays."""
        self._found.skipped.append(skipped)
        if skipped.transient:
            held, folder = self._held.sources, skipped.source.endswith("/")
            lost = (
                [name for name in held if name.startswith(skipped.source)]
                if folder
                else [skipped.source]
            )
            self._found.extractions.update(
                (source, held[source]) for source in lost if source in held
            )

    def _read(self, source: str, path: Path) -> None:
        content = read_content(source, path)
        if isinstance(content, Skipped):
            self._skip(content)
            return
        named = (sha256_of(content), suffix_of(source))
        refused = self._held.refused.get(source)
        if refused and refused.sha256 == named[0]:
            self._skip(refused)
        elif (extraction := self._held.extractions.get(named)) is not None:
            self._found.extractions[source] = extraction
        elif named in self._new or self._parse(source, named, content):
            self._naming[source] = named
            if self._waiting > _KEPT_AT_ONCE:
                self._keep()

    def _parse(self, source: str, named: _Named, content: bytes) -> bool:
        """Read a text that is new; whether there is one."""
        try:
            extract = self._new[named] = self._parser.parse(named[1], content)
        except Crashed as error:
            self._skip(Skipped(source, str(error), transient=True))
            return False
        except Unreadable as error:
            self._skip(Skipped(source, str(error), named[0]))
            return False
        self._waiting += len(extract.text)
        if extract.encoding != "utf-8":
            self._found.encodings[source] = extract.encoding
        return True

    def _keep(self) -> None:
        """Cut the new texts into passages and put them into the store, where no question sees them yet."""
        if not self._new:
            return
        cut = [(named, extract, *self._cut(extract)) for named, extract in self._new.items()]
        with self._store.writing() as connection:
            for named, extract, language, pieces in cut:
                self._held.extractions[named] = records.put_extraction(
                    connection, named, extract, language, pieces, self._encoder().fingerprint
                )
        self._found.extractions.update(
            (source, self._held.extractions[name]) for source, name in self._naming.items()
        )
        self._new, self._naming, self._waiting = {}, {}, 0

    def _cut(self, extract: Extract) -> tuple[str, list[Piece]]:
        """A text's language, and its passages."""
        language, fits = language_of(extract), self._encoder().fits
        return language, split_passages(
            extract.text, language=language, headings=extract.headings, fits=fits
        )
