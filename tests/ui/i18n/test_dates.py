"""Dates are written in the words of a language, as far as they are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.ui.i18n.dates import describe_date
from fonti.ui.i18n.languages import WORDS


@pytest.mark.parametrize(
    ("iso_date", "italian", "english"),
    [
        ("2023-06-12", "12 giugno 2023", "June 12, 2023"),
        ("2023-06-12T10:00:00Z", "12 giugno 2023", "June 12, 2023"),
        ("2023-06", "giugno 2023", "June 2023"),
        ("2023", "2023", "2023"),
        ("2023-13-40", "2023-13-40", "2023-13-40"),
        ("0000-01-01", "0000-01-01", "0000-01-01"),
        ("12345", "12345", "12345"),
        ("last summer", "last summer", "last summer"),
    ],
)
def test_dates_are_written_in_words(iso_date: str, italian: str, english: str) -> None:
    """What is no date stays as it is."""
    assert describe_date(iso_date, WORDS["it"]) == italian
    assert describe_date(iso_date, WORDS["en"]) == english


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    """A file may state anything as its date."""
    assert isinstance(describe_date(text, WORDS["it"]), str)
