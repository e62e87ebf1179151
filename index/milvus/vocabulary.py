"""Number the words and addresses of an index, and count the passages that have each."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from fonti.index.milvus.schema import MAX_LIST_ENTRIES, make_term_key
from fonti.index.search.bm25 import compute_term_weights
from fonti.index.search.lexical import get_index_name, list_addresses, list_stems
from fonti.index.search.row_queries import PassageText

# The name under which addresses are numbered, beside the names of the indexes of words.
ADDRESSES = "addresses"

# Stands in a passage without words, since a sparse vector cannot be empty; no term has this number.
_NO_TERM = 0


class Vocabulary:
    """The terms of the passages of a version: words, an index a language, and addresses.

    Args:
        passages: All passages of the version.

    """

    def __init__(self, passages: Iterable[PassageText]) -> None:
        # By the name of the index and the term.
        self._numbers: dict[tuple[str, str], int] = {}
        self._frequencies: list[int] = [0]
        # By the name of the index.
        self._passage_counts: dict[str, int] = {}
        self._term_counts: dict[str, int] = {}

        for passage in passages:
            self._count(passage)

    def make_fields(self, passage: PassageText) -> dict[str, Any]:
        """Return the fields by which the words and addresses of a passage are searched."""
        index_name = get_index_name(passage.language)
        average = self._term_counts[index_name] / self._passage_counts[index_name]
        weights = compute_term_weights(list_stems(passage), average)
        words = {self._numbers[index_name, term]: weight for term, weight in weights.items()}
        addresses = {self._numbers[ADDRESSES, term] for term in list_addresses(passage)}
        return {
            "words": words or {_NO_TERM: 1.0},
            "terms": sorted(words)[:MAX_LIST_ENTRIES],
            "addresses": sorted(addresses)[:MAX_LIST_ENTRIES],
        }

    def iterate_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the collection of terms."""
        for (index_name, term), number in self._numbers.items():
            key = make_term_key(index_name, term)
            frequency = self._frequencies[number]
            yield {
                "key": key,
                "number": number,
                "frequency": frequency,
                "checksum": zlib.crc32(f"{key} {number} {frequency}".encode()),
                "unused": [0.0, 1.0],
            }

    def _count(self, passage: PassageText) -> None:
        index_name = get_index_name(passage.language)
        stems = list_stems(passage)
        self._passage_counts[index_name] = self._passage_counts.get(index_name, 0) + 1
        self._term_counts[index_name] = self._term_counts.get(index_name, 0) + len(stems)

        for term in dict.fromkeys(stems):
            self._count_term(index_name, term)
        for term in dict.fromkeys(list_addresses(passage)):
            self._count_term(ADDRESSES, term)

    def _count_term(self, index_name: str, term: str) -> None:
        number = self._numbers.setdefault((index_name, term), len(self._frequencies))
        if number == len(self._frequencies):
            self._frequencies.append(0)
        self._frequencies[number] += 1
