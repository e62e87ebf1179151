"""One version of an index, searched with SQLite, FAISS and tantivy."""

import json
import sqlite3
from collections.abc import Iterable, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fonti.index.errors import Reason
from fonti.index.models.encoder import Encoder
from fonti.index.models.token_embeddings import EncodedText, StoredTokenEmbeddings, unpack_tokens
from fonti.index.search.backend import PassageEmbeddings
from fonti.index.search.row_queries import load_embeddings
from fonti.index.search.rows import RowKind
from fonti.index.search.sampling import take_evenly
from fonti.index.search.subjects import load_subject_texts
from fonti.index.search.vectors import FetchEmbeddings
from fonti.index.search.versions import SearchIndex
from fonti.index.store import queries
from fonti.index.store.calibration import StoredCalibration, load_calibration
from fonti.index.store.index_files import make_damaged_error
from fonti.index.store.outline import OutlineEntry, load_outline
from fonti.index.text.stemming import stem_words
from fonti.index.types import (
    Document,
    FloatArray,
    Hit,
    IntArray,
    Mask,
    Passage,
    SearchFilters,
    Sentence,
    SubjectMatch,
)

# The rows that an SQL query returns, without their first column, by the value of that column.
_Groups = dict[int, list[tuple[Any, ...]]]


class _Masks(NamedTuple):
    """Which passages and which sentences may be returned; None if all may."""

    passages: Mask | None
    sentences: Mask | None


class Snapshot:
    """One complete version of an index, opened for one question; implements `SearchBackend`."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, index: SearchIndex, encoder: Encoder
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._index = index
        self._encoder = encoder
        self._documents: dict[str, Document | None] = {}
        self._extraction_ids: dict[frozenset[str], list[int]] = {}
        self._masks: dict[frozenset[str], _Masks] = {}
        self.version = index.version
        self.fingerprint = encoder.fingerprint
        self.centre = encoder.centre

    def load_calibration(self) -> StoredCalibration | None:
        """Return the calibration of the index; None if it has none of its own."""
        return load_calibration(self._folder)

    def embed_query(self, text: str) -> EncodedText:
        """Encode a question with the encoder that made the embeddings."""
        return self._encoder.encode_query(text)

    def list_passage_languages(self, filters: SearchFilters) -> tuple[str, ...]:
        """Return the languages of the passages that pass some filters, sorted."""
        languages = self._index.rows.languages
        return tuple(languages[code] for code in self._find_language_codes(filters))

    def search_passages(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages whose embeddings are nearest to a query's, best first."""
        rows = self._index.rows
        hits = self._index.passage_vectors.search(
            embedding,
            top_k,
            groups=self._find_language_codes(filters),
            allowed=self._get_masks(filters.sources).passages,
            fetch=self._fetch_embeddings("passages", rows.passage_ids),
        )
        return [Hit(int(rows.passage_ids[row]), score) for row, score in hits]

    def search_sentences(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages of the sentences nearest to a query, each once, best first."""
        rows = self._index.rows
        hits = self._index.sentence_vectors.search(
            embedding,
            top_k,
            groups=self._find_language_codes(filters),
            allowed=self._get_masks(filters.sources).sentences,
            fetch=self._fetch_embeddings("sentences", rows.sentence_ids),
        )

        # Hits are sorted, so the first of a passage is its best.
        best: dict[int, float] = {}
        for row, score in hits:
            best.setdefault(int(rows.passage_ids[rows.passage_of_sentence[row]]), score)
        return [Hit(passage_id, score) for passage_id, score in best.items()]

    def search_words(
        self, text: str, language: str, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages in one language that share words with a text, best first."""
        extraction_ids = self._find_extraction_ids(filters.sources)
        terms = stem_words(text, language)
        hits = self._index.words.search(terms, language, top_k, extraction_ids)
        return [Hit(passage_id, score) for passage_id, score in hits]

    def find_passages_with_all(
        self, terms: Iterable[str], language: str, filters: SearchFilters
    ) -> list[int]:
        """Return the ids of the passages in one language that have all of some terms, sorted."""
        extraction_ids = self._find_extraction_ids(filters.sources)
        return self._index.words.find_passages_with_all(terms, language, extraction_ids)

    def match_subjects(self, text: str, language: str) -> dict[str, SubjectMatch]:
        """Return how the subjects of documents match a question, by their sources."""
        load_texts = partial(load_subject_texts, self._connection)
        return self._index.subjects.match(load_texts, text, language)

    def search_addresses(self, terms: Iterable[str], filters: SearchFilters) -> list[int]:
        """Return the ids of the passages that have any of some addresses, sorted."""
        extraction_ids = self._find_extraction_ids(filters.sources)
        wanted = list(terms)
        passage_ids: set[int] = set()
        for language in self.list_passage_languages(filters):
            hits = self._index.words.search_addresses(wanted, language, extraction_ids)
            passage_ids.update(hits)
        return sorted(passage_ids)

    def find_terms(
        self, passage_ids: Sequence[int], terms: Set[str], language: str
    ) -> dict[int, Set[str]]:
        """Return which of some terms stand in passages of one language, by passage id."""
        return self._index.words.find_terms(passage_ids, terms, language)

    def compute_rarities(self, terms: Iterable[str], language: str) -> dict[str, float]:
        """Return how rare terms are: their inverse document frequency, as in BM25."""
        words = self._index.words
        return {term: words.compute_rarity(term, language) for term in terms}

    def get_passages(self, passage_ids: Sequence[int], filters: SearchFilters) -> list[Passage]:
        """Return passages by their ids, in the order asked for.

        A passage that stands in several files has the first source that passes the filters.

        Raises:
            StoreError: A passage, one of its sentences or its document is missing.

        """
        passages = self._select_groups(
            'SELECT id, extraction, "start", "end", text, heading, language '
            "FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            passage_ids,
        )
        sentences = self._select_groups(
            'SELECT passage, id, "start", "end" FROM sentences '
            'WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY "start"',
            passage_ids,
        )
        sources = self._select_groups(
            "SELECT extraction, source FROM documents "
            "WHERE extraction IN (SELECT value FROM json_each(?)) ORDER BY source",
            {extraction for ((extraction, *_),) in passages.values()},
        )
        self._check_complete(passage_ids, passages, sentences, sources)

        result = []
        for passage_id in passage_ids:
            ((extraction, start, end, text, heading, language),) = passages[passage_id]
            all_sources = [source for (source,) in sources[extraction]]
            first = next(
                source
                for source in all_sources
                if filters.sources is None or source in filters.sources
            )
            spans = sentences.get(passage_id, [])
            passage = Passage(
                id=passage_id,
                source=first,
                start=start,
                end=end,
                text=text,
                heading=heading,
                language=language,
                sentences=tuple(Sentence(*span) for span in spans),
                copies=tuple(source for source in all_sources if source != first),
            )
            result.append(passage)
        return result

    def get_passages_between(self, source: str, start: int, end: int) -> list[Passage]:
        """Return the passages of a document that overlap a span of it, in order."""
        query = (
            "SELECT p.id FROM passages p JOIN documents d ON d.extraction = p.extraction "
            'WHERE d.source = ? AND "start" < ? AND "end" > ? ORDER BY "start"'
        )
        rows = self._connection.execute(query, (source, end, start))
        passage_ids = [passage_id for (passage_id,) in rows]
        return self.get_passages(passage_ids, SearchFilters(sources=frozenset({source})))

    def get_embeddings(self, passage_ids: IntArray) -> PassageEmbeddings:
        """Return the embeddings of passages and of their sentences."""
        rows = self._index.rows
        passage_rows = np.searchsorted(rows.passage_ids, passage_ids)
        sentence_rows, sentence_offsets = rows.find_sentences(passage_rows)

        fetch_passages = self._fetch_embeddings("passages", rows.passage_ids)
        fetch_sentences = self._fetch_embeddings("sentences", rows.sentence_ids)
        return PassageEmbeddings(
            passages=self._index.passage_vectors.get_embeddings(passage_rows, fetch_passages),
            sentences=self._index.sentence_vectors.get_embeddings(sentence_rows, fetch_sentences),
            sentence_offsets=sentence_offsets,
        )

    def get_token_embeddings(self, passage_ids: Sequence[int]) -> StoredTokenEmbeddings:
        """Return the token embeddings of passages, in the order asked for.

        Raises:
            StoreError: Some are missing or damaged.

        """
        packed = self._select_groups(
            "SELECT p.id, t.value FROM passages p JOIN tokens t ON t.key = p.embedding "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            passage_ids,
        )
        try:
            values = [packed[passage_id][0][0] for passage_id in passage_ids]
            return unpack_tokens(values, self._index.passage_vectors.dimension)
        except (KeyError, ValueError) as error:
            raise make_damaged_error(self._folder, Reason("index_tokens_unreadable")) from error

    def get_document(self, source: str) -> Document | None:
        """Return a stored document; None if the index has no document of this source."""
        if source not in self._documents:
            self._documents[source] = queries.load_document(self._connection, source)
        return self._documents[source]

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""
        return load_outline(self._connection, source)

    def list_sources(self) -> list[str]:
        """Return the sources of all documents, sorted."""
        rows = self._connection.execute("SELECT source FROM documents ORDER BY source")
        return [source for (source,) in rows]

    def sample_passages(
        self, documents: int, passages_per_document: int, filters: SearchFilters
    ) -> list[Passage]:
        """Return a sample of passages at even distances, always the same, from some documents."""
        index_rows = self._index.rows
        is_allowed = np.isin(index_rows.language_codes, self._find_language_codes(filters))
        of_sources = self._get_masks(filters.sources).passages
        if of_sources is not None:
            is_allowed &= of_sources

        rows = np.flatnonzero(is_allowed)
        extraction_ids = index_rows.extraction_ids[rows]

        passage_ids: list[int] = []
        for extraction_id in take_evenly(np.unique(extraction_ids), documents):
            of_document = rows[extraction_ids == extraction_id]
            sampled = take_evenly(of_document, passages_per_document)
            passage_ids += index_rows.passage_ids[sampled].tolist()
        return self.get_passages(passage_ids, filters)

    def _check_complete(
        self,
        passage_ids: Sequence[int],
        passages: _Groups,
        sentences: _Groups,
        sources: _Groups,
    ) -> None:
        """Check that SQLite has all rows of passages that the search files have.

        Raises:
            StoreError: A row is missing.

        """
        rows = self._index.rows
        passage_rows = np.searchsorted(rows.passage_ids, passage_ids)
        _, offsets = rows.find_sentences(passage_rows)

        for passage_id, sentence_count in zip(passage_ids, np.diff(offsets).tolist(), strict=True):
            has_source = passage_id in passages and passages[passage_id][0][0] in sources
            if not has_source or len(sentences.get(passage_id, [])) != sentence_count:
                raise make_damaged_error(self._folder, Reason("index_passages_unreadable"))

    def _select_groups(self, query: str, ids: Iterable[int]) -> _Groups:
        """Run a query whose parameter is a list of ids, and group its rows by the first column."""
        groups: _Groups = {}
        parameter = json.dumps([*map(int, ids)])
        for first, *others in self._connection.execute(query, (parameter,)):
            groups.setdefault(first, []).append(tuple(others))
        return groups

    def _find_language_codes(self, filters: SearchFilters) -> list[int]:
        """Return the codes of the languages of the passages that pass some filters, sorted."""
        rows = self._index.rows
        allowed = self._get_masks(filters.sources).passages
        codes = list(range(len(rows.languages)))
        if allowed is not None:
            codes = np.unique(rows.language_codes[allowed]).tolist()
        if filters.languages is None:
            return codes
        return [code for code in codes if rows.languages[code] in filters.languages]

    def _get_masks(self, sources: frozenset[str] | None) -> _Masks:
        """Return which passages and sentences are of some sources; None for all sources."""
        if sources is None:
            return _Masks(None, None)
        if sources not in self._masks:
            rows = self._index.rows
            passages = np.isin(rows.extraction_ids, self._find_extraction_ids(sources) or [])
            self._masks[sources] = _Masks(passages, passages[rows.passage_of_sentence])
        return self._masks[sources]

    def _find_extraction_ids(self, sources: frozenset[str] | None) -> list[int] | None:
        """Return the ids of the texts of some documents; None for all."""
        if sources is None:
            return None
        if sources not in self._extraction_ids:
            query = "SELECT extraction FROM documents WHERE source = ?"
            ids = []
            for source in sources:
                row = self._connection.execute(query, (source,)).fetchone()
                if row:
                    ids.append(row[0])
            self._extraction_ids[sources] = ids
        return self._extraction_ids[sources]

    def _fetch_embeddings(self, kind: RowKind, ids: IntArray) -> FetchEmbeddings:
        """Return a function that reads the embeddings of some rows from SQLite."""

        def fetch(rows: IntArray) -> FloatArray:
            try:
                return load_embeddings(self._connection, kind, ids[rows])
            except ValueError as error:
                raise make_damaged_error(
                    self._folder, Reason("index_embeddings_unreadable")
                ) from error

        return fetch
