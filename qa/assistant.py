"""The assistant: a question in, an answer of quotations out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import Encoder, Filter, Library, QuestionError, Report, Snapshot, question_language, silent
from qa.abstention import Calibration, judge
from qa.answer import ANSWERS, Answer, Citation
from qa.citing import cite
from qa.conversation import after, leaning, topic
from qa.marking import missing
from qa.reading import Evidence, Reading, read
from qa.retrieval import Query, retrieve

LONGEST_QUESTION = 2000  # code points
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
        report: Report = silent,
    ) -> "Assistant":
        """Open the assistant of a folder (or file) of documents or of an index folder; of the demo corpus by default.

        A corpus that was never indexed is indexed now. `index` is where the index lives (default: the user's data
        folder), `model` the encoder of a new index or the name of a sentence-transformers model, `report` hears of
        progress. Raises CorpusError, ModelError or StoreError.
        """
        return cls(Library.open(corpus, index=index, model=model, report=report))

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
        text = _askable(question, top_k)
        within = _filter(languages, sources)
        with self.library.snapshot() as snapshot:
            calibration = Calibration.load(self.library.folder)
            asked = _understand(snapshot, text, history, within, calibration)
            cited = cite(snapshot, asked.query, asked.readings, calibration, top_k)
            best = cited[0].score if cited else None
            near = [snapshot.tokens(citation.passage.id) for citation in cited[:_NEAREST]]
            absent = missing(asked.query, near)
            outcome, reason = judge(best, filtered=within != Filter(), absent=bool(absent))
            return Answer(
                question=text,
                language=asked.query.language,
                outcome=outcome,
                reason=reason,
                confidence=best or 0.0,
                missing=absent if reason == "words_absent" else (),
                topic=asked.topic,
                citations=() if outcome == "not_found" else cited,
                corpus=str(self.library.corpus),
                version=snapshot.version,
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
        text = _askable(query, top_k)
        with self.library.snapshot() as snapshot:
            asked = _query(snapshot, text)
            readings = read(snapshot, asked, retrieve(snapshot, asked, _filter(languages, sources)))
            calibration = Calibration.load(self.library.folder)
            return cite(snapshot, asked, readings, calibration, top_k, answering=False)

    def evidence(self, question: str, *, languages: Iterable[str] | None = None) -> Evidence | None:
        """What speaks for the passage that ranks first for a question, None where there is none: for calibration."""
        text = _askable(question, 1)
        with self.library.snapshot() as snapshot:
            query = _query(snapshot, text)
            readings = read(snapshot, query, retrieve(snapshot, query, _filter(languages, None)))
        return readings[0].evidence if readings else None


def _filter(languages: Iterable[str] | None, sources: Iterable[str] | None) -> Filter:
    return Filter(_names(languages), _names(sources))


def _names(given: Iterable[str] | None) -> frozenset[str] | None:
    """Some names, or the one that was given alone, as the index spells them."""
    names = [given] if isinstance(given, str) else given
    return None if names is None else frozenset(name.encode("utf-8", "backslashreplace").decode() for name in names)


def _askable(question: str, top_k: int) -> str:
    """A question without the white space around it, or QuestionError where it cannot be asked."""
    if top_k < 1:
        raise ValueError(f"top_k is {top_k}; ask for at least 1 citation")
    text = question.encode("utf-8", "replace").decode().strip()
    if not text:
        raise QuestionError("empty", "the question is empty; write one, in Italian or English")
    if len(text) > LONGEST_QUESTION:
        fact = f"the question has {len(text):,} characters, and at most {LONGEST_QUESTION:,} are read"
        raise QuestionError("too_long", f"{fact}; shorten it")
    if not any(map(str.isalnum, text)):
        raise QuestionError("no_words", f"the question {text[:20]!r} holds no words; write one, in Italian or English")
    return text


def _query(snapshot: Snapshot, text: str, about: str | None = None) -> Query:
    """A question as it is searched for, read after an earlier one where it is about that."""
    language = question_language(text)
    if about is None:
        return Query(text, language, snapshot.embed(text))
    together = f"{about} {text}"
    return Query(together, language, after(about, snapshot.embed(together)), own=len(about) + 1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was understood: what was read for it, how sure it is, and the earlier one that it follows."""

    query: Query
    readings: list[Reading]
    confidence: float | None
    topic: str | None


def _understand(
    snapshot: Snapshot, text: str, history: Sequence[Answer], within: Filter, calibration: Calibration
) -> _Asked:
    """Read for a question alone, or after the last one where it leans on that."""

    def asked(about: str | None) -> _Asked:
        query = _query(snapshot, text, about)
        readings = read(snapshot, query, retrieve(snapshot, query, within))
        best = calibration.confidence(readings[0].evidence) if readings else None
        return _Asked(query, readings, best, about)

    leans = leaning(text, question_language(text)) if history else "no"
    alone = asked(None) if leans != "surely" else None
    if alone and (leans == "no" or (alone.confidence or 0.0) >= ANSWERS):
        return alone
    return asked(topic(history))
