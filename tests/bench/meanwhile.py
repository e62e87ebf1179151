"""The duration of questions while documents are indexed in the same program, and at rest."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from fonti.qa import Assistant, Question
from tests.bench import usual
from tests.bench.asking import p50, p95
from tests.bench.figures import Figure, Section, compare
from tests.bench.ground import Ground

_NEW_DOCUMENTS = 12
_MAX_QUESTIONS = 200

# Between an answer and the next question: a person reads, and indexing goes on.
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Durations:
    """The seconds that questions took at rest, and while documents were indexed."""

    at_rest: list[float]
    while_indexing: list[float]


def measure(ground: Ground) -> Section:
    """Add documents to both pipelines, and ask questions meanwhile."""
    documents = _write_documents(ground)
    assistant = Assistant.open(index=shutil.copytree(ground.fonti, ground.folder / "growing"))
    for path in sorted(documents.iterdir()):
        assistant.library.add(path)
    embeddings = usual.open_embeddings(ground.model)
    texts = [chunk.page_content for chunk in usual.split_into_chunks(str(documents))]

    ours = _ask_meanwhile(
        ground, lambda question: assistant.ask(question.text), assistant.library.sync
    )
    theirs = _ask_meanwhile(
        ground,
        lambda question: usual.find_nearest(ground.store, question.text),
        # Embedded and not added: a search in that instant would fail, and embedding takes the time.
        lambda: embeddings.embed_documents(texts),
    )

    note = (
        f"{len(ours.while_indexing)} questions were asked of Fonti while it indexed, "
        f"{len(theirs.while_indexing)} of the usual pipeline, "
        f"one after another with a pause of {_PAUSE_SECONDS:g} s."
    )
    return Section(
        f"Asking while {_NEW_DOCUMENTS} documents are indexed",
        (
            *_percentiles("at rest", ours.at_rest, theirs.at_rest),
            *_percentiles("while indexing", ours.while_indexing, theirs.while_indexing),
            ground.quality(),
        ),
        (note,),
    )


def _percentiles(name: str, ours: list[float], theirs: list[float]) -> tuple[Figure, Figure]:
    return (
        compare(f"{name}, p50, ms", ours, theirs, p50),
        compare(f"{name}, p95, ms", ours, theirs, p95),
    )


def _write_documents(ground: Ground) -> Path:
    """Write documents that no index has: some of the corpus in small letters."""
    folder = ground.folder / "new"
    folder.mkdir()
    paths = sorted(ground.corpus.rglob("*.txt"))
    for path in paths[:: len(paths) // _NEW_DOCUMENTS][:_NEW_DOCUMENTS]:
        (folder / path.name).write_text(path.read_text("utf-8").lower(), "utf-8")
    return folder


def _ask_meanwhile(
    ground: Ground, ask: Callable[[Question], object], index: Callable[[], object]
) -> Durations:
    """Ask questions at rest, and then while something is indexed."""
    questions = cycle(ground.questions)
    at_rest = [_time(ask, next(questions)) for _ in range(_MAX_QUESTIONS)]
    with ThreadPoolExecutor(1) as thread:
        indexing = thread.submit(index)
        while_indexing = list(_time_until_done(indexing, ask, questions))
        indexing.result()
    return Durations(at_rest, while_indexing)


def _time_until_done(
    indexing: Future[object], ask: Callable[[Question], object], questions: Iterator[Question]
) -> Iterator[float]:
    """Yield the seconds of questions until the indexing is done, or enough were asked."""
    for _ in range(_MAX_QUESTIONS):
        if indexing.done():
            return
        yield _time(ask, next(questions))
        time.sleep(_PAUSE_SECONDS)


def _time(ask: Callable[[Question], object], question: Question) -> float:
    """Return the seconds that a question takes."""
    started = time.perf_counter()
    ask(question)
    return time.perf_counter() - started
