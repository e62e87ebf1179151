"""Presentations: slides as pages, titles as headings, notes, tables, groups, nothing hidden."""

import copy
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_levels, list_heading_paths
from tests.helpers.office_files import make_opendocument, make_pptx
from tests.helpers.zip_documents import replace_members

# The layouts of the default template of python-pptx.
TITLE_SLIDE = 0
CONTENT_SLIDE = 1
TITLE_ONLY = 5
BLANK = 6

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
DRAWING_2010 = "http://schemas.microsoft.com/office/drawing/2010/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"


def read(fill: Callable[[Any], None]) -> ExtractedText:
    """Return the text of a presentation whose slides a function adds."""
    return extract(".pptx", make_pptx(fill))


def list_warnings(extracted: ExtractedText) -> list[tuple[str, int | None]]:
    """Return the code and page of each warning."""
    return [(warning.reason.code, warning.page) for warning in extracted.warnings]


def add_slide(presentation: Any, layout: int, title: str = "") -> Any:
    """Add a slide to a presentation."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def add_text(shapes: Any, text: str, top: float = 1, left: float = 1) -> Any:
    """Add a text box, by its place in inches, and return its frame."""
    box = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    box.text_frame.text = text
    return box.text_frame


def fill_harbour(presentation: Any) -> None:
    """Add an opening slide, a hidden one, and one with a list and notes."""
    slide = add_slide(presentation, TITLE_SLIDE, "Il porto")
    slide.placeholders[1].text = "Relazione"
    hidden = add_slide(presentation, TITLE_ONLY, "segreto")
    hidden.element.set("show", "0")
    slide = add_slide(presentation, CONTENT_SLIDE, "Orari")
    slide.placeholders[1].text = "Aperto dalle 9\nChiuso il lunedì"
    slide.notes_slide.notes_text_frame.text = "Ricordare il ponte."


def test_slides_are_pages_with_headings() -> None:
    """A hidden slide has a number and no text; the first title is that of the presentation."""
    extracted = read(fill_harbour)
    assert extracted.text.split("\n\n") == [
        "Il porto",
        "Relazione",
        "Orari",
        "- Aperto dalle 9\n- Chiuso il lunedì",
        "Ricordare il ponte.",
    ]
    assert extracted.pages == (0, 21, 21)
    assert list_heading_levels(extracted) == [("Il porto", 1), ("Orari", 2)]
    assert list_heading_paths(extracted)[1] == "Il porto › Orari"
    assert (extracted.title, extracted.author) == ("Il porto", None)


def test_shapes_are_read_from_top_to_bottom() -> None:
    """The place counts, not the order of drawing; a group stays together."""

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, BLANK).shapes
        add_text(shapes, "quarto", top=6)
        group = shapes.add_group_shape()
        inner = group.shapes.add_group_shape()
        add_text(inner.shapes, "secondo", top=3)
        add_text(group.shapes, "terzo", top=5)
        add_text(shapes, "primo", top=1)

    assert read(fill).text.split("\n\n") == ["primo", "secondo", "terzo", "quarto"]


def test_tables_are_rows() -> None:
    """A row is a block; a cell over two rows is read in both, one over two columns for each."""

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, BLANK).shapes
        table = shapes.add_table(3, 3, Inches(1), Inches(1), Inches(3), Inches(1)).table
        for row, texts in enumerate(["abc", "def", "ghi"]):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 0).merge(table.cell(2, 0))

    text = read(fill).text
    assert text.split("\n\n")[1:] == ["d g | e | f", "d g | h | i"]
    assert text.startswith("a b | a b | c\n")


@pytest.mark.parametrize("kind", ["barChart", "bar3DChart", "ofPieChart"])
def test_charts_of_any_kind_have_their_names(kind: str) -> None:
    """The titles of a chart and its axes are read, and the names of series and categories."""

    def fill(presentation: Any) -> None:
        make_data: Any = CategoryChartData
        data = make_data()
        data.categories = ["Genova", "Trieste"]
        data.add_series("Navi", (3, 4))
        data.add_series("Barche", (5, 6))
        shapes = add_slide(presentation, BLANK).shapes
        place = (Inches(1), Inches(1), Inches(5), Inches(4))
        chart = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data).chart
        chart.chart_title.text_frame.text = "Traffico"
        chart.category_axis.axis_title.text_frame.text = "Porti"
        for plot in chart._chartSpace.iter("{*}barChart"):
            plot.tag = plot.tag.replace("barChart", kind)

    extracted = read(fill)
    assert extracted.text.split("\n\n") == [
        "Traffico",
        "Porti",
        "Navi | Barche",
        "Genova | Trieste",
    ]
    assert list_warnings(extracted) == [("chart_figures_unread", 1)]


def test_a_shape_with_alternatives_is_read() -> None:
    """A text with an equation has a picture beside it, for programs that do not know equations."""

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, TITLE_ONLY, "Misure").shapes
        paragraph = add_text(shapes, "L'area è ").paragraphs[0]._p
        exponent = (
            "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
        )
        equation = f"<m:oMath {MATH}>{exponent}</m:sSup></m:oMath>"
        paragraph.append(parse_xml(f'<a14:m xmlns:a14="{DRAWING_2010}">{equation}</a14:m>'))

        shape = shapes[-1]._element
        alternatives = parse_xml(
            f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="a14"/>'
            "<mc:Fallback/></mc:AlternateContent>"
        )
        shape.addprevious(alternatives)
        alternatives[1].append(copy.deepcopy(shape))
        alternatives[0].append(shape)

    assert read(fill).text == "Misure\n\nL'area è 10²"


def test_a_slide_with_ink_is_read() -> None:
    """Writing by hand is a shape that only some programs know: the picture of it is named."""
    content_part = f'<p:contentPart xmlns:p="{PRESENTATION}"/>'

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, TITLE_ONLY, "Misure").shapes
        add_text(shapes, "La piazza è larga.")
        picture = BytesIO()
        Image.new("L", (2, 2)).save(picture, "PNG")
        shape = shapes.add_picture(picture, 0, 0, Inches(5), Inches(5))._element
        alternatives = parse_xml(
            f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="p14">'
            f"{content_part}</mc:Choice><mc:Fallback/></mc:AlternateContent>"
        )
        shape.addprevious(alternatives)
        alternatives.addnext(parse_xml(content_part))
        alternatives[1].append(shape)

    extracted = read(fill)
    assert extracted.text == "Misure\n\nLa piazza è larga."
    assert list_warnings(extracted) == [("pictures_unread", 1)]


def test_what_is_not_read_of_a_slide_is_named() -> None:
    """Objects and large pictures have a warning with their slide; what is hidden has none."""

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, TITLE_ONLY, "Relazione").shapes
        shapes.add_ole_object(BytesIO(b"x"), "Excel.Sheet.12", 0, 0)
        hidden = add_slide(presentation, TITLE_ONLY, "Foto").shapes
        picture = BytesIO()
        Image.new("L", (2, 2)).save(picture, "PNG")
        for size in (1, 5, 6):
            hidden.add_picture(picture, 0, 0, Inches(size), Inches(size))
        hidden[-1]._element.nvPicPr.cNvPr.set("hidden", "1")

    extracted = read(fill)
    assert list_warnings(extracted) == [("embedded_object_unread", 1), ("pictures_unread", 2)]
    assert extracted.warnings[1].reason.params == {"count": 1}


def test_what_is_not_read_of_an_opendocument_slide_is_named() -> None:
    """Objects and large pictures have a warning with their slide, the page of notes has none."""
    embedded = "<draw:frame><draw:object/><draw:image/></draw:frame>"
    picture = '<draw:frame svg:width="{0}cm" svg:height="{0}cm"><draw:image/></draw:frame>'
    pages = (
        f"<draw:page>{embedded}<draw:frame><draw:text-box><text:p>Testo</text:p></draw:text-box>"
        "</draw:frame></draw:page>"
        f"<draw:page>{picture.format(2)}{picture.format(12)}"
        f"<presentation:notes>{picture.format(15)}</presentation:notes></draw:page>"
    )
    extracted = extract(".odp", make_opendocument("presentation", pages))
    assert list_warnings(extracted) == [("embedded_object_unread", 1), ("pictures_unread", 2)]


def test_the_form_of_words_and_lists_is_kept() -> None:
    """Raised digits stay apart, struck words and hidden shapes are left out, items have marks."""

    def fill(presentation: Any) -> None:
        shapes = add_slide(presentation, BLANK).shapes
        frame = add_text(shapes, "", top=1)
        for text, name, value in [
            ("10", None, ""),
            ("6", "baseline", "30000"),
            (" cellule in", None, ""),
            (" trenta", "strike", "sngStrike"),
            (" sessanta giorni", None, ""),
        ]:
            run = frame.paragraphs[0].add_run()
            run.text = text
            if name:
                run.font._element.set(name, value)

        frame = add_text(shapes, "uno\ndue\nsotto\ntre", top=2)
        for number, paragraph in enumerate(frame.paragraphs):
            kind = "alphaLcParenR" if number == 2 else "arabicPeriod"
            properties = paragraph._p.get_or_add_pPr()
            properties.set("lvl", "1" if number == 2 else "0")
            properties.append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="{kind}"/>'))
        add_text(shapes, "segreto", top=3)
        shapes[-1]._element.nvSpPr.cNvPr.set("hidden", "1")

    assert read(fill).text.split("\n\n") == [
        "10⁶ cellule in sessanta giorni",
        "1. uno\n2. due\na) sotto\n3. tre",
    ]


def test_a_show_is_read_as_a_presentation() -> None:
    """A show (.ppsx) differs from a presentation in its type alone."""
    content = make_pptx(fill_harbour)
    with ZipFile(BytesIO(content)) as package:
        types = package.read("[Content_Types].xml")
    show = types.replace(b"presentation.main+xml", b"slideshow.main+xml")
    assert show != types
    extracted = extract(".ppsx", replace_members(content, {"[Content_Types].xml": show}))
    assert extracted.title == "Il porto"


def test_a_hostile_slide_is_refused() -> None:
    """No entity of a slide is expanded."""
    xml = '<!DOCTYPE p:sld [<!ENTITY a "ha">]><sld>&a;</sld>'
    with pytest.raises(Unreadable) as error:
        extract(".pptx", replace_members(make_pptx(fill_harbour), {"ppt/slides/slide1.xml": xml}))
    assert error.value.code == "xml_doctype_present"


def make_frame(text: str, kind: str = "", top: str = "1cm") -> str:
    """Return a box of an OpenDocument slide."""
    return (
        f'<draw:frame presentation:class="{kind}" svg:y="{top}" svg:x="1cm"><draw:text-box>'
        f"{text}</draw:text-box></draw:frame>"
    )


def test_opendocument_slides_are_read_alike() -> None:
    """Slides are pages; titles, lists, groups, tables and notes are read, hidden slides are not."""
    automatic = (
        '<style:style style:name="off" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
        '<style:style style:name="foot" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:display-footer="true"/></style:style>'
    )
    items = "<text:list>" + "".join(
        f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in ("uno", "due")
    )
    row = "<table:table-row>" + "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in "ab"
    )
    notes = f"<presentation:notes>{make_frame('<text:p>Nota.</text:p>', 'notes')}"
    footed_page = '<draw:page draw:style-name="foot" presentation:use-footer-name="f">'
    slides = [
        '<presentation:footer-decl presentation:name="f">Autorità portuale',
        "</presentation:footer-decl>" + footed_page,
        make_frame("<text:p>Il porto</text:p>", "title") + "</draw:page>",
        '<draw:page draw:style-name="off">' + make_frame("<text:p>segreto</text:p>"),
        f"</draw:page>{footed_page}",
        f'<draw:frame svg:y="6cm"><table:table>{row}</table:table-row></table:table></draw:frame>',
        "<draw:g>" + make_frame("<text:p>in gruppo</text:p>", top="4cm") + "</draw:g>",
        make_frame(items + "</text:list>", "outline", top="2cm"),
        make_frame("<text:p>Orari</text:p>", "title"),
        make_frame("<text:p>3</text:p>", "page-number"),
        notes + "</presentation:notes></draw:page>",
    ]
    extracted = extract(".odp", make_opendocument("presentation", "".join(slides), automatic))
    assert extracted.text.split("\n\n") == [
        "Il porto",
        "Autorità portuale",
        "Orari",
        "- uno\n- due",
        "in gruppo",
        "a | b",
        "Nota.",
    ]
    assert extracted.pages == (0, 29, 29)
    assert list_heading_paths(extracted) == ["Il porto", "Il porto › Orari"]
