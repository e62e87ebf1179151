"""The assistant: a question in, an answer of quotations out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from fonti.index import Encoder, Filter, Library, ProgressCallback, no_progress
from fonti.qa.answer import Answer, Citation
from fonti.qa.confidence.calibration import Calibration, judge
from fonti.qa.question.normalize import askable
from fonti.qa.quoting.cite import cite
from fonti.qa.quoting.highlight import missing
from fonti.qa.ranking.score import Evidence
from fonti.qa.understanding import understand, understand_alone

_NEAREST = 5  # passages among which a question's key words are looked for


class Assistant:
    """Answers questions from a library with nothing but quotations. `library` holds the documents."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        on_progress: ProgressCallback = no_progress,
        empty: bool = False,
    ) -> "Assistant":
        """Open the assistant of a folder (or file) of documents or of an index folder; of the demo corpus by default.

        A corpus that was never indexed is indexed now; `empty` where it may hold nothing to read yet. `index` is where
        the index lives (default: the user's data folder), `model` the encoder of a new index or the name of a
        sentence-transformers model, `report` hears of progress. Raises CorpusError, ModelError or StoreError.
        """
        return cls(
            Library.open(corpus, index=index, model=model, on_progress=on_progress, empty=empty)
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 5,
    ) -> Answer:
        """Answer a question with at most `top_k` citations, best first.

        `history` holds the answers given before in the conversation, oldest first: a question that leans on the last
        one ("E quando?") is read after it. `languages` (ISO 639-1 codes) and `sources` limit the search to passages in
        them. Raises QuestionError for a question that is empty, too long or without words, and ModelError or
        StoreError.
        """
        text, top_k = askable(question), _least_one(top_k)
        within = _filter(languages, sources)
        with self.library.snapshot() as snapshot:
            calibration = Calibration.load(self.library.folder, snapshot.fingerprint)
            asked = understand(snapshot, text, history, within, calibration, top_k)
            cited = cite(snapshot, asked.query, asked.readings, calibration, top_k)
            best = cited[0].score if cited else None
            absent = missing(
                asked.query, [reading.cosines for reading in asked.readings[:_NEAREST]]
            )
            outcome, reason = judge(best, filtered=within != Filter(), absent=bool(absent))
            return Answer(
                question=text,
                language=asked.query.language,
                outcome=outcome,
                reason=reason,
                confidence=best or 0.0,
                missing=absent if reason == "words_absent" else (),
                topic=asked.topic,
                citations=cited,
                corpus=str(self.library.corpus),
                version=snapshot.version,
                languages=_sorted(within.languages),
                sources=_sorted(within.sources),
            )

    def search(
        self,
        query: str,
        *,
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 10,
    ) -> tuple[Citation, ...]:
        """The `top_k` passages nearest to a query, best first, whether they answer it or not: retrieval alone.

        The filters and errors are those of `ask`.
        """
        text, top_k = askable(query), _least_one(top_k)
        with self.library.snapshot() as snapshot:
            calibration = Calibration.load(self.library.folder, snapshot.fingerprint)
            asked = understand_alone(snapshot, text, _filter(languages, sources), top_k)
            return cite(snapshot, asked.query, asked.readings, calibration, top_k, answering=False)

    def evidence(self, question: str, *, languages: Iterable[str] | None = None) -> Evidence | None:
        """What speaks for the passage that ranks first for a question, None where there is none: for calibration."""
        text = askable(question)
        with self.library.snapshot() as snapshot:
            readings = understand_alone(snapshot, text, _filter(languages, None), top_k=1).readings
        return readings[0].evidence if readings else None


def _filter(languages: Iterable[str] | None, sources: Iterable[str] | None) -> Filter:
    return Filter(_names(languages), _names(sources))


def _names(given: Iterable[str] | None) -> frozenset[str] | None:
    """Some names, or the one that was given alone, as the index spells them."""
    names = [given] if isinstance(given, str) else given
    return (
        None
        if names is None
        else frozenset(name.encode("utf-8", "backslashreplace").decode() for name in names)
    )


def _sorted(names: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


def _least_one(top_k: int) -> int:
    if top_k < 1:
        raise ValueError(f"top_k is {top_k}; ask for at least 1 citation")
    return top_k
