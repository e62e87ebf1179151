"""Join the cells of table rows; a merged cell stands in all the rows and columns that it spans."""

from collections.abc import Iterable
from dataclasses import dataclass

# A merged cell with a longer text is not repeated.
_MAX_REPEATED_LENGTH = 200

# More columns than this are damage.
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: Its text.
        column_count: How many columns of the table it spans.
        is_continued: Whether it is a part of the cell above.

    """

    text: str
    column_count: int = 1
    is_continued: bool = False


class TableRows:
    """Joins the rows of one table, from the first to the last."""

    def __init__(self) -> None:
        # The text of the row above, by columns.
        self._above: dict[int, str] = {}

    def join(self, cells: Iterable[Cell]) -> str:
        """Return the text of the next row; empty if it has no text of its own."""
        row = list(cells)
        columns: dict[int, str] = {}
        texts = []
        for cell in row:
            column = len(columns)
            text = " ".join(cell.text.split())
            if cell.is_continued:
                text = self._above.get(column, "")
            is_short = len(text) <= _MAX_REPEATED_LENGTH

            count = max(1, min(cell.column_count, _MAX_COLUMNS - column))
            columns |= dict.fromkeys(range(column, column + count), text if is_short else "")
            texts += [text, *([text if is_short else ""] * (count - 1))]

        self._above = columns
        if not any(cell.text.strip() for cell in row if not cell.is_continued):
            return ""
        return texts[0] if len(row) == 1 else " | ".join(texts)
