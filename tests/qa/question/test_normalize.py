"""How a question is read: one in capitals is read in small letters, acronyms as they are."""

import pytest

from fonti.qa.question.normalize import (
    lowercase_if_shouted,
    remove_markup,
    validate_question,
)


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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("\x1b[31morari\x1b[0m del museo?", "orari del museo?"),
        ("\x1b]0;titolo\x07orari?", "orari?"),
        ("orari\0 del\x07 museo?", "orari  del  museo?"),
        ("bi\xadblio\u200bteca\u202e?", "biblioteca?"),
        ("a che ora?\n\tdomani", "a che ora?\n\tdomani"),
    ],
)
def test_control_characters_are_no_part_of_a_question(typed: str, read: str) -> None:
    """Escape sequences go as a whole; white space stays."""
    assert validate_question(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<b>orari</b>?", "orari?"),
        ('<p class="x">Quando <i>apre</i><br>il museo?</p>', "Quando apre il museo?"),
        ("<li>pane</li><li>vino</li>", "pane vino"),
        ("What does the <title> tag do?", "What does the <title> tag do?"),
        ("Is a < b and b > c?", "Is a < b and b > c?"),
        ("What is a List<String>?", "What is a List<String>?"),
        ("<b></b>", "<b></b>"),
    ],
)
def test_markup_is_no_part_of_a_question(typed: str, read: str) -> None:
    """A tag with its end tag goes; one alone may be what is asked about."""
    assert remove_markup(typed) == read
