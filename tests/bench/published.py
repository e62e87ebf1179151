"""Measure an index that is published to a Milvus server, beside the same index on this machine.

    python -m tests.bench.published [SENTENCES]

Makes documents with made-up embeddings (tests.bench.made_up), 100,000 sentences by default, indexes
them, publishes them to a server of milvus-lite or to that of MILVUS_URI, and asks both. There are
neither a model nor token embeddings: tests.bench.quality measures answers with them.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from fonti.index import Library, SearchFilters
from fonti.qa import Assistant
from tests.bench.made_up import MadeUpEncoder, write_documents
from tests.helpers.milvus import ExternalMilvusServer, MilvusServer, open_server_index

_QUESTIONS = 200
_WARM_UP_QUESTIONS = 10


def measure(sentences: int, folder: Path) -> dict[str, float]:
    """Return the figures of an index of so many sentences: seconds, milliseconds and bytes."""
    corpus = folder / "corpus"
    write_documents(corpus, sentences)
    os.environ["XDG_DATA_HOME"] = str(folder)
    library = Library.open(corpus, model=MadeUpEncoder(), sync=False)
    figures = {"index_seconds": _measure_time(library.sync)}

    uri = os.environ.get("MILVUS_URI")
    server = ExternalMilvusServer(uri) if uri else MilvusServer(folder / "milvus")
    address = server.address("bench")
    publisher = Library.open(corpus, index=address, model=MadeUpEncoder())
    before = _measure_processor_time()
    try:
        figures["publish_seconds"] = _measure_time(publisher.sync)
        figures["publish_processor_seconds"] = _measure_processor_time() - before

        index = open_server_index(address)
        manifest = index.load_manifest(index.find_manifest_collection())
        figures["passages"] = passages = manifest.counts["passages"].rows
        figures["bytes_per_passage"] = manifest.size / passages

        published = Library.open(address, model=MadeUpEncoder())
        questions = _make_questions(library)
        for name, asked in (("local", library), ("published", published)):
            figures |= _ask(name, Assistant(asked), questions)
    finally:
        if isinstance(server, ExternalMilvusServer):
            server.delete_all()
        else:
            server.kill()
    return figures


def _make_questions(library: Library) -> list[str]:
    """Return questions that each repeat a sentence."""
    with library.snapshot() as snapshot:
        passages = snapshot.sample_passages(_QUESTIONS, 1, SearchFilters())
        return [passage.sentence_text(passage.sentences[0]) for passage in passages]


def _ask(name: str, assistant: Assistant, questions: list[str]) -> dict[str, float]:
    """Return how long answers take, in milliseconds, and the processor time of this process."""
    for question in questions[:_WARM_UP_QUESTIONS]:
        assistant.ask(question)
    before = _measure_processor_time()
    seconds = [_measure_time(partial(assistant.ask, question)) for question in questions]
    used = _measure_processor_time() - before
    p50, p95 = 1_000 * np.quantile(seconds, [0.5, 0.95])
    return {
        f"{name}_p50": float(p50),
        f"{name}_p95": float(p95),
        f"{name}_processor": 1_000 * used / len(questions),
    }


def _measure_time(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _measure_processor_time() -> float:
    times = os.times()
    return times.user + times.system


def main() -> None:
    """Print the figures of a size."""
    sentences = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(sentences, Path(folder))
    sys.stdout.write(f"{json.dumps(figures, indent=1)}\n")


if __name__ == "__main__":
    main()
