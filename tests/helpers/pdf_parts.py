"""Parts of PDFs that the drawing library of the tests does not write: layers and attachments."""

import zlib

from tests.helpers.raw_pdfs import write_pdf


def write_layered_pdf(shown: str, hidden: str) -> bytes:
    """Return a PDF of one page with a text on a layer that is off, in a form of its own."""
    stream = f"BT /F1 12 Tf 50 700 Td ({shown}) Tj ET /X1 Do".encode()
    form = f"BT /F1 12 Tf 50 600 Td ({hidden}) Tj ET".encode()
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/Order[6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X1 7 0 R>>>>>>",
        _write_stream(stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(Bozza)>>",
        _write_stream(
            form,
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/OC 6 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>",
        ),
    )


def write_pdf_with_attachment(name: str) -> bytes:
    """Return a PDF of one page with an attached file of this name."""
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        _write_stream(b"BT /F1 12 Tf 50 700 Td (Il contratto segue in allegato.) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Filespec/F({name})/UF({name})/EF<</F 7 0 R>>>>".encode(),
        _write_stream(b"clausola riservata", b"/Type/EmbeddedFile"),
    )


def write_annotated_pdf(
    subtype: str, flags: int = 4, quad: str = "50 620 300 620 50 600 300 600"
) -> bytes:
    """Return a PDF of one page with a text and an annotation of a subtype, `aggiunta a mano`.

    `quad` is where it marks text: left and right of the top, then of the bottom.
    """
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[6 0 R]"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        _write_stream(b"BT /F1 12 Tf 50 700 Td (Il contratto vale un anno.) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Annot/Subtype/{subtype}/F {flags}/Rect[50 600 300 620]/DA(/F1 11 Tf)"
        f"/QuadPoints[{quad}]/Contents(aggiunta a mano)>>".encode(),
    )


def write_pdf_in_letters(content: str, letters: str) -> bytes:
    """Return a PDF of one page in a font whose codes stand for other letters.

    Args:
        content: What the page draws.
        letters: The first and last code, and the letter that the first one stands for, in hex.

    """
    ranges = f"1 beginbfrange {letters} endbfrange"
    codes = "1 begincodespacerange <00><FF> endcodespacerange"
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        _write_stream(content.encode()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        _write_stream(f"begincmap {codes} {ranges} endcmap".encode()),
    )


def write_pdf_in_shapes(text: str, shapes: bytes) -> bytes:
    """Return a PDF of one page with a text, and a label in a Type 3 font without names of letters.

    Args:
        text: The text.
        shapes: The codes of the shapes of the label, each below 26.

    """
    names = [f"/shape{code}" for code in range(26)]
    widths = " ".join(["600"] * len(names))
    label = f"BT /F2 12 Tf 50 650 Td <{shapes.hex()}> Tj ET"
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        _write_stream(f"BT /F1 5 Tf 50 700 Td ({text}) Tj ET {label}".encode()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]"
        f"/FirstChar 0/LastChar 25/Widths[{widths}]/Encoding<</Differences[0 {''.join(names)}]>>"
        f"/CharProcs<<{' 7 0 R'.join(names)} 7 0 R>>/Resources<<>>>>".encode(),
        _write_stream(b"600 0 0 0 750 750 d1 0 0 500 700 re f"),
    )


def _write_stream(content: bytes, entries: bytes = b"") -> bytes:
    compressed = zlib.compress(content)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (
        entries,
        len(compressed),
        compressed,
    )
