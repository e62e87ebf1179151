"""Measure the cost of an index of a size: to build, to open, to search, to follow a change.

    python -m tests.bench.size [SENTENCES ...]

Makes folders of documents of ten passages of five sentences, half of them Italian, with made-up
embeddings around common themes (100,000 and 1,000,000 sentences by default), indexes them, and
prints the figures of each.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fonti.index import FloatArray, IntArray, Library, SearchBackend, SearchFilters
from fonti.index.search.row_queries import iterate_embeddings
from fonti.index.search.rows import SearchRows
from fonti.index.search.versions import VERSIONS_FOLDER
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.store.settings import load_settings
from fonti.qa import Assistant
from fonti.qa.candidates.retrieve import retrieve_candidates
from fonti.qa.question.query import Query
from tests.bench.made_up import MadeUpEncoder, make_document, write_documents

_QUESTIONS = 200

# Questions that are compared with every sentence, and those that warm up what is searched.
_CHECKED_QUESTIONS = 50
_WARM_UP_QUESTIONS = 10
_TOP_K = 10

# The number of a document that is added later.
_NEW_DOCUMENT = 10**9


@dataclass(frozen=True, slots=True)
class Asked:
    """The cost of an index that is opened in a process of its own, and asked.

    `ready` is in seconds. `p50` and `p95`, in milliseconds, are of all that is retrieved for a
    question; `whole` is the p95 of the whole question without model and tokens, which are not
    here. `resident` is the peak of memory, in MiB. A recall is the share of the passages of the ten
    nearest sentences, by a full comparison, that are retrieved: among all, in one language, in a
    tenth of the sources, and in one source.
    """

    ready: float
    p50: float
    p95: float
    whole: float
    resident: float
    recall: float
    recall_language: float
    recall_sources: float
    recall_source: float


@dataclass(frozen=True, slots=True)
class Size:
    """The cost of an index of so many sentences: times in seconds, sizes in MiB.

    `built` is from files to a whole index, `peak` the peak of memory until then, `derived` the size
    of the files that are searched. `added` is a sync after a document was added, `removed` the
    removal of one, `unchanged` a sync of nothing.
    """

    sentences: int
    built: float
    peak: int
    derived: int
    asked: Asked
    added: float
    removed: float
    unchanged: float


@dataclass(slots=True)
class _Nearest:
    """The sentences nearest to a vector among those compared so far, best first."""

    scores: FloatArray
    rows: IntArray


def measure(sentences: int) -> Size:
    """Measure an index of so many sentences, which is made and removed again."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "corpus"
        index = Path(temporary) / "index"
        write_documents(corpus, sentences)

        library = Library.open(corpus, index=index, model=MadeUpEncoder(), sync=False)
        built = _time(library.sync)
        peak = _peak_memory()
        files = [path for path in (index / VERSIONS_FOLDER).rglob("*") if path.is_file()]
        derived = sum(path.stat().st_size for path in files) >> 20

        command = [sys.executable, "-m", "tests.bench.size", "--ask", str(index)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        asked = Asked(*map(float, output.split()))

        unchanged = _time(library.sync)
        (corpus / "new.txt").write_text(make_document(_NEW_DOCUMENT), "utf-8")
        added = _time(library.sync)
        removed = _time(lambda: library.remove("000/0.txt"))

    return Size(sentences, built, peak, derived, asked, added, removed, unchanged)


def ask(index: Path) -> Asked:
    """Measure how soon an index is ready, and its answers."""
    started = time.perf_counter()
    library = Library.open(index, model=MadeUpEncoder())
    assistant = Assistant(library)
    with library.snapshot() as snapshot:
        snapshot.list_passage_languages(SearchFilters())
        ready = time.perf_counter() - started

        asked = list(_make_queries(snapshot))
        retrieval = [
            _time(partial(retrieve_candidates, snapshot, query, SearchFilters())) for query in asked
        ]
        whole = [_time(partial(assistant.ask, query.text)) for query in asked]
        resident = _peak_memory()
        recalls = _measure_recalls(index, snapshot, asked[:_CHECKED_QUESTIONS])

    warm = 1000 * np.array(retrieval[_WARM_UP_QUESTIONS:])
    p50, p95 = np.quantile(warm, [0.5, 0.95])
    whole_p95 = float(np.quantile(whole, 0.95)) * 1000
    return Asked(ready, float(p50), float(p95), whole_p95, resident, *recalls)


def _make_queries(snapshot: SearchBackend) -> Iterator[Query]:
    """Yield questions that each repeat a sentence, in the words and nearly in the embedding."""
    for passage in snapshot.sample_passages(_QUESTIONS, 1, SearchFilters()):
        sentence = passage.sentences[0]
        text = passage.sentence_text(sentence)
        language = passage.language
        subjects = snapshot.match_subjects(text, language)
        yield Query(text, language, snapshot.embed_query(text), subjects)


def _measure_recalls(index: Path, snapshot: SearchBackend, asked: Sequence[Query]) -> list[float]:
    """Return the recall without a filter, in a language, in a tenth of the sources, and in one."""
    sources = snapshot.list_sources()
    all_filters = (
        SearchFilters(),
        SearchFilters(languages=frozenset({"en"})),
        SearchFilters(sources=frozenset(sources[::10])),
        SearchFilters(sources=frozenset(sources[:1])),
    )
    vectors = np.stack([query.encoded.embedding for query in asked])
    expected = _find_nearest_passages(index, vectors, all_filters)

    recalls = []
    for filters, expected_passages in zip(all_filters, expected, strict=True):
        shares = []
        for vector, passages in zip(vectors, expected_passages, strict=True):
            hits = snapshot.search_sentences(vector, _TOP_K, filters)
            retrieved = {hit.passage_id for hit in hits}
            shares.append(len(passages & retrieved) / len(passages))
        recalls.append(float(np.mean(shares)))
    return recalls


def _find_nearest_passages(
    index: Path, vectors: FloatArray, all_filters: Sequence[SearchFilters]
) -> list[list[set[int]]]:
    """Return the passages of the ten nearest sentences, by comparing all sentences.

    Returns:
        For each filter and each vector the ids of the passages.
    """
    with Store(index).read_transaction() as connection:
        rows = SearchRows.load(index / VERSIONS_FOLDER / load_settings(connection)["version"])
        extractions = queries.load_documents(connection)
        masks = [_select_sentences(rows, extractions, filters) for filters in all_filters]
        nearest = [[_no_sentences() for _ in vectors] for _ in all_filters]

        first_row = 0
        for block in iterate_embeddings(connection, "sentences"):
            cosines = vectors @ block.T
            for mask, of_filter in zip(masks, nearest, strict=True):
                columns = np.flatnonzero(mask[first_row : first_row + len(block)])
                for row, of_vector in zip(cosines, of_filter, strict=True):
                    _keep_best(of_vector, row[columns], columns + first_row)
            first_row += len(block)

    passage_ids = []
    for of_filter in nearest:
        of_rows = [
            rows.passage_ids[rows.passage_of_sentence[of_vector.rows]] for of_vector in of_filter
        ]
        passage_ids.append([set(ids.tolist()) for ids in of_rows])
    return passage_ids


def _select_sentences(
    rows: SearchRows, extractions: dict[str, int], filters: SearchFilters
) -> npt.NDArray[np.bool_]:
    """Return which sentences a filter lets through."""
    languages = filters.languages or rows.languages
    codes = [code for code, name in enumerate(rows.languages) if name in languages]
    extraction_ids = [extractions[source] for source in filters.sources or extractions]
    passages = np.isin(rows.language_codes, codes) & np.isin(rows.extraction_ids, extraction_ids)
    mask: npt.NDArray[np.bool_] = passages[rows.passage_of_sentence]
    return mask


def _no_sentences() -> _Nearest:
    return _Nearest(np.empty(0, np.float32), np.empty(0, np.int64))


def _keep_best(nearest: _Nearest, scores: FloatArray, rows: IntArray) -> None:
    """Add sentences with their scores, and keep the ten best."""
    all_scores = np.concatenate([nearest.scores, scores])
    all_rows = np.concatenate([nearest.rows, rows])
    best = np.argsort(-all_scores)[:_TOP_K]
    nearest.scores = all_scores[best]
    nearest.rows = all_rows[best]


def _time(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _peak_memory() -> int:
    """Return the peak of memory of this process in MiB; Linux gives it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    """Print the figures of each size that is given."""
    if sys.argv[1:2] == ["--ask"]:
        asked = ask(Path(sys.argv[2]))
        sys.stdout.write(" ".join(str(figure) for figure in astuple(asked)))
        return

    sizes = [int(float(argument)) for argument in sys.argv[1:]] or [100_000, 1_000_000]
    for sentences in sizes:
        figures = asdict(measure(sentences))
        figures |= figures.pop("asked")
        for name, figure in figures.items():
            sys.stdout.write(f"{name:16} {figure:14,.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
