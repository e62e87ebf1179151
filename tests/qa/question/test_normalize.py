"""How a question is read: what is shouted is read in small letters, acronyms as they are."""

import pytest

from fonti.qa.question.normalize import quiet


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
def test_capitals(typed: str, read: str) -> None:
    """Only a question that is all in capitals is changed."""
    assert quiet(typed) == read
