"""One version of an index, as a question sees it: nearest embeddings, matching words, passages as they are stored."""

import json
import sqlite3
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np

from fonti.index.models.encoder import Encoder
from fonti.index.models.tokens import EncodedText, StoredTokens, unpack
from fonti.index.search.rows import embeddings_of
from fonti.index.search.vectors import FetchEmbeddings
from fonti.index.search.versions import Derived
from fonti.index.store import queries as records
from fonti.index.store.database import damaged
from fonti.index.text.stemming import stems
from fonti.index.types import Document, Filter, FloatArray, Hit, IntArray, Mask, Passage, Sentence


class Snapshot:
    """One whole version, open for the length of a question. Passages are named by their ids.

    `version` names it, `fingerprint` the model that made its embeddings; `centre`, of shape (dimension,), is what all
    of these share.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, derived: Derived, encoder: Encoder
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._derived = derived
        self._encoder = encoder
        self._read: dict[str, Document | None] = {}
        self._named: dict[frozenset[str], list[int]] = {}
        self._masks: dict[frozenset[str], tuple[Mask, Mask]] = {}
        self.version = derived.version
        self.fingerprint = encoder.fingerprint
        self.centre = encoder.centre

    def embed(self, text: str) -> EncodedText:
        """A query as it is read by the model that made this version's embeddings."""
        return self._encoder.encode_query(text)

    def languages(self, within: Filter) -> tuple[str, ...]:
        """The languages of the passages that a filter lets through, sorted."""
        return tuple(self._derived.rows.languages[code] for code in self._codes(within))

    def nearest_passages(self, vector: FloatArray, top_k: int, within: Filter) -> list[Hit]:
        """Passages whose own embedding is nearest to a unit vector, best first."""
        rows, allowed = self._derived.rows, self._allowed(within.sources)[0]
        read = self._read_embeddings("passages", rows.passage)
        found = self._derived.passage_vectors.nearest(
            vector, top_k, self._codes(within), allowed, read
        )
        return [Hit(int(rows.passage[row]), score) for row, score in found]

    def nearest_sentences(self, vector: FloatArray, top_k: int, within: Filter) -> list[Hit]:
        """The passages of the sentences whose embedding is nearest to a unit vector, each once, best first."""
        rows, allowed = self._derived.rows, self._allowed(within.sources)[1]
        read = self._read_embeddings("sentences", rows.sentence)
        best: dict[int, float] = {}
        for row, score in self._derived.sentence_vectors.nearest(
            vector, top_k, self._codes(within), allowed, read
        ):
            best.setdefault(int(rows.passage[rows.passage_of[row]]), score)
        return [Hit(passage, score) for passage, score in best.items()]

    def matching_words(self, question: str, language: str, top_k: int, within: Filter) -> list[Hit]:
        """Passages in one language that share words with a text, best first."""
        extractions = None if within.sources is None else self._extractions(within.sources)
        found = self._derived.words.matching(
            stems(question, language), language, top_k, extractions
        )
        return [Hit(passage, score) for passage, score in found]

    def sample(self, documents: int, each: int, within: Filter) -> list[Passage]:
        """Up to `each` passages of up to `documents` documents, both at even distances, always the same ones."""
        of_sources, _ = self._allowed(within.sources)
        inside = np.isin(self._derived.rows.language, self._codes(within))
        rows = np.flatnonzero(inside if of_sources is None else inside & of_sources)
        found = self._derived.rows.extraction[rows]
        chosen = _evenly(np.unique(found), documents)
        ids = [
            self._derived.rows.passage[row]
            for one in chosen
            for row in _evenly(rows[found == one], each)
        ]
        return self.passages([int(one) for one in ids], within)

    def passages(self, ids: Sequence[int], within: Filter) -> list[Passage]:
        """Passages by their ids, in the order asked for, each under the first of its sources that a filter allows."""
        columns = 'id, extraction, "start", "end", text, heading, language'
        rows = {
            row[0]: row[1:] for row in self._among(f"SELECT {columns} FROM passages WHERE id", ids)
        }
        sentences = self._grouped(
            'SELECT passage, id, "start", "end" FROM sentences WHERE passage', ids, '"start"'
        )
        extractions = {extraction for extraction, *_ in rows.values()}
        names = self._grouped(
            "SELECT extraction, source FROM documents WHERE extraction", extractions, "source"
        )
        held = np.diff(
            self._derived.rows.sentences_of(np.searchsorted(self._derived.rows.passage, ids))[1]
        ).tolist()
        if [
            len(sentences.get(one, [])) if one in rows and rows[one][0] in names else -1
            for one in ids
        ] != held:
            raise damaged(self._folder, "passages cannot be read")
        return [
            _passage(
                one,
                rows[one],
                [name for (name,) in names[rows[one][0]]],
                sentences.get(one, []),
                within,
            )
            for one in ids
        ]

    def embeddings(self, ids: IntArray) -> tuple[FloatArray, FloatArray, IntArray]:
        """The embeddings of passages and of their sentences, those of each after those of the one before, in order.

        Of shape (n, dimension); with them, of shape (len(ids) + 1,), where the sentences of each passage begin, and the
        last end.
        """
        rows = self._derived.rows
        passages = np.searchsorted(rows.passage, ids)
        sentences, ends = rows.sentences_of(passages)
        return (
            self._derived.passage_vectors.embeddings(
                passages, self._read_embeddings("passages", rows.passage)
            ),
            self._derived.sentence_vectors.embeddings(
                sentences, self._read_embeddings("sentences", rows.sentence)
            ),
            ends,
        )

    def tokens(self, ids: Sequence[int]) -> StoredTokens:
        """The tokens of passages."""
        query = (
            "SELECT p.id, t.value FROM passages p JOIN tokens t ON t.key = p.embedding WHERE p.id"
        )
        found = dict(self._among(query, ids))
        try:
            return unpack([found[one] for one in ids], self._derived.passage_vectors.dimension)
        except (KeyError, ValueError) as error:
            raise damaged(self._folder, "tokens cannot be read") from error

    def rarity(self, words: Iterable[str], language: str) -> dict[str, float]:
        """How rare each stem is in the passages of a language: its inverse document frequency, as in BM25."""
        return {word: self._derived.words.rarity(word, language) for word in words}

    def held(self, ids: Sequence[int], words: Set[str], language: str) -> dict[int, Set[str]]:
        """Which of some stems each of some passages in a language holds, by its id."""
        return self._derived.words.held(ids, words, language)

    def document(self, source: str) -> Document | None:
        """A document as it is stored, or None where there is none of that source."""
        if source not in self._read:
            self._read[source] = records.document(self._connection, source)
        return self._read[source]

    def sources(self) -> list[str]:
        """The sources of all documents, sorted."""
        return [
            source
            for (source,) in self._connection.execute(
                "SELECT source FROM documents ORDER BY source"
            )
        ]

    def _among(self, query: str, ids: Iterable[int], end: str = "") -> sqlite3.Cursor:
        """The rows of a query whose last column is among some ids."""
        among = json.dumps([*map(int, ids)])
        return self._connection.execute(
            f"{query} IN (SELECT value FROM json_each(?)) {end}", (among,)
        )

    def _grouped(
        self, query: str, ids: Iterable[int], order: str
    ) -> dict[int, list[tuple[Any, ...]]]:
        """The rows of such a query by their first column, without it, in some order."""
        found: dict[int, list[tuple[Any, ...]]] = {}
        for first, *rest in self._among(query, ids, f"ORDER BY {order}"):
            found.setdefault(first, []).append(tuple(rest))
        return found

    def _codes(self, within: Filter) -> list[int]:
        """The languages of the passages that a filter lets through, as the rows have them."""
        rows, allowed = self._derived.rows, self._allowed(within.sources)[0]
        codes = (
            range(len(rows.languages))
            if allowed is None
            else np.unique(rows.language[allowed]).tolist()
        )
        return [
            code
            for code in codes
            if within.languages is None or rows.languages[code] in within.languages
        ]

    def _allowed(self, sources: frozenset[str] | None) -> tuple[Mask, Mask] | tuple[None, None]:
        """Which rows of the passages and of the sentences are of some sources; None for all."""
        if sources is None:
            return None, None
        if sources not in self._masks:
            rows = self._derived.rows
            allowed = np.isin(rows.extraction, self._extractions(sources))
            self._masks[sources] = allowed, allowed[rows.passage_of]
        return self._masks[sources]

    def _read_embeddings(self, grain: str, ids: IntArray) -> FetchEmbeddings:
        """What reads the embeddings of some rows from the record."""

        def read(rows: IntArray) -> FloatArray:
            try:
                return embeddings_of(self._connection, grain, ids[rows])
            except ValueError as error:
                raise damaged(self._folder, "embeddings cannot be read") from error

        return read

    def _extractions(self, sources: frozenset[str]) -> list[int]:
        if sources not in self._named:
            query = "SELECT extraction FROM documents WHERE source = ?"
            rows = (self._connection.execute(query, (source,)).fetchone() for source in sources)
            self._named[sources] = [row[0] for row in rows if row]
        return self._named[sources]


def _evenly(values: IntArray, count: int) -> IntArray:
    """Up to `count` values at even distances."""
    return values if len(values) <= count else values[np.arange(count) * len(values) // count]


def _passage(
    one: int,
    row: tuple[Any, ...],
    names: list[str],
    sentences: list[tuple[int, int, int]],
    within: Filter,
) -> Passage:
    _, start, end, text, heading, language = row
    first = next(name for name in names if within.sources is None or name in within.sources)
    copies = tuple(name for name in names if name != first)
    spans = tuple(Sentence(*sentence) for sentence in sentences)
    return Passage(one, first, start, end, text, heading, language, spans, copies)
