"""Measure what an index of a size takes: to open, to search, to follow a change.

    python -m tests.bench.size [SENTENCES ...]

Makes folders of documents of ten passages of five sentences, half of them Italian, with made-up embeddings around
common themes (100,000 and 1,000,000 sentences by default), indexes them, and prints the figures of each.
"""

import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np

from fonti.index import EncodedText, FloatArray, Library, SearchFilters, Snapshot, TokenEmbeddings
from fonti.index.search.row_queries import iterate_embeddings
from fonti.index.search.rows import SearchRows
from fonti.index.search.versions import VERSIONS_FOLDER
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.store.settings import load_settings
from fonti.qa import Assistant
from fonti.qa.candidates.retrieve import retrieve_candidates
from fonti.qa.question.query import Query

_PASSAGES, _SENTENCES, _WORDS = 10, 5, 10  # of a document, of a passage, of a sentence
_DIMENSION, _THEMES = 384, 2000
_QUESTIONS, _CHECKED = 200, 50
_NEW = 10**9  # the number of a document that comes later
_SHAPE = (
    0.87,
    0.35,
    0.35,
)  # of an embedding: what all share, its theme, its own; unrelated ones have a cosine of .76
_LANGUAGES = {
    "it": (
        "di che la il un per non sono della con",
        "consiglio bilancio strada mare ponte città legge prezzo casa",
    ),
    "en": (
        "the of and to in that is was with for",
        "council budget road sea bridge city law price house harbour",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an index takes in a process of its own, from closed to ready to be asked, and asked.

    `ready` is in seconds; `p50` and `p95`, in milliseconds, are of all that is retrieved for a question, `whole` is
    the p95 of the whole question, but for what a model and tokens take: here is neither. `resident` is the most
    memory, in MiB. The recalls are shares of the passages of the ten nearest sentences, by a full comparison, that
    are found: among all, in one language, in a tenth of the sources, in one source.
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
    """What an index of so many sentences takes: times in seconds, sizes in MiB.

    `built` is from files to a whole index, `peak` the most memory until then, `derived` the files that are searched.
    `added` is a sync after a document came, `removed` the removal of one, `unchanged` a sync of nothing.
    """

    sentences: int
    built: float
    peak: int
    derived: int
    asked: Asked
    added: float
    removed: float
    unchanged: float


class MadeUp:
    """An encoder whose embeddings are drawn from a text's hash: a theme and noise around what all texts share.

    Those of a question lie near the sentence that it repeats.
    """

    name, fingerprint, dimension = "made-up", hashlib.sha256(b"made-up").hexdigest(), _DIMENSION

    def __init__(self) -> None:
        drawn = np.random.default_rng(0)
        self.centre = _unit(drawn.standard_normal((1, _DIMENSION), np.float32))[0]
        self._themes = drawn.standard_normal((_THEMES, _DIMENSION), np.float32) / np.sqrt(
            _DIMENSION
        )

    def fits(self, text: str) -> bool:
        """Whether a text is no longer than a passage here."""
        return len(text.split()) <= _SENTENCES * _WORDS

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Passages, without tokens."""
        none = TokenEmbeddings(
            np.empty((0, _DIMENSION), np.float32),
            np.empty(0, np.float32),
            np.empty((0, 2), np.int64),
        )
        return [EncodedText(row, none) for row in self.encode_sentences(texts)]

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Unit rows."""
        return _unit(
            np.array([self._drawn(text) for text in texts], np.float32).reshape(-1, _DIMENSION)
        )

    def encode_query(self, text: str) -> EncodedText:
        """A question: near the sentence of the same words."""
        (passage,) = self.encode_passages([text])
        noise = np.random.default_rng(_seed(text) + 1).standard_normal((1, _DIMENSION), np.float32)
        return EncodedText(
            _unit(passage.embedding + 0.25 * noise / np.sqrt(_DIMENSION))[0], passage.tokens
        )

    def _drawn(self, text: str) -> FloatArray:
        drawn = np.random.default_rng(_seed(text))
        shared, themed, own = _SHAPE
        noise = drawn.standard_normal(_DIMENSION, np.float32) / np.float32(np.sqrt(_DIMENSION))
        found: FloatArray = (
            shared * self.centre + themed * self._themes[drawn.integers(_THEMES)] + own * noise
        )
        return found


def write(folder: Path, sentences: int) -> None:
    """Documents of so many sentences together, in folders of a thousand."""
    each = _PASSAGES * _SENTENCES
    for number in range(max(1, sentences // each)):
        path = folder / f"{number // 1000:03}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(number), "utf-8")


def document(number: int) -> str:
    """The text of a document: Italian ones have even numbers."""
    drawn = random.Random(number)
    common, rare = (words.split() for words in _LANGUAGES["en" if number % 2 else "it"])

    def sentence() -> str:
        words = [*drawn.choices(common, k=4), *drawn.choices(rare, k=3)]
        words += [
            f"{drawn.choice(rare)}{drawn.choice('abcdefgh')}{drawn.randrange(3000)}"
            for _ in range(_WORDS - 7)
        ]
        drawn.shuffle(words)
        return " ".join(words).capitalize() + "."

    return (
        "\n\n".join(" ".join(sentence() for _ in range(_SENTENCES)) for _ in range(_PASSAGES))
        + "\n"
    )


def measure(sentences: int) -> Size:
    """The figures of an index of so many sentences, which is made and removed again."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus, index = Path(temporary) / "corpus", Path(temporary) / "index"
        write(corpus, sentences)
        library = Library.open(corpus, index=index, model=MadeUp(), sync=False)
        built = _timed(library.sync)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        derived = (
            sum(path.stat().st_size for path in (index / "derived").rglob("*") if path.is_file())
            >> 20
        )
        command = [sys.executable, "-m", "tests.bench.size", "--ask", str(index)]
        asked = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = Asked(*map(float, asked.stdout.split()))
        unchanged = _timed(library.sync)
        (corpus / "new.txt").write_text(document(_NEW), "utf-8")
        added = _timed(library.sync)
        removed = _timed(lambda: library.remove("000/0.txt"))
    return Size(sentences, built, peak, derived, figures, added, removed, unchanged)


def ask(index: Path) -> Asked:
    """What an index takes to be ready and to be asked."""
    began = time.perf_counter()
    library = Library.open(index, model=MadeUp())
    assistant = Assistant(library)
    with library.snapshot() as snapshot:
        snapshot.list_languages(SearchFilters())
        ready = time.perf_counter() - began
        queries = list(_queries(snapshot))
        took = [_timed(lambda: retrieve_candidates(snapshot, query, SearchFilters())) for query in queries]  # noqa: B023 - called at once
        whole = [_timed(lambda: assistant.ask(query.text)) for query in queries]  # noqa: B023 - likewise
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        sources = snapshot.list_sources()
        narrowed = (
            SearchFilters(),
            SearchFilters(languages=frozenset({"en"})),
            SearchFilters(sources=frozenset(sources[::10])),
            SearchFilters(sources=frozenset(sources[:1])),
        )
        expected = _expected(
            index, [query.encoded.embedding for query in queries[:_CHECKED]], narrowed
        )
        recalls = []
        for within, of_all in zip(narrowed, expected, strict=True):
            shares = [
                len(
                    passages
                    & {
                        hit.passage_id
                        for hit in snapshot.search_sentences(query.encoded.embedding, 10, within)
                    }
                )
                / len(passages)
                for query, passages in zip(queries, of_all, strict=False)
            ]
            recalls.append(float(np.mean(shares)))
    p50, p95 = np.quantile(np.array(took[10:]) * 1000, [0.5, 0.95])
    return Asked(
        ready, float(p50), float(p95), float(np.quantile(whole, 0.95)) * 1000, resident, *recalls
    )


def _queries(snapshot: Snapshot) -> Iterator[Query]:
    """Questions that each repeat a sentence, in the words and nearly in the embedding."""
    for passage in snapshot.sample_passages(_QUESTIONS, 1, SearchFilters()):
        sentence = passage.sentences[0]
        text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        yield Query(text, passage.language, snapshot.embed_query(text))


def _expected(
    index: Path, vectors: Sequence[FloatArray], narrowed: Sequence[SearchFilters]
) -> list[list[set[int]]]:
    """For each filter and vector the passages of the ten nearest sentences, by comparing all of them."""
    store = Store(index)
    with store.reading() as connection:
        rows = SearchRows.load(index / VERSIONS_FOLDER / load_settings(connection)["version"])
        extractions = queries.load_documents(connection)
        inside = []
        for within in narrowed:
            codes = [
                code
                for code, name in enumerate(rows.languages)
                if name in (within.languages or rows.languages)
            ]
            named = [extractions[source] for source in within.sources or extractions]
            passages = np.isin(rows.language_codes, codes) & np.isin(rows.extraction_ids, named)
            inside.append(passages[rows.passage_rows])
        first, best = (
            0,
            [[(np.empty(0, np.float32), np.empty(0, np.int64)) for _ in vectors] for _ in narrowed],
        )
        for block in iterate_embeddings(connection, "sentences"):
            cosines = np.stack(vectors) @ block.T
            for filtered, mask in zip(best, inside, strict=True):
                places = np.flatnonzero(mask[first : first + len(block)])
                for number, (scores, found) in enumerate(filtered):
                    scores = np.concatenate([scores, cosines[number, places]])
                    found = np.concatenate([found, places + first])
                    top = np.argsort(-scores)[:10]
                    filtered[number] = scores[top], found[top]
            first += len(block)
    return [
        [set(rows.passage_ids[rows.passage_rows[found]].tolist()) for _, found in filtered]
        for filtered in best
    ]


def _timed(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _unit(rows: FloatArray) -> FloatArray:
    found: FloatArray = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return found


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def main() -> None:
    """Print the figures of each size asked for."""
    if sys.argv[1:2] == ["--ask"]:
        sys.stdout.write(" ".join(map(str, astuple(ask(Path(sys.argv[2]))))))
        return
    for sentences in [int(float(each)) for each in sys.argv[1:]] or [100_000, 1_000_000]:
        figures = asdict(measure(sentences))
        for name, figure in (figures | figures.pop("asked")).items():
            sys.stdout.write(f"{name:16} {figure:14,.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
