"""Collect the blocks of a part of a document: its body, a note, a header or a box."""

from fonti.index.formats.notation.symbol_fonts import CHECK_MARKS
from fonti.index.formats.rtf.tables import CellDefinition, Row, read_table
from fonti.index.formats.table_rows import join_cells
from fonti.index.formats.word_processing.blocks import Block
from fonti.index.formats.word_processing.runs import RunText, Script

# A letter that is drawn as a hollow circle, in fonts of typewriters.
_HOLLOW_BULLET = "o"


class Story:
    """The paragraphs and tables of a part of a document, as they are read.

    Args:
        is_running: Whether it stands on all pages.

    """

    def __init__(self, *, is_running: bool = False) -> None:
        self.is_running = is_running
        self.definitions: list[CellDefinition] = []
        self._blocks: list[Block] = []
        self._runs = RunText()
        self._label = ""

        # The boxes that are anchored in the current paragraph.
        self._boxes: list[Block] = []

        # The current table, by rows; then the cells of the current row, and the current cell.
        self._rows: list[Row] = []
        self._cells: list[list[Block]] = []
        self._cell: list[Block] = []

        # The cells of the current row of a table in a cell, and the current one of them.
        self._nested_cells: list[str] = []
        self._nested_cell: list[Block] = []

    @property
    def last_script(self) -> Script:
        """Return the height of the last run of the current paragraph."""
        return self._runs.last_script

    def add(self, text: str, script: Script = Script.NORMAL) -> None:
        """Add text to the current paragraph."""
        self._runs.add(text, script)

    def add_boxes(self, blocks: list[Block]) -> None:
        """Add the blocks of a box, which stand after the current paragraph."""
        self._boxes += blocks

    def set_label(self, text: str) -> None:
        """Let the current paragraph be an item of a list, with the number or bullet before it."""
        label = text.strip()
        is_number = any(map(str.isalnum, label)) and label != _HOLLOW_BULLET
        self._label = f"{label if is_number or label in CHECK_MARKS else '-'} "

    def end_paragraph(self, level: int, depth: int) -> None:
        """End the current paragraph.

        Args:
            level: Its level if it is a heading, from 1; else 0.
            depth: In how many tables it is.

        """
        blocks = self._take_paragraph(level)
        if depth > 1:
            self._nested_cell += blocks
        elif depth == 1:
            self._cell += blocks
        else:
            self._end_table()
            self._blocks += blocks

    def end_cell(self, level: int) -> None:
        """End a cell, with the paragraph in it."""
        self.end_paragraph(level, 1)
        self._cells.append(self._cell)
        self._cell = []

    def end_row(self) -> None:
        """End a row of a table."""
        if self._cells:
            self._rows.append(Row(self._cells, self.definitions))
            self._cells = []

    def end_nested_cell(self, level: int) -> None:
        """End a cell of a table in a cell."""
        self.end_paragraph(level, 2)
        self._nested_cells.append(" ".join(block.text for block in self._nested_cell))
        self._nested_cell = []

    def end_nested_row(self) -> None:
        """End a row of a table in a cell: it becomes a paragraph of the cell."""
        self._cell.append(Block(join_cells(self._nested_cells)))
        self._nested_cells = []

    def finish(self) -> list[Block]:
        """Return the blocks; what was not ended ends here."""
        self._blocks += self._end_story()
        self._blocks = [block for block in self._blocks if block.text.strip()]
        return self._blocks

    def _end_story(self) -> list[Block]:
        last = self._take_paragraph(0)
        self._end_table()
        return last

    def _end_table(self) -> None:
        """End the current table, even if its last row was not ended."""
        self.end_row()
        if self._rows:
            self._blocks += read_table(self._rows)
            self._rows = []
        self._blocks += [*self._nested_cell, *self._cell]
        self._nested_cell = []
        self._cell = []

    def _take_paragraph(self, level: int) -> list[Block]:
        """Return the current paragraph and its boxes, and begin the next paragraph."""
        text = self._runs.take()
        blocks = []
        if text.strip():
            is_item = bool(self._label) and not level
            blocks.append(Block(self._label + text, level, is_item))
        blocks += self._boxes
        self._boxes = []
        self._label = ""
        return blocks
