"""OpenDocument texts: headings by outline level, notes, tracked changes, and unsafe XML."""

from pathlib import Path

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import (
    list_heading_levels,
    list_heading_paths,
    list_heading_titles,
)
from tests.helpers.zip_documents import ODF, make_odt, make_zip

FO = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'


def read(body: str, meta: str = "", styles: str = "", automatic: str = "") -> ExtractedText:
    """Return the text of an OpenDocument text with this body."""
    return extract(".odt", make_odt(body, meta, styles, automatic))


def test_properties_are_read() -> None:
    """Title, author, date of the last change and language come from the properties."""
    extracted = read(
        "<text:p>Testo.</text:p>",
        "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator>"
        "<dc:date>2024-05-01T10:00:00</dc:date>"
        "<meta:creation-date>2023-01-02T10:00:00</meta:creation-date>"
        "<dc:language>it-IT</dc:language>",
    )
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_title_and_language_without_properties() -> None:
    """Without properties, the title style gives the title, and the default style the language."""
    styles = (
        f"<office:document-styles {ODF} {FO}><office:styles>"
        '<style:default-style style:family="paragraph"><style:text-properties fo:language="it"/>'
        "</style:default-style></office:styles></office:document-styles>"
    )
    automatic = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    for style in ("Title", "P1"):
        extracted = read(
            f'<text:p text:style-name="{style}">Il faro</text:p><text:p>T</text:p>',
            "",
            styles,
            automatic,
        )
        assert (extracted.title, extracted.language) == ("Il faro", "it")
        assert list_heading_titles(extracted) == ["Il faro"]


def test_headings_are_recognized_by_their_outline_level() -> None:
    """The span of a heading is its title, its path has the titles above, the deepest level is 6."""
    extracted = read(
        '<text:h text:outline-level="1">Uno</text:h><text:p>a</text:p>'
        '<text:h text:outline-level="2">Due</text:h>'
        '<text:h text:outline-level="9">Tre</text:h><text:h>Quattro</text:h>'
    )
    assert list_heading_levels(extracted) == [("Uno", 1), ("Due", 2), ("Tre", 6), ("Quattro", 1)]
    assert list_heading_paths(extracted) == ["Uno", "Uno › Due", "Uno › Due › Tre", "Quattro"]


def test_lists_tables_and_spaces() -> None:
    """List items and table rows are lines; spaces, tabs and line breaks are text."""
    rows = ""
    for row in (["a", "b"], ["c", "d"]):
        cells = "".join(
            f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row
        )
        rows += f"<table:table-row>{cells}</table:table-row>"
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner_list = f"<text:list>{item.format('fino', '')}</text:list>"
    extracted = read(
        f"<text:list>{item.format('sale', inner_list)}{item.format('pepe', '')}</text:list>"
        f"<table:table>{rows}</table:table>"
        '<text:p>a<text:s text:c="1000000000"/>b<text:tab/>c<text:line-break/>d '
        "<text:span>e</text:span>f</text:p>"
    )
    assert extracted.text == "- sale\n- fino\n- pepe\n\na | b\n\nc | d\n\na b c\nd ef"


def test_notes_are_moved_to_the_end() -> None:
    """The mark of a note stays where it is cited; its text, with the mark, comes last."""
    note = (
        "<text:note><text:note-citation>{0}</text:note-citation><text:note-body>"
        "<text:p>Nota {0}.</text:p><text:p>Ancora.</text:p></text:note-body></text:note>"
    )
    extracted = read(
        f"<text:p>Il faro{note.format(1)} è alto{note.format('ii')}.</text:p><text:p>Fine.</text:p>"
    )
    assert (
        extracted.text
        == "Il faro[1] è alto[ii].\n\nFine.\n\n[1] Nota 1.\n\nAncora.\n\n[ii] Nota ii.\n\nAncora."
    )


def test_changes_are_read_as_accepted() -> None:
    """Deleted or hidden text, comments and the table of contents are not read."""
    extracted = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>vecchio</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Uno 3</text:p></text:index-body>"
        "</text:table-of-content>"
        '<text:section text:display="none"><text:p>celato</text:p></text:section>'
        "<text:p>Il nuovo<office:annotation><text:p>Un commento</text:p></office:annotation> faro"
        "</text:p>"
    )
    assert extracted.text == "Il nuovo faro"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["content.xml", "meta.xml"])
def test_entities_are_refused(part: str, encoding: str, tmp_path: Path) -> None:
    """Entities are never resolved, and no file is read through them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    entity_bomb = (
        '<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY i "&b;&b;&b;&b;&b;&b;&b;&b;">'
    )
    for declared in (entity_bomb, f'<!ENTITY i SYSTEM "{secret.as_uri()}">'):
        empty = "<office:body><office:text/></office:body>"
        inside = "<office:body><office:text><text:p>&i;</text:p></office:text></office:body>"
        members: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}>{empty}</office:document-content>",
            part: f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE o [{declared}]>'
            f"<office:document-content {ODF}>{inside}</office:document-content>".encode(encoding),
        }
        with pytest.raises(Unreadable, match=r"unsafe|amplification") as refusal:
            extract(".odt", make_zip(members))
        assert "SEGRETO" not in str(refusal.value)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (
            {"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": b"\1\2"},
            "password",
        ),
        ({"content.xml": b"\1\2"}, "damaged"),
        ({"content.xml": "<a>"}, "damaged"),
        ({"content.xml": "<a/>"}, "no text document"),
        ({}, r"content\.xml is missing"),
        ({"content.xml": "<a>" * 100_000 + "</a>" * 100_000}, "nested too deep"),
    ],
)
def test_unreadable_texts_are_refused(members: dict[str, str | bytes], reason: str) -> None:
    """An encrypted, damaged or deeply nested text has its own reason."""
    with pytest.raises(Unreadable, match=reason):
        extract(
            ".odt", make_zip({"mimetype": "application/vnd.oasis.opendocument.text", **members})
        )
