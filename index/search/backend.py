"""The interface of an index that can be searched: all that `fonti.qa` needs of it."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from fonti.index.models.token_embeddings import EncodedText, StoredTokenEmbeddings
from fonti.index.store.calibration import StoredCalibration
from fonti.index.store.outline import OutlineEntry
from fonti.index.types import (
    Document,
    FloatArray,
    Hit,
    IntArray,
    Passage,
    SearchFilters,
    SubjectMatch,
)


@dataclass(frozen=True, slots=True)
class PassageEmbeddings:
    """The embeddings of n passages and of their m sentences.

    Attributes:
        passages: Unit vectors of shape (n, dimension), in the order asked for.
        sentences: Unit vectors of shape (m, dimension), in the order of the passages.
        sentence_offsets: Of shape (n + 1,); the sentences of passage i are the rows
            `sentence_offsets[i]` to `sentence_offsets[i + 1]` of `sentences`.

    """

    passages: FloatArray
    sentences: FloatArray
    sentence_offsets: IntArray


class SearchBackend(Protocol):
    """One complete version of an index, opened for one question.

    Passages are identified by their ids. All calls see the same version, even if a sync publishes a
    new one meanwhile. `Snapshot` implements this with SQLite, FAISS and tantivy.
    """

    @property
    def version(self) -> str:
        """Return the name of the version."""

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the encoder that made the embeddings."""

    @property
    def centre(self) -> FloatArray:
        """Return the mean embedding of unrelated texts, of shape (dimension,).

        It is the part that all embeddings have in common.
        """

    def load_calibration(self) -> StoredCalibration | None:
        """Return the calibration of the index; None if it has none of its own.

        Raises:
            StoreError: It cannot be read.

        """

    def embed_query(self, text: str) -> EncodedText:
        """Encode a question with the encoder that made the embeddings."""

    def list_passage_languages(self, filters: SearchFilters) -> tuple[str, ...]:
        """Return the languages of the passages that pass some filters, sorted."""

    def search_passages(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages whose embeddings are nearest to a query's, best first.

        Args:
            embedding: A unit vector of shape (dimension,).
            top_k: How many passages to return at most.
            filters: What the search is limited to.

        Returns:
            Hits whose scores are cosines.

        """

    def search_sentences(
        self, embedding: FloatArray, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages of the `top_k` sentences nearest to a query, each once, best first.

        The arguments and scores are those of `search_passages`.
        """

    def search_words(
        self, text: str, language: str, top_k: int, filters: SearchFilters
    ) -> list[Hit]:
        """Return the passages in one language that share words with a text, best first.

        Returns:
            Hits whose scores are BM25.

        """

    def find_passages_with_all(
        self, terms: Iterable[str], language: str, filters: SearchFilters
    ) -> list[int]:
        """Return the ids of the passages in one language that have all of some terms, sorted.

        The words of the headings above a passage count as its own.

        Args:
            terms: Words as `stem_words` returns them, at least one.
            language: The language of the passages.
            filters: What the search is limited to.

        """

    def match_subjects(self, text: str, language: str) -> dict[str, SubjectMatch]:
        """Return how the subjects of documents match a question, by their sources.

        A document's subject is what its title, its name and its first lines name. Documents whose
        subjects have no word of the question are left out.

        Args:
            text: The question.
            language: Its ISO 639-1 code.

        """

    def search_addresses(self, terms: Iterable[str], filters: SearchFilters) -> list[int]:
        """Return the ids of the passages that have any of some addresses (article 21), sorted.

        Args:
            terms: Terms of addresses (`fonti.index.text.address_terms`), such as `article:21`.
            filters: What the search is limited to.

        """

    def find_terms(
        self, passage_ids: Sequence[int], terms: Set[str], language: str
    ) -> dict[int, Set[str]]:
        """Return which of some terms stand in passages of one language.

        Args:
            passage_ids: The passages; those in other languages are left out of the result.
            terms: Words as `stem_words` returns them.
            language: The language of the passages.

        Returns:
            The terms that stand in a passage, by its id.

        """

    def compute_rarities(self, terms: Iterable[str], language: str) -> dict[str, float]:
        """Return how rare terms are: their inverse document frequency, as in BM25.

        Args:
            terms: Words as `stem_words` returns them.
            language: The language of the passages that count.

        """

    def get_passages(self, passage_ids: Sequence[int], filters: SearchFilters) -> list[Passage]:
        """Return passages by their ids, in the order asked for.

        A passage that stands in several files has the first source that passes the filters.
        """

    def get_passages_between(self, source: str, start: int, end: int) -> list[Passage]:
        """Return the passages of a document that overlap a span of it, in order.

        Args:
            source: The document.
            start: Where the span begins, in code points of its text.
            end: Where it ends.

        """

    def get_embeddings(self, passage_ids: IntArray) -> PassageEmbeddings:
        """Return the embeddings of passages and of their sentences."""

    def get_token_embeddings(self, passage_ids: Sequence[int]) -> StoredTokenEmbeddings:
        """Return the token embeddings of passages, in the order asked for."""

    def get_document(self, source: str) -> Document | None:
        """Return a stored document; None if the index has no document of this source."""

    def get_outline(self, source: str) -> tuple[OutlineEntry, ...]:
        """Return the headings of a document in order; none if there is no such document."""

    def list_sources(self) -> list[str]:
        """Return the sources of all documents, sorted."""

    def sample_passages(
        self, documents: int, passages_per_document: int, filters: SearchFilters
    ) -> list[Passage]:
        """Return a sample of passages at even distances, always the same, from some documents.

        Args:
            documents: How many documents to take passages from at most.
            passages_per_document: How many passages to take from a document at most.
            filters: What the sample is limited to.

        """
