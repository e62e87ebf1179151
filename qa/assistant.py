"""The assistant: a question in, an answer of quotations out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index import Encoder, Filter, Library, QuestionError, Report, Snapshot, question_language, silent
from qa.abstention import ANSWERS, confidence, judge
from qa.answer import Answer, Citation
from qa.reading import Reading, read
from qa.retrieval import Query, retrieve

LONGEST_QUESTION = 2000  # code points
_MOST_ANSWERS = 3  # quotes offered as answers
_RIVAL = 1.5  # how far below the first answer's score that of a further one may lie
_POOL = 10  # citations among which answers are looked for, however many are asked for


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
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 5,
    ) -> Answer:
        """Answer a question with at most `top_k` citations, best first.

        `languages` (ISO 639-1 codes) and `sources` limit the search to passages in them. Raises QuestionError for a
        question that is empty, too long or without words, and ModelError or StoreError.
        """
        text = _askable(question, top_k)
        within = _filter(languages, sources)
        with self.library.snapshot() as snapshot:
            query = _query(snapshot, text)
            cited = _cite(snapshot, query, within, max(top_k, _POOL))
            best = max((citation.score for citation in cited[:_POOL]), default=None)
            outcome, reason = judge(best, filtered=within != Filter())
            cited.sort(key=lambda citation: (not citation.answers, 0.0 if citation.answers else -citation.score))
            return Answer(
                question=query.text,
                language=query.language,
                outcome=outcome,
                reason=reason,
                confidence=best or 0.0,
                citations=() if outcome == "not_found" else _numbered(cited[:top_k]),
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
            cited = _cite(snapshot, _query(snapshot, text), _filter(languages, sources), top_k)
        return _numbered([replace(citation, answers=False) for citation in cited])


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


def _query(snapshot: Snapshot, text: str) -> Query:
    return Query(text, question_language(text), snapshot.embed(text))


def _numbered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(replace(citation, number=number) for number, citation in enumerate(citations, 1))


def _cite(snapshot: Snapshot, query: Query, within: Filter, top_k: int) -> list[Citation]:
    """The best candidates as citations, best first; a quote that another gave already makes room for the next."""
    readings = (read(snapshot, query, candidate) for candidate in retrieve(snapshot, query, within))
    return list(islice(_citations(snapshot, query, readings), top_k))


def _citations(snapshot: Snapshot, query: Query, readings: Iterable[Reading]) -> Iterator[Citation]:
    """A citation a reading, but for quotes given already and for any that does not stand in its document."""
    quoted: set[str] = set()
    answering: list[float] = []
    for reading in readings:
        passage, sentence = reading.passage, reading.sentence
        quote = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        document = snapshot.document(passage.source)
        if document is None or document.text[sentence.start : sentence.end] != quote or quote in quoted:
            continue
        quoted.add(quote)
        score = confidence(reading, query.language)
        rival = not answering or answering[0] - reading.candidate.score <= _RIVAL
        judged = len(quoted) <= _POOL and len(answering) < _MOST_ANSWERS
        answers = judged and rival and score >= ANSWERS
        if answers:
            answering.append(reading.candidate.score)
        yield Citation(
            number=0,
            source=passage.source,
            start=sentence.start,
            end=sentence.end,
            quote=quote,
            page=None,
            heading=passage.heading,
            language=passage.language,
            score=score,
            answers=answers,
            sha256=document.sha256,
            passage=passage,
        )
