"""Tests of the first words of a text, which stand for a title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import find_opening

LONG = "I musei civici della città restano aperti anche nei giorni festivi, salvo il primo maggio."


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Verbale della seduta\n\nIl presidente apre la seduta.", "Verbale della seduta"),
        ("\n\n  ----\n2024\n# Regolamento #\n", "Regolamento"),
        ("date 2023-02-23 For a region of stability", "For a region of stability"),
        ("2023-02-23: For a region of stability", "For a region of stability"),
        ("2023 was a year of stability", "2023 was a year of stability"),
        (LONG, "I musei civici della città restano aperti anche nei giorni festivi, salvo il…"),
        ("a" * 200, "a" * 80 + "…"),
        ("one\u2003two\tthree", "one two three"),
        ("", ""),
        ("--- 12 ---", ""),
    ],
)
def test_a_text_has_an_opening(text: str, opening: str) -> None:
    """It is the first line with a letter, without marks and a date around it, cut after a word."""
    assert find_opening(text) == opening


@given(st.text())
def test_an_opening_is_a_short_line_of_the_text(text: str) -> None:
    """Its words stand in the text one after another, in one line."""
    opening = find_opening(text).removesuffix("…")
    assert len(opening) <= 80
    assert len(opening.splitlines()) <= 1
    assert " ".join(opening.split()) in " ".join(text.split())
