"""Books: chapters in reading order, from inside the archive only, and what is protected is told to be."""

from pathlib import Path

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Unreadable
from tests.helpers.written import CONTAINER, archived, chapter, epub

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml">{}</html>'
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/>'
    "</enc:CipherData></enc:EncryptedData></encryption>"
)
AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


def packaged(items: str, spine: str, **members: str | bytes) -> bytes:
    """A book of this manifest and spine; `__` stands for a slash and `_` for a dot in the names of members."""
    package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    named = {name.replace("__", "/").replace("_", "."): text for name, text in members.items()}
    return archived({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **named})


def item(name: str, href: str, more: str = "") -> str:
    """An entry of the manifest."""
    return f'<item id="{name}" href="{href}" media-type="application/xhtml+xml" {more}/>'


def test_chapters_come_in_reading_order() -> None:
    """The spine orders the chapters, and headings go on from one to the next."""
    found = extract(
        ".epub",
        epub(
            {
                "z.xhtml": chapter(
                    "<section><header><h1>Parte</h1></header><p>Primo.</p></section>"
                ),
                "a.xhtml": chapter(
                    "<h2>Capo</h2><p>Secondo.</p><script>SEGRETO</script><p hidden='hidden'>SEGRETO</p>"
                ),
            },
            "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator><dc:date>2024-05</dc:date>"
            "<dc:language>it-IT</dc:language>",
        ),
    )
    assert found.text == "Parte\n\nPrimo.\n\nCapo\n\nSecondo."
    assert [
        (found.text[heading.start : heading.end], heading.path) for heading in found.headings
    ] == [
        ("Parte", "Parte"),
        ("Capo", "Parte › Capo"),
    ]
    assert (found.title, found.author, found.date, found.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05",
        "it",
    )


def test_names_are_found_as_references_write_them() -> None:
    """References are relative to the package, percent-encoded, and may climb within the archive."""
    book = packaged(
        item("a", "../un%20capo.xhtml")
        + item("b", "b.xhtml#inizio")
        + item("n", "nav.xhtml", 'properties="nav"'),
        '<itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="missing"/>',
        **{"un capo_xhtml": chapter("<p>Secondo.</p>")},
        OEBPS__b_xhtml=chapter("<p>Primo.</p>"),
        OEBPS__nav_xhtml=chapter("<p>Indice</p>"),
    )
    assert extract(".epub", book).text == "Primo.\n\nSecondo."


@pytest.mark.parametrize(
    "href",
    ["../../../../../../{}", "{}", "file://{}", "..%2F..%2F..%2F..%2F..%2F{}", "", ".", "\0"],
)
def test_no_reference_leads_out_of_the_archive(href: str, tmp_path: Path) -> None:
    """A file of the disk is never read, however it is named."""
    secret = tmp_path / "secret.xhtml"
    secret.write_text(chapter("<p>SEGRETO</p>"))
    for path in (str(secret), str(secret).lstrip("/")):
        reference = href.format(path).replace("\0", "%00")
        book = packaged(
            item("s", reference) + item("a", "a.xhtml"),
            '<itemref idref="s"/><itemref idref="a"/>',
            OEBPS__a_xhtml=chapter("<p>Testo.</p>"),
        )
        assert extract(".epub", book).text == "Testo."
        with pytest.raises(Unreadable, match="no chapter"):
            extract(".epub", packaged(item("s", reference), '<itemref idref="s"/>'))


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        "<body><p>Così&nbsp;&egrave; &lt;più&gt; &amp; è</p></body></html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
        "<html><body><p>Così&nbsp;&egrave; &#60;più&gt; &AMP; è</p></body></html>",
        "<html><body><p>Così&nbsp;&egrave; &lt;più&gt; & è<br></body></html>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_chapters_are_read_as_browsers_read_them(content: str, encoding: str) -> None:
    """A doctype, named entities, other encodings and markup that is not well formed are no obstacle."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert (
        extract(".epub", epub({"a.xhtml": (declared + content).encode(encoding)})).text
        == "Così è <più> & è"
    )


def test_markup_that_is_torn_is_read() -> None:
    """A chapter that is no XML, its tags torn, is read as HTML."""
    assert (
        extract(
            ".epub", epub({"a.xhtml": chapter('<p>Testo</p><p"x=1>suo.</p><s<p>')})
        ).text.split()[0]
        == "Testo"
    )


def test_elements_without_content_hide_nothing() -> None:
    """What HTML would read to the end of the page is empty where XML says so."""
    body = '<head><title/><script src="x"/></head><body><p><a id="x"/>Testo.</p></body>'
    assert extract(".epub", epub({"a.xhtml": XHTML.format(body)})).text == "Testo."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(encoding: str, tmp_path: Path) -> None:
    """Neither entities that grow without end nor ones that name a file are ever resolved."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    grown = '<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY i "&b;&b;&b;&b;&b;&b;&b;&b;">'
    for declared in (
        grown,
        f'<!ENTITY i SYSTEM "{secret.as_uri()}">',
        '<!ENTITY % p SYSTEM "http://example.org/x">%p;',
    ):
        text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE html [{declared}]>' + chapter(
            "<p>&i;</p>"
        )
        with pytest.raises(Unreadable, match="declares entities"):
            extract(".epub", epub({"a.xhtml": text.encode(encoding)}))
        package = f"<!DOCTYPE package [{declared}]><package>&i;</package>"
        with pytest.raises(Unreadable, match=r"unsafe|damaged") as refusal:
            extract(
                ".epub", archived({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package})
            )
        assert "SEGRETO" not in str(refusal.value)


def test_a_protected_book_is_refused() -> None:
    """A chapter that is encrypted is told to be; a font that is scrambled is no obstacle."""
    chapters = {"a.xhtml": chapter("<p>Testo.</p>")}
    with pytest.raises(Unreadable, match=r"protected \(DRM\)"):
        extract(".epub", epub(chapters, encryption=ENCRYPTED.format(AES, "OEBPS/a.xhtml")))
    for algorithm, name in (
        ("http://www.idpf.org/2008/embedding", "OEBPS/font.otf"),
        (AES, "OEBPS/cover.jpg"),
    ):
        assert (
            extract(".epub", epub(chapters, encryption=ENCRYPTED.format(algorithm, name))).text
            == "Testo."
        )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archived({"META-INF/container.xml": "<container/>"}), "no package"),
        (archived({"mimetype": "application/epub+zip"}), "container.xml is missing"),
        (archived({"META-INF/container.xml": CONTAINER}), "book.opf is missing"),
        (
            archived({"META-INF/container.xml": CONTAINER.replace("OEBPS", "../../etc")}),
            "is missing",
        ),
        (packaged("", ""), "no chapter"),
        (epub({"a.xhtml": "<html><body>" + "<div>" * 100_000}), "nested too deep"),
    ],
)
def test_what_is_no_book_is_refused(content: bytes, reason: str) -> None:
    """What is missing is named."""
    with pytest.raises(Unreadable, match=reason):
        extract(".epub", content)


def test_a_chapter_is_read_once_however_often_it_is_named() -> None:
    """A small book does not become a large one."""
    spine = '<itemref idref="a"/>' * 1000
    book = packaged(
        item("a", "a.xhtml"), spine, OEBPS__a_xhtml=chapter("<p>Il faro fu costruito nel 1843.</p>")
    )
    assert extract(".epub", book).text == "Il faro fu costruito nel 1843."
