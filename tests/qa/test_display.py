"""Answers and citations as they are printed, and as a notebook shows them."""

from dataclasses import replace
from pathlib import Path

import pytest

from fonti.qa import Answer, Assistant
from tests.helpers.fakes import FakeEncoder

QUESTION = "La biblioteca comunale apre alle nove e chiude alle sette di sera?"

HOSTILE = "<script>alert(1)</script> \x1b[2J & «museo»"


@pytest.fixture
def answer(corpus: Path, encoder: FakeEncoder, tmp_path: Path) -> Answer:
    """Ask the small corpus a question that it answers."""
    return Assistant.open(corpus, index=tmp_path / "index", model=encoder).ask(QUESTION)


def test_a_printed_answer_shows_outcome_quotes_and_places(answer: Answer) -> None:
    """It takes a few lines, and `repr` one."""
    first = answer.citations[0]

    printed = str(answer)

    assert printed.splitlines()[0].startswith("answered (answers), confidence ")
    assert f"[1] {first.quote}" in printed
    assert f"{first.source}, {first.start}-{first.end}" in printed
    assert len(printed.splitlines()) <= 1 + 2 * len(answer.citations)
    assert "\n" not in repr(answer)
    assert "\n" not in repr(first)


def test_an_answer_in_a_notebook_is_escaped(answer: Answer) -> None:
    """Text of a document, its name and the question add no tag and no control character."""
    first = answer.citations[0]
    end = first.start + len(HOSTILE)
    answer_span = (first.start, first.start + len("<script>"))
    ampersand = first.start + HOSTILE.index("&")
    hostile = replace(
        first,
        quote=HOSTILE,
        end=end,
        source=HOSTILE,
        marks=((ampersand, ampersand + 1),),
        answer_span=answer_span,
    )
    hostile_answer = replace(answer, question=HOSTILE, citations=(hostile,), missing=(HOSTILE,))

    html = hostile_answer._repr_html_()

    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 4
    assert "<mark>&lt;script&gt;</mark>" in html
    assert "<u>&amp;</u>" in html
    assert "\x1b" not in str(hostile_answer)
    assert "\x1b" not in repr(hostile_answer)
    assert "<script" not in hostile._repr_html_()
