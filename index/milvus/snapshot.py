"""Search one published version of an index on a Milvus server.

The server finds candidates and returns what is stored with them; `fonti.qa` ranks them, as it does
those of a local index.
"""

from collections.abc import Iterable, Sequence, Set

import numpy as np

from fonti.index.errors import Reason
from fonti.index.milvus.contents import PublishedContents
from fonti.index.milvus.documents import PublishedText
from fonti.index.milvus.expressions import (
    Expression,
    has_all,
    has_any,
    is_in,
    is_key_in,
    is_not_in,
)
from fonti.index.milvus.faults import make_incomplete_error
from fonti.index.milvus.schema import CollectionKind, ValueKind, make_term_key
from fonti.index.milvus.vocabulary import ADDRESSES
from fonti.index.models.encoder import Encoder
from fonti.index.models.token_embeddings import EncodedText, StoredTokenEmbeddings, unpack_tokens
from fonti.index.search.backend import PassageEmbeddings
from fonti.index.search.bm25 import compute_rarity
from fonti.index.search.lexical import get_index_name
from fonti.index.search.sampling import take_evenly
from fonti.index.store.calibration import CALIBRATION_FILE, StoredCalibration
from fonti.index.store.outline import OutlineEntry
from fonti.index.text.stemming import stem_words
from fonti.index.types import (
    Document,
    FloatArray,
    Hit,
    IntArray,
    Passage,
    SearchFilters,
    SubjectMatch,
)

# A term of the version: its number, and how many passages have it.
_Term = tuple[int, int]


class MilvusSnapshot:
    """One published version, opened for one question; implements `SearchBackend`."""

    def __init__(self, contents: PublishedContents, encoder: Encoder) -> None:
        self._contents = contents
        self._connection = contents.server.connection
        self._manifest = contents.manifest
        self._encoder = encoder
        # What one step of a question reads, another reads again.
        self._texts: dict[str, PublishedText | None] = {}
        self._terms: dict[tuple[str, str], _Term | None] = {}
        self.version = contents.manifest.version
        self.fingerprint = encoder.fingerprint
        self.centre = encoder.centre

    def load_calibration(self) -> StoredCalibration | None:
        """Return the calibration of the index; None if it has none of its own."""
        text = self._manifest.calibration
        file = f"{self._contents.server.address}/{CALIBRATION_FILE}"
        return None if text is None else StoredCalibration(file, text)

    def embed_query(self, text: str) -> EncodedText:
        """Encode a question with the encoder that made the embeddings."""
        return self._encoder.encode_query(text)

    def list_passage_languages(self, filters: SearchFilters) -> tuple[str, ...]:
        """Return the languages of the passages that pass some filters, sorted."""
        languages = set(self._contents.published_documents.languages)
        if filters.sources is not None:
            documents = [self._contents.documents.get(source) for source in filters.sources]
            languages = {name for document in documents if document for name in document.languages}
        if filters.languages is not None:
            languages &= filters.languages
        return tuple(sorted(languages))

    def list_sources(self) -> list[str]:
        """Return the sources of all documents, sorted."""
        return list(self._contents.documents)

    def search_passages(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages whose embeddings are nearest to a query's, best first."""
        hits = self._connection.search(
            self._name("passages"),
            "embedding",
            embedding,
            top_k=top_k,
            rows=self._make_condition(filters),
        )
        return _sort(Hit(row["id"], score) for row, score in hits)

    def search_sentences(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages of the sentences nearest to a query, each once, best first."""
        hits = self._connection.search(
            self._name("sentences"),
            "embedding",
            embedding,
            top_k=top_k,
            rows=self._make_condition(filters),
            output=("id", "owner"),
        )
        # Hits are sorted, so the first of a passage is its best.
        best: dict[int, float] = {}
        for row, score in sorted(hits, key=lambda hit: (-hit[1], hit[0]["id"])):
            best.setdefault(row["owner"], score)
        return [Hit(passage_id, score) for passage_id, score in best.items()]

    def search_words(
        self, text: str, language: str, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages in one language that share words with a text, best first."""
        terms = self._load_terms(get_index_name(language), stem_words(text, language))
        passage_count = self._count_passages(language)
        rarities = {
            number: compute_rarity(frequency, passage_count) for number, frequency in terms.values()
        }
        if not rarities:
            return []
        hits = self._connection.search(
            self._name("passages"),
            "words",
            rarities,
            top_k=top_k,
            rows=self._make_condition(filters, language),
        )
        return _sort(Hit(row["id"], score) for row, score in hits)

    def find_passages_with_all(
        self, terms: Iterable[str], language: str, filters: SearchFilters
    ) -> list[int]:
        """Return the ids of the passages in one language that have all of some terms, sorted."""
        wanted = set(terms)
        known = self._load_terms(get_index_name(language), wanted)
        if wanted - known.keys():
            return []
        numbers = [number for number, _ in known.values()]
        condition = has_all("terms", numbers) & self._make_condition(filters, language)
        return self._list_passages(condition)

    def match_subjects(self, text: str, language: str) -> dict[str, SubjectMatch]:
        """Return how the subjects of documents match a question, by their sources."""
        return self._contents.published_documents.subjects.match(
            lambda: [document.subject for document in self._contents.documents.values()],
            text,
            language,
        )

    def search_addresses(self, terms: Iterable[str], filters: SearchFilters) -> list[int]:
        """Return the ids of the passages that have any of some addresses, sorted."""
        known = self._load_terms(ADDRESSES, terms)
        if not known:
            return []
        numbers = [number for number, _ in known.values()]
        return self._list_passages(has_any("addresses", numbers) & self._make_condition(filters))

    def find_terms(
        self, passage_ids: Sequence[int], terms: Set[str], language: str
    ) -> dict[int, Set[str]]:
        """Return which of some terms stand in passages of one language, by passage id."""
        known = self._load_terms(get_index_name(language), terms)
        names = {number: term for term, (number, _) in known.items()}
        condition = is_in("id", passage_ids) & self._make_condition(SearchFilters(), language)
        rows = self._connection.select(self._name("passages"), condition, ("id", "terms"))
        return {
            row["id"]: {names[number] for number in row["terms"] if number in names} for row in rows
        }

    def compute_rarities(self, terms: Iterable[str], language: str) -> dict[str, float]:
        """Return how rare terms are: their inverse document frequency, as in BM25."""
        wanted = list(terms)
        known = self._load_terms(get_index_name(language), wanted)
        passage_count = self._count_passages(language)
        unknown: _Term = (0, 0)
        return {term: compute_rarity(known.get(term, unknown)[1], passage_count) for term in wanted}

    def get_passages(self, passage_ids: Sequence[int], filters: SearchFilters) -> list[Passage]:
        """Return passages by their ids, in the order asked for."""
        return self._contents.load_passages(passage_ids, filters)

    def get_passages_between(self, source: str, start: int, end: int) -> list[Passage]:
        """Return the passages of a document that overlap a span of it, in order."""
        return self._contents.load_passages_between(source, start, end)

    def get_embeddings(self, passage_ids: IntArray) -> PassageEmbeddings:
        """Return the embeddings of passages and of their sentences.

        Raises:
            StoreError: An embedding is missing.

        """
        dimension = self._manifest.dimension
        ids = [int(passage_id) for passage_id in passage_ids]
        rows = self._connection.select(
            self._name("passages"), is_in("id", ids), ("id", "embedding")
        )
        by_id = {row["id"]: row["embedding"] for row in rows}
        if missing := set(ids) - by_id.keys():
            reason = Reason("published_rows_missing", {"count": len(missing)})
            raise make_incomplete_error(self._contents.server.address, reason)

        sentences: dict[int, list[tuple[int, FloatArray]]] = {passage_id: [] for passage_id in ids}
        for row in self._connection.select(
            self._name("sentences"), is_in("owner", ids), ("id", "owner", "embedding")
        ):
            sentences[row["owner"]].append((row["id"], row["embedding"]))
        counts = [len(sentences[passage_id]) for passage_id in ids]
        in_order = [
            embedding
            for passage_id in ids
            for _, embedding in sorted(sentences[passage_id], key=lambda item: item[0])
        ]
        return PassageEmbeddings(
            passages=_stack([by_id[passage_id] for passage_id in ids], dimension),
            sentences=_stack(in_order, dimension),
            sentence_offsets=np.cumsum([0, *counts]),
        )

    def get_token_embeddings(self, passage_ids: Sequence[int]) -> StoredTokenEmbeddings:
        """Return the token embeddings of passages, in the order asked for.

        Raises:
            StoreError: Some are missing or damaged.

        """
        server = self._contents.server
        packed = server.load_values(self._manifest.token, ValueKind.TOKENS, passage_ids)
        values = [packed[passage_id] for passage_id in passage_ids]
        try:
            return unpack_tokens(values, self._manifest.dimension)
        except ValueError as error:
            reason = Reason("published_rows_damaged")
            raise make_incomplete_error(server.address, reason) from error

    def get_document(self, source: str) -> Document | None:
        """Return a stored document; None if the index has no document of this source."""
        text = self._load_text(source)
        return text.document if text else None

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""
        text = self._load_text(source)
        return text.outline if text else ()

    def sample_passages(
        self, documents: int, passages_per_document: int, filters: SearchFilters
    ) -> list[Passage]:
        """Return a sample of passages at even distances, always the same, from some documents."""
        allowed = set(self.list_passage_languages(filters))
        texts = sorted(
            {
                document.extraction
                for source, document in self._contents.documents.items()
                if allowed & document.languages.keys()
                and (filters.sources is None or source in filters.sources)
            }
        )
        passage_ids: list[int] = []
        for extraction in take_evenly(np.array(texts, np.int64), documents).tolist():
            condition = is_in("extraction", [extraction]) & self._make_condition(filters)
            of_document = np.array(self._list_passages(condition), np.int64)
            passage_ids += take_evenly(of_document, passages_per_document).tolist()
        return self.get_passages(passage_ids, filters)

    def _name(self, kind: CollectionKind) -> str:
        return self._contents.server.names.make_name(self._manifest.token, kind)

    def _make_condition(self, filters: SearchFilters, language: str | None = None) -> Expression:
        """Return the condition that passages, or sentences, pass some filters.

        Args:
            filters: The filters.
            language: A language that they must have besides.

        """
        condition = Expression()
        if self._manifest.removed_texts:
            condition &= is_not_in("extraction", self._manifest.removed_texts)
        if filters.sources is not None:
            documents = map(self._contents.documents.get, filters.sources)
            texts = sorted({document.extraction for document in documents if document})
            condition &= is_in("extraction", texts)

        for languages in (filters.languages, None if language is None else {language}):
            if languages is not None:
                names = enumerate(self._manifest.languages)
                codes = [code for code, name in names if name in languages]
                condition &= is_in("language", codes)
        return condition

    def _load_text(self, source: str) -> PublishedText | None:
        """Return the text of a document, loaded once; None if there is no such document."""
        if source not in self._texts:
            self._texts[source] = self._contents.load_text(source)
        return self._texts[source]

    def _load_terms(self, index_name: str, terms: Iterable[str]) -> dict[str, _Term]:
        """Return those of some terms that any passage has; each is loaded once.

        Args:
            index_name: The name of the index of the words, or that of the addresses.
            terms: The terms.

        """
        wanted = list(dict.fromkeys(terms))
        keys = {
            make_term_key(index_name, term): term
            for term in wanted
            if (index_name, term) not in self._terms
        }
        if keys:
            rows = self._connection.select(
                self._name("terms"), is_key_in("key", sorted(keys)), ("key", "number", "frequency")
            )
            numbers = {row["key"]: (row["number"], row["frequency"]) for row in rows}
            for key, term in keys.items():
                self._terms[index_name, term] = numbers.get(key)

        known = {}
        for term in wanted:
            stored = self._terms[index_name, term]
            if stored is not None:
                known[term] = stored
        return known

    def _count_passages(self, language: str) -> int:
        """Return how many passages were published in the languages that share words with one."""
        index_name = get_index_name(language)
        return sum(
            count
            for name, count in self._manifest.languages.items()
            if get_index_name(name) == index_name
        )

    def _list_passages(self, condition: Expression) -> list[int]:
        """Return the ids of the passages that meet a condition, sorted."""
        rows = self._connection.select(self._name("passages"), condition, ("id",))
        return sorted(row["id"] for row in rows)


def _sort(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits, best first; a server returns equal ones in any order."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))


def _stack(embeddings: Sequence[FloatArray], dimension: int) -> FloatArray:
    return np.array(embeddings, np.float32).reshape(len(embeddings), dimension)
