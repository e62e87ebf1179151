"""Pictures of PDF pages are drawn from the file that was indexed, and from no other."""

import io
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from fonti.index import Library, PageLayout
from fonti.index.corpus import page_renderer
from fonti.index.corpus.page_renderer import PageRenderer
from fonti.index.formats import page_number_at
from fonti.index.formats.pdf.document import read
from fonti.index.formats.pdf.render import locate_texts, render_page
from fonti.index.text.sentences import split_into_sentences
from fonti.index.types import Document
from tests.helpers.fakes import FakeEncoder, write_corpus
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
from tests.helpers.raw_pdfs import write_pdf

SIZES: dict[str, tuple[float, float]] = {
    "A4": A4,
    "slide": landscape(A4),
    "tall": (10, 14_000),
    "wide": (14_000.0, 10.0),
    "huge": (14_000, 14_000),
}


def draw_two_pages(canvas: Canvas) -> None:
    """Draw two texts in columns on one page, and a third on the next."""
    draw_lines(
        canvas,
        lay_out_column(NEBBIA, LEFT, TOP, 200) + lay_out_column(MERCATO, LEFT + 250, TOP, 200),
    )
    canvas.showPage()
    draw_lines(canvas, lay_out_column(BIBLIOTECA, LEFT, TOP, 300))


CONTENT = draw_pdf(draw_two_pages)


def open_picture(png: bytes | None) -> Image.Image:
    """Return the picture of a PNG in shades of grey."""
    assert png is not None
    shown = Image.open(io.BytesIO(png))
    assert shown.format == "PNG"
    return shown.convert("L")


def make_nested_pdf() -> bytes:
    """Return a PDF of forms in forms, ten each, ten deep: drawing it would take days."""
    forms = []
    for depth in range(10):
        body = b"/F%d Do " % (depth + 5) * 10 if depth < 9 else b"0 0 1 1 re f"
        inner = (
            b"/Resources<</XObject<</F%d %d 0 R>>>>" % (depth + 5, depth + 5) if depth < 9 else b""
        )
        forms.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n%s\nendstream"
            % (inner, len(body), body)
        )
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</F4 5 0 R>>>>>>",
        b"<</Length 6>>stream\n/F4 Do\nendstream",
        *forms,
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Index a PDF in a folder, another that was uploaded, and a text."""
    folder = tmp_path_factory.mktemp("pages")
    files = {"sub/due.pdf": CONTENT, "nota.txt": NEBBIA.encode()}
    library = Library.open(
        write_corpus(folder / "corpus", files), index=folder / "index", model=FakeEncoder()
    )
    write_corpus(
        folder,
        {
            "sent.pdf": draw_pdf(
                lambda canvas: draw_lines(canvas, lay_out_column(MERCATO, LEFT, TOP, 300))
            )
        },
    )
    library.add(folder / "sent.pdf")
    library.sync()
    return library


@pytest.fixture
def due(library: Library) -> Iterator[Path]:
    """Return the path of the PDF, and restore the file after the test."""
    file = library.corpus / "sub" / "due.pdf"
    yield file
    shutil.rmtree(file.parent, ignore_errors=True)
    write_corpus(library.corpus, {"sub/due.pdf": CONTENT})


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_has_the_proportions_of_its_page(size: str) -> None:
    """A picture has the width that is fixed, unless it would be too high, and shows the page."""
    width, height = SIZES[size]

    def half_black(canvas: Canvas) -> None:
        canvas.setPageSize((width, height))
        canvas.rect(0, 0, width, height / 2, fill=1)

    content = draw_pdf(half_black)
    shown = open_picture(render_page(content, 1))
    (layout,) = locate_texts(content, [(1, "")])
    assert shown.size == (layout.width, layout.height)
    assert max(shown.size) <= 2000
    assert shown.width == 1000 or shown.height == 2000
    scale = min(1000 / width, 2000 / height)
    assert shown.size == pytest.approx((width * scale, height * scale), abs=1)
    assert min(shown.tobytes()) == 0


def test_pages_of_the_corpus_and_of_uploads_are_drawn(library: Library) -> None:
    """Pages of files of the corpus and of uploads are drawn."""
    first, second = (open_picture(library.page("sub/due.pdf", number)) for number in (1, 2))
    assert first.size == second.size == (1000, 1414)
    assert first.tobytes() != second.tobytes()
    assert min(first.tobytes()) < 64
    assert open_picture(library.page("sent.pdf", 1)).size == (1000, 1414)


@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_there_are_no_other_pages(library: Library, number: int) -> None:
    """A page number comes from an address: any other than those of the document gives nothing."""
    assert library.page("sub/due.pdf", number) is None
    assert library.layouts("sub/due.pdf", range(number, number + 1), (0, 0)) == ()


@pytest.mark.parametrize(
    "source",
    [
        "nota.txt",
        "no.pdf",
        "",
        "../index/uploads/sent.pdf",
        "sub/../sub/due.pdf",
        "due.pdf",
        "/etc/passwd",
    ],
)
def test_no_name_leads_to_anything_but_a_document(library: Library, source: str) -> None:
    """Only documents of the index are drawn, and only PDFs."""
    assert library.page(source, 1) is None
    assert library.layouts(source, range(1, 3), (0, 9)) == ()


def test_a_file_that_changed_is_not_drawn(library: Library, due: Path) -> None:
    """A file that changed, is gone or is a link now is not drawn, nor one of another hash."""
    document = library.document("sub/due.pdf")
    assert document is not None
    assert library.page("sub/due.pdf", 1, sha256=document.sha256[:16])
    assert library.page("sub/due.pdf", 1, sha256="0123456789abcdef") is None
    due.write_bytes(CONTENT + b"\n")
    assert library.page("sub/due.pdf", 1) is None
    assert library.layouts("sub/due.pdf", range(1, 3), (0, 9)) == ()
    due.unlink()
    assert library.page("sub/due.pdf", 1) is None
    due.symlink_to(library.folder / "uploads" / "sent.pdf")
    assert library.page("sub/due.pdf", 1) is None


@pytest.mark.parametrize(
    "content",
    [make_nested_pdf(), CONTENT[:300], b"%PDF-1.7", b""],
    ids=["hangs", "cut", "empty", "none"],
)
def test_a_page_that_cannot_be_drawn_is_none(
    library: Library, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that cannot be drawn gives nothing, and another file can be drawn after it."""
    document = Document("x.pdf", "testo", "", "utf-8", "it", pages=(0,))
    with monkeypatch.context() as patch:
        patch.setattr(page_renderer, "_TIME_LIMIT_SECONDS", 1)
        assert PageRenderer(document, content).render_page(1) is None
    assert open_picture(library.page("sub/due.pdf", 1))


def test_a_picture_that_takes_too_much_memory_is_none() -> None:
    """An image of more pixels than the memory holds gives nothing."""
    image = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/I Do\nendstream",
        b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8"
        b"/ColorSpace/DeviceRGB/Filter/RunLengthDecode/Length 2>>stream\n\x81a\nendstream",
    )
    png = PageRenderer(
        Document("x.pdf", "testo", "", "utf-8", "it", pages=(0,)), image
    ).render_page(1)
    assert png is None or open_picture(png)


def keep_letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def read_under_boxes(content: bytes, layout: PageLayout) -> str:
    """Return the text under the middle of the boxes of a page, in their order."""
    with closing(pdfium.PdfDocument(content)) as document:
        page = document[layout.number - 1]
        place = pdfium.PdfPosConv(page, (0, 0, 10_000, 10_000, 0))
        with closing(page.get_textpage()) as text_page:
            texts = []
            for box in layout.text_boxes:
                corners = [
                    place.to_page(round(10_000 * x), round(10_000 * y))
                    for x in (box.left, box.left + box.width)
                    for y in (box.top, box.top + box.height)
                ]
                left = min(x for x, _ in corners)
                right = max(x for x, _ in corners)
                middle = sum(y for _, y in corners) / len(corners)
                texts.append(text_page.get_text_bounded(left, middle - 1, right, middle + 1))
        return " ".join(texts)


def make_turned_pdf() -> bytes:
    """Return a PDF whose page is turned and cropped, with a sentence on each line."""
    lines = [(LEFT, TOP - 40 * at, line) for at, line in enumerate(NEBBIA.split(". "))]
    content = draw_pdf(lambda canvas: draw_lines(canvas, lines))
    with closing(pdfium.PdfDocument(content)) as document, io.BytesIO() as to:
        for page in document:
            page.set_rotation(90)
            page.set_cropbox(30, 30, 560, 800)
        document.save(to)
        return to.getvalue()


def draw_hyphenated(canvas: Canvas) -> None:
    """Draw lines in which words are hyphenated."""
    lines = [
        "L’ufficio competente ha modi-",
        "ficato l’affitto perché è effi-",
        "cace, e così resta.",
    ]
    draw_lines(canvas, [(LEFT, TOP - 14 * at, line) for at, line in enumerate(lines)])


@pytest.mark.parametrize(
    "content",
    [CONTENT, make_turned_pdf(), draw_pdf(draw_hyphenated)],
    ids=["columns", "turned", "parted"],
)
def test_the_boxes_of_a_sentence_are_on_it(content: bytes) -> None:
    """The boxes of each sentence are on that sentence and on nothing else of the page."""
    extract = read(content)
    spans = split_into_sentences(extract.text, "it")
    assert spans
    for span in spans:
        quote = span.slice(extract.text)
        number = page_number_at(extract.pages, span.start) or 0
        (layout,) = locate_texts(content, [(number, quote)])
        assert keep_letters(read_under_boxes(content, layout)) == keep_letters(quote)
        assert all(0 <= side <= 1 for box in layout.text_boxes for side in astuple(box))


@pytest.mark.parametrize("text", ["", " . ", "il sole non c'era", "le", NEBBIA[:30] + MERCATO[:30]])
def test_a_text_that_is_not_on_the_page_has_no_boxes(text: str) -> None:
    """An empty text, one that is not on the page and one too short to be sure have no boxes."""
    assert next(locate_texts(CONTENT, [(1, text)])).text_boxes == ()


def test_a_text_that_is_twice_on_a_page_has_no_boxes() -> None:
    """A text that is twice on a page has no boxes, since either may be meant."""
    content = draw_pdf(
        lambda canvas: draw_lines(
            canvas, lay_out_column(f"{NEBBIA} {MERCATO} {NEBBIA}", LEFT, TOP, 400)
        )
    )
    twice, once = locate_texts(content, [(1, NEBBIA), (1, MERCATO)])
    assert twice.text_boxes == ()
    assert once.text_boxes


def test_a_sentence_on_two_pages_has_boxes_on_both(tmp_path: Path) -> None:
    """A sentence on two pages has its boxes on both, and none on the next page."""
    lines = lay_out_column(MERCATO, LEFT, TOP, 400)

    def draw_all(canvas: Canvas) -> None:
        first_line = (LEFT, TOP - 90, lines[0][2])
        draw_lines(canvas, [*lay_out_column(NEBBIA, LEFT, TOP, 400), first_line])
        canvas.showPage()
        draw_lines(canvas, lines[1:2])
        canvas.showPage()
        draw_lines(canvas, lay_out_column(BIBLIOTECA, LEFT, TOP, 400))

    content = draw_pdf(draw_all)
    corpus = write_corpus(tmp_path / "corpus", {"a.pdf": content})
    library = Library.open(corpus, index=tmp_path / "index", model=FakeEncoder())
    document = library.document("a.pdf")
    assert document is not None
    start = document.text.index("Il mercato")
    span = (start, start + len(f"{lines[0][2]} {lines[1][2]}"))
    layouts = library.layouts("a.pdf", range(9), span)
    assert [layout.number for layout in layouts] == [1, 2, 3]
    assert [keep_letters(read_under_boxes(content, layout)) for layout in layouts] == [
        keep_letters(line) for *_, line in lines[:2]
    ] + [""]


def test_pages_that_are_damaged_are_left_out() -> None:
    """Damaged pages are left out; the others have layouts."""
    assert [layout.number for layout in locate_texts(CONTENT, [(1, ""), (9, ""), (2, "")])] == [
        1,
        2,
    ]
