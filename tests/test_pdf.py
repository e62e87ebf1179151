"""PDFs built here, and what is read of them."""

import io
import time
import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from index.formats import Extract, Unreadable, page_of
from index.formats.pdf import read

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


def test_lines_of_a_paragraph_are_joined_and_paragraphs_parted() -> None:
    """A paragraph comes back as one line, two parted by white space as two blocks."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 400))
        draw_lines(canvas, column(MERCATO, LEFT, TOP - 120, 400))

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO]


def test_paragraphs_told_by_their_indent_alone() -> None:
    """Without white space between, a first line set in begins a paragraph."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            first, *others = wrapped("xxx " + text, 400)
            canvas.drawString(LEFT + stringWidth("xxx ", FONT, SIZE), top, first.removeprefix("xxx "))
            for line in others:
                top -= LEADING
                canvas.drawString(LEFT, top, line)
            top -= LEADING

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("order", ["columns", "rows", "backwards"])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(columns: int, order: str) -> None:
    """Under a title that goes across, each column is read to its end, in whatever order its lines are drawn."""
    texts = [NEBBIA, MERCATO, BIBLIOTECA][:columns]
    width = (WIDTH - 2 * LEFT - 20 * (columns - 1)) / columns
    lines = [line for at, text in enumerate(texts) for line in column(text, LEFT + at * (width + 20), TOP, width)]
    if order != "columns":
        lines.sort(key=lambda line: (-line[1], line[0]), reverse=order == "backwards")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawCentredString(WIDTH / 2, TOP + 40, "Tre cose che si vedono dal paese")
        draw_lines(canvas, lines)

    assert blocks(read(drawn(draw))) == ["Tre cose che si vedono dal paese", *texts]


def test_a_table_is_read_row_by_row() -> None:
    """The cells of a row stay together, each row on a line of its own."""
    rows = [
        ("Comune", "Abitanti", "Quota"),
        ("Aosta", "33409", "583"),
        ("Cuneo", "55980", "534"),
        ("Enna", "26219", "931"),
    ]

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 150, LEFT + 300), row, strict=True):
                canvas.drawString(left, TOP - at * LEADING, cell)

    assert read(drawn(draw)).text == "\n".join(map(" ".join, rows))


def test_a_table_whose_cells_take_several_lines_is_read_by_its_rows() -> None:
    """Each cell is read to its end before the next one, each row before the next."""
    rows = [(NEBBIA[:88], MERCATO[:86]), (BIBLIOTECA[:90], NEBBIA[89:175]), (MERCATO[87:162], BIBLIOTECA[91:167])]

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            for left, cell in zip((LEFT, LEFT + 230), row, strict=True):
                draw_lines(canvas, column(cell, left, TOP - at * (3 * LEADING + 8), 200))

    assert read(drawn(draw)).text.split() == " ".join(" ".join(row) for row in rows).split()


def test_a_heading_that_stands_under_the_columns_is_read_after_them() -> None:
    """What is nearer to the text across the page than to the columns above belongs to that text."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))
        canvas.setFont("Times-Bold", 15)
        canvas.drawString(LEFT, TOP - 240, "La biblioteca")
        draw_lines(canvas, column(BIBLIOTECA, LEFT, TOP - 264, 460))

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, "La biblioteca", BIBLIOTECA]


def test_columns_of_unequal_length_are_read_one_after_the_other() -> None:
    """A gap in the longer one, where the other has ended, parts nothing."""

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))
        draw_lines(canvas, column(BIBLIOTECA, LEFT, TOP - 240, 220))

    assert blocks(read(drawn(draw))) == [NEBBIA, BIBLIOTECA, MERCATO]


def test_a_heading_of_two_lines_goes_across_the_columns_whole() -> None:
    """Its second line, though short, is no line of the first column."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(LEFT, TOP + 62, "Di tre cose che si vedono dal paese quando è")
        canvas.drawString(LEFT, TOP + 40, "ancora presto")
        draw_lines(canvas, column(NEBBIA, LEFT, TOP, 220) + column(MERCATO, LEFT + 240, TOP, 220))

    extract = read(drawn(draw))
    assert blocks(extract) == ["Di tre cose che si vedono dal paese quando è ancora presto", NEBBIA, MERCATO]
    assert [heading.path for heading in extract.headings] == blocks(extract)[:1]


def test_a_stretched_line_is_no_row_of_a_table() -> None:
    """Words that justified type sets far apart are read as one line with the rest."""

    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(wrapped(NEBBIA, 140)):
            words = line.split()
            spare = 140 - sum(stringWidth(word, FONT, SIZE) for word in words)
            left = LEFT
            for word in words:
                canvas.drawString(left, TOP - at * LEADING, word)
                left += stringWidth(word, FONT, SIZE) + spare / max(len(words) - 1, 1)

    assert read(drawn(draw)).text == NEBBIA


def test_entries_that_hang_are_paragraphs_each() -> None:
    """A bibliography's entries begin at the left and go on further in."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for text in (NEBBIA, MERCATO, BIBLIOTECA):
            for left, _, line in column(text, LEFT, 0, 380):
                canvas.drawString(left if text.startswith(line) else left + 20, top, line)
                top -= LEADING

    assert blocks(read(drawn(draw))) == [NEBBIA, MERCATO, BIBLIOTECA]


def test_words_parted_by_a_line_end_are_put_together_and_compounds_keep_their_hyphen() -> None:
    """A hyphen at a line end goes, but where the next line begins with a capital, or the text has it elsewhere."""
    lines = [
        "Questa riga porta una informazione che finisce con un tratto di infor-",
        "mazione, e poi parla di un comune italo-albanese della Calabria, italo-",
        "albanese da secoli, e della linea ferroviaria che congiunge Bologna-",
        "Verona passando per la pianura.",
    ]

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, [(LEFT, TOP - at * LEADING, line) for at, line in enumerate(lines)])

    assert read(drawn(draw)).text == (
        "Questa riga porta una informazione che finisce con un tratto di informazione, e poi parla di un comune "
        "italo-albanese della Calabria, italo-albanese da secoli, e della linea ferroviaria che congiunge "
        "Bologna-Verona passando per la pianura."
    )


def test_what_runs_along_the_pages_is_left_out() -> None:
    """Running heads that differ on left and right pages, and page numbers, are no text."""
    words = ["nebbia", "mercato", "stufa", "canale", "collina", "piazza", "tavoli", "sera"]

    def draw(canvas: Canvas) -> None:
        for at, word in enumerate(words):
            canvas.setFont("Times-Italic", 9)
            canvas.drawString(LEFT, HEIGHT - 40, "Il paese" if at % 2 else "Cose che si vedono")
            canvas.drawString(WIDTH - 80 if at % 2 else LEFT, 40, f"{at + 11}")
            draw_lines(canvas, column(f"La pagina parla di {word}. {NEBBIA}", LEFT, TOP, 400))
            canvas.showPage()

    assert page_texts(read(drawn(draw))) == [f"La pagina parla di {word}. {NEBBIA}" for word in words]


def test_a_date_at_the_foot_of_the_title_page_is_no_page_number() -> None:
    """A line with numbers that stands where other pages have theirs is text, unless it holds the page's number."""

    def draw(canvas: Canvas) -> None:
        for at, where in enumerate(("Qui", "Qua", "Lì", "Là", "Su", "Giù")):
            draw_lines(canvas, column(f"{where} si parla d'altro. {NEBBIA}", LEFT, TOP, 400))
            canvas.drawCentredString(WIDTH / 2, 40, str(at + 1) if at else "Torino, 12 marzo 1988")
            canvas.showPage()

    first, second, *_ = page_texts(read(drawn(draw)))
    assert first.endswith("Torino, 12 marzo 1988")
    assert second.endswith(NEBBIA)


def test_a_document_of_two_pages_keeps_its_text() -> None:
    """Two pages that begin alike lose nothing but their numbers."""

    def draw(canvas: Canvas) -> None:
        for page, text in enumerate((NEBBIA, MERCATO), 1):
            draw_lines(canvas, [(LEFT, TOP, "Allegato al contratto"), *column(text, LEFT, TOP - 40, 400)])
            canvas.drawCentredString(WIDTH / 2, 40, f"Pagina {page} di 2")
            canvas.showPage()

    assert page_texts(read(drawn(draw))) == [f"Allegato al contratto\n\n{text}" for text in (NEBBIA, MERCATO)]


def test_a_paragraph_that_runs_over_a_page_end_is_put_together() -> None:
    """The second page begins within the paragraph, at the very word that it begins with."""
    lines = column(NEBBIA, LEFT, TOP, 300)

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, [(left, 100 - at * LEADING, line) for at, (left, _, line) in enumerate(lines[:3])])
        canvas.showPage()
        draw_lines(canvas, [(left, TOP - at * LEADING, line) for at, (left, _, line) in enumerate(lines[3:])])

    extract = read(drawn(draw))
    assert extract.text == NEBBIA
    assert extract.pages == (0, NEBBIA.index(lines[3][2]))


def test_pages_without_text_begin_where_the_next_one_does() -> None:
    """Each page has its offset, blank ones at the start, within and at the end too."""

    def draw(canvas: Canvas) -> None:
        for text in ("", NEBBIA, "", MERCATO, ""):
            draw_lines(canvas, column(text, LEFT, TOP, 400))
            canvas.showPage()

    extract = read(drawn(draw))
    second = extract.text.index(MERCATO)
    assert extract.pages == (0, 0, second, second, len(extract.text))
    assert page_of(extract.pages, second) == 4
    assert page_of(extract.pages, 0) == 2


def test_headings_by_the_outline() -> None:
    """A line that the outline names is a heading of its level, though it is set like the text."""

    def draw(canvas: Canvas) -> None:
        for at, title in enumerate(("1 Il paese", "1.1 La piazza", "1.2 La sala", "2 I campi")):
            canvas.bookmarkPage(f"p{at}")
            canvas.addOutlineEntry(title.split(" ", 1)[1], f"p{at}", level="." in title)
            draw_lines(canvas, [(LEFT, TOP, title), *column(NEBBIA, LEFT, TOP - LEADING, 400)])
            canvas.showPage()

    extract = read(drawn(draw))
    assert [(heading.level, heading.path) for heading in extract.headings] == [
        (1, "1 Il paese"),
        (2, "1 Il paese › 1.1 La piazza"),
        (2, "1 Il paese › 1.2 La sala"),
        (1, "2 I campi"),
    ]
    assert [extract.text[heading.start : heading.end] for heading in extract.headings] == blocks(extract)[::2]


def test_headings_by_their_type() -> None:
    """Without an outline, lines set larger are headings by their size, and bold ones stand under them."""

    def draw(canvas: Canvas) -> None:
        top = TOP
        for size, font, title in ((20, FONT, "Il paese"), (15, FONT, "La piazza"), (SIZE, "Times-Bold", "I banchi")):
            canvas.setFont(font, size)
            canvas.drawString(LEFT, top, title)
            draw_lines(canvas, column(NEBBIA, LEFT, top - 24, 400))
            top -= 120

    extract = read(drawn(draw))
    assert [heading.path for heading in extract.headings] == [
        "Il paese",
        "Il paese › La piazza",
        "Il paese › La piazza › I banchi",
    ]
    assert [extract.text[heading.start : heading.end] for heading in extract.headings] == blocks(extract)[::2]


def test_list_items_stand_on_lines_of_their_own() -> None:
    """An item that takes two lines is one line of text."""
    items = ["• " + NEBBIA, "• Pane e formaggio", "• " + MERCATO]

    def draw(canvas: Canvas) -> None:
        lines = [(left, line) for item in items for left, _, line in column(item, LEFT, 0, 400)]
        placed = [
            (left if line.startswith("•") else left + stringWidth("• ", FONT, SIZE), TOP - at * LEADING, line)
            for at, (left, line) in enumerate(lines)
        ]
        draw_lines(canvas, placed)

    assert read(drawn(draw)).text == "\n".join(items)


def test_accents_drawn_apart_and_ligatures() -> None:
    """A letter and the accent drawn over it are one letter, with no trace of how they were drawn."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Non si sa perch")
        for mark in "´e":
            canvas.drawString(LEFT + stringWidth("Non si sa perch", FONT, SIZE), TOP, mark)
        canvas.drawString(LEFT + stringWidth("Non si sa perché ", FONT, SIZE), TOP, "la città")

    assert read(drawn(draw)).text == "Non si sa perché la città"


def test_the_same_text_drawn_twice_is_read_once() -> None:
    """A poor man's bold is no repetition."""

    def draw(canvas: Canvas) -> None:
        for left in (LEFT, LEFT + 0.3):
            canvas.drawString(left, TOP, "Avviso ai viandanti")

    assert read(drawn(draw)).text == "Avviso ai viandanti"


def test_the_invisible_text_of_a_scan_is_read_and_what_is_off_the_page_is_not() -> None:
    """Text recognised under a scan counts; what no reader can see does not."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setTextRenderMode(3)
        text.textLine("Riconosciuto sotto la scansione")
        canvas.drawText(text)
        canvas.drawString(WIDTH + 100, TOP, "fuori dal foglio")

    assert read(drawn(draw)).text == "Riconosciuto sotto la scansione"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_on_their_side_are_read(turn: int) -> None:
    """A page whose text runs another way is read as one that is turned."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        draw_lines(canvas, column(NEBBIA, -200, 100, 400))

    assert read(drawn(draw)).text == NEBBIA


def test_text_in_the_margin_that_runs_another_way_stands_after_the_rest() -> None:
    """A note up the side garbles nothing; a watermark on every page is left out."""

    def draw(canvas: Canvas) -> None:
        for at, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA)):
            draw_lines(canvas, column(text, LEFT, TOP, 400))
            canvas.saveState()
            canvas.rotate(90)
            canvas.drawString(200, -30, f"nota {'abc'[at]} al margine")
            canvas.restoreState()
            canvas.saveState()
            canvas.translate(200, 400)
            canvas.rotate(45)
            canvas.setFont("Helvetica", 60)
            canvas.drawString(0, 0, "BOZZA")
            canvas.restoreState()
            canvas.showPage()

    extract = read(drawn(draw))
    assert page_texts(extract) == [
        f"{text}\n\nnota {'abc'[at]} al margine" for at, text in enumerate((NEBBIA, MERCATO, BIBLIOTECA))
    ]


def test_what_the_file_says_of_itself() -> None:
    """Title, author, date and language are those that the file states."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Cose che si vedono dal paese")
        canvas.setAuthor("Ada Bianchi")
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    extract = read(drawn(draw, lang="it-IT"))
    assert (extract.title, extract.author, extract.language) == ("Cose che si vedono dal paese", "Ada Bianchi", "it")
    assert extract.date is not None
    assert time.strptime(extract.date, "%Y-%m-%d")


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - bozza.doc", "bozza_finale.docx", "Documento1", ""])
def test_titles_that_say_nothing_are_dropped(title: str) -> None:
    """What a program put there by itself is no title."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.drawString(LEFT, TOP, NEBBIA[:60])

    assert read(drawn(draw)).title is None


def test_an_encrypted_file_is_refused_by_name() -> None:
    """The reason says what would help."""
    content = drawn(lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]), encrypt="segreto")
    with pytest.raises(Unreadable, match="encrypted; save it without its password"):
        read(content)


def test_a_file_encrypted_without_a_password_to_open_it_is_read() -> None:
    """Where anyone may open it, it is read."""
    content = drawn(
        lambda canvas: canvas.drawString(LEFT, TOP, NEBBIA[:60]), encrypt=StandardEncryption("", "segreto", canCopy=1)
    )
    assert read(content).text == NEBBIA[:60].strip()


def test_a_scan_without_text_is_refused_by_name() -> None:
    """The reason says of how many pages it is, and what would help."""

    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.rect(100, 100, 300, 300, fill=1)
            canvas.showPage()

    with pytest.raises(Unreadable, match=r"a scan without text; run OCR on it first \(3 pages\)"):
        read(drawn(draw))


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
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(content))
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
        read(written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"))


def test_an_outline_that_loops_is_no_trap() -> None:
    """Entries that follow themselves are read once."""
    entry = b"<</Title(La nebbia sale dai campi)/Parent 6 0 R/Dest[3 0 R/Fit]/Next 7 0 R/First 7 0 R>>"
    content = with_stream(SAID, b"/Outlines 6 0 R", b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>", entry)
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


def test_scripts_and_links_are_left_alone() -> None:
    """A script that opens with the file, and a link, are neither run nor followed: only the text is read."""
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); while \\(true\\) {})>>"
    assert read(with_stream(SAID, script)).text == "La nebbia sale dai campi"


def test_thousands_of_pages_are_read_in_bounded_time() -> None:
    """A thousand pages keep their order and their numbers."""

    def draw(canvas: Canvas) -> None:
        for page in range(1000):
            draw_lines(canvas, column(f"Qui comincia la parte {page} del libro. {NEBBIA}", LEFT, TOP, 400))
            canvas.showPage()

    extract = read(drawn(draw))
    assert len(extract.pages) == 1000
    for page in (0, 1, 499, 999):
        assert page_of(extract.pages, extract.text.index(f"parte {page} del")) == page + 1


LETTERS = st.text("abcdefghilmnopqrstuvzàèéìòù", min_size=1, max_size=9)
PARAGRAPH = st.lists(LETTERS, max_size=60).map(lambda words: " ".join(words) + ".")


@given(st.lists(st.lists(PARAGRAPH, min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_words_come_back_in_order_on_their_pages(drawn_from: list[list[str]]) -> None:
    """Whatever paragraphs are set on whatever pages, they come back whole, each on its page."""
    pages = [
        [f"{first} {second} {text}" for second, text in zip(("uno", "due", "tre"), page, strict=False)]
        for first, page in zip(("Alba", "Giorno", "Sera"), drawn_from, strict=False)
    ]

    def draw(canvas: Canvas) -> None:
        for paragraphs in pages:
            top = TOP
            for paragraph in paragraphs:
                lines = column(paragraph, LEFT, top, 350)
                draw_lines(canvas, lines)
                top = lines[-1][1] - 2 * LEADING
            canvas.showPage()

    extract = read(drawn(draw))
    assert [text.split("\n\n") for text in page_texts(extract)] == pages
