"""Matching words, with tantivy: BM25 over text that is folded and stemmed here, an index a language.

Each language has its own, so that a word's weight is how rare it is in the passages of that language, however many
there are in others. Languages without a stemmer here share one. An index is cut into blocks of passages by their ids,
each written once: a change writes those anew whose passages it touches, so that words that were removed are nowhere.
The stems of each passage are kept with it, to be told which of a question's it holds.
"""

import math
import shutil
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import tantivy

from fonti.index.text import stemming
from fonti.index.text.stemming import stems

_OTHER = "other"
_HEAP = 15_000_000  # bytes that tantivy writes from, its least; more than a block needs
BLOCK = (
    4096  # ids of passages in a block: one is written in less than a second, and searched in 0.1 ms
)
_TANTIVY = tantivy.__version__  # type: ignore[attr-defined]  # its stubs do not know it
# What blocks are read by again, and asked for stems; the first number changes with what is kept in them.
MADE_BY = f"words 2, tantivy {_TANTIVY}, PyStemmer {stemming.VERSION}"


def part_of(language: str) -> str:
    """The index that holds a language's passages."""
    return language if language in stemming.LANGUAGES else _OTHER


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", fast=True, indexed=True)
    builder.add_integer_field("extraction", indexed=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def blocks_of(passages: npt.NDArray[np.int64]) -> set[int]:
    """The blocks that hold the passages of some ids."""
    return set(np.unique(passages // BLOCK).tolist())


def ids_of(block: int) -> range:
    """The ids of the passages that a block may hold."""
    return range(block * BLOCK, (block + 1) * BLOCK)


def write_block(folder: Path, passages: Iterable[tuple[int, int, str, str]]) -> None:
    """Write the words of a block's passages to a new folder; each its id, its extraction's, its language and its text.

    Raises OSError.
    """
    writers: dict[str, tantivy.IndexWriter] = {}
    try:
        for passage, extraction, language, text in passages:
            part = part_of(language)
            if part not in writers:
                (folder / part).mkdir(parents=True)
                writers[part] = tantivy.Index(_schema(), path=str(folder / part)).writer(
                    _HEAP, num_threads=1
                )
            words = " ".join(stems(text, language))
            row = tantivy.Document(
                passage=passage, extraction=extraction, language=language, stems=words
            )
            writers[part].add_document(row)
        for writer in writers.values():
            writer.commit()
            writer.wait_merging_threads()
    except ValueError as error:  # what tantivy raises where it cannot write
        raise OSError(str(error)) from error


class WordIndex:
    """The words of the passages of some blocks."""

    def __init__(self, searchers: dict[str, dict[int, tantivy.Searcher]]) -> None:
        self._searchers = searchers  # by part and block
        self._counts = {
            part: sum(each.num_docs for each in blocks.values())
            for part, blocks in searchers.items()
        }
        self._schema = _schema()

    @classmethod
    def load(cls, blocks: Sequence[Path]) -> "WordIndex":
        """The words in some folders, as they were written. Raises OSError or ValueError."""
        try:
            return cls._load(blocks)
        except ValueError:  # tantivy writes a lock beside what it reads: where nothing can be written, a copy is read
            with TemporaryDirectory(prefix="fonti-", ignore_cleanup_errors=True) as copy:
                return cls._load(
                    [Path(shutil.copytree(block, Path(copy) / block.name)) for block in blocks]
                )

    @classmethod
    def _load(cls, blocks: Iterable[Path]) -> "WordIndex":
        searchers: dict[str, dict[int, tantivy.Searcher]] = {}
        for part in (part for block in blocks for part in block.iterdir()):
            index = tantivy.Index.open(str(part))
            index.config_reader(
                reload_policy="manual"
            )  # it never changes: nothing is to be watched
            searchers.setdefault(part.name, {})[int(part.parent.name)] = index.searcher()
        return cls(searchers)

    def matching(
        self, words: Iterable[str], language: str, top_k: int, extractions: Iterable[int] | None
    ) -> list[tuple[int, float]]:
        """The ids of the `top_k` passages in a language that best match some stems, best first, with their BM25.

        `extractions`, by their ids, limits the search to them.
        """
        part, found = part_of(language), list[tuple[float, tantivy.Searcher, tantivy.DocAddress]]()
        conditions = []  # none where none is needed: without, tantivy passes over what cannot be among the best
        if part == _OTHER:
            conditions.append(
                self._only(tantivy.Query.term_query(self._schema, "language", language))
            )
        if extractions is not None:
            some = tantivy.Query.term_set_query(self._schema, "extraction", list(extractions))
            conditions.append(self._only(some))
        blocks = self._searchers.get(part, {}).values()
        within = {
            word: [each.doc_freq("stems", word) for each in blocks] for word in sorted({*words})
        }
        terms = {
            word: tantivy.Query.term_query(self._schema, "stems", word, index_option="freq")
            for word in within
        }
        rarities = {
            word: _rarity(sum(each), self._counts.get(part, 0)) for word, each in within.items()
        }
        for block, searcher in enumerate(blocks):
            either = []
            for word, each in within.items():
                if each[block]:  # at the weight that its rarity in all blocks gives it
                    weight = rarities[word] / _rarity(each[block], searcher.num_docs)
                    either.append(
                        (tantivy.Occur.Should, tantivy.Query.boost_query(terms[word], weight))
                    )
            if either:
                query = tantivy.Query.boolean_query(either)
                if conditions:
                    clauses = [query, *conditions]
                    query = tantivy.Query.boolean_query(
                        [(tantivy.Occur.Must, clause) for clause in clauses]
                    )
                hits = searcher.search(query, top_k, count=False).hits
                found += [(score, searcher, address) for score, address in hits]
        best = sorted(found, key=lambda hit: -hit[0])[:top_k]
        named = [(_passage(searcher, address), score) for score, searcher, address in best]
        return sorted(named, key=lambda hit: (-hit[1], hit[0]))

    def held(self, passages: Sequence[int], words: Set[str], language: str) -> dict[int, Set[str]]:
        """Which of some stems each of some passages in a language holds, by its id."""
        found: dict[int, Set[str]] = {}
        for block, searcher in self._searchers.get(part_of(language), {}).items():
            own = [one for one in passages if one // BLOCK == block]
            if own:  # each is looked for by itself: as a set, they take ten times as long
                each = [tantivy.Query.term_query(self._schema, "passage", one) for one in own]
                query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])
                for _, address in searcher.search(query, len(own), count=False).hits:
                    held = searcher.doc(address)["stems"][0].split()
                    found[_passage(searcher, address)] = words & {*held}
        return found

    def frequency(self, word: str, language: str) -> int:
        """How many passages hold a stem, among those of a language."""
        return sum(
            each.doc_freq("stems", word)
            for each in self._searchers.get(part_of(language), {}).values()
        )

    def rarity(self, word: str, language: str) -> float:
        """A stem's inverse document frequency among the passages of a language, as in BM25."""
        return _rarity(self.frequency(word, language), self._counts.get(part_of(language), 0))

    @staticmethod
    def _only(query: tantivy.Query) -> tantivy.Query:
        """A condition that selects and adds nothing to the score."""
        return tantivy.Query.const_score_query(query, 0.0)


def _passage(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> int:
    """The id of a passage that was found."""
    (found,) = searcher.fast_field_values("passage", [address])
    return int(str(found))


def _rarity(within: int, passages: int) -> float:
    """The inverse document frequency of a word that so many of some passages hold."""
    return math.log(1 + (passages - within + 0.5) / (within + 0.5))
