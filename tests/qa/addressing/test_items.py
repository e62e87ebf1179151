"""Tests of items inside a place, and of what a question says beside an address."""

import pytest

from fonti.qa.addressing.address import Step
from fonti.qa.addressing.items import find_item
from fonti.qa.addressing.parse import parse_addresses
from fonti.qa.addressing.question_rest import read_rest


@pytest.mark.parametrize("suffix", ["bis", "octies", "nonies", "undecies"])
def test_an_item_between_two_numbers_is_one_of_its_own(suffix: str) -> None:
    """It ends neither the item before it nor the one behind it too late."""
    text = f"1. Primo.\n1-{suffix}. Aggiunto.\n2. Secondo."

    item = find_item(text, 0, len(text), Step("comma", f"1-{suffix}"))

    assert item is not None
    assert item.slice(text).strip() == f"1-{suffix}. Aggiunto."


@pytest.mark.parametrize(
    "question",
    ["L'art. 5 dice qualcosa sulle tasse?", "Article 5 income tax", "art. 5 integrale"],
)
def test_a_word_that_begins_like_of_is_no_name(question: str) -> None:
    """Only a whole "di" or "in" leads to the name of a document."""
    (address,) = parse_addresses(question)
    assert read_rest(question, address).name == ""
