"""Read a table row by row: each with the heads of its columns, as sentences would say it.

A reader that was trained on sentences hardly finds its way in a table. It does in a row whose cells
have their heads before them: "Film loans. Residents: 1 euro; Duration: 7 days"
(tests/bench/results/reading.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fonti.index import Document, Passage, Sentence, is_row
from fonti.qa.question.identifiers import find_identifiers, find_texts_with_most_numbers
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.late_interaction import weigh_tokens
from fonti.qa.reading.window import PassageWindow, Piece
from fonti.qa.structure.tables import find_cells, find_head_rows, list_cell_texts
from fonti.qa.structure.units import Unit, read_units

# A table of two columns has a name and a value in each row, and seldom a head.
_MIN_COLUMNS_WITH_HEAD = 3


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of tables in a passage.

    Attributes:
        units: The units around the passage.
        rows: The indices of the rows among them.

    """

    units: Sequence[Unit]
    rows: Sequence[int]

    def overlap(self, sentence: Sentence) -> bool:
        """Return whether a stored sentence has a part of a row."""
        return any(
            self.units[row].start < sentence.end and sentence.start < self.units[row].end
            for row in self.rows
        )


def find_rows(document: Document, passage: Passage) -> TableRows | None:
    """Return the rows of tables that lie whole in a passage; None if none does."""
    if not any(map(is_row, passage.text.splitlines())):
        return None
    units = read_units(document, passage)
    rows = [
        index
        for index, unit in enumerate(units)
        if unit.kind == "row" and passage.start <= unit.start and unit.end <= passage.end
    ]
    return TableRows(units, rows) if rows else None


def list_row_windows(
    query: Query, ranked: RankedPassage, table_rows: TableRows
) -> Iterator[PassageWindow]:
    """Yield the rows of tables to read, those first that match the question best.

    Rows that lack a number or code of the question are left out if others have it.

    Args:
        query: The question.
        ranked: The passage.
        table_rows: Its rows.

    """
    units = table_rows.units
    numbers = find_identifiers(query.question, query.language).numbers
    best = find_texts_with_most_numbers(numbers, [units[row].text for row in table_rows.rows])
    rows = [table_rows.rows[index] for index in best]

    weights = weigh_tokens(query.encoded.tokens)
    rows.sort(key=lambda row: -ranked.match_span(weights, units[row].start, units[row].end))
    for row in rows:
        window = _make_window(units, row, ranked.passage.start)
        if window is not None:
            yield window


def _make_window(units: Sequence[Unit], row: int, passage_start: int) -> PassageWindow | None:
    """Return a row as it is read; None if it is the head of its table, or empty."""
    unit = units[row]
    cells = find_cells(unit.text)
    labels = [": "] * len(cells)
    if len(cells) >= _MIN_COLUMNS_WITH_HEAD:
        head_rows = find_head_rows(units, row)
        if row in head_rows:
            return None
        labels = _make_labels([list_cell_texts(units[index]) for index in head_rows], len(cells))

    # The first cell names the row, and needs no head.
    pieces: list[Piece] = []
    for label, cell in zip(labels, cells, strict=True):
        text = cell.slice(unit.text)
        if text:
            start = unit.start - passage_start + cell.start
            pieces.append(Piece(label if pieces else "", start, text))
    return PassageWindow(pieces, is_of_text=False) if pieces else None


def _make_labels(head_rows: Sequence[Sequence[str]], count: int) -> list[str]:
    """Return what is read before each cell of a row: the head of its column.

    Args:
        head_rows: The cells of the rows that are the head of the table; none if it has no head.
        count: How many cells the row has.

    """
    labels: list[str] = []
    for column in range(count):
        heads = [cells[column] for cells in head_rows if column < len(cells)]
        head = " ".join(dict.fromkeys(filter(None, heads)))
        separator = ". " if column == 1 else "; "
        labels.append(f"{separator}{head}: " if head else separator)
    return labels
