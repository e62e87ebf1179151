"""Tables and lists without lines: the heads of columns, and items that are short."""

from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats.pdf.document import read
from tests.helpers.pdfs import LEADING, LEFT, TOP, draw_pdf


def test_short_items_of_lists_stay_apart() -> None:
    """Those of an inner list too, which nearly fill the width of all items."""

    def draw(canvas: Canvas) -> None:
        for row, (indent, text) in enumerate(
            [(0, "1. Primo punto"), (24, "a. lettera"), (24, "b. lettera"), (0, "2. Terzo punto")]
        ):
            canvas.drawString(LEFT + indent, TOP - LEADING * row, text)

    text = read(draw_pdf(draw)).text
    assert text.split("\n") == ["1. Primo punto", "a. lettera", "b. lettera", "2. Terzo punto"]


def test_heads_over_columns_are_those_of_their_cells() -> None:
    """One over several columns heads each of them, also where its words seem stretched."""
    rows = [
        [(60, "Comune"), (150, "Entrate"), (270, "Uscite")],
        [(120, "2022"), (180, "2023"), (240, "2022"), (300, "2023")],
        [(60, "Roma"), (120, "1.250"), (180, "1.300"), (240, "-900"), (300, "-950")],
        [(60, "Bari"), (120, "12"), (180, "8.100"), (240, "-7"), (300, "-8")],
    ]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP + 40, "Le spese dei comuni, in euro, sono queste.")
        for number, row in enumerate(rows):
            for middle, text in row:
                canvas.drawCentredString(LEFT + middle, TOP - LEADING * number, text)

    assert [line for line in read(draw_pdf(draw)).text.split("\n") if "|" in line] == [
        "Comune | Entrate | Entrate | Uscite | Uscite",
        "| 2022 | 2023 | 2022 | 2023",
        "Roma | 1.250 | 1.300 | -900 | -950",
        "Bari | 12 | 8.100 | -7 | -8",
    ]
