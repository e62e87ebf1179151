"""Read the rows of HTML tables, and the cells that reach into them from the rows above."""

from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.table_rows import TextCell, join_rows

# Browsers have limits like these: a cell spans no more columns, or rows.
_MAX_COLUMNS = 50
_MAX_ROWS = 500


class Table:
    """The cells of a table, which are added one by one."""

    def __init__(self) -> None:
        self._rows: list[list[TextCell]] = []
        self._row: list[TextCell] = []
        self._column = 0

        # Where the rows of the current section begin, and those of the foot, which may be written
        # before the body.
        self._section_start = 0
        self._foot: list[list[TextCell]] = []

        # By its first column, how many columns a cell of an upper row spans, and how many more
        # rows it reaches into.
        self._spans: dict[int, tuple[int, int]] = {}
        self._new_spans: dict[int, tuple[int, int]] = {}

    def add_cell(self, element: etree._Element, text: str) -> None:
        """Add the next cell: its element, and the text in it."""
        self._add_continued_cells()
        columns = min(_read_span(element, "colspan") or 1, _MAX_COLUMNS)
        rows = min(_read_span(element, "rowspan") or _MAX_ROWS, _MAX_ROWS)
        if rows > 1:
            self._new_spans[self._column] = (columns, rows - 1)
        self._row.append(TextCell(text, columns))
        self._column += columns

    def end_row(self) -> None:
        """End the row, with the cells that reach into it beyond its last one."""
        self._add_continued_cells()
        for column in sorted(self._spans):
            if column > self._column:
                self._row.append(TextCell("", column - self._column))
                self._column = column
            self._add_continued_cells()
        self._rows.append(self._row)
        self._row = []
        self._column = 0
        self._spans |= self._new_spans
        self._new_spans = {}

    def end_section(self, *, is_foot: bool) -> None:
        """End a head, body or foot, out of which no cell reaches."""
        self._spans = {}
        if is_foot:
            self._foot += self._rows[self._section_start :]
            del self._rows[self._section_start :]
        self._section_start = len(self._rows)

    def join_rows(self) -> Iterator[str]:
        """Yield the text of each row; empty for one without text of its own."""
        if self._row:
            self.end_row()
        yield from join_rows([*self._rows, *self._foot])

    def _add_continued_cells(self) -> None:
        """Add the cells of upper rows that stand at the next column."""
        while self._column in self._spans:
            columns, rows = self._spans.pop(self._column)
            if rows > 1:
                self._new_spans[self._column] = (columns, rows - 1)
            self._row.append(TextCell("", columns, is_continued=True))
            self._column += columns


def _read_span(element: etree._Element, name: str) -> int:
    value = element.get(name, "1").strip()
    return int(value[:4]) if value.isdecimal() else 1
