"""How long questions take while documents are indexed in the same program, and how long at rest."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

from fonti.qa import Assistant, Question
from tests.bench import usual
from tests.bench.asking import p50, p95
from tests.bench.figures import Section, beside
from tests.bench.ground import Ground

_NEW = 12  # documents that come
_MOST = 200  # questions asked meanwhile
_PAUSE = (
    0.1  # seconds between an answer and the next question: who asks reads, and indexing goes on
)


def measure(ground: Ground) -> Section:
    """Add documents to both, and ask meanwhile."""
    new = _documents(ground)
    assistant = Assistant.open(index=shutil.copytree(ground.fonti, ground.folder / "growing"))
    for path in sorted(new.iterdir()):
        assistant.library.add(path)
    embeddings, texts = (
        usual.embeddings(ground.model),
        [chunk.page_content for chunk in usual.chunks(str(new))],
    )
    ours = _asked(ground, lambda question: assistant.ask(question.text), assistant.library.sync)
    theirs = _asked(
        ground,
        lambda question: usual.nearest(ground.store, question.text),
        # Embedded and not added: a search in that instant would fail, and embedding is what takes the time.
        lambda: embeddings.embed_documents(texts),
    )
    figures = (
        beside(f"{when}, {name}, ms", *taken, figure)
        for when, taken in zip(
            ("at rest", "while indexing"), zip(ours, theirs, strict=True), strict=True
        )
        for name, figure in (("p50", p50), ("p95", p95))
    )
    counts = f"{len(ours[1])} questions were asked of Fonti while it indexed, {len(theirs[1])} of the usual pipeline"
    return Section(
        f"Asking while {_NEW} documents are indexed",
        (*figures, ground.quality()),
        (f"{counts}, one after another with a pause of {_PAUSE:g} s.",),
    )


def _documents(ground: Ground) -> Path:
    """Documents that no index holds: some of the corpus in small letters."""
    folder = ground.folder / "new"
    folder.mkdir()
    every = sorted(ground.corpus.rglob("*.txt"))
    for path in every[:: len(every) // _NEW][:_NEW]:
        (folder / path.name).write_text(path.read_text("utf-8").lower(), "utf-8")
    return folder


def _asked(
    ground: Ground, ask: Callable[[Question], object], index: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """The seconds that questions took at rest, and while something was indexed."""
    questions = cycle(ground.questions)
    rest = [_seconds(ask, next(questions)) for _ in range(_MOST)]
    with ThreadPoolExecutor(1) as thread:
        indexing = thread.submit(index)
        busy = list(_while(indexing, ask, questions))
        indexing.result()
    return rest, busy


def _while(
    indexing: Future[object], ask: Callable[[Question], object], questions: Iterator[Question]
) -> Iterator[float]:
    """The seconds that questions take until something is indexed, or enough were asked."""
    for _ in range(_MOST):
        if indexing.done():
            return
        yield _seconds(ask, next(questions))
        time.sleep(_PAUSE)


def _seconds(ask: Callable[[Question], object], question: Question) -> float:
    began = time.perf_counter()
    ask(question)
    return time.perf_counter() - began
