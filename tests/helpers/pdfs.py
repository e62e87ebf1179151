"""PDFs that tests draw, and what they look at in what is read of them."""

import io
from collections.abc import Callable
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import Extract

FONT, SIZE, LEADING = "Times-Roman", 11, 13.5
WIDTH, HEIGHT = A4
LEFT, TOP = 60.0, HEIGHT - 90

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


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """The PDF that a function draws."""
    to = io.BytesIO()
    canvas = Canvas(to, pagesize=A4, **options)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    return to.getvalue()


def wrapped(text: str, width: float) -> list[str]:
    """The lines of a text set in a width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, FONT, SIZE) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def column(text: str, left: float, top: float, width: float) -> list[tuple[float, float, str]]:
    """Where each line of a text stands in a column."""
    return [(left, top - at * LEADING, line) for at, line in enumerate(wrapped(text, width))]


def draw_lines(canvas: Canvas, lines: list[tuple[float, float, str]]) -> None:
    canvas.setFont(FONT, SIZE)
    for left, base, line in lines:
        canvas.drawString(left, base, line)


def blocks(extract: Extract) -> list[str]:
    return extract.text.split("\n\n")


def page_texts(extract: Extract) -> list[str]:
    bounds = [*extract.pages, len(extract.text)]
    return [extract.text[start:end].strip() for start, end in pairwise(bounds)]
