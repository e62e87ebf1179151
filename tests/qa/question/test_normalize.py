"""How a question is read: one in capitals is read in small letters, acronyms as they are."""

import pytest

from fonti.qa.question.normalize import lowercase_if_shouted


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("CHI HA FIRMATO?", "chi ha firmato?"),
        ("CHI?", "chi?"),
        ("Who is he?", "Who is he?"),
        ("PERCHE'", "perche'"),
        ("CHI È IL PRESIDENTE?", "chi è il presidente?"),
        ("KAZAKISTAN", "kazakistan"),
        ("CSTO", "CSTO"),
        ("UE?", "UE?"),
        ("ONU, NATO", "ONU, NATO"),
        ("Cos'è la NATO?", "Cos'è la NATO?"),
        ("1991?", "1991?"),
    ],
)
def test_a_question_in_capitals_is_read_in_small_letters(typed: str, read: str) -> None:
    """A question that has small letters, or only acronyms, is not changed."""
    assert lowercase_if_shouted(typed) == read
