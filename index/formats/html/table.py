"""Join the cells of HTML tables; a cell stands in all its rows, and over the columns it heads."""

from lxml import etree

# Browsers have limits like these; more columns than this are not repeated.
_MAX_SPAN = 50
_MAX_REPEATED_LENGTH = 1_000

# The row after a cell's own one, which may be the first of the next part of the table.
_find_row_below = etree.XPath(
    "parent::tr/following-sibling::*[1][self::tr]"
    " | parent::tr[not(following-sibling::*)]/parent::*/following-sibling::*[1]/tr[1]"
)
_find_cells = etree.XPath("td | th")


class TableRow:
    """The current row of a table, and the cells of the rows above that reach into it."""

    def __init__(self) -> None:
        # By its column, the text of a cell; None where one is not written again that spans it.
        self._cells: dict[int, str | None] = {}
        self._column = 0

        # By its column, the text of a cell of an upper row, and how many rows it still spans.
        self._spans: dict[int, tuple[str | None, int]] = {}

    def add_cell(self, element: etree._Element, text: str) -> None:
        """Add the next cell: its element, and the text in it."""
        line = " ".join(text.split())
        self._take_spanned_cells()
        rows = _read_span(element, "rowspan")

        columns = _read_span(element, "colspan") if _has_siblings(element) else 1
        is_short = len(line) <= _MAX_REPEATED_LENGTH
        repeated = None
        if columns > 1 and rows == 1 and self._heads_columns(element, columns):
            repeated = line if is_short else ""

        for number in range(columns):
            written = line if number == 0 else repeated
            self._cells[self._column] = written
            if rows > 1 and is_short:
                self._spans[self._column] = (written, rows - 1)
            self._column += 1

    def end(self) -> str:
        """Return the text of the row, empty if it has none, and begin the next row."""
        has_own_text = any(self._cells.values())
        self._take_spanned_cells()
        for column in [*self._spans]:
            if column >= self._column:
                self._cells[column] = self._take_span(column)

        texts = [self._cells[column] for column in sorted(self._cells)]
        self._cells = {}
        self._column = 0
        return " | ".join(text for text in texts if text is not None) if has_own_text else ""

    def _heads_columns(self, element: etree._Element, columns: int) -> bool:
        """Return whether the row below begins a cell with text within the columns of a cell."""
        occupied = {column for column in self._spans if column < self._column}
        column = 0
        for row in _find_row_below(element):
            for cell in _find_cells(row):
                while column in occupied:
                    column += 1
                if column >= self._column + columns:
                    return False
                if column > self._column and "".join(cell.itertext()).strip():
                    return True
                column += _read_span(cell, "colspan")
        return False

    def _take_spanned_cells(self) -> None:
        while self._column in self._spans and self._column not in self._cells:
            self._cells[self._column] = self._take_span(self._column)
            self._column += 1

    def _take_span(self, column: int) -> str | None:
        text, rows = self._spans.pop(column)
        if rows > 1:
            self._spans[column] = (text, rows - 1)
        return text


def _read_span(element: etree._Element, name: str) -> int:
    value = element.get(name, "1").strip()
    return min(max(int(value[:4]), 1), _MAX_SPAN) if value.isdecimal() else 1


def _has_siblings(element: etree._Element) -> bool:
    return element.getprevious() is not None or element.getnext() is not None
