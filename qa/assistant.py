"""The assistant, which answers questions with quotations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fonti.index import (
    Encoder,
    Library,
    ProgressCallback,
    Reader,
    SearchBackend,
    SearchFilters,
    detect_question_language,
    no_progress,
)
from fonti.qa.addressing.locate import AddressAnswer, answer_addresses
from fonti.qa.answer import Answer, Citation, Outcome, OutcomeReason
from fonti.qa.citing import QueryQuote, cite_all, join_quotes, pair_with_query
from fonti.qa.confidence.absent_words import find_absent_words
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.outcome import (
    AssessedQuote,
    assess_quotes,
    decide_outcome,
    select_answers,
)
from fonti.qa.confidence.thresholds import ANSWER_POOL_SIZE
from fonti.qa.elsewhere import cite_with_elsewhere, select_outside
from fonti.qa.question.filters import create_filters, sort_names
from fonti.qa.question.follow_up import Topic, read_topic
from fonti.qa.question.normalize import normalize_question, validate_question
from fonti.qa.question.query import Query
from fonti.qa.question.several import split_questions
from fonti.qa.quoting.quotes import Quote, choose_quotes
from fonti.qa.search import Ranking, Search, rank_alone, rank_alone_or_follow_up


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """The outcome of a question, with the fields of `Answer` that say why."""

    outcome: Outcome
    reason: OutcomeReason
    missing: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True)
class _Response:
    """What the documents say to a question.

    Attributes:
        query: The query; of several questions, that of the first.
        quotes: The quotes, those that answer first.
        conclusion: The outcome and its reason.
        confidence: How likely the first quote answers; of several questions, the lowest.

    """

    query: Query
    quotes: list[QueryQuote]
    conclusion: _Conclusion
    confidence: float


class Assistant:
    """Answers questions from the documents of a library, only with quotations.

    Attributes:
        library: The documents and their index.

    """

    def __init__(self, library: Library) -> None:
        self.library = library

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: str | Path | None = None,
        model: str | Encoder | None = None,
        reader: str | Reader | None = None,
        on_progress: ProgressCallback = no_progress,
        allow_empty: bool = False,
        ocr: bool = True,
    ) -> "Assistant":
        """Open the assistant of a corpus or of an index; a new corpus is indexed now.

        Args:
            corpus: A folder or file of documents, or the folder of an index; the demo corpus by
                default.
            index: The folder of the index; one in the user's data folder by default.
            model: The encoder of a new index, or the name of a sentence-transformers model.
            reader: What reads the best passages, or the name of a question-answering model or a
                cross-encoder, or "none"; the reader of the model by default.
            on_progress: Is called with each step of indexing.
            allow_empty: Whether the corpus may have nothing to quote yet.
            ocr: Whether the text of scans and pictures is recognized, where Tesseract is installed.

        Raises:
            CorpusError: The corpus cannot be read or has nothing to quote.
            ModelError: The model cannot be loaded.
            StoreError: The index cannot be used.

        """
        library = Library.open(
            corpus,
            index=index,
            model=model,
            reader=reader,
            on_progress=on_progress,
            allow_empty=allow_empty,
            ocr=ocr,
        )
        return cls(library)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 5,
    ) -> Answer:
        """Answer a question with at most `top_k` citations, those that answer first.

        Args:
            question: A question in Italian or English.
            history: The earlier answers of the conversation, oldest first. A question that needs
                the last one to be understood ("E quando?") is treated as a follow-up.
            languages: The ISO 639-1 codes that the search is limited to. If nothing there
                answers, all documents are searched too (`Answer.elsewhere`).
            sources: The documents that the search is limited to; as with languages.
            top_k: The most citations to return, at least 1.

        Raises:
            QuestionError: The question is empty, too long, or has no words.
            ValueError: Less than 1 citation is asked for.
            ModelError: The model cannot be used.
            StoreError: The index or its calibration cannot be used.

        """
        text = validate_question(question)
        filters = create_filters(languages, sources)
        _check_top_k(top_k)

        with self.library.snapshot() as snapshot:
            search = Search(snapshot, self.library.reader(), filters, top_k)
            calibration = self._load_calibration(search)

            normalized = normalize_question(text)
            topic = read_topic(history, snapshot.version)
            response = _respond(search, normalized, topic, calibration)
            outside: list[QueryQuote] = []
            if filters != SearchFilters() and response.conclusion.reason != "answers":
                outside = _find_answers_outside(search, normalized, topic, calibration)

            cited = cite_with_elsewhere(response.quotes[:top_k], outside[:top_k])
            return Answer(
                question=text,
                language=response.query.language,
                outcome=response.conclusion.outcome,
                reason=response.conclusion.reason,
                confidence=response.confidence,
                citations=cited.citations,
                corpus=str(self.library.corpus),
                version=snapshot.version,
                missing=response.conclusion.missing,
                place=response.conclusion.place,
                topic=response.query.topic,
                languages=sort_names(filters.languages),
                sources=sort_names(filters.sources),
                elsewhere=cited.elsewhere,
            )

    def search(
        self,
        query: str,
        *,
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 10,
    ) -> tuple[Citation, ...]:
        """Return the `top_k` passages that match a query best, whether they answer it or not.

        The other arguments and the errors are those of `ask`. No citation says that it answers.
        """
        text = validate_question(query)
        filters = create_filters(languages, sources)
        _check_top_k(top_k)

        with self.library.snapshot() as snapshot:
            search = Search(snapshot, self.library.reader(), filters, top_k)
            calibration = self._load_calibration(search)
            ranking = rank_alone(search, normalize_question(text))
            quotes = _choose_pool(snapshot, ranking, top_k, may_quote_any_unit=True)[:top_k]
            assessed = assess_quotes(quotes, calibration)
            return cite_all(pair_with_query(ranking.query, assessed))

    def find_best_quote(
        self, question: str, *, languages: Iterable[str] | None = None
    ) -> Quote | None:
        """Return the best ranked quote for a question; None if there is none.

        `ask` may put another one first: that of an address, or one that does not say the opposite.
        A calibration is fitted to the evidence of such quotes, and to whether they answer.
        """
        text = validate_question(question)
        filters = create_filters(languages, None)

        with self.library.snapshot() as snapshot:
            search = Search(snapshot, self.library.reader(), filters, top_k=1)
            ranking = rank_alone(search, normalize_question(text))
            quotes = _choose_pool(snapshot, ranking, top_k=1)
            return quotes[0] if quotes else None

    def _load_calibration(self, search: Search) -> Calibration:
        """Return the calibration of the index, or the one that comes with the package."""
        return Calibration.load(self.library.folder, search.snapshot.fingerprint, search.reader)


def _respond(search: Search, text: str, topic: Topic | None, calibration: Calibration) -> _Response:
    """Return what the documents say to a text that asks one question, or several."""
    response = _answer_each_question(search, text, topic, calibration)
    if response is not None:
        return response
    ranking = rank_alone_or_follow_up(search, text, topic, calibration)
    return _answer_ranking(search, ranking, calibration)


def _find_answers_outside(
    search: Search, text: str, topic: Topic | None, calibration: Calibration
) -> list[QueryQuote]:
    """Return what answers outside the languages and documents that a search is limited to."""
    unlimited = replace(search, filters=SearchFilters())
    response = _respond(unlimited, text, topic, calibration)
    # What only mentions a place that no document has is no answer.
    if response.conclusion.reason != "answers":
        return []
    return select_outside(response.quotes, search.filters)


def _answer_each_question(
    search: Search, text: str, topic: Topic | None, calibration: Calibration
) -> _Response | None:
    """Return what the documents say to each question of a text; None if it asks only one.

    None as well if one of the questions has no answer: then the text is searched for as a whole.
    """
    responses: list[_Response] = []
    for question in split_questions(text, detect_question_language(text)):
        ranking = rank_alone_or_follow_up(search, question, topic, calibration)
        response = _answer_ranking(search, ranking, calibration)
        if response.conclusion.reason != "answers":
            return None
        responses.append(response)
        # "Who signed the contract? When did he sign it?"
        topic = Topic(responses[0].query.question)

    if not responses:
        return None
    least_sure = min(responses, key=lambda response: response.confidence)
    quotes = join_quotes([response.quotes for response in responses])
    return replace(least_sure, query=responses[0].query, quotes=quotes)


def _answer_ranking(search: Search, ranking: Ranking, calibration: Calibration) -> _Response:
    """Quote the best passages for a question, and decide which quotes answer."""
    quotes = _choose_pool(search.snapshot, ranking, search.top_k)
    assessed = select_answers(assess_quotes(quotes, calibration, asked=ranking.query))

    # A place that the question asks for by its address comes first.
    addressed = answer_addresses(search.snapshot, ranking.query, search.filters)
    assessed = addressed.put_first(assessed) if addressed else assessed
    return _Response(
        query=ranking.query,
        quotes=pair_with_query(ranking.query, assessed),
        conclusion=_conclude(search, ranking, assessed, addressed),
        confidence=assessed[0].confidence if assessed else 0.0,
    )


def _conclude(
    search: Search,
    ranking: Ranking,
    assessed: Sequence[AssessedQuote],
    addressed: AddressAnswer | None,
) -> _Conclusion:
    """Return the outcome of a question, the reason, and what the documents lack."""
    confidence = _get_first_confidence(assessed, ranking)
    absent = find_absent_words(search.snapshot, ranking.query, ranking.passages)
    outcome, reason = decide_outcome(
        confidence, has_filters=search.filters != SearchFilters(), has_absent_words=bool(absent)
    )
    if assessed and addressed and addressed.absent_address is not None:
        return _Conclusion(outcome, "place_absent", place=addressed.absent_address)
    return _Conclusion(outcome, reason, missing=absent if reason == "words_absent" else ())


def _choose_pool(
    snapshot: SearchBackend, ranking: Ranking, top_k: int, *, may_quote_any_unit: bool = False
) -> list[Quote]:
    """Return the best quotes: `top_k`, or more if answers are looked for among more."""
    limit = max(top_k, ANSWER_POOL_SIZE)
    return choose_quotes(
        snapshot, ranking.passages, limit, ranking.query, may_quote_any_unit=may_quote_any_unit
    )


def _get_first_confidence(assessed: Sequence[AssessedQuote], ranking: Ranking) -> float | None:
    """Return the confidence in the best quote; None if there is no passage at all.

    It is 0 if there are passages, but nothing in them may be quoted.
    """
    if assessed:
        return assessed[0].confidence
    return 0.0 if ranking.passages else None


def _check_top_k(top_k: int) -> None:
    """Raise ValueError if fewer than 1 citation is asked for."""
    if top_k < 1:
        raise ValueError(f"top_k is {top_k}; ask for at least 1 citation")
