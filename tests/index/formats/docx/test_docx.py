"""Word documents: headings by style, notes, tracked changes, and unsafe XML."""

from pathlib import Path

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_levels, list_heading_titles
from tests.helpers.zip_documents import (
    DC,
    W,
    make_docx,
    make_paragraph,
    make_run,
    make_styles,
    make_zip,
)

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    f'core-properties" {DC}>{{}}</cp:coreProperties>'
)
ENTITY_BOMB = (
    '<!DOCTYPE w [<!ENTITY a "ah">'
    + "".join(
        f'<!ENTITY {name} "{f"&{previous};" * 10}">'
        for previous, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def read(body: str, **parts: str | bytes) -> ExtractedText:
    """Return the text of a document with this body."""
    return extract(".docx", make_docx(body, **parts))


def make_style(name: str, properties: str) -> str:
    """Return a paragraph style."""
    names = f'w:styleId="{name}"><w:name w:val="{name}"/>'
    return f'<w:style w:type="paragraph" {names}{properties}</w:style>'


def make_notes(kind: str, *texts: str) -> str:
    """Return the part with the footnotes or endnotes."""
    notes = "".join(
        f'<w:{kind} w:id="{index}">{make_paragraph(text)}</w:{kind}>'
        for index, text in enumerate(texts, start=1)
    )
    return f"<w:{kind}s {W}>{notes}</w:{kind}s>"


def test_properties_are_read() -> None:
    """Title, author, date of the last change and language come from the properties."""
    core = CORE.format(
        "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator>"
        "<dc:language>it-IT</dc:language>"
        "<dcterms:created>2023-01-02T10:00:00Z</dcterms:created>"
        "<dcterms:modified>2024-05-01T10:00:00Z</dcterms:modified>"
    )
    extracted = read(make_paragraph("Testo."), core=core)
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_title_and_language_without_properties() -> None:
    """Without properties, the first heading is the title, and the styles give the language."""
    language = '<w:rPr><w:lang w:val="it-IT"/></w:rPr>'
    more = f"<w:docDefaults><w:rPrDefault>{language}</w:rPrDefault></w:docDefaults>"
    extracted = read(
        make_paragraph("Il faro", "Titolo") + make_paragraph("Testo."),
        styles=make_styles({"Titolo": "Title"}, more),
    )
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == (
        "Il faro",
        None,
        None,
        "it",
    )
    assert list_heading_titles(extracted) == ["Il faro"]


@pytest.mark.parametrize("title", ["Documento1", "Microsoft Word - bozza", "bozza.docx", " "])
def test_titles_that_programs_fill_in(title: str) -> None:
    """A title that is none is replaced by the first heading."""
    core = CORE.format(f"<dc:title>{title}</dc:title><dc:creator>user</dc:creator>")
    styles = make_styles({"T": "Title"})
    extracted = read(make_paragraph("Il faro", "T"), core=core, styles=styles)
    assert (extracted.title, extracted.author) == ("Il faro", None)


@pytest.mark.parametrize(
    ("style", "style_names", "more"),
    [
        ("Heading2", {}, ""),
        ("Titolo2", {"Titolo2": "heading 2"}, ""),
        ("Titolo2", {"Titolo2": "Titolo 2"}, ""),
        (
            "Capo",
            {},
            make_style("Capo", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ),
        (
            "Capo",
            {"X": "heading 2"},
            make_style("Capo", '<w:basedOn w:val="X"/>'),
        ),
    ],
)
def test_headings_are_recognized_by_their_style(
    style: str, style_names: dict[str, str], more: str
) -> None:
    """A heading style has Word's name in any language, an outline level, or such a base style."""
    extracted = read(
        make_paragraph("Uno", style) + make_paragraph("Testo."),
        styles=make_styles(style_names, more),
    )
    assert list_heading_levels(extracted) == [("Uno", 2)]
    assert extracted.text == "Uno\n\nTesto."


def test_styles_that_are_not_headings() -> None:
    """A style of body level is not a heading, styles in a circle end, contents are left out."""
    more = (
        make_style("Capo", '<w:basedOn w:val="T1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
        + make_style("A", '<w:basedOn w:val="B"/>')
        + make_style("B", '<w:basedOn w:val="A"/>')
    )
    styles = make_styles({"T1": "heading 1", "Sommario1": "toc 1"}, more)
    extracted = read(
        make_paragraph("Uno\t3", "Sommario1")
        + make_paragraph("Due", "Capo")
        + make_paragraph("Tre", "A"),
        styles=styles,
    )
    assert extracted.text == "Due\n\nTre"
    assert not extracted.headings


def test_a_table_row_is_a_block() -> None:
    """The cells of a row are joined, and rows are separate blocks."""
    rows = ""
    for row in (["a", "b"], ["c", "d"]):
        cells = "".join(f"<w:tc>{make_paragraph(cell)}</w:tc>" for cell in row)
        rows += f"<w:tr>{cells}</w:tr>"
    assert read(f"<w:tbl>{rows}</w:tbl>").text == "a | b\n\nc | d"


def test_a_list_item_is_a_line() -> None:
    """The items of a list are one block, each on a line after a dash."""
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    list_item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    )
    body = (
        make_paragraph("Servono:")
        + list_item.format(make_run("sale"))
        + list_item.format(make_run("pepe"))
        + make_paragraph("Fine.")
    )
    assert read(body, numbering=numbering).text == "Servono:\n\n- sale\n- pepe\n\nFine."


def test_notes_are_moved_to_the_end() -> None:
    """The number of a note stays where it is cited; its text, with the number, comes last."""
    citing_paragraph = (
        f"<w:p>{make_run('Il faro')}<w:r><w:footnoteReference w:id='1'/></w:r>"
        f"{make_run(' è alto')}<w:r><w:endnoteReference w:id='1'/></w:r></w:p>"
    )
    extracted = read(
        citing_paragraph + make_paragraph("Fine."),
        footnotes=make_notes("footnote", "Del 1843."),
        endnotes=make_notes("endnote", "Trenta metri."),
    )
    assert extracted.text == "Il faro[1] è alto[i]\n\nFine.\n\n[1] Del 1843.\n\n[i] Trenta metri."


def test_changes_are_read_as_accepted() -> None:
    """Inserted text is read; deleted or hidden text and comments are not."""
    body = (
        f"<w:p>{make_run('Il ')}<w:ins w:id='1'>{make_run('nuovo')}</w:ins>"
        "<w:del w:id='2'><w:r><w:delText>vecchio</w:delText></w:r></w:del>"
        f"{make_run(' faro')}{make_run('celato', '<w:vanish/>')}"
        "<w:r><w:commentReference w:id='0'/></w:r></w:p>"
    )
    comment = f'<w:comment w:id="0">{make_paragraph("Un commento")}</w:comment>'
    comments = f"<w:comments {W}>{comment}</w:comments>"
    assert read(body, comments=comments).text == "Il nuovo faro"


def test_pictures_are_left_out() -> None:
    """A picture gives no text, even if it is missing from the archive."""
    drawing = (
        "<w:drawing><wp:inline "
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="missing"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    body = f"<w:p>{make_run('Prima')}<w:r>{drawing}</w:r>{make_run(' dopo')}</w:p>"
    assert read(body).text == "Prima dopo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles", "footnotes", "settings"])
def test_entities_are_refused(part: str, encoding: str, tmp_path: Path) -> None:
    """Entities are never resolved, in any part or encoding, and no file is read through them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    external = f'<!DOCTYPE w [<!ENTITY i SYSTEM "{secret.as_uri()}">]>'
    for doctype in (ENTITY_BOMB, external, "<!DOCTYPE w>"):
        entity = "&i;" if "ENTITY" in doctype else "x"
        text = f"<w:body><w:p><w:r><w:t>{entity}</w:t></w:r></w:p></w:body>"
        declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
        xml = f"{declaration}{doctype}<w:document {W}>{text}</w:document>"
        with pytest.raises(Unreadable, match=r"unsafe \(word/|amplification") as refusal:
            read(make_paragraph("Testo."), **{part: xml.encode(encoding)})
        assert "SEGRETO" not in str(refusal.value)


def test_a_deeply_nested_document_is_refused() -> None:
    """A document that is nested deeper than any real one is refused."""
    for depth in (200, 5_000):
        with pytest.raises(Unreadable, match="nested too deep"):
            read(
                "<w:sdt><w:sdtContent>" * depth
                + make_paragraph("x")
                + "</w:sdtContent></w:sdt>" * depth
            )


def test_a_malformed_document_is_refused() -> None:
    """A document in which no text is left is damaged."""
    with pytest.raises(Unreadable, match="damaged"):
        read("<w:p>")


def test_an_archive_without_the_document_is_refused() -> None:
    """An archive with Word's folder and no document in it is damaged."""
    with pytest.raises(Unreadable, match="damaged"):
        extract(".docx", make_zip({"word/styles.xml": make_styles({})}))
