"""Tables whose cells are between lines: the words of a cell stay together, those of two apart."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import extract
from tests.helpers.pdf_parts import write_pdf_in_letters
from tests.helpers.pdfs import FONT, LEADING, LEFT, NEBBIA, SIZE, TOP, draw_pdf, wrap_text

PADDING = 2

# Draws the lines of a table: the places of its columns, and those of its rows.
_DrawRules = Callable[[Canvas, list[float], list[float]], object]


def rule_lines(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """Draw each line on its own."""
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def rule_boxes(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """Draw a box around each cell, turned and moved by a matrix."""
    canvas.saveState()
    canvas.translate(xs[0], ys[0])
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            canvas.rect(left - xs[0], bottom - ys[0], right - left, top - bottom)
    canvas.restoreState()


def rule_bars(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    """Draw lines as thin filled shapes, without those at the sides of the table."""
    for x in xs[1:-1]:
        canvas.rect(x, ys[-1], 0.5, ys[0] - ys[-1], stroke=0, fill=1)
    for y in ys:
        canvas.rect(xs[0], y, xs[-1] - xs[0], 0.5, stroke=0, fill=1)


def draw_table(
    canvas: Canvas, rows: list[list[str]], widths: list[float], rule: _DrawRules = rule_lines
) -> None:
    """Draw a ruled table; a cell has a line for each line of its text."""
    xs = list(accumulate(widths, initial=LEFT))
    heights = [LEADING * max(cell.count("\n") + 1 for cell in row) + 4 for row in rows]
    ys = [TOP - height for height in accumulate(heights, initial=0)]
    rule(canvas, xs, ys)
    for row, top in zip(rows, ys, strict=False):
        for left, cell in zip(xs, row, strict=False):
            for number, line in enumerate(cell.split("\n"), 1):
                canvas.drawString(left + PADDING, top - number * LEADING, line)


def read_rows(*table: object) -> list[str]:
    """Return the lines of the text of a page with a table."""
    return list_rows(draw_pdf(lambda canvas: draw_table(canvas, *table)))  # type: ignore[arg-type]


def list_rows(content: bytes) -> list[str]:
    """Return the lines of the text of a PDF."""
    return [line for line in extract(".pdf", content).text.split("\n") if line]


def write_rows(
    canvas: Canvas, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]
) -> None:
    """Write a text into each cell, by the left edges of columns and the upper edges of rows."""
    for row, top in zip(rows, ys, strict=False):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + PADDING, top - LEADING + 4, text)


@pytest.mark.parametrize("rule", [rule_lines, rule_boxes, rule_bars])
def test_narrow_cells_stay_apart(rule: _DrawRules) -> None:
    """Cells whose text nearly touches stay apart, and an empty one keeps its place."""
    rows = [["Città", "Gen", "Feb"], ["Roma", "1.250", "1.300"], ["Torino", "", "8.100"]]
    assert read_rows(rows, [38, 31, 31], rule) == [
        "Città | Gen | Feb",
        "Roma | 1.250 | 1.300",
        "Torino | | 8.100",
    ]


def test_cells_of_several_lines_are_not_mixed() -> None:
    """Each cell is read to its end, with words put together that its width has split."""
    rows = [
        ["Ufficio", "Orario", "Responsabile"],
        ["Anagrafe e\nstato civile", "lunedì e mar-\ntedì", "Anna Bianchi,\nLuca Neri"],
        ["Tributi", "giovedì", "Carla Verdi\n(sostituta)"],
    ]
    assert read_rows(rows, [70, 70, 80]) == [
        "Ufficio | Orario | Responsabile",
        "Anagrafe e stato civile | lunedì e martedì | Anna Bianchi, Luca Neri",
        "Tributi | giovedì | Carla Verdi (sostituta)",
    ]


def test_rows_without_lines_between_them_stay_apart() -> None:
    """A table may have a line below its head only; a long cell goes on beside an empty one."""
    rows = [["N.", "Oggetto"], ["12\n13\n\n14", "Bilancio\nStrade e\nponti\nScuole"]]
    assert read_rows(rows, [40, 200]) == [
        "N. | Oggetto",
        "12 | Bilancio",
        "13 | Strade e ponti",
        "14 | Scuole",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The rows begin at the dates, at the amounts, and not in the midst of a text.
        (
            ["01/03\n\n04/03\n\n09/03", "Bonifico\nfattura 12\nPrelievo\nTorino\nStipendio"],
            ["01/03 | Bonifico fattura 12", "04/03 | Prelievo Torino", "09/03 | Stipendio"],
        ),
        (
            [
                "Mario Rossi\nvia Po 1\nLuca Neri\nvia Po 2\nAda Rossi",
                "1,00 €\n\n-2,00 €\n\n3,00 €",
            ],
            ["Mario Rossi via Po 1 | 1,00 €", "Luca Neri via Po 2 | -2,00 €", "Ada Rossi | 3,00 €"],
        ),
        (
            ["Intero, ridotto\ne per i minori\ndi sei anni", "9,00\n5,00\n0,00"],
            ["Intero, ridotto e per i minori di sei anni | 9,00 5,00 0,00"],
        ),
    ],
)
def test_rows_of_several_lines_begin_at_their_numbers(
    cells: list[str], expected: list[str]
) -> None:
    """No line need be between them."""
    assert read_rows([["Chi", "Cosa"], cells], [70, 70]) == ["Chi | Cosa", *expected]


def test_a_merged_cell_heads_each_of_its_columns() -> None:
    """It stands in all its rows, too, so that no number seems to be of another column."""

    def draw(canvas: Canvas) -> None:
        xs = [LEFT, LEFT + 60, LEFT + 100, LEFT + 140, LEFT + 180]
        ys = [TOP - LEADING * number for number in range(6)]
        canvas.line(xs[0], ys[0], xs[-1], ys[0])
        for number, y in enumerate(ys[1:], 1):
            left = xs[1] if number in (1, 3) else xs[0]
            canvas.line(left, y, xs[-1], y)
        for number, x in enumerate(xs):
            is_inside_head = number == 2
            is_inside_total = number in (1, 2)
            top = ys[1] if is_inside_head else ys[0]
            canvas.line(x, top, x, ys[4] if is_inside_total else ys[5])
        rows = [
            ["Comune", "Spese", "", "Debiti"],
            ["", "2022", "2023", "2023"],
            ["Bari", "10", "-20", "30"],
            ["", "11", "", "31"],
            ["Totale", "", "", "61"],
        ]
        write_rows(canvas, xs, ys, rows)

    assert list_rows(draw_pdf(draw)) == [
        "Comune | Spese | Spese | Debiti",
        "Comune | 2022 | 2023 | 2023",
        "Bari | 10 | -20 | 30",
        "Bari | 11 | | 31",
        "Totale | | | 61",
    ]


def test_text_over_a_column_without_text_of_its_own_is_not_lost() -> None:
    """A column that no cell has alone is one if it takes that to place a merged cell in a row."""

    def draw(canvas: Canvas) -> None:
        xs = [LEFT, LEFT + 30, LEFT + 60, LEFT + 110, LEFT + 160]
        ys = [TOP - LEADING * number for number in range(6)]
        for y in ys:
            canvas.line(xs[0], y, xs[-1], y)
        for x in (xs[0], xs[3], xs[4]):
            canvas.line(x, ys[0], x, ys[-1])
        canvas.line(xs[2], ys[0], xs[2], ys[2])
        canvas.line(xs[1], ys[2], xs[1], ys[3])
        canvas.line(xs[2], ys[3], xs[2], ys[5])
        rows = [
            ["COSTI", "", "", ""],
            ["interni", "", "2023", "2024"],
            ["", "nota", "", "100"],
            ["esterni", "", "200", "300"],
            ["RICAVI", "", "", ""],
        ]
        write_rows(canvas, xs, ys, rows)

    assert list_rows(draw_pdf(draw)) == [
        "COSTI | |",
        "interni | 2023 | 2024",
        "| nota | 100",
        "esterni | 200 | 300",
        "RICAVI | |",
    ]


def test_a_bar_in_a_cell_separates_nothing() -> None:
    """It has no space around it there."""
    rows = [["Segno", "Senso"], ["a | b", "oppure"], ["| c", "x"]]
    assert read_rows(rows, [60, 60]) == ["Segno | Senso", "a|b | oppure", "|c | x"]


def test_a_table_beside_text_is_read_by_itself() -> None:
    """What stands at its left is read before it, to its end, and what stands at its right after."""
    rows = [["Voto", "Numero"], ["Favorevoli", "12"], ["Contrari", "8"]]
    lines = list(_list_lines())[:6]

    def draw(canvas: Canvas, left: float, text_left: float) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(text_left, TOP + 30 - number * LEADING, line)
        canvas.translate(left - LEFT, 0)
        draw_table(canvas, rows, [60, 50])

    table = ["Voto | Numero", "Favorevoli | 12", "Contrari | 8"]
    text = " ".join(lines)
    at_right = draw_pdf(lambda canvas: draw(canvas, LEFT + 300, LEFT))
    assert list_rows(at_right) == [text, *table]
    at_left = draw_pdf(lambda canvas: draw(canvas, LEFT, LEFT + 200))
    assert list_rows(at_left) == [*table, text]


def test_a_table_that_is_drawn_as_a_form_is_read_by_its_lines() -> None:
    """A form has coordinates of its own."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("table")
        canvas.setFont(FONT, SIZE)
        draw_table(canvas, [["Città", "Gen"], ["Roma", "1.250"]], [38, 31])
        canvas.endForm()
        canvas.translate(40, -100)
        canvas.scale(0.9, 0.9)
        canvas.doForm("table")

    assert list_rows(draw_pdf(draw)) == ["Città | Gen", "Roma | 1.250"]


def test_a_table_written_from_right_to_left_begins_at_the_right() -> None:
    """The first cell is the rightmost one."""

    rows = [["2023", "2022", "[LO[Q"], ["11", "10", "ERYC"]]
    drawn = "50 690 180 40 re 50 710 180 0 re 110 690 0 40 re 170 690 0 40 re S "
    for row, baseline in zip(rows, (715, 695), strict=True):
        for left, word in zip((55, 115, 175), row, strict=True):
            drawn += f"BT /F1 11 Tf {left} {baseline} Td ({word}) Tj ET "
    page = write_pdf_in_letters(drawn, "<41><5B><05D0>")
    assert list_rows(page) == ["נתמכת | 2022 | 2023", "גרסה | 10 | 11"]


def test_the_head_of_a_table_on_each_page_is_no_running_head() -> None:
    """It stays above the rows that it explains."""

    def draw(canvas: Canvas) -> None:
        for number in range(4):
            canvas.setFont(FONT, SIZE)
            draw_table(canvas, [["Comune", "Abitanti"], [f"Comune {number}", "x"]], [90, 90])
            canvas.showPage()

    assert extract(".pdf", draw_pdf(draw)).text.count("Comune | Abitanti") == 4


def test_boxes_around_text_are_no_tables() -> None:
    """A page in boxes, and a box for each letter of a form, are read as without them."""

    def draw(canvas: Canvas) -> None:
        for column in range(2):
            left = LEFT + 220 * column
            for number, line in enumerate(_list_lines()):
                canvas.drawString(left + PADDING, TOP - (number + 1) * LEADING, line)
        rule_lines(canvas, [LEFT, LEFT + 218, LEFT + 440], [TOP + 10, TOP - 400, TOP - 440])
        letters = "RSSMRA80A01H501U"
        xs = [LEFT + 14 * index for index in range(len(letters) + 1)]
        rule_lines(canvas, xs, [100, 86, 72])
        for x, letter in zip(xs, letters, strict=False):
            canvas.drawString(x + 4, 90, letter)

    text = extract(".pdf", draw_pdf(draw)).text
    assert "|" not in text
    assert text.count(NEBBIA) == 8


def _list_lines() -> Iterator[str]:
    for _ in range(4):
        yield from wrap_text(NEBBIA, 200)
