"""PDFs for tests to draw, and views of the text that is read from them."""

import io
from collections.abc import Callable
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import ExtractedText

# Sizes and distances are in points, from the lower left corner of an A4 page.
FONT = "Times-Roman"
SIZE = 11
LEADING = 13.5
WIDTH, HEIGHT = A4
LEFT = 60.0
TOP = HEIGHT - 90

# A line of text: its left end, its base line, and its characters.
PlacedLine = tuple[float, float, str]

NEBBIA = (
    "La nebbia sale dai campi prima che faccia giorno e copre le strade basse fino al canale. "
    "Chi parte presto la trova ancora ferma sui prati, e guida piano fino alla prima collina. "
    "Verso le nove il sole la scioglie, e della notte rimane soltanto l'erba bagnata."
)
MERCATO = (
    "Il mercato apre alle sette con i banchi della frutta e chiude poco dopo il mezzogiorno. "
    "I contadini portano le mele in casse di legno, i pescatori arrivano quando possono. "
    "Nel pomeriggio la piazza torna vuota e i ragazzi ci giocano fino a sera."
)
BIBLIOTECA = (
    "La biblioteca del paese tiene aperta una sala sola, con una stufa e quattro tavoli lunghi. "
    "I giornali arrivano il giorno dopo, e nessuno se ne lamenta da almeno vent'anni. "
    "In inverno ci vanno anche quelli che non leggono, perché la stufa scalda bene."
)


def draw_pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """Return the PDF that a function draws on a canvas; `options` are those of the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def wrap_text(text: str, width: float) -> list[str]:
    """Split a text into lines that are at most so wide."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, FONT, SIZE) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def lay_out_column(text: str, left: float, top: float, width: float) -> list[PlacedLine]:
    """Return the lines of a text in a column, each with its place."""
    lines = wrap_text(text, width)
    return [(left, top - number * LEADING, line) for number, line in enumerate(lines)]


def draw_lines(canvas: Canvas, lines: list[PlacedLine]) -> None:
    """Draw lines at their places, in the font of the tests."""
    canvas.setFont(FONT, SIZE)
    for left, base, line in lines:
        canvas.drawString(left, base, line)


def split_blocks(extract: ExtractedText) -> list[str]:
    """Return the paragraphs and headings of a text."""
    return extract.text.split("\n\n")


def split_pages(extract: ExtractedText) -> list[str]:
    """Return the text of each page."""
    bounds = [*extract.pages, len(extract.text)]
    return [extract.text[start:end].strip() for start, end in pairwise(bounds)]
