"""The assistant, which answers questions with quotations."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

from fonti.index import (
    Encoder,
    Library,
    ProgressCallback,
    Reader,
    SearchFilters,
    detect_question_language,
    get_question_fingerprint,
    no_progress,
)
from fonti.qa.answer import Answer, Citation
from fonti.qa.arguments import check_history, check_top_k
from fonti.qa.citing import QueryQuote, cite_all, pair_with_query
from fonti.qa.confidence.calibration import Calibration
from fonti.qa.confidence.outcome import assess_quotes
from fonti.qa.elsewhere import cite_with_elsewhere
from fonti.qa.gathering.next_headings import list_next_headings
from fonti.qa.question.filters import create_filters, sort_names
from fonti.qa.question.follow_up import Topic, read_topic
from fonti.qa.question.normalize import normalize_question, validate_question
from fonti.qa.question_answering import (
    answer_questions,
    choose_best_quotes,
    find_answers_elsewhere,
)
from fonti.qa.quoting.quotes import Quote
from fonti.qa.replies import Reply, reply_to_request, reply_with_mentions, reply_with_overview
from fonti.qa.requests.recognize import recognize_request
from fonti.qa.search import Search, rank_alone


class Assistant:
    """Answers questions from the documents of a library, only with quotations.

    Attributes:
        library: The documents and their index.

    """

    def __init__(self, library: Library) -> None:
        self.library = library

    def __repr__(self) -> str:
        return f"<Assistant {str(self.library.corpus)!r}>"

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

        What is no question is answered as its kind needs (`Answer.kind`): "Which documents do you
        have?" with a list, "What is it about?" as `overview` does, "Every mention of Rome" as
        `find_mentions` does, and thanks with no citation.

        Args:
            question: A question or a request in Italian or English.
            history: The earlier answers of the conversation, oldest first. A question that needs
                the last one to be understood ("E quando?") is treated as a follow-up.
            languages: The ISO 639-1 codes that the search is limited to. If nothing there
                answers, all documents are searched too (`Answer.elsewhere`).
            sources: The documents that the search is limited to; as with languages.
            top_k: The most citations of the answer to a question, at least 1.

        Raises:
            QuestionError: The question is no text, empty, too long, or has no words.
            ArgumentError: Another argument has the wrong type or value.
            ModelError: The model cannot be used.
            StoreError: The index or its calibration cannot be used.

        """
        text = validate_question(question)
        filters = create_filters(languages, sources)
        check_history(history)
        check_top_k(top_k)

        with self.library.snapshot() as snapshot:
            normalized = normalize_question(text)
            topic = read_topic(history, snapshot.version)
            request = recognize_request(normalized, is_first=topic is None)
            load_documents = self.library.documents
            reply = reply_to_request(snapshot, request, load_documents, filters, history)
            if reply is not None:
                language = request.language or detect_question_language(text)
                return self._make_answer(text, language, reply, snapshot.version, filters)

            search = Search(snapshot, self.library.reader(), filters, top_k)
            return self._answer_question(search, text, topic)

    async def aask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        top_k: int = 5,
    ) -> Answer:
        """Answer a question as `ask` does, in a thread, while the event loop goes on.

        A coroutine that is cancelled does not stop its thread: the answer is dropped.
        """
        return await asyncio.to_thread(
            self.ask,
            question,
            history=history,
            languages=languages,
            sources=sources,
            top_k=top_k,
        )

    def overview(self, source: str | None = None) -> Answer:
        """Quote what a document is about, or all documents: headings and central sentences.

        Args:
            source: The document; None for all, of which up to 10 are quoted.

        Raises:
            QuestionError: The source is no text.
            ModelError: The model cannot be used.
            StoreError: The index cannot be used.

        """
        filters = create_filters(None, None if source is None else [source])
        with self.library.snapshot() as snapshot:
            reply = reply_with_overview(snapshot, self.library.documents(), filters)
            return self._make_answer(
                source or "", _choose_language(reply, ""), reply, snapshot.version, filters
            )

    def list_next_headings(
        self, answer: Answer, *, history: Sequence[Answer] = ()
    ) -> tuple[str, ...]:
        """Return up to 4 headings near what an answer cites first, in the same document.

        Each can be asked for: "What does the section “Fees” say?", asked after that answer, is
        answered with the text under this heading (`Answer.kind` is `overview`). There are none if
        the document has no headings.

        Args:
            answer: The answer.
            history: The answers before it; sections that they cite are left out.

        Raises:
            StoreError: The index cannot be used.

        """
        with self.library.snapshot() as snapshot:
            return list_next_headings(snapshot, answer, history)

    def find_mentions(
        self,
        text: str,
        *,
        languages: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
    ) -> Answer:
        """Quote every sentence that has all words of a text, whatever their endings and accents.

        Up to 1,000 sentences are quoted; all are counted (`ListedDocument.mention_count`). The
        filters and the errors are those of `ask`.
        """
        subject = validate_question(text)
        filters = create_filters(languages, sources)
        with self.library.snapshot() as snapshot:
            reply = reply_with_mentions(snapshot, subject, self.library.documents(), filters)
            return self._make_answer(
                subject, _choose_language(reply, subject), reply, snapshot.version, filters
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
        check_top_k(top_k)

        with self.library.snapshot() as snapshot:
            search = Search(snapshot, self.library.reader(), filters, top_k)
            calibration = self._load_calibration(search)
            ranking = rank_alone(search, normalize_question(text))
            quotes = choose_best_quotes(snapshot, ranking, top_k, may_quote_any_unit=True)[:top_k]
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
            quotes = choose_best_quotes(snapshot, ranking, top_k=1)
            return quotes[0] if quotes else None

    def _answer_question(self, search: Search, text: str, topic: Topic | None) -> Answer:
        """Return the answer to a text that asks one question, or several."""
        calibration = self._load_calibration(search)
        normalized = normalize_question(text)
        result = answer_questions(search, normalized, topic, calibration)
        elsewhere: list[QueryQuote] = []
        if search.filters != SearchFilters() and result.conclusion.reason != "answers":
            elsewhere = find_answers_elsewhere(search, normalized, topic, calibration)

        cited = cite_with_elsewhere(result.quotes[: search.top_k], elsewhere[: search.top_k])
        return Answer(
            question=text,
            language=result.query.language,
            outcome=result.conclusion.outcome,
            reason=result.conclusion.reason,
            confidence=result.confidence,
            citations=cited.citations,
            corpus=str(self.library.corpus),
            version=search.snapshot.version,
            missing=result.conclusion.missing,
            place=result.conclusion.place,
            topic=result.query.topic,
            languages=sort_names(search.filters.languages),
            sources=sort_names(search.filters.sources),
            elsewhere=cited.elsewhere,
            unanswered=result.unanswered,
        )

    def _make_answer(
        self, text: str, language: str, reply: Reply, version: str, filters: SearchFilters
    ) -> Answer:
        """Return the answer to a text that is no question, from the reply to it."""
        return Answer(
            question=text,
            language=language,
            outcome=reply.outcome,
            reason=reply.reason,
            confidence=1.0 if reply.citations else 0.0,
            citations=reply.citations,
            corpus=str(self.library.corpus),
            version=version,
            languages=sort_names(filters.languages),
            sources=sort_names(filters.sources),
            kind=reply.kind,
            documents=reply.documents,
            subject=reply.subject,
        )

    def _load_calibration(self, search: Search) -> Calibration:
        """Return the calibration of the index, or the one that comes with the package."""
        stored = search.snapshot.load_calibration()
        model = get_question_fingerprint(self.library.encoder())
        return Calibration.load(stored, model, search.reader)


def _choose_language(reply: Reply, text: str) -> str:
    """Return the language of what is quoted, or else that of a text, which may be a mere name."""
    return reply.citations[0].language if reply.citations else detect_question_language(text)
