"""Join the cells of HTML tables; a cell that spans rows or columns stands in all of them."""

from lxml import etree

# Browsers have limits like these; more columns than this are not repeated.
_MAX_SPAN = 50
_MAX_REPEATED_LENGTH = 1_000


class TableRow:
    """The current row of a table, and the cells of the rows above that reach into it."""

    def __init__(self) -> None:
        self._cells: dict[int, str] = {}
        self._column = 0

        # By its column, the text of a cell of an upper row, and how many rows it still spans.
        self._spans: dict[int, tuple[str, int]] = {}

    def add_cell(self, element: etree._Element, text: str) -> None:
        """Add the next cell: its element, and the text in it."""
        line = " ".join(text.split())
        self._take_spanned_cells()
        rows = _read_span(element, "rowspan")

        columns = _read_span(element, "colspan") if _has_siblings(element) else 1
        for number in range(columns):
            is_repeated = number > 0 and len(line) > _MAX_REPEATED_LENGTH
            self._cells[self._column] = "" if is_repeated else line
            if rows > 1 and len(line) <= _MAX_REPEATED_LENGTH:
                self._spans[self._column] = (line, rows - 1)
            self._column += 1

    def end(self) -> str:
        """Return the text of the row, empty if it has none, and begin the next row."""
        has_own_text = any(self._cells.values())
        self._take_spanned_cells()
        for column in [*self._spans]:
            if column >= self._column:
                self._cells[column] = self._take_span(column)

        cells = [self._cells[column] for column in sorted(self._cells)]
        self._cells = {}
        self._column = 0
        return " | ".join(cells) if has_own_text else ""

    def _take_spanned_cells(self) -> None:
        while self._column in self._spans and self._column not in self._cells:
            self._cells[self._column] = self._take_span(self._column)
            self._column += 1

    def _take_span(self, column: int) -> str:
        text, rows = self._spans.pop(column)
        if rows > 1:
            self._spans[column] = (text, rows - 1)
        return text


def _read_span(element: etree._Element, name: str) -> int:
    value = element.get(name, "1").strip()
    return min(max(int(value[:4]), 1), _MAX_SPAN) if value.isdecimal() else 1


def _has_siblings(element: etree._Element) -> bool:
    return element.getprevious() is not None or element.getnext() is not None
