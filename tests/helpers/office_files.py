"""Small spreadsheets and presentations, written by libraries or by hand."""

from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation

from tests.helpers.zip_documents import ODF, make_zip

ODF_DRAWING = " ".join(
    [
        ODF,
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"',
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
    ]
)


def make_xlsx(fill: Callable[[Worksheet], None], title: str = "Foglio1") -> bytes:
    """Return a workbook whose only sheet a function fills."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill(sheet)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def make_pptx(fill: Callable[[object], None]) -> bytes:
    """Return a presentation whose slides a function adds."""
    presentation = Presentation()
    fill(presentation)
    stream = BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def make_opendocument(kind: str, body: str, automatic: str = "") -> bytes:
    """Return an OpenDocument file of a kind; `automatic` are the styles of its content."""
    content = (
        f"<office:document-content {ODF_DRAWING}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    return make_zip(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content}
    )
