"""Words of a question that no near passage speaks of."""

from pathlib import Path

import pytest

from fonti.index import SearchFilters
from fonti.qa.confidence.absent_words import find_unmatched_words
from fonti.qa.question.query import Query, create_query
from tests.helpers.assistants import open_assistant
from tests.helpers.fakes import FakeEncoder

ITALIAN = (
    "La biblioteca comunale conserva molti libri antichi, e li presta volentieri a tutti i suoi "
    "lettori."
)
ENGLISH = "The keeper of the lighthouse rang the great bell whenever the fog came in from the sea."


def find_absent(question: str, *passages: str) -> tuple[str, ...]:
    """Return the words of an English question that some passages do not have."""
    encoder = FakeEncoder()
    query = Query(question, "en", encoder.encode_query(question))
    tokens = [encoder.encode_query(passage).tokens for passage in passages]
    cosines = [query.encoded.tokens.directions @ item.directions.T for item in tokens]
    return find_unmatched_words(query, cosines)


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
            absent[language] = find_unmatched_words(query, cosines)

    assert absent == {"it": ("lighthouse",), "en": ("biblioteca",)}
