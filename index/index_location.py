"""Find the corpus and the index from the paths that a user gives."""

from dataclasses import dataclass, replace
from pathlib import Path

from fonti.index.engine import IndexEngine
from fonti.index.errors import CorpusError
from fonti.index.local_engine import LocalEngine
from fonti.index.milvus.address import MilvusAddress
from fonti.index.milvus.engine import MilvusEngine
from fonti.index.paths import index_folder, resolve_corpus, resolve_path
from fonti.index.store.database import Store, StoreState
from fonti.index.store.index_files import has_only_our_files
from fonti.index.store.settings import make_index_not_found_error, make_unfinished_error


@dataclass(frozen=True, slots=True)
class IndexLocation:
    """Where a corpus and its index are.

    Attributes:
        corpus: The path of the corpus; None if only the index was named, which knows its corpus.
        folder: The folder of the index.
        server: Where the index of a corpus is published; without a corpus, where the index is.

    """

    corpus: Path | None
    folder: Path
    server: MilvusAddress | None = None

    def open_engine(self) -> IndexEngine:
        """Return the engine of the index: on a server only if the corpus was not named."""
        if self.server is not None and self.corpus is None:
            return MilvusEngine(self.server)
        return LocalEngine(self.corpus or self.folder, Store(self.folder))


def locate_index(corpus: str | Path | None, index: str | Path | None) -> IndexLocation:
    """Return where a corpus and its index are.

    Args:
        corpus: A folder of documents, a document, or an index; by default the corpus of `index`, or
            the demo corpus if that is not named either.
        index: The folder of the index, by default one in the user's data folder; or the address of
            a Milvus server.

    Raises:
        CorpusError: The corpus does not exist, or is an index and `index` another one.
        StoreError: Only the index is named, and it does not exist or was never finished, so that
            its corpus is not known; or the address of a server is not valid.

    """
    if (server := MilvusAddress.parse(index)) is not None:
        if corpus is None:
            return IndexLocation(None, index_folder(Path(str(server))), server)
        return replace(locate_index(corpus, None), server=server)

    if (server := MilvusAddress.parse(corpus)) is not None:
        if index is not None:
            raise CorpusError("index_named_twice", corpus=server, folder=index)
        return IndexLocation(None, index_folder(Path(str(server))), server)

    folder = None if index is None else resolve_path(index)

    if corpus is None and folder is not None:
        state = Store(folder).read_state()
        if state is StoreState.MISSING:
            raise make_index_not_found_error(folder, "FOLDER")
        if state is StoreState.EMPTY:
            raise make_unfinished_error(folder, "FOLDER")
        return IndexLocation(None, folder)

    path = resolve_corpus(corpus)
    # Documents may lie beside a file that has the name of a store's.
    if Store(path).read_state().has_tables and has_only_our_files(path):
        if folder not in (None, path):
            raise CorpusError("index_named_twice", corpus=path, folder=folder)
        return IndexLocation(None, path)

    return IndexLocation(path, folder or index_folder(path))
