"""The cells of the rows of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.qa.structure.tables import find_cells


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| tela | 30 euro |", ["tela", "30 euro"]),
        ("|tela|30 euro|", ["tela", "30 euro"]),
        ("tela | 30 euro", ["tela", "30 euro"]),
        ("tela | 30 euro |", ["tela", "30 euro"]),
        ("| tela |  | 3 |", ["tela", "", "3"]),
        ("tela |  | 3", ["tela", "", "3"]),
        ("tela\t\t3", ["tela", "", "3"]),
        ("| a | b \\|", ["a", "b \\|"]),
        ("x|y | z", ["x|y", "z"]),
        ("|", [""]),
    ],
)
def test_the_cells_of_a_row(row: str, cells: list[str]) -> None:
    """Bars or tabs stand between them; a bar without spaces may be part of a cell."""
    assert [cell.slice(row) for cell in find_cells(row)] == cells


@given(st.lists(st.text(st.characters(exclude_characters="|\\\t\n\r")), min_size=2))
def test_cells_are_found_where_they_stand(texts: list[str]) -> None:
    """They are in order, without white space around them."""
    row = f"| {' | '.join(texts)} |"
    cells = find_cells(row)
    assert [cell.slice(row) for cell in cells] == [text.strip() for text in texts]
    assert all(cell.start <= cell.end for cell in cells)
