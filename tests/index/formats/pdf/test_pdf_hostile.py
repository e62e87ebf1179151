"""PDFs that are damaged or malicious: each is read or refused, and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import Unreadable, page_number_at
from fonti.index.formats.pdf.document import read
from tests.helpers.extracted_texts import list_heading_paths
from tests.helpers.pdfs import (
    BIBLIOTECA,
    LEFT,
    MERCATO,
    NEBBIA,
    TOP,
    draw_lines,
    draw_pdf,
    lay_out_column,
)
from tests.helpers.raw_pdfs import (
    PAGE_STREAM,
    PAGE_TEXT,
    compress_gigabyte,
    write_pdf,
    write_pdf_page,
)


def check_read_or_refused(content: bytes) -> None:
    """Check that bytes give a text or a reason within five seconds of CPU time."""
    started = time.process_time()
    try:
        extracted = read(content)
    except Unreadable as error:
        assert str(error)  # noqa: PT017
    else:
        assert all(0 <= start <= len(extracted.text) for start in extracted.pages)
    assert time.process_time() - started < 5


def draw_four_pages(canvas: Canvas) -> None:
    """Draw four pages of text."""
    for text in (NEBBIA, MERCATO, BIBLIOTECA, NEBBIA):
        draw_lines(canvas, lay_out_column(text, LEFT, TOP, 400))
        canvas.showPage()


@pytest.mark.parametrize("tenth", range(1, 10))
def test_truncated_files_are_read_or_refused(tenth: int) -> None:
    """A file that is cut anywhere does no harm."""
    content = draw_pdf(draw_four_pages)
    check_read_or_refused(content[: len(content) * tenth // 10])


@given(st.binary(max_size=400))
@settings(max_examples=40, deadline=None)
def test_garbage_after_the_signature_is_refused(garbage: bytes) -> None:
    """Bytes that only begin as a PDF are refused as a damaged one."""
    with pytest.raises(Unreadable, match="damaged PDF"):
        read(b"%PDF-1.7\n" + garbage)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_changed_bytes_do_no_harm(data: st.DataObject) -> None:
    """If any few bytes of a file change, it is read or refused."""
    content = bytearray(draw_pdf(draw_four_pages, invariant=1))
    for _ in range(data.draw(st.integers(1, 20))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    check_read_or_refused(bytes(content))


def test_a_page_tree_that_loops_is_refused() -> None:
    """A page tree that contains itself ends in a refusal."""
    content = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
    )
    with pytest.raises(Unreadable):
        read(content)


def test_an_outline_that_loops_is_read_once() -> None:
    """Outline entries that follow themselves are read once."""
    entry = (
        b"<</Title(La nebbia sale dai campi)/Parent 6 0 R/Dest[3 0 R/Fit]/Next 7 0 R/First 7 0 R>>"
    )
    content = write_pdf_page(
        PAGE_STREAM,
        b"/Outlines 6 0 R",
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        entry,
    )
    extracted = read(content)
    assert extracted.text == PAGE_TEXT
    assert list_heading_paths(extracted) == [PAGE_TEXT]


@pytest.mark.parametrize("unit", [b" " * 100, b"BT /F1 12 Tf 50 700 Td (nebbia) Tj ET\n"])
def test_a_stream_that_decompresses_to_a_gigabyte_is_refused(unit: bytes) -> None:
    """A stream is refused before it takes the memory."""
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read(write_pdf_page(compress_gigabyte(unit)))


@pytest.mark.parametrize(
    "action",
    [
        b"/JavaScript/JS(while \\(true\\) {})",
        b"/URI/URI(http://127.0.0.1:9/)",
        b"/Launch/F(/bin/false)",
    ],
)
def test_actions_on_opening_are_not_executed(action: bytes) -> None:
    """Scripts are not run, links not followed, programs not started: only the text is read."""
    content = write_pdf_page(PAGE_STREAM, b"/OpenAction<</S" + action + b">>")
    assert read(content).text == PAGE_TEXT


def test_thousands_of_pages_are_read() -> None:
    """A thousand pages keep their order and their numbers."""

    def draw(canvas: Canvas) -> None:
        for page in range(1000):
            text = f"Qui comincia la parte {page} del libro. {NEBBIA}"
            draw_lines(canvas, lay_out_column(text, LEFT, TOP, 400))
            canvas.showPage()

    extracted = read(draw_pdf(draw))
    assert len(extracted.pages) == 1000
    for page in (0, 1, 499, 999):
        offset = extracted.text.index(f"parte {page} del")
        assert page_number_at(extracted.pages, offset) == page + 1
