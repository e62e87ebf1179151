"""The numbers and bullets that Word puts before paragraphs."""

import pytest

from fonti.index.formats import ExtractedText, extract
from fonti.index.formats.docx.number_formats import format_number
from tests.helpers.extracted_texts import list_heading_titles
from tests.helpers.zip_documents import W, make_docx, make_run, make_styles


def make_level(index: int, text: str, number_format: str = "decimal", more: str = "") -> str:
    """Return a level of a list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def make_numbering(*levels: str, nums: str = "") -> str:
    """Return the part with the lists: number 1, and further ones."""
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}</w:numbering>'
    )


def make_item(text: str, level: int = 0, number: int = 1, mark: str = "") -> str:
    """Return a numbered paragraph."""
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbering}{mark}</w:pPr>{make_run(text)}</w:p>"


def read(*paragraphs: str, **parts: str | bytes) -> ExtractedText:
    """Return the text of a document."""
    return extract(".docx", make_docx("".join(paragraphs), **parts))


ARTICLES = (
    make_level(0, "Articolo %1"),
    make_level(1, "%1.%2"),
    make_level(2, "%3)", "lowerLetter"),
)


def test_articles_are_numbered() -> None:
    """Each level counts, and begins again below the next number of a higher one."""
    extracted = read(
        make_item("Oggetto"),
        make_item("Parti comuni.", 1),
        make_item("scale;", 2),
        make_item("tetto.", 2),
        make_item("Orari"),
        make_item("Silenzio.", 1),
        make_item("Animali.", 1),
        make_item("cani.", 2),
        numbering=make_numbering(*ARTICLES),
    )
    assert extracted.text == (
        "Articolo 1 Oggetto\n\n1.1 Parti comuni.\n\na) scale;\nb) tetto.\n\n"
        "Articolo 2 Orari\n\n2.1 Silenzio.\n\n2.2 Animali.\n\na) cani."
    )


@pytest.mark.parametrize(
    ("nums", "expected"),
    [
        ("<w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>", "3. c"),
        (
            "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
            "<w:startOverride w:val='7'/></w:lvlOverride></w:num>",
            "7. c",
        ),
        (
            "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
            f"{make_level(0, '%1)', 'upperRoman')}</w:lvlOverride></w:num>",
            "III) c",
        ),
        ("", "c"),
    ],
)
def test_lists_that_share_a_definition(nums: str, expected: str) -> None:
    """Lists of one definition count on, unless one says where it begins."""
    extracted = read(
        make_item("a"),
        make_item("b"),
        make_item("c", number=2),
        numbering=make_numbering(make_level(0, "%1."), nums=nums),
    )
    assert extracted.text.replace("\n\n", "\n") == f"1. a\n2. b\n{expected}"


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (make_level(0, "%1.", more="<w:suff w:val='space'/>"), "1. x"),
        (make_level(0, "%1.", more="<w:suff w:val='nothing'/>"), "1.x"),
        (make_level(0, "", more="<w:suff w:val='nothing'/>"), "x"),
        (make_level(0, "%1.", "none"), ". x"),
        (make_level(0, "%1.", more="<w:rPr><w:vanish/></w:rPr>"), "x"),
        (make_level(0, "\uf0b7", "bullet", "<w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr>"), "- x"),
        (
            make_level(0, "\uf0a8", "bullet", "<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr>"),
            "☐ x",
        ),
        (make_level(0, "%1.", "chicago"), "*. x"),
        (make_level(0, "Art. %1", "upperLetter"), "Art. A x"),
    ],
)
def test_what_stands_before_a_paragraph(level: str, expected: str) -> None:
    """A number has its own text, format and distance; a bullet is a dash."""
    assert read(make_item("x"), numbering=make_numbering(level)).text == expected


def test_levels_that_do_not_restart_or_are_legal() -> None:
    """A level may count on below each higher number, or be written in digits only."""
    numbering = make_numbering(
        make_level(0, "%1.", "upperRoman"),
        make_level(1, "%1.%2.", more="<w:lvlRestart w:val='0'/><w:isLgl/>"),
    )
    extracted = read(
        make_item("a"),
        make_item("b", 1),
        make_item("c"),
        make_item("d", 1),
        numbering=numbering,
    )
    assert extracted.text.split("\n\n") == ["I. a", "1.1. b", "II. c", "2.2. d"]


def test_a_heading_is_numbered_by_its_style() -> None:
    """The style of a heading leads to its level in a list, also through a base style."""
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = make_styles(
        {},
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        f'{numbered}</w:style><w:style w:type="paragraph" w:styleId="H2">'
        f'<w:name w:val="heading 2"/>{numbered}</w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H2"/></w:style>',
    )
    numbering = make_numbering(
        make_level(0, "Capo %1", "upperRoman", "<w:pStyle w:val='H1'/>"),
        make_level(1, "Art. %2", more="<w:pStyle w:val='H2'/>"),
    )
    paragraph = "<w:p><w:pPr><w:pStyle w:val='{}'/>{}</w:pPr>{}</w:p>"
    extracted = read(
        paragraph.format("H1", "", make_run("Norme")),
        paragraph.format("H2", "", make_run("Oggetto")),
        paragraph.format("H3", "", make_run("Scopo")),
        paragraph.format("H2", "<w:numPr><w:numId w:val='0'/></w:numPr>", make_run("Senza")),
        styles=styles,
        numbering=numbering,
    )
    assert list_heading_titles(extracted) == [
        "Capo I Norme",
        "Art. 1 Oggetto",
        "Art. 2 Scopo",
        "Senza",
    ]


def test_a_list_may_be_defined_by_a_style() -> None:
    """A definition that names a style of lists is that of the style."""
    styles = make_styles(
        {},
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>",
    )
    link = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    )
    numbering = make_numbering(make_level(0, "(%1)"), nums=link)
    assert read(make_item("x", number=2), numbering=numbering, styles=styles).text == "(1) x"


def test_what_is_not_counted() -> None:
    """A deleted paragraph has no number; one without text has one, which is not written."""
    deleted_mark = "<w:rPr><w:del w:id='1'/></w:rPr>"
    deleted = make_item("", mark=deleted_mark).replace("<w:r>", "<w:del><w:r>")
    deleted = deleted.replace("</w:r>", "</w:r></w:del>")
    extracted = read(
        make_item("a"),
        deleted,
        make_item("b"),
        make_item(""),
        make_item("d"),
        numbering=make_numbering(make_level(0, "%1.")),
    )
    assert extracted.text == "1. a\n2. b\n4. d"


def test_the_number_of_a_row_is_its_first_cell() -> None:
    """A cell with nothing but its number has it."""
    row = f"<w:tr><w:tc>{make_item('')}</w:tc><w:tc><w:p>{make_run('sale')}</w:p></w:tc></w:tr>"
    numbering = make_numbering(make_level(0, "%1."))
    assert read(f"<w:tbl>{row}{row}</w:tbl>", numbering=numbering).text == "1. | sale\n\n2. | sale"


@pytest.mark.parametrize(
    ("number", "number_format", "language", "expected"),
    [
        (3, "decimal", None, "3"),
        (3, "decimalZero", None, "03"),
        (1994, "upperRoman", None, "MCMXCIV"),
        (9, "lowerRoman", None, "ix"),
        (5000, "upperRoman", None, "5000"),
        (0, "lowerRoman", None, "0"),
        (28, "lowerLetter", None, "bb"),
        (10_000, "upperLetter", None, "10000"),
        (6, "chicago", None, "††"),
        (11, "ordinal", "en", "11th"),
        (22, "ordinal", "en", "22nd"),
        (3, "ordinal", "it", "3º"),
        (3, "ordinalText", "it", "Terzo"),
        (3, "cardinalText", "en", "Three"),
        (21, "cardinalText", "it", "21"),
        (12, "japaneseCounting", None, "12"),
        (1, "none", None, ""),
    ],
)
def test_formats_of_numbers(
    number: int, number_format: str, language: str | None, expected: str
) -> None:
    """A number is written as Word writes it, and in digits in formats that are not known."""
    assert format_number(number, number_format, language) == expected
