"""Measure whole questions on many passages: on this machine, and from a cluster of Milvus.

    unshare --net python -m tests.bench.scale FOLDER [PASSAGES]

Indexes the corpus of the benchmark with the real model, adds made passages up to 200,000 by default
(tests.bench.many_passages), publishes the index to the old cluster of the tests, as far
as that can (tests.bench.old_cluster), and asks both the same questions of the benchmark in turn,
with the real model and reader. What is in the folder already is not indexed again, but published.

It needs the benchmark beside the checkout, and what `make test-cluster` needs.
"""

import json
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
from fonti.index.milvus.schema import DATA_KINDS
from fonti.index.milvus.server_index import ServerIndex
from fonti.index.models.load import open_encoder
from fonti.index.store.database import Store
from fonti.qa import Assistant, Question, read_questions
from tests.bench.many_passages import MakingEncoder, PassageMaker, write_made_documents
from tests.bench.old_cluster import OldClusterConnection, ScaleCluster
from tests.helpers.paths import BENCH

_PASSAGES = 200_000

_KINDS = ("it", "en", "it-en", "en-it", "unanswerable-it", "unanswerable-en")
_QUESTIONS_PER_KIND = 28

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

    `processor` is that of this process alone, `cluster_seconds` the processor time of all processes
    of the cluster meanwhile, and what they do without a question. `stages` has the time of the
    calls of the index by their name, and `calls` how many there were.
    """

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    first: dict[str, tuple[str, int, int] | None] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    cluster_seconds: float = 0.0
    stages: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)

    def summarize(self) -> dict[str, Any]:
        """Return the figures: milliseconds a question, and how many calls it needs."""
        count = len(self.wall)
        p50, p95 = np.quantile(self.wall, [0.5, 0.95])
        processor_p50, processor_p95 = np.quantile(self.processor, [0.5, 0.95])
        stages = sorted(self.stages.items(), key=lambda item: -item[1])
        return {
            "questions": count,
            "p50": round(float(p50), 1),
            "p95": round(float(p95), 1),
            "processor_p50": round(float(processor_p50), 1),
            "processor_p95": round(float(processor_p95), 1),
            "cluster_processor_mean": round(1_000 * self.cluster_seconds / count, 1),
            "outcomes": dict(Counter(self.outcomes.values())),
            "stages": {
                name: f"{seconds * 1_000 / count:.1f} ms, {self.calls[name] / count:.1f} calls"
                for name, seconds in stages
            },
        }


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


def publish_index(index: Path, cluster: ScaleCluster, replicas: int) -> dict[str, Any]:
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
    for kind in DATA_KINDS if replicas > 1 else ():
        connection.replicate(server.names.make_name(manifest.token, kind), replicas)
    passages = manifest.counts["passages"].rows
    return {
        **figures,
        "passages": passages,
        "sentences": manifest.counts["sentences"].rows,
        "terms": manifest.counts["terms"].rows,
        "bytes_sent_per_passage": round(manifest.size / passages),
    }


def choose_questions() -> list[Question]:
    """Return as many questions of each kind, answerable or not, mixed, always the same."""
    kinds: dict[str, list[Question]] = {kind: [] for kind in _KINDS}
    for question in read_questions(BENCH / "questions.jsonl"):
        kinds[question.kind].append(question)
    generator = random.Random(_SEED)
    chosen = []
    for questions in kinds.values():
        chosen += generator.sample(questions, _QUESTIONS_PER_KIND)
    generator.shuffle(chosen)
    return chosen


def compare(
    assistants: dict[str, Assistant], questions: Sequence[Question], cluster: ScaleCluster
) -> dict[str, Measured]:
    """Ask all assistants the same questions, in blocks by turns."""
    measured = {name: Measured() for name in assistants}
    for assistant in assistants.values():
        for question in questions[:_WARM_UP_QUESTIONS]:
            _ask(assistant, question, Measured())
    for start in range(_WARM_UP_QUESTIONS, len(questions), _BLOCK):
        for name, assistant in assistants.items():
            before = cluster.measure_processor_time()
            with _time_stages(assistant, measured[name]):
                for question in questions[start : start + _BLOCK]:
                    _ask(assistant, question, measured[name])
            measured[name].cluster_seconds += cluster.measure_processor_time() - before
    return measured


def _ask(assistant: Assistant, question: Question, measured: Measured) -> None:
    """Ask a question, and add what it took."""
    languages = None if question.search_language is None else [question.search_language]
    processor = time.process_time()
    started = time.perf_counter()
    answer = assistant.ask(question.text, languages=languages)
    measured.wall.append(1_000 * (time.perf_counter() - started))
    measured.processor.append(1_000 * (time.process_time() - processor))

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


def measure(index: Path, cluster: ScaleCluster, encoder: Encoder) -> Iterator[dict[str, Any]]:
    """Yield the figures of an index that was published: of both, and how far they agree."""
    reader: Reader | None = getattr(encoder, "reader", None)
    assert reader is not None
    address = str(cluster.address("bench"))
    assistants = {
        name: Assistant(Library.open(path, model=encoder, reader=reader, sync=False))
        for name, path in {"local": str(index), "cluster": address}.items()
    }
    measured = compare(assistants, choose_questions(), cluster)
    yield {name: figures.summarize() for name, figures in measured.items()}
    yield describe_agreement(measured)
    words = OldClusterConnection.words_seconds
    yield {"words_here_ms": round(1_000 * float(np.mean(words)), 1)}


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1]).absolute()
    passages = int(float(sys.argv[2])) if len(sys.argv) > 2 else _PASSAGES
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    encoder = open_encoder(None)
    index = index_made(folder, encoder, passages)

    cluster_folder = folder / "cluster"
    shutil.rmtree(cluster_folder, ignore_errors=True)
    cluster_folder.mkdir()
    with use_old_cluster(folder), ScaleCluster(_ENVIRONMENT, cluster_folder) as cluster:
        figures = publish_index(index, cluster, replicas=2)
        sys.stdout.write(f"{json.dumps(figures, indent=1)}\n")
        for figures in measure(index, cluster, encoder):
            sys.stdout.write(f"{json.dumps(figures, indent=1)}\n")


if __name__ == "__main__":
    main()
