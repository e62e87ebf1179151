"""Matching words, with tantivy: BM25 over text that is folded and stemmed here, an index a language.

Each language has its own, so that a word's weight is how rare it is in the passages of that language, however many
there are in others. Languages without a stemmer here share one.
"""

import math
import re
import threading
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import Stemmer
import tantivy

_STEMMERS = {"it": "italian", "en": "english"}
_OTHER = "other"
_OWN = threading.local()  # a stemmer is not for two threads at once
_WORD = re.compile(r"[^\W_]+")
_HEAP = 50_000_000  # bytes that tantivy writes from


def part_of(language: str) -> str:
    """The index that holds a language's passages."""
    return language if language in _STEMMERS else _OTHER


def stems(text: str, language: str) -> list[str]:
    """The words of a text as they are matched: folded (case, accents, compatibility forms) and stemmed by its language.

    Apostrophes part words (`dell'arte` is two). A language with no stemmer here is only folded.
    """
    words = _WORD.findall(_fold(text))
    return _stemmer(language).stemWords(words) if language in _STEMMERS else words


def _stemmer(language: str) -> Stemmer.Stemmer:
    """A language's stemmer, one a thread, with the words that it stemmed before."""
    stemmers: dict[str, Stemmer.Stemmer] = _OWN.__dict__
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_STEMMERS[language])
    return stemmers[language]


class _Marks(dict[int, int | None]):
    """What becomes of each character when marks are taken off letters, found out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_MARKS = _Marks()


def _fold(text: str) -> str:
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKD", text).translate(_MARKS).casefold()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", fast=True)
    builder.add_integer_field("extraction", indexed=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordIndex:
    """The words of passages, which are numbered from 0 as in the vectors of the same version."""

    def __init__(self, searchers: dict[str, tantivy.Searcher]) -> None:
        self._searchers = searchers
        self._schema = _schema()

    @classmethod
    def build(cls, folder: Path, passages: Iterable[tuple[int, int, str, str]]) -> "WordIndex":
        """Write an index to a new folder; each passage is its row, its extraction's id, its language and its text.

        Raises OSError.
        """
        folder.mkdir()
        try:
            cls._write(folder, passages)
        except ValueError as error:  # what tantivy raises where it cannot write
            raise OSError(str(error)) from error
        return cls.load(folder)

    @staticmethod
    def _write(folder: Path, passages: Iterable[tuple[int, int, str, str]]) -> None:
        writers = {}
        for row, extraction, language, text in passages:
            part = part_of(language)
            if part not in writers:
                (folder / part).mkdir()
                writers[part] = tantivy.Index(_schema(), path=str(folder / part)).writer(_HEAP, num_threads=1)
            words = " ".join(stems(text, language))
            writers[part].add_document(tantivy.Document(row=row, extraction=extraction, language=language, stems=words))
        for writer in writers.values():
            writer.commit()
            writer.wait_merging_threads()

    @classmethod
    def load(cls, folder: Path) -> "WordIndex":
        """An index as it was written."""
        searchers = {}
        for part in folder.iterdir():
            index = tantivy.Index.open(str(part))
            index.config_reader(reload_policy="manual")  # it never changes: nothing is to be watched
            searchers[part.name] = index.searcher()
        return cls(searchers)

    def matching(
        self, words: Iterable[str], language: str, top_k: int, extractions: Iterable[int] | None
    ) -> list[tuple[int, float]]:
        """The rows of the `top_k` passages in a language that best match some stems, best first, with their BM25.

        `extractions`, by their ids, limits the search to them.
        """
        searcher = self._searchers.get(part_of(language))
        terms = [tantivy.Query.term_query(self._schema, "stems", word, index_option="freq") for word in set(words)]
        if searcher is None or not terms:
            return []
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        clauses = [either, self._only(tantivy.Query.term_query(self._schema, "language", language))]
        if extractions is not None:
            clauses.append(self._only(tantivy.Query.term_set_query(self._schema, "extraction", list(extractions))))
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, clause) for clause in clauses])
        hits = searcher.search(query, top_k, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(str(row)), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]

    def frequency(self, word: str, language: str) -> int:
        """How many passages hold a stem, among those of a language."""
        searcher = self._searchers.get(part_of(language))
        return searcher.doc_freq("stems", word) if searcher else 0

    def rarity(self, word: str, language: str) -> float:
        """A stem's inverse document frequency among the passages of a language, as in BM25."""
        searcher = self._searchers.get(part_of(language))
        within, passages = self.frequency(word, language), searcher.num_docs if searcher else 0
        return math.log(1 + (passages - within + 0.5) / (within + 0.5))

    @staticmethod
    def _only(query: tantivy.Query) -> tantivy.Query:
        """A condition that selects and adds nothing to the score."""
        return tantivy.Query.const_score_query(query, 0.0)
