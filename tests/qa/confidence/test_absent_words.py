"""Words of a question that no near passage speaks of."""

from pathlib import Path

import numpy as np
import pytest

from fonti.index import SearchFilters
from fonti.index.types import Mask
from fonti.qa.confidence.absent_words import find_absent_words, find_unmatched_words
from fonti.qa.question.query import Query, create_query
from fonti.qa.search import Search, rank_alone
from tests.helpers.assistants import open_assistant, open_files
from tests.helpers.fakes import FakeEncoder

ITALIAN = (
    "La biblioteca comunale conserva molti libri antichi, e li presta volentieri a tutti i suoi "
    "lettori."
)
ENGLISH = "The keeper of the lighthouse rang the great bell whenever the fog came in from the sea."


def mark_nothing(query: Query) -> Mask:
    """Return that no token of a question stands above a passage."""
    return np.zeros((len(query.encoded.tokens), 1), bool)


def find_absent(question: str, *passages: str) -> tuple[str, ...]:
    """Return the words of an English question that some passages do not have."""
    encoder = FakeEncoder()
    query = Query(question, "en", encoder.encode_query(question))
    tokens = [encoder.encode_query(passage).tokens for passage in passages]
    cosines = [query.encoded.tokens.directions @ item.directions.T for item in tokens]
    return find_unmatched_words(query, cosines, mark_nothing(query))


def test_absent_words_are_listed_in_the_order_of_the_question() -> None:
    """They are content words; one that any of the passages has is not absent."""
    question = "Who painted the xylophone bell?"
    assert find_absent(question, ENGLISH, ITALIAN) == ("painted", "xylophone")
    assert find_absent("Who rang the bells?", ENGLISH) == ()
    assert find_absent("Who rang the biblioteca bell?", ENGLISH) == ("biblioteca",)
    assert find_absent("Who rang the biblioteca bell?", ENGLISH, ITALIAN) == ()
    assert find_absent("bell?", "…") == ("bell",)


def test_all_words_are_absent_from_no_passages() -> None:
    """That is so if the filters leave no passage."""
    assert find_absent("Who rang the bell?") == ("rang", "bell")


def test_a_word_is_not_present_if_only_a_part_of_it_is() -> None:
    """A passage with the word "a" does not speak of a panda."""
    assert find_absent("Is a panda in the zoo?", "A zoo opens.") == ("panda",)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("Who signed decree n. 231?", ("signed", "decree", "231")),
        ("Who signed decree n 231 and L. 241?", ("signed", "decree", "231", "241")),
        ("Who sells vitamin C?", ("sells", "vitamin", "C")),
    ],
)
def test_a_letter_that_abbreviates_a_word_is_not_absent(
    question: str, absent: tuple[str, ...]
) -> None:
    """No passage has it, and it says nothing; a capital alone is a word."""
    assert find_absent(question, ENGLISH) == absent


def test_words_are_looked_for_in_the_passages_given(tmp_path: Path) -> None:
    """Passages that the filters leave out do not count."""
    assistant = open_assistant(tmp_path, ITALIAN, ENGLISH)
    absent = {}
    with assistant.library.snapshot() as snapshot:
        query = create_query(snapshot, "lighthouse biblioteca")
        for language in ("it", "en"):
            filters = SearchFilters(languages=frozenset({language}))
            hits = snapshot.search_passages(query.encoded.embedding, 5, filters)
            tokens = [snapshot.get_token_embeddings([hit.passage_id]) for hit in hits]
            cosines = [item.cosines(query.encoded.tokens) for item in tokens]
            absent[language] = find_unmatched_words(query, cosines, mark_nothing(query))

    assert absent == {"it": ("lighthouse",), "en": ("biblioteca",)}


def test_a_word_that_stands_above_a_passage_is_not_absent(tmp_path: Path) -> None:
    """The title names the subject, which the passage need not repeat."""
    files = {"corso.md": "# Idraulica\n\n## Esame\n\nLa prova è orale e dura mezz'ora.\n"}
    with open_files(tmp_path, files).library.snapshot() as snapshot:
        search = Search(snapshot, None, SearchFilters(), top_k=1)
        ranking = rank_alone(search, "Quanto dura l'esame di idraulica teorica?")
        absent = find_absent_words(snapshot, ranking.query, ranking.passages)

    assert absent == ("teorica",)
