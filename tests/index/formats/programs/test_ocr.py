"""Pictures and scans: what OCR recognizes, how certain it is, and what is said without it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from fonti.index import Library
from fonti.index.formats import ExtractedText, Unreadable, extract
from fonti.index.formats.pdf import image_files
from fonti.index.formats.programs import ocr
from fonti.index.formats.programs.ocr import OcrSettings, use_ocr
from fonti.index.worker.parser import Parser
from tests.helpers.fakes import FakeEncoder
from tests.helpers.pdfs import draw_pdf
from tests.helpers.programs import needs_tesseract

# A font with accents, which comes with reportlab.
FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"

LINES = (
    "Il nido comunale resta chiuso nel mese di agosto. La retta",
    "mensile è di 1.250,50 euro, più la mensa.",
)
SENTENCE = " ".join(LINES)


@pytest.fixture(autouse=True)
def use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Tesseract use one thread, as it does in the process that parses files."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")


def draw_page(*lines: str) -> Image.Image:
    """Return the picture of a page with some lines."""
    picture = Image.new("L", (1240, 400), "white")
    canvas = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 30)
    for number, line in enumerate(lines):
        canvas.text((80, 80 + 45 * number), line, fill=0, font=font)
    return picture


def save(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def make_scan(*pictures: Image.Image, stamp: str = "") -> bytes:
    """Return a PDF whose pages are pictures, with some words over the first of them."""

    def draw(canvas: object) -> None:
        for number, picture in enumerate(pictures):
            canvas.drawInlineImage(picture, 0, 0, 595, 842)  # type: ignore[attr-defined]
            if stamp and not number:
                canvas.drawString(50, 50, stamp)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return draw_pdf(draw)


def make_partly_scanned() -> bytes:
    """Return a PDF of a page with text and a scanned one."""
    scan = Image.new("L", (1240, 1754), "white")
    scan.paste(draw_page(*LINES), (0, 100))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 700, "La delibera è in vigore dal primo marzo.")
        canvas.showPage()
        canvas.drawInlineImage(scan, 0, 0, 595, 842)

    return draw_pdf(draw)


def check_confidence(extracted: ExtractedText, *pages: int) -> None:
    """Check that each of some pages has a warning with how certain its words are."""
    warnings = {warning.page: warning.reason for warning in extracted.warnings}
    assert tuple(warnings) == pages
    for reason in warnings.values():
        assert reason.code == "ocr_page"
        assert 60 <= reason.params["percent"] <= 100


@needs_tesseract
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
def test_the_text_of_a_picture_is_read(suffix: str) -> None:
    """The lines are one paragraph on one page, which is told to be recognized."""
    kind = {".png": "PNG", ".jpg": "JPEG", ".tif": "TIFF"}[suffix]
    extracted = extract(suffix, save(draw_page(*LINES), kind))
    assert (extracted.text, extracted.pages, extracted.date) == (SENTENCE, (0,), None)
    check_confidence(extracted, 1)


@needs_tesseract
def test_a_picture_of_several_pages_is_read() -> None:
    """Each picture of a TIFF is a page."""
    other = draw_page("The deadline is 30 September.")
    content = save(draw_page(*LINES), "TIFF", save_all=True, append_images=[other])
    extracted = extract(".tiff", content)
    assert extracted.text.endswith("The deadline is 30 September.")
    assert extracted.text[extracted.pages[1] :].startswith("The deadline")
    check_confidence(extracted, 1, 2)


@needs_tesseract
def test_pages_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of more pages than are read says how many there are."""
    monkeypatch.setattr(image_files, "_MAX_PAGES", 1)
    other = draw_page("The deadline is 30 September.")
    extracted = extract(
        ".tiff", save(draw_page(*LINES), "TIFF", save_all=True, append_images=[other])
    )
    assert (extracted.text, extracted.pages) == (SENTENCE, (0,))

    reason = extracted.warnings[-1].reason
    assert (reason.code, reason.params) == ("picture_pages_not_read", {"count": 2, "limit": 1})


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 270])
def test_a_turned_page_is_read(turn: int) -> None:
    """A page that was scanned sideways, or upside down, is turned first."""
    page = Image.new("L", (1240, 800), "white")
    for top in (0, 300):
        page.paste(draw_page(*LINES), (0, top))
    extracted = extract(".png", save(page.rotate(turn, expand=True), "PNG"))
    assert SENTENCE in extracted.text


@needs_tesseract
def test_the_scanned_pages_of_a_document_are_read() -> None:
    """A page with text keeps it; one that is a picture, even with a stamp, is recognized."""
    page = Image.new("L", (1240, 1754), "white")
    page.paste(draw_page(*LINES), (0, 100))
    extracted = extract(".pdf", make_scan(page, stamp="Protocollo 1234"))
    assert SENTENCE in extracted.text
    assert extracted.text.count("1234") == 1
    check_confidence(extracted, 1)


@needs_tesseract
def test_unread_pages_are_read_when_ocr_is_there(tmp_path: Path) -> None:
    """A document that was read in part is read again, once, and then quoted whole."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "delibera.pdf").write_bytes(make_partly_scanned())

    def read_document(*, ocr: bool) -> tuple[str, list[str], str]:
        """Return the text, the codes of the warnings, and the version of the index."""
        index = tmp_path / "index"
        library = Library.open(corpus, index=index, model=FakeEncoder(), ocr=ocr)
        library.sync()
        with library.snapshot() as snapshot:
            document = snapshot.get_document("delibera.pdf")
            assert document is not None
            codes = [warning.reason.code for warning in document.warnings]
            return document.text, codes, snapshot.version

    before, codes, _ = read_document(ocr=False)
    assert codes == ["pdf_page_is_scan"]
    assert SENTENCE not in before

    after, codes, version = read_document(ocr=True)
    assert codes == ["ocr_page"]
    assert SENTENCE in after
    assert read_document(ocr=True) == (after, codes, version)


@needs_tesseract
def test_a_picture_without_text_has_none() -> None:
    """A picture in which nothing is recognized is no document."""
    with pytest.raises(Unreadable) as error:
        extract(".png", save(draw_page(), "PNG"))
    assert error.value.code == "pdf_is_scan"


@needs_tesseract
def test_the_process_reports_each_page_and_marks_words() -> None:
    """The child process recognizes the text, tells of each page, and finds the words again."""
    reported: list[tuple[int, int]] = []
    content = save(draw_page(*LINES), "PNG")
    with Parser(on_page=lambda done, total: reported.append((done, total))) as parser:
        assert parser.parse(".png", content).text == SENTENCE
        (layout,) = parser.locate_texts(content, {1: SENTENCE}, suffix=".png")
        picture = parser.render_page(content, 1, suffix=".png")

    assert reported == [(0, 1), (1, 1)]
    with Image.open(BytesIO(picture)) as image:
        assert image.size == (layout.width, layout.height)
    assert len(layout.text_boxes) == len(LINES)
    for number, box in enumerate(layout.text_boxes):
        assert abs(box.top * 400 - (85 + 45 * number)) < 10
        assert abs(box.left * 1240 - 80) < 10


def save_scan() -> bytes:
    """Return a scan of two pages."""
    return make_scan(draw_page(*LINES), draw_page(*LINES))


@pytest.mark.parametrize(
    ("suffix", "make", "count"),
    [(".pdf", save_scan, 2), (".png", lambda: save(draw_page(*LINES), "PNG"), 1)],
)
def test_without_ocr_a_scan_says_what_would_help(
    suffix: str, make: Callable[[], bytes], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If OCR is off, the option is named; if it is not installed, its packages."""
    content = make()
    with use_ocr(OcrSettings(is_on=False)), pytest.raises(Unreadable) as error:
        extract(suffix, content)
    assert (error.value.code, error.value.reason.params) == ("ocr_off", {"count": count})

    monkeypatch.setattr(ocr, "is_ocr_installed", lambda: False)
    with pytest.raises(Unreadable, match="tesseract-ocr-ita") as error:
        extract(suffix, content)
    assert error.value.code == "ocr_missing"


def save_blank(width: int, height: int) -> bytes:
    """Return a white picture, one bit for each pixel."""
    return save(Image.new("1", (width, height)), "PNG")


@pytest.mark.parametrize(
    ("suffix", "make", "code"),
    [
        (".png", lambda: save(draw_page(), "PNG")[:60], "picture_damaged"),
        (".jpg", lambda: b"\xff\xd8\xff nothing", "picture_damaged"),
        (".tif", lambda: b"II*\0 nothing", "picture_damaged"),
        (".jpg", lambda: save(draw_page(), "PNG"), "format_mislabeled"),
        (".png", lambda: save_blank(30_000, 30_000), "picture_damaged"),
        (".png", lambda: save_blank(8_000, 8_000), "picture_too_large"),
    ],
    ids=["cut", "no jpeg", "no tiff", "another format", "a bomb", "large"],
)
def test_a_damaged_picture_is_refused(suffix: str, make: Callable[[], bytes], code: str) -> None:
    """A picture that is damaged, or too large to be decoded, gives its reason."""
    with pytest.raises(Unreadable) as error:
        extract(suffix, make())
    assert error.value.code == code
    assert "0x" not in str(error.value)
