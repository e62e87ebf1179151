"""Find where the table of a row begins, which may be far above it."""

from collections.abc import Iterator

from fonti.index import is_row
from fonti.qa.structure.kinds import is_separator

# Code points above a row in which the beginning of its table is looked for.
_MAX_TABLE_REACH = 200_000

# Code points of a row in which its end is looked for.
_MAX_ROW_CHARACTERS = 2000


def find_table_start(text: str, row_start: int) -> int | None:
    """Return where the table of a row begins; None if that is too far above.

    A blank line ends a table as in `tables.find_table`.
    """
    first = row_start
    has_gap = False
    for start, line in _read_lines_above(text, row_start):
        if start < row_start - _MAX_TABLE_REACH:
            return None
        if not line:
            has_gap = True
        elif is_separator(line):
            continue
        elif not is_row(line) or (has_gap and not _may_follow(text, line, first)):
            break
        else:
            first = start
            has_gap = False
    return first


def _read_lines_above(text: str, offset: int) -> Iterator[tuple[int, str]]:
    """Yield the lines above one that begins at an offset, upwards, and where they begin."""
    start = offset
    while start > 0:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        yield start, text[start:end].strip()


def _may_follow(text: str, row: str, below_start: int) -> bool:
    """Return whether a row and the one below a blank line may be of the same table."""
    below, _, rest = text[below_start : below_start + _MAX_ROW_CHARACTERS].partition("\n")
    next_line, _, _ = rest.partition("\n")
    is_head = bool(next_line.strip()) and is_separator(next_line)
    return not is_head and row.count("|") == below.strip().count("|")
