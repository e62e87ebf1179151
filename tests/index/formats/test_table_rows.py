"""Rows of tables are joined in a time that grows with their cells only."""

from time import process_time

from fonti.index.formats.table_rows import TextCell, join_rows


def test_wide_tables_are_joined_in_time() -> None:
    """A row is not compared with all columns of the next one for each of its cells."""
    row = [TextCell("dato")] * 1_000
    started = process_time()
    (line, *others) = join_rows([row] * 40)
    assert process_time() - started < 1.5
    assert line.count("dato") == 1_000
    assert set(others) == {line}
