"""Search words with tantivy: BM25 over folded and stemmed terms, and the addresses of places.

Each language has an index, so that the weight of a word depends only on how rare it is in that
language. Languages without a stemmer share an index. An index is split into blocks of passages by
their ids. A block is written once. If a passage is added or removed, its block is written again, so
that no file contains words of removed passages. The terms of each passage are also stored, to look
up which terms of a question it has. The words of the headings above a passage count as its own. The
addresses of places (article 21, page 5) that begin in a passage, or that it mentions, are terms of
a field of their own.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import tantivy

from fonti.index.search.bm25 import compute_rarity
from fonti.index.search.row_queries import PassageText
from fonti.index.text import stemming
from fonti.index.text.address_terms import TERMS_VERSION, list_address_terms, make_term
from fonti.index.text.stemming import join_broken_words, stem_words
from fonti.index.types import IntArray

# Passage ids in a block: this many are written in less than a second, and searched in 0.1 ms.
BLOCK_SIZE = 4096

# The index of the languages without a stemmer.
_OTHER_LANGUAGES = "other"

# Bytes that tantivy writes from: its minimum, and more than a block needs.
_WRITER_BYTES = 15_000_000

# Files of another version of tantivy may not be readable, and other stemmers make other terms. The
# first number changes with what is stored.
_TANTIVY_VERSION = tantivy.__version__  # type: ignore[attr-defined]
MADE_BY = (
    f"words 5, addresses {TERMS_VERSION}, tantivy {_TANTIVY_VERSION}, PyStemmer {stemming.VERSION}"
)


def get_index_name(language: str) -> str:
    """Return the name of the index that has a language's passages."""
    return language if language in stemming.LANGUAGES else _OTHER_LANGUAGES


def find_blocks(passage_ids: IntArray) -> set[int]:
    """Return the numbers of the blocks that passages lie in."""
    return set(np.unique(passage_ids // BLOCK_SIZE).tolist())


def list_block_ids(block: int) -> range:
    """Return the ids that the passages of a block can have."""
    return range(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE)


def write_block(folder: Path, passages: Iterable[PassageText]) -> None:
    """Write the words of a block's passages to a new folder. Raises OSError."""
    writers: dict[str, tantivy.IndexWriter] = {}
    try:
        for passage in passages:
            name = get_index_name(passage.language)
            if name not in writers:
                writers[name] = _create_writer(folder / name)
            writers[name].add_document(_make_entry(passage))

        for writer in writers.values():
            writer.commit()
            writer.wait_merging_threads()
    except ValueError as error:
        # This is what tantivy raises if it cannot write.
        raise OSError(str(error)) from error


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True, indexed=True)
    builder.add_integer_field("extraction", indexed=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", stored=True, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("addresses", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _create_writer(folder: Path) -> tantivy.IndexWriter:
    folder.mkdir(parents=True)
    index = tantivy.Index(_make_schema(), path=str(folder))
    return index.writer(_WRITER_BYTES, num_threads=1)


def _make_entry(passage: PassageText) -> tantivy.Document:
    return tantivy.Document(
        passage=passage.passage_id,
        extraction=passage.extraction_id,
        language=passage.language,
        stems=" ".join(list_stems(passage)),
        addresses=" ".join(list_addresses(passage)),
    )


def list_stems(passage: PassageText) -> list[str]:
    """Return the stems of a passage: of the title and the headings above it, and of its text.

    In like documents, such as courses or contracts, what a document is about often stands in its
    title alone. A word that a hyphen breaks at the end of a line is there in whole, too.
    """
    broken_words = " ".join(join_broken_words(passage.text))
    heading_stems = dict.fromkeys(stem_words(passage.heading, passage.language))
    return [
        *heading_stems,
        *stem_words(passage.text, passage.language),
        *stem_words(broken_words, passage.language),
    ]


def list_addresses(passage: PassageText) -> list[str]:
    """Return the terms of the addresses of a passage: of its text, and of its pages."""
    pages = [make_term("page", str(page)) for page in passage.pages]
    return [*list_address_terms(passage.text), *pages]


@dataclass(frozen=True, slots=True)
class _BlockHit:
    """A hit in a block: its BM25, and where tantivy stores the passage."""

    score: float
    searcher: tantivy.Searcher
    location: tantivy.DocAddress


class WordIndex:
    """A word index over some blocks of passages."""

    def __init__(self, searchers: dict[str, dict[int, tantivy.Searcher]]) -> None:
        # By the name of the index, and then by the number of the block.
        self._searchers = searchers
        self._passage_counts = {
            name: sum(searcher.num_docs for searcher in blocks.values())
            for name, blocks in searchers.items()
        }
        self._schema = _make_schema()

    @classmethod
    def load(cls, blocks: Sequence[Path]) -> "WordIndex":
        """Return the words that `write_block` wrote to folders. Raises OSError or ValueError."""
        try:
            return cls._load(blocks)
        except ValueError:
            # tantivy writes a lock beside what it reads: where it cannot, a copy is read.
            with TemporaryDirectory(prefix="fonti-", ignore_cleanup_errors=True) as copy:
                copies = [shutil.copytree(block, Path(copy) / block.name) for block in blocks]
                return cls._load(copies)

    @classmethod
    def _load(cls, blocks: Iterable[Path]) -> "WordIndex":
        searchers: dict[str, dict[int, tantivy.Searcher]] = {}
        for block in blocks:
            for folder in block.iterdir():
                index = tantivy.Index.open(str(folder))
                # The files never change: nothing needs to be watched.
                index.config_reader(reload_policy="manual")
                searchers.setdefault(folder.name, {})[int(block.name)] = index.searcher()
        return cls(searchers)

    def search(
        self,
        terms: Iterable[str],
        language: str,
        top_k: int,
        extraction_ids: Iterable[int] | None,
    ) -> list[tuple[int, float]]:
        """Return the passages in a language that best match some terms, best first.

        Args:
            terms: Words as `stem_words` returns them.
            language: The language of the passages.
            top_k: How many passages to return at most.
            extraction_ids: The texts that the search is limited to; None for all.

        Returns:
            The ids of the passages, with their BM25.

        """
        conditions = self._make_conditions(language, extraction_ids)
        searchers = list(self._searchers.get(get_index_name(language), {}).values())
        frequencies = {
            term: [searcher.doc_freq("stems", term) for searcher in searchers]
            for term in sorted({*terms})
        }
        passage_count = self._passage_counts.get(get_index_name(language), 0)
        rarities = {
            term: compute_rarity(sum(counts), passage_count) for term, counts in frequencies.items()
        }

        hits: list[_BlockHit] = []
        for number, searcher in enumerate(searchers):
            in_block = {term: counts[number] for term, counts in frequencies.items()}
            query = self._make_query(in_block, rarities, searcher.num_docs, conditions)
            if query is not None:
                for score, location in searcher.search(query, top_k, count=False).hits:
                    hits.append(_BlockHit(score, searcher, location))

        best = sorted(hits, key=lambda hit: -hit.score)[:top_k]
        scored = [(_read_passage_id(hit.searcher, hit.location), hit.score) for hit in best]
        return sorted(scored, key=lambda item: (-item[1], item[0]))

    def find_passages_with_all(
        self, terms: Iterable[str], language: str, extraction_ids: Iterable[int] | None
    ) -> list[int]:
        """Return the ids of the passages in a language that have all of some terms, sorted.

        Args:
            terms: Words as `stem_words` returns them, at least one.
            language: The language of the passages.
            extraction_ids: The texts that the search is limited to; None for all.

        """
        with_terms = [
            tantivy.Query.term_query(self._schema, "stems", term, index_option="freq")
            for term in sorted({*terms})
        ]
        return self._list_passages(with_terms, language, extraction_ids)

    def search_addresses(
        self, terms: Iterable[str], language: str, extraction_ids: Iterable[int] | None
    ) -> list[int]:
        """Return the ids of the passages in a language that have any of some addresses, sorted.

        Args:
            terms: Terms as `list_addresses` returns them.
            language: The language of the passages.
            extraction_ids: The texts that the search is limited to; None for all.

        """
        queries = [
            tantivy.Query.term_query(self._schema, "addresses", term, index_option="basic")
            for term in sorted({*terms})
        ]
        any_term = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
        return self._list_passages([any_term], language, extraction_ids)

    def count_passages_with_address(self, address: str, language: str) -> int:
        """Return how many passages in a language have the term of an address."""
        searchers = self._searchers.get(get_index_name(language), {}).values()
        return sum(searcher.doc_freq("addresses", address) for searcher in searchers)

    def find_terms(
        self, passage_ids: Sequence[int], terms: Set[str], language: str
    ) -> dict[int, Set[str]]:
        """Return which of some terms passages in a language have, by the id of the passage."""
        terms_by_passage: dict[int, Set[str]] = {}
        for block, searcher in self._searchers.get(get_index_name(language), {}).items():
            ids = [passage_id for passage_id in passage_ids if passage_id // BLOCK_SIZE == block]
            if not ids:
                continue

            # A query for each: one for the set of them takes ten times as long.
            clauses = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(self._schema, "passage", passage_id),
                )
                for passage_id in ids
            ]
            query = tantivy.Query.boolean_query(clauses)
            for _, location in searcher.search(query, len(ids), count=False).hits:
                stored_terms = searcher.doc(location)["stems"][0].split()
                passage_id = _read_passage_id(searcher, location)
                terms_by_passage[passage_id] = terms & {*stored_terms}
        return terms_by_passage

    def count_passages_with_term(self, term: str, language: str) -> int:
        """Return how many passages in a language have a term."""
        searchers = self._searchers.get(get_index_name(language), {}).values()
        return sum(searcher.doc_freq("stems", term) for searcher in searchers)

    def compute_rarity(self, term: str, language: str) -> float:
        """Return the inverse document frequency of a term in a language's passages, as in BM25."""
        passage_count = self._passage_counts.get(get_index_name(language), 0)
        return compute_rarity(self.count_passages_with_term(term, language), passage_count)

    def _list_passages(
        self,
        queries: Sequence[tantivy.Query],
        language: str,
        extraction_ids: Iterable[int] | None,
    ) -> list[int]:
        """Return the ids of the passages in a language that match all of some queries, sorted."""
        conditions = [*queries, *self._make_conditions(language, extraction_ids)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in conditions])

        passage_ids = []
        for searcher in self._searchers.get(get_index_name(language), {}).values():
            hits = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
            passage_ids += [_read_passage_id(searcher, location) for _, location in hits]
        return sorted(passage_ids)

    def _make_conditions(
        self, language: str, extraction_ids: Iterable[int] | None
    ) -> list[tantivy.Query]:
        """Return the conditions that a passage must meet.

        The list is empty if every passage passes: without conditions, tantivy skips passages that
        cannot be among the best.
        """
        conditions = []
        if get_index_name(language) == _OTHER_LANGUAGES:
            in_language = tantivy.Query.term_query(self._schema, "language", language)
            conditions.append(_without_score(in_language))
        if extraction_ids is not None:
            ids = list(extraction_ids)
            in_extractions = tantivy.Query.term_set_query(self._schema, "extraction", ids)
            conditions.append(_without_score(in_extractions))
        return conditions

    def _make_query(
        self,
        frequencies: Mapping[str, int],
        rarities: Mapping[str, float],
        passage_count: int,
        conditions: Sequence[tantivy.Query],
    ) -> tantivy.Query | None:
        """Return the query of one block; None if the block has none of the terms.

        Args:
            frequencies: How many passages of the block have a term, by term.
            rarities: The rarity of a term in all blocks, by term.
            passage_count: How many passages the block has.
            conditions: What a passage must meet.

        """
        clauses = []
        for term, frequency in frequencies.items():
            if frequency:
                # tantivy weighs by the rarity in the block: make it that in all blocks.
                weight = rarities[term] / compute_rarity(frequency, passage_count)
                query = tantivy.Query.term_query(self._schema, "stems", term, index_option="freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
        if not clauses:
            return None

        any_term = tantivy.Query.boolean_query(clauses)
        if not conditions:
            return any_term
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query) for query in (any_term, *conditions)]
        )


def _without_score(query: tantivy.Query) -> tantivy.Query:
    """Return a query that selects passages and adds nothing to their scores."""
    return tantivy.Query.const_score_query(query, 0.0)


def _read_passage_id(searcher: tantivy.Searcher, location: tantivy.DocAddress) -> int:
    (value,) = searcher.fast_field_values("passage", [location])
    return int(str(value))
