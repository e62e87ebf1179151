"""Find the documents that a question is about, by their titles, names and first lines.

In collections of like documents (courses, contracts, minutes) the subject of a document stands
there, and not in the passage that answers. The words are compared as terms of both languages, since
names are the same in all. They stay in memory, and are loaded by the first search of a version.
"""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from fonti.index.search.bm25 import compute_rarity
from fonti.index.store import queries
from fonti.index.text.stemming import LANGUAGES, stem_words
from fonti.index.types import SubjectMatch

# Code points of a document's text whose short lines may name its subject: longer lines are prose,
# which has many words that name nothing.
_OPENING_CHARACTERS = 300
_MAX_LINE_CHARACTERS = 80

_QUERY = f"SELECT source, {queries.TITLE}, substr(text, 1, ?) {queries.FROM_DOCUMENTS}"


@dataclass(frozen=True, slots=True)
class SubjectTexts:
    """Where the subject of a document is named: its source, its title, its first lines."""

    source: str
    title: str | None
    opening: str


def load_subject_texts(connection: sqlite3.Connection) -> list[SubjectTexts]:
    """Return where the subjects of a version's documents are named, by source."""
    rows = connection.execute(_QUERY, (_OPENING_CHARACTERS,))
    return [SubjectTexts(*row) for row in rows]


class SubjectIndex:
    """The words that name the subjects of a version's documents."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sources_by_term: dict[str, set[str]] | None = None
        self._titled_by_term: dict[str, set[str]] = {}
        self._document_count = 0

    def match(
        self, load_texts: Callable[[], Iterable[SubjectTexts]], text: str, language: str
    ) -> dict[str, SubjectMatch]:
        """Return how the subject of each document matches a question, by its source.

        Of the words of the question that name any subject, each weighs as much as it is rare among
        the documents (inverse document frequency). Documents with none are left out.

        Args:
            load_texts: Returns where the subjects of the documents are named; it is called once.
            text: The question.
            language: Its ISO 639-1 code.

        """
        sources_by_term = self._load(load_texts)
        weights = {}
        for term in dict.fromkeys(stem_words(text, language)):
            count = len(sources_by_term.get(term, ()))
            if count:
                weights[term] = compute_rarity(count, self._document_count)

        total = sum(weights.values())
        terms_by_source: defaultdict[str, set[str]] = defaultdict(set)
        for term in weights:
            for source in sources_by_term[term]:
                terms_by_source[source].add(term)
        matches = {}
        for source, terms in terms_by_source.items():
            share = sum(weights[term] for term in terms) / total
            titled = {term for term in terms if source in self._titled_by_term.get(term, ())}
            matches[source] = SubjectMatch(share, frozenset(terms), frozenset(titled))
        return matches

    def _load(self, load_texts: Callable[[], Iterable[SubjectTexts]]) -> dict[str, set[str]]:
        """Return the sources of the documents whose subjects have a term, by the term."""
        with self._lock:
            if self._sources_by_term is None:
                sources_by_term: defaultdict[str, set[str]] = defaultdict(set)
                titled_by_term: defaultdict[str, set[str]] = defaultdict(set)
                for texts in load_texts():
                    titles = _list_terms(_list_titles(texts))
                    for term in titles:
                        titled_by_term[term].add(texts.source)
                    for term in titles | _list_terms(_find_short_lines(texts.opening)):
                        sources_by_term[term].add(texts.source)
                    self._document_count += 1
                self._titled_by_term = dict(titled_by_term)
                self._sources_by_term = dict(sources_by_term)
            return self._sources_by_term


def split_file_name(source: str) -> str:
    """Return the name of a file as words."""
    stem = PurePosixPath(source).stem
    return stem.replace("-", " ").replace("_", " ")


def _list_titles(texts: SubjectTexts) -> list[str]:
    """Return what a document is called: its name, its title, and its first line if that is short.

    The lines below it may be short, too, and be of anything.
    """
    first = next((line for line in texts.opening.splitlines() if line.strip()), "")
    is_short = len(first) <= _MAX_LINE_CHARACTERS
    return [split_file_name(texts.source), texts.title or "", first if is_short else ""]


def _find_short_lines(opening: str) -> list[str]:
    """Return the short lines at the beginning of a text; the last one may be cut off."""
    lines = opening.splitlines()
    if len(opening) == _OPENING_CHARACTERS:
        lines = lines[:-1]
    return [line for line in lines if len(line) <= _MAX_LINE_CHARACTERS]


def _list_terms(texts: Iterable[str]) -> set[str]:
    """Return the words of texts, as terms of all languages."""
    joined = "\n".join(texts)
    return {term for language in LANGUAGES for term in stem_words(joined, language)}
