"""Word documents: styles to headings, notes at their marks, changes as accepted, and no way out of the archive."""

from pathlib import Path

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Extract, Unreadable
from tests.helpers.written import DC, W, archived, docx, paragraph, styles

CORE = (
    f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" {DC}>'
    "{}</cp:coreProperties>"
)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ah">'
    + "".join(
        f'<!ENTITY {two} "{f"&{one};" * 10}">'
        for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def read(body: str, **parts: str | bytes) -> Extract:
    """A document of this body, read."""
    return extract(".docx", docx(body, **parts))


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style_of(name: str, own: str) -> str:
    """A style of paragraphs."""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{own}</w:style>'


def notes(kind: str, *texts: str) -> str:
    """The part of footnotes or endnotes."""
    each = "".join(
        f'<w:{kind} w:id="{at}">{paragraph(text)}</w:{kind}>'
        for at, text in enumerate(texts, start=1)
    )
    return f"<w:{kind}s {W}>{each}</w:{kind}s>"


def test_what_a_document_says_of_itself_is_told() -> None:
    """Title, author, date of the last change and language come from the properties."""
    core = CORE.format(
        "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator><dc:language>it-IT</dc:language>"
        "<dcterms:created>2023-01-02T10:00:00Z</dcterms:created><dcterms:modified>2024-05-01T10:00:00Z</dcterms:modified>"
    )
    found = read(paragraph("Testo."), core=core)
    assert (found.title, found.author, found.date, found.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_the_first_heading_and_the_default_language_stand_in() -> None:
    """A document without properties is told by its title and by its styles' language."""
    more = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="it-IT"/></w:rPr></w:rPrDefault></w:docDefaults>'
    found = read(
        paragraph("Il faro", "Titolo") + paragraph("Testo."),
        styles=styles({"Titolo": "Title"}, more),
    )
    assert (found.title, found.author, found.date, found.language) == ("Il faro", None, None, "it")
    assert [found.text[heading.start : heading.end] for heading in found.headings] == ["Il faro"]


@pytest.mark.parametrize(
    ("style", "named", "more"),
    [
        ("Heading2", {}, ""),
        ("Titolo2", {"Titolo2": "heading 2"}, ""),
        ("Titolo2", {"Titolo2": "Titolo 2"}, ""),
        (
            "Capo",
            {},
            style_of("Capo", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ),
        (
            "Capo",
            {"X": "heading 2"},
            style_of("Capo", '<w:basedOn w:val="X"/>'),
        ),
    ],
)
def test_headings_are_told_by_their_styles(style: str, named: dict[str, str], more: str) -> None:
    """By Word's names in any language, by the outline's level, and by what a style is based on."""
    found = read(paragraph("Uno", style) + paragraph("Testo."), styles=styles(named, more))
    assert [
        (found.text[heading.start : heading.end], heading.level) for heading in found.headings
    ] == [("Uno", 2)]
    assert found.text == "Uno\n\nTesto."


def test_what_is_based_on_a_heading_may_be_none() -> None:
    """A style of the body's level is no heading; styles that are based on one another end; contents are left out."""
    more = (
        style_of("Capo", '<w:basedOn w:val="T1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
        + style_of("A", '<w:basedOn w:val="B"/>')
        + style_of("B", '<w:basedOn w:val="A"/>')
    )
    named = styles({"T1": "heading 1", "Sommario1": "toc 1"}, more)
    found = read(
        paragraph("Uno\t3", "Sommario1") + paragraph("Due", "Capo") + paragraph("Tre", "A"),
        styles=named,
    )
    assert found.text == "Due\n\nTre"
    assert not found.headings


def test_a_table_gives_a_row_a_line() -> None:
    """Cells are joined, rows are apart."""
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (["a", "b"], ["c", "d"])
    )
    assert read(f"<w:tbl>{rows}</w:tbl>").text == "a | b\n\nc | d"


def test_a_list_gives_an_item_a_line() -> None:
    """Items of one list stand together, each after a dash."""
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    numbered = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    )
    body = (
        paragraph("Servono:")
        + numbered.format(run("sale"))
        + numbered.format(run("pepe"))
        + paragraph("Fine.")
    )
    assert read(body, numbering=numbering).text == "Servono:\n\n- sale\n- pepe\n\nFine."


def test_notes_stand_at_the_end_by_their_numbers() -> None:
    """A note's number is where it is cited, and its text, with that number, after all else."""
    cited = "<w:p>{}<w:r><w:footnoteReference w:id='1'/></w:r>{}<w:r><w:endnoteReference w:id='1'/></w:r></w:p>"
    found = read(
        cited.format(run("Il faro"), run(" è alto")) + paragraph("Fine."),
        footnotes=notes("footnote", "Del 1843."),
        endnotes=notes("endnote", "Trenta metri."),
    )
    assert found.text == "Il faro[1] è alto[2]\n\nFine.\n\n[1] Del 1843.\n\n[2] Trenta metri."


def test_changes_are_read_as_accepted() -> None:
    """What was inserted is read; what was deleted, commented on or hidden is not."""
    body = (
        f"<w:p>{run('Il ')}<w:ins w:id='1'>{run('nuovo')}</w:ins>"
        "<w:del w:id='2'><w:r><w:delText>vecchio</w:delText></w:r></w:del>"
        f"{run(' faro')}{run('celato', '<w:vanish/>')}<w:r><w:commentReference w:id='0'/></w:r></w:p>"
    )
    comments = (
        f'<w:comments {W}><w:comment w:id="0">{paragraph("Un commento")}</w:comment></w:comments>'
    )
    assert read(body, comments=comments).text == "Il nuovo faro"


def test_pictures_are_left_out() -> None:
    """A picture gives no text, be it in the archive or missing from it."""
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><a:graphic><a:graphicData><pic:pic>'
        '<pic:blipFill><a:blip r:embed="missing"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )
    assert read(f"<w:p>{run('Prima')}<w:r>{drawing}</w:r>{run(' dopo')}</w:p>").text == "Prima dopo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles", "footnotes", "settings"])
def test_entities_are_refused(part: str, encoding: str, tmp_path: Path) -> None:
    """Neither entities that grow without end nor ones that name a file are ever resolved, in any part or encoding."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    external = f'<!DOCTYPE w [<!ENTITY i SYSTEM "{secret.as_uri()}">]>'
    for doctype in (LAUGHS, external, "<!DOCTYPE w>"):
        entity = "&i;" if "ENTITY" in doctype else "x"
        text = f"<w:body><w:p><w:r><w:t>{entity}</w:t></w:r></w:p></w:body>"
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<w:document {W}>{text}</w:document>'
        with pytest.raises(Unreadable, match=r"unsafe \(word/|amplification") as refusal:
            read(paragraph("Testo."), **{part: xml.encode(encoding)})
        assert "SEGRETO" not in str(refusal.value)


def test_a_document_nested_without_end_is_refused() -> None:
    """What is nested deeper than any document is refused for it."""
    for depth in (200, 5_000):
        with pytest.raises(Unreadable, match="nested too deep"):
            read(
                "<w:sdt><w:sdtContent>" * depth + paragraph("x") + "</w:sdtContent></w:sdt>" * depth
            )


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:footnoteReference w:id='7'/></w:r></w:p>",
        "<w:p><w:r><w:sym/></w:r></w:p>",
        "<w:p>",
    ],
)
def test_a_document_that_is_not_as_it_should_be_is_refused(body: str) -> None:
    """What trips the reader up is told as damage."""
    with pytest.raises(Unreadable, match="damaged"):
        read(body)


def test_a_document_without_its_text_is_refused() -> None:
    """An archive that has Word's folder and no document in it is damaged."""
    with pytest.raises(Unreadable, match="damaged"):
        extract(".docx", archived({"word/styles.xml": styles({})}))
