"""Measure whole questions on many passages: on this machine, and from a cluster of Milvus.

    unshare --net python -m tests.bench.scale FOLDER [PASSAGES [QUESTIONS]]

Indexes the corpus of the benchmark with the real model, adds made passages up to 200,000 by default
(tests.bench.many_passages), publishes the index to the old cluster of the tests, as far
as that can (tests.bench.old_cluster), and asks both the same questions of the benchmark in turn,
with the real model and reader: 156, or so many. What is in the folder already is not indexed again,
but published.

It needs the benchmark beside the checkout, and what `make test-cluster` needs.
"""

import json
import math
import os
import random
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from fonti.index import Encoder, Library, Reader, no_progress
from fonti.index.local_engine import LocalEngine
from fonti.index.milvus import connection as connection_module
from fonti.index.milvus import engine as engine_module
from fonti.index.milvus.publish import publish
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.models.load import open_encoder
from fonti.index.store.database import Store
from fonti.qa import Assistant, Question, read_questions
from tests.bench.many_passages import MakingEncoder, PassageMaker, write_made_documents
from tests.bench.old_cluster import OldClusterConnection, ScaleCluster
from tests.helpers.paths import BENCH

_PASSAGES = 200_000

_KINDS = ("it", "en", "it-en", "en-it", "unanswerable-it", "unanswerable-en")
_QUESTIONS = 156

# These are asked first and not counted; the others are new to both, since readings are cached.
_WARM_UP_QUESTIONS = 12
_SEED = 2_000

# Questions that one index is asked before it is the other's turn.
_BLOCK = 26

# How long a call may take here: on a busy machine a slow one is measured, not given up.
_PATIENCE_SECONDS = 120.0

_ENVIRONMENT = Path(os.environ.get("MILVUS_ENVIRONMENT", ".cluster")).absolute()


@dataclass(slots=True)
class Measured:
    """What questions took, in milliseconds, and what they cited first.

    `processor` is that of this process alone, `cluster` the processor time of all processes of the
    cluster meanwhile, with what they do without a question. `stages` has the time of the calls of
    the index by their name, `calls` how many there were, and `server_calls` those of the cluster.
    """

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    cluster: list[float] = field(default_factory=list)
    first: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    stages: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)
    server_calls: Counter[str] = field(default_factory=Counter)

    def summarize(self) -> dict[str, Any]:
        """Return the figures: milliseconds a question, and how many calls it needs."""
        count = len(self.wall)
        times = {
            "wall": self.wall,
            "processor": self.processor,
            "cluster_processor": self.cluster,
        }
        stages = sorted(self.stages.items(), key=lambda item: -item[1])
        return {
            "questions": count,
            **{name: _describe_times(values) for name, values in times.items()},
            "outcomes": dict(Counter(self.outcomes.values())),
            "stages": {
                name: f"{seconds * 1_000 / count:.1f} ms, {self.calls[name] / count:.1f} calls"
                for name, seconds in stages
            },
            "server_calls": round(self.server_calls.total() / count, 1),
            "server_calls_by_name": {
                name: round(calls / count, 2) for name, calls in self.server_calls.most_common()
            },
        }


def _describe_times(milliseconds: Sequence[float]) -> str:
    p50, p95 = np.quantile(milliseconds, [0.5, 0.95])
    return f"p50 {p50:.1f}, p95 {p95:.1f}, mean {np.mean(milliseconds):.1f}"


def index_real(folder: Path, encoder: Encoder) -> Path:
    """Index the corpus of the benchmark, and return the folder of a copy of the index."""
    corpus = folder / "corpus"
    seed = folder / "seed"
    if not seed.exists():
        shutil.copytree(BENCH / "corpus", corpus / "real")
        library = Library.open(corpus, model=encoder)
        shutil.copytree(library.folder, seed)
    return seed


def index_made(folder: Path, encoder: Encoder, passages: int) -> Path:
    """Index made passages, too, so that there are about so many; return the folder of the index."""
    corpus = folder / "corpus"
    with Store(index_real(folder, encoder)).read_transaction() as connection:
        maker = PassageMaker(connection, encoder.dimension)
        (real,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    write_made_documents(corpus / "made", maker, range(passages - real))
    library = Library.open(corpus, model=MakingEncoder(maker, encoder), sync=False)
    library.sync()
    return library.folder


def publish_index(index: Path, cluster: ScaleCluster) -> dict[str, Any]:
    """Publish an index to the cluster, and return what that cost."""
    connection = OldClusterConnection(cluster.address("bench"))
    server = ServerIndex(connection)
    engine = LocalEngine(index, Store(index))
    processor = time.process_time()
    started = time.perf_counter()
    with engine.open_version() as version:
        publish(version, server, no_progress)
    figures = {
        "publish_seconds": round(time.perf_counter() - started),
        "publish_processor_seconds": round(time.process_time() - processor),
    }
    manifest = server.load_manifest(server.find_manifest_collection())
    passages = manifest.counts["passages"].rows
    return {
        **figures,
        "passages": passages,
        "sentences": manifest.counts["sentences"].rows,
        "terms": manifest.counts["terms"].rows,
        "bytes_sent_per_passage": round(manifest.size / passages),
    }


def choose_questions(count: int) -> list[Question]:
    """Return as many questions of each kind, answerable or not, mixed, always the same.

    Args:
        count: How many there are after those that are not counted.

    """
    per_kind = math.ceil((count + _WARM_UP_QUESTIONS) / len(_KINDS))
    kinds: dict[str, list[Question]] = {kind: [] for kind in _KINDS}
    for question in read_questions(BENCH / "questions.jsonl"):
        kinds[question.kind].append(question)
    generator = random.Random(_SEED)
    chosen = []
    for questions in kinds.values():
        chosen += generator.sample(questions, per_kind)
    generator.shuffle(chosen)
    return chosen


def compare(
    assistants: dict[str, Assistant], questions: Sequence[Question], cluster: ScaleCluster
) -> dict[str, Measured]:
    """Ask all assistants the same questions, in blocks by turns."""
    measured = {name: Measured() for name in assistants}
    for assistant in assistants.values():
        for question in questions[:_WARM_UP_QUESTIONS]:
            _ask(assistant, question, Measured(), cluster)
    turns = list(assistants.items())
    for start in range(_WARM_UP_QUESTIONS, len(questions), _BLOCK):
        for name, assistant in turns:
            calls = OldClusterConnection.calls.copy()
            with _time_stages(assistant, measured[name]):
                for question in questions[start : start + _BLOCK]:
                    _ask(assistant, question, measured[name], cluster)
            measured[name].server_calls += OldClusterConnection.calls - calls
        # What one leaves in memory helps the other, in turn.
        turns.reverse()
        sys.stderr.write(f"{start}: load {os.getloadavg()[0]:.1f}\n")
    return measured


def _ask(
    assistant: Assistant, question: Question, measured: Measured, cluster: ScaleCluster
) -> None:
    """Ask a question, and add what it took."""
    languages = None if question.search_language is None else [question.search_language]
    cluster_processor = cluster.measure_processor_time()
    processor = time.process_time()
    started = time.perf_counter()
    answer = assistant.ask(question.text, languages=languages)
    measured.wall.append(1_000 * (time.perf_counter() - started))
    measured.processor.append(1_000 * (time.process_time() - processor))
    measured.cluster.append(1_000 * (cluster.measure_processor_time() - cluster_processor))

    first = next(iter(answer.citations), None)
    measured.outcomes[question.id] = answer.outcome
    measured.first[question.id] = (
        None if first is None else (first.source, first.passage.start, first.passage.end)
    )


@contextmanager
def _time_stages(assistant: Assistant, measured: Measured) -> Iterator[None]:
    """Add the time of what questions call meanwhile: of the index, the model and the reader."""
    with assistant.library.snapshot() as snapshot:
        backend = type(snapshot)
    reader = assistant.library.reader()
    assert reader is not None

    def time_call(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                measured.stages[name] += time.perf_counter() - started
                measured.calls[name] += 1

        return call

    names = [
        name
        for name, value in vars(backend).items()
        if callable(value) and not name.startswith("_")
    ]
    with ExitStack() as patches:
        for name in names:
            timed = time_call(name, getattr(backend, name))
            patches.enter_context(patch.object(backend, name, timed))
        timed = time_call("read", type(reader).read)
        patches.enter_context(patch.object(type(reader), "read", timed))
        yield


def describe_agreement(measured: dict[str, Measured]) -> dict[str, float]:
    """Return the share of questions whose first citation, and whose outcome, are the same."""
    one, other = measured.values()
    return {
        "same_first": float(np.mean([one.first[id_] == other.first[id_] for id_ in one.first])),
        "same_outcome": float(
            np.mean([one.outcomes[id_] == other.outcomes[id_] for id_ in one.outcomes])
        ),
    }


@contextmanager
def use_old_cluster(folder: Path) -> Iterator[None]:
    """Let what is opened meanwhile connect to the old cluster."""
    OldClusterConnection.import_folder = folder / "import"
    OldClusterConnection.import_folder.mkdir(exist_ok=True)
    with (
        patch.object(connection_module, "_OLDEST_VERSION", (2, 3, 5)),
        patch.object(connection_module, "_QUESTION_TIMEOUT_SECONDS", _PATIENCE_SECONDS),
        patch.object(engine_module, "MilvusConnection", OldClusterConnection),
    ):
        yield


def measure(
    index: Path, cluster: ScaleCluster, encoder: Encoder, questions: Sequence[Question]
) -> Iterator[dict[str, Any]]:
    """Yield the figures of an index that was published: of both, and how far they agree."""
    reader: Reader | None = getattr(encoder, "reader", None)
    assert reader is not None
    address = str(cluster.address("bench"))
    assistants = {
        name: Assistant(Library.open(path, model=encoder, reader=reader, sync=False))
        for name, path in {"local": str(index), "cluster": address}.items()
    }
    measured = compare(assistants, questions, cluster)
    yield {name: figures.summarize() for name, figures in measured.items()}
    yield describe_agreement(measured)
    words = OldClusterConnection.words_seconds
    yield {"words_here_ms": round(1_000 * float(np.mean(words)), 1)}


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1]).absolute()
    numbers = [int(argument) for argument in sys.argv[2:]]
    passages, count = numbers + [_PASSAGES, _QUESTIONS][len(numbers) :]
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    encoder = open_encoder(None)
    index = index_made(folder, encoder, passages)
    questions = choose_questions(count)

    cluster_folder = folder / "cluster"
    shutil.rmtree(cluster_folder, ignore_errors=True)
    cluster_folder.mkdir()
    with use_old_cluster(folder), ScaleCluster(_ENVIRONMENT, cluster_folder) as cluster:
        _write(publish_index(index, cluster))
        for figures in measure(index, cluster, encoder, questions):
            _write(figures)


def _write(figures: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(figures, indent=1)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
