"""OpenDocument texts: outlines to headings, notes at their marks, changes as accepted."""

from pathlib import Path

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Extract, Unreadable
from tests.helpers.written import ODF, archived, odt

FO = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'


def read(body: str, meta: str = "", styles: str = "", automatic: str = "") -> Extract:
    """A text of this body, read."""
    return extract(".odt", odt(body, meta, styles, automatic))


def test_what_a_text_says_of_itself_is_told() -> None:
    """Title, author, date of the last change and language come from the properties."""
    found = read(
        "<text:p>Testo.</text:p>",
        "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator><dc:date>2024-05-01T10:00:00</dc:date>"
        "<meta:creation-date>2023-01-02T10:00:00</meta:creation-date><dc:language>it-IT</dc:language>",
    )
    assert (found.title, found.author, found.date, found.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_the_title_and_the_default_language_stand_in() -> None:
    """A text without properties is told by its title, in its style or one made from it, and by its styles' language."""
    styles = (
        f'<office:document-styles {ODF} {FO}><office:styles><style:default-style style:family="paragraph">'
        '<style:text-properties fo:language="it"/></style:default-style></office:styles></office:document-styles>'
    )
    automatic = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    for style in ("Title", "P1"):
        found = read(
            f'<text:p text:style-name="{style}">Il faro</text:p><text:p>T</text:p>',
            "",
            styles,
            automatic,
        )
        assert (found.title, found.language) == ("Il faro", "it")
        assert [found.text[heading.start : heading.end] for heading in found.headings] == [
            "Il faro"
        ]


def test_headings_stand_by_their_outline() -> None:
    """A heading's span is its title, and its path the titles above it; the deepest levels are one."""
    found = read(
        '<text:h text:outline-level="1">Uno</text:h><text:p>a</text:p><text:h text:outline-level="2">Due</text:h>'
        '<text:h text:outline-level="9">Tre</text:h><text:h>Quattro</text:h>'
    )
    assert [
        (found.text[heading.start : heading.end], heading.level, heading.path)
        for heading in found.headings
    ] == [
        ("Uno", 1, "Uno"),
        ("Due", 2, "Uno › Due"),
        ("Tre", 6, "Uno › Due › Tre"),
        ("Quattro", 1, "Quattro"),
    ]


def test_lists_tables_and_spaces() -> None:
    """An item a line, a row a line, and the spaces, tabs and line ends that are elements."""
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in (["a", "b"], ["c", "d"])
    )
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('fino', '')}</text:list>"
    found = read(
        f"<text:list>{item.format('sale', inner)}{item.format('pepe', '')}</text:list><table:table>{rows}</table:table>"
        '<text:p>a<text:s text:c="1000000000"/>b<text:tab/>c<text:line-break/>d <text:span>e</text:span>f</text:p>'
    )
    assert found.text == "- sale\n- fino\n- pepe\n\na | b\n\nc | d\n\na b c\nd ef"


def test_notes_stand_at_the_end_by_their_marks() -> None:
    """A note's mark is where it is cited, and its text, with that mark, after all else."""
    note = (
        "<text:note><text:note-citation>{0}</text:note-citation><text:note-body><text:p>Nota {0}.</text:p>"
        "<text:p>Ancora.</text:p></text:note-body></text:note>"
    )
    found = read(
        f"<text:p>Il faro{note.format(1)} è alto{note.format('ii')}.</text:p><text:p>Fine.</text:p>"
    )
    assert (
        found.text
        == "Il faro[1] è alto[ii].\n\nFine.\n\n[1] Nota 1.\n\nAncora.\n\n[ii] Nota ii.\n\nAncora."
    )


def test_changes_are_read_as_accepted() -> None:
    """What was deleted, commented on or hidden is not read, nor the table of contents."""
    found = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>vecchio</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>Uno 3</text:p>"
        "</text:index-body></text:table-of-content>"
        '<text:section text:display="none"><text:p>celato</text:p></text:section>'
        "<text:p>Il nuovo<office:annotation><text:p>Un commento</text:p></office:annotation> faro</text:p>"
    )
    assert found.text == "Il nuovo faro"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["content.xml", "meta.xml"])
def test_entities_are_refused(part: str, encoding: str, tmp_path: Path) -> None:
    """Neither entities that grow without end nor ones that name a file are ever resolved."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    grown = '<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY i "&b;&b;&b;&b;&b;&b;&b;&b;">'
    for declared in (grown, f'<!ENTITY i SYSTEM "{secret.as_uri()}">'):
        empty = "<office:body><office:text/></office:body>"
        inside = "<office:body><office:text><text:p>&i;</text:p></office:text></office:body>"
        members: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}>{empty}</office:document-content>",
            part: f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE o [{declared}]>'
            f"<office:document-content {ODF}>{inside}</office:document-content>".encode(encoding),
        }
        with pytest.raises(Unreadable, match=r"unsafe|amplification") as refusal:
            extract(".odt", archived(members))
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
def test_what_is_no_text_is_refused(members: dict[str, str | bytes], reason: str) -> None:
    """An encrypted, damaged or endlessly nested text is told for what it is."""
    with pytest.raises(Unreadable, match=reason):
        extract(
            ".odt", archived({"mimetype": "application/vnd.oasis.opendocument.text", **members})
        )
