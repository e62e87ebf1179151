"""PDFs that are damaged, or made to do harm: each is read or refused, and soon."""

import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from fonti.index.formats import Unreadable, page_of
from fonti.index.formats.pdf import read
from tests.helpers.pdfs import BIBLIOTECA, LEFT, MERCATO, NEBBIA, TOP, column, draw_lines, drawn


def refused_or_read(content: bytes) -> None:
    """What hostile bytes come to: a refusal with a reason, or an Extract, and soon."""
    began = time.monotonic()
    try:
        extract = read(content)
    except Unreadable as error:
        assert str(error)  # noqa: PT017
    else:
        assert all(0 <= start <= len(extract.text) for start in extract.pages)
    assert time.monotonic() - began < 5


def of_four_pages(canvas: Canvas) -> None:
    for text in (NEBBIA, MERCATO, BIBLIOTECA, NEBBIA):
        draw_lines(canvas, column(text, LEFT, TOP, 400))
        canvas.showPage()


@pytest.mark.parametrize("tenth", range(1, 10))
def test_truncated_files_are_read_as_far_as_they_go_or_refused(tenth: int) -> None:
    """A file cut off anywhere does no harm."""
    content = drawn(of_four_pages)
    refused_or_read(content[: len(content) * tenth // 10])


@given(st.binary(max_size=400))
@settings(max_examples=40, deadline=None)
def test_garbage_after_the_signature_is_refused(garbage: bytes) -> None:
    """Bytes that are no PDF are refused as a damaged one."""
    with pytest.raises(Unreadable, match="damaged PDF"):
        read(b"%PDF-1.7\n" + garbage)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_files_with_bytes_changed_do_no_harm(choose: st.DataObject) -> None:
    """Any few bytes of a file may be wrong."""
    content = bytearray(drawn(of_four_pages, invariant=1))
    for _ in range(choose.draw(st.integers(1, 20))):
        content[choose.draw(st.integers(0, len(content) - 1))] = choose.draw(st.integers(0, 255))
    refused_or_read(bytes(content))


def written(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    content = b"%PDF-1.4\n"
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(content),
    )
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def with_stream(stream: bytes, catalogue: bytes = b"", *others: bytes) -> bytes:
    """A PDF of one page, with a packed content stream; `others` are its objects from the sixth on."""
    return written(
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *others,
    )


SAID = zlib.compress(b"BT /F1 12 Tf 50 700 Td (La nebbia sale dai campi) Tj ET")


def test_a_page_tree_that_loops_is_no_trap() -> None:
    """A tree whose branch is its own root ends in a refusal."""
    with pytest.raises(Unreadable):
        read(
            written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")
        )


def test_an_outline_that_loops_is_no_trap() -> None:
    """Entries that follow themselves are read once."""
    entry = (
        b"<</Title(La nebbia sale dai campi)/Parent 6 0 R/Dest[3 0 R/Fit]/Next 7 0 R/First 7 0 R>>"
    )
    content = with_stream(
        SAID, b"/Outlines 6 0 R", b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>", entry
    )
    extract = read(content)
    assert extract.text == "La nebbia sale dai campi"
    assert [heading.path for heading in extract.headings] == ["La nebbia sale dai campi"]


@pytest.mark.parametrize("unit", [b" " * 100, b"BT /F1 12 Tf 50 700 Td (nebbia) Tj ET\n"])
def test_a_stream_that_unpacks_to_a_gigabyte_is_refused(unit: bytes) -> None:
    """It is refused before it takes the memory."""
    packing = zlib.compressobj(9)
    megabyte = unit * ((1 << 20) // len(unit))
    stream = b"".join([packing.compress(megabyte) for _ in range(1024)]) + packing.flush()
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read(with_stream(stream))


@pytest.mark.parametrize(
    "action",
    [
        b"/JavaScript/JS(while \\(true\\) {})",
        b"/URI/URI(http://127.0.0.1:9/)",
        b"/Launch/F(/bin/false)",
    ],
)
def test_what_a_file_would_do_when_opened_is_not_done(action: bytes) -> None:
    """Scripts are not run, links not followed, programs not started: only the text is read."""
    assert (
        read(with_stream(SAID, b"/OpenAction<</S" + action + b">>")).text
        == "La nebbia sale dai campi"
    )


def test_thousands_of_pages_are_read_in_bounded_time() -> None:
    """A thousand pages keep their order and their numbers."""

    def draw(canvas: Canvas) -> None:
        for page in range(1000):
            draw_lines(
                canvas, column(f"Qui comincia la parte {page} del libro. {NEBBIA}", LEFT, TOP, 400)
            )
            canvas.showPage()

    extract = read(drawn(draw))
    assert len(extract.pages) == 1000
    for page in (0, 1, 499, 999):
        assert page_of(extract.pages, extract.text.index(f"parte {page} del")) == page + 1
