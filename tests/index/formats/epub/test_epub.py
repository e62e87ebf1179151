"""EPUB books: chapters in reading order, only from inside the archive."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths, list_heading_titles
from tests.helpers.zip_documents import CONTAINER, make_chapter, make_epub, make_zip

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml">{}</html>'
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/>'
    '<enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData>'
    "</encryption>"
)
AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


def make_book(items: str, spine: str, members: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return a book with this manifest and spine, and members by name."""
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf">'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return make_zip({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **members})


def make_item(name: str, href: str, attributes: str = "") -> str:
    """Return an entry of the manifest."""
    return f'<item id="{name}" href="{href}" media-type="application/xhtml+xml" {attributes}/>'


def test_chapters_are_in_reading_order() -> None:
    """The spine gives the order of the chapters, and headings continue across chapters."""
    extracted = extract(
        ".epub",
        make_epub(
            {
                "z.xhtml": make_chapter(
                    "<section><header><h1>Parte</h1></header><p>Primo.</p></section>"
                ),
                "a.xhtml": make_chapter(
                    "<h2>Capo</h2><p>Secondo.</p><script>SEGRETO</script>"
                    "<p hidden='hidden'>SEGRETO</p>"
                ),
            },
            "<dc:title>Il faro</dc:title><dc:creator>Maria Rossi</dc:creator>"
            "<dc:date>2024-05</dc:date><dc:language>it-IT</dc:language>",
        ),
    )
    assert extracted.text == "Parte\n\nPrimo.\n\nCapo\n\nSecondo."
    assert list_heading_titles(extracted) == ["Parte", "Capo"]
    assert list_heading_paths(extracted) == ["Parte", "Parte › Capo"]
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == (
        "Il faro",
        "Maria Rossi",
        "2024-05",
        "it",
    )


def list_codes(extracted: ExtractedText) -> list[str]:
    """Return the codes of the warnings of a text."""
    return [warning.reason.code for warning in extracted.warnings]


def test_missing_and_unreadable_chapters_are_told() -> None:
    """A chapter that is not in the file, or cannot be read, is named; the others are read."""
    book = make_book(
        make_item("a", "a.xhtml") + make_item("b", "b.xhtml") + make_item("c", "c.xhtml"),
        '<itemref idref="a"/><itemref idref="b"/><itemref idref="c"/>',
        {
            "OEBPS/a.xhtml": make_chapter("<p>Testo.</p>"),
            "OEBPS/c.xhtml": "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x;</p>",
        },
    )
    extracted = extract(".epub", book)
    assert extracted.text == "Testo."
    assert list_codes(extracted) == ["epub_chapter_missing", "epub_chapter_unreadable"]
    assert extracted.warnings[0].reason.params["name"] == "OEBPS/b.xhtml"


@pytest.mark.parametrize("name", ["toc.xhtml", "indice.xhtml"])
def test_the_table_of_contents_is_not_doubled(name: str) -> None:
    """A chapter that only links to the others is a table of contents, whatever its name."""
    contents = (
        "<h1>Indice</h1><ol><li><a href='a.xhtml'>Capitolo primo</a></li>"
        "<li><a href='a.xhtml#2'>Capitolo secondo</a></li></ol>"
    )
    chapters = {name: make_chapter(contents), "a.xhtml": make_chapter("<p>Il grano.</p>")}
    assert extract(".epub", make_epub(chapters)).text == "Il grano."


def test_packages_of_oeb_are_read() -> None:
    """A package of OEB 1 has a DOCTYPE, names with capitals and a media type of its own."""
    package = (
        '<!DOCTYPE package PUBLIC "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN" "oebpkg12.dtd">'
        '<package xmlns:dc="http://purl.org/dc/elements/1.0/"><metadata><dc-metadata>'
        "<dc:Title>La diga</dc:Title><dc:Creator>Rossi</dc:Creator></dc-metadata></metadata>"
        '<manifest><item id="a" href="a.html" media-type="text/x-oeb1-document"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    extracted = extract(
        ".epub",
        make_zip(
            {
                "META-INF/container.xml": CONTAINER,
                "OEBPS/book.opf": package,
                "OEBPS/a.html": "<html><body><p>Fu costruita nel 1911.</p></body></html>",
            }
        ),
    )
    assert (extracted.text, extracted.title, extracted.author) == (
        "Fu costruita nel 1911.",
        "La diga",
        "Rossi",
    )


@pytest.mark.parametrize(
    ("subset", "text"),
    [
        ('<!ENTITY nbsp "&#160;">', "nove&nbsp;lire"),
        ("<!ENTITY e1 'è'> <!-- x --> <!ENTITY nbsp '&#xA0;'>", "nove&nbsp;lire"),
        ('<!ELEMENT p ANY><!ENTITY lire "lire">', "nove &lire;"),
        ("", "nove&nbsp;lire"),
    ],
)
def test_entities_of_characters_are_read(subset: str, text: str) -> None:
    """Entities that a chapter declares are read if they are a few characters."""
    doctype = f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd" [{subset}]>'
    chapter = f'<?xml version="1.0"?>{doctype}' + make_chapter(f"<p>Costa {text}.</p>")
    assert extract(".epub", make_epub({"a.xhtml": chapter})).text == "Costa nove lire."


def test_notes_are_read_and_their_marks_raised() -> None:
    """A note that is shown on demand is read; its mark is no digit of the text before it."""
    body = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        '<p>Nel 1843<a epub:type="noteref" href="#n">1</a>'
        ' e 1850<a role="doc-noteref" href="#m">2</a><i epub:type="pagebreak">12</i>'
        '.</p><aside epub:type="footnote" id="n" hidden="hidden">Nota.</aside>'
        '<aside role="doc-footnote" style="display:none">Altra.</aside></body></html>'
    )
    assert extract(".epub", make_epub({"a.xhtml": body})).text == (
        "Nel 1843¹ e 1850².\n\nNota.\n\nAltra."
    )


def test_the_style_sheets_of_a_book_are_read() -> None:
    """Words that a style sheet in the book hides or raises are hidden or raised."""
    body = (
        '<html xmlns="http://www.w3.org/1999/xhtml">'
        '<head><link rel="stylesheet" href="s/b.css"/></head><body><p>10<span class="esp">6</span> '
        '<span class="no">SEGRETO</span>cellule</p></body></html>'
    )
    sheet = ".esp { vertical-align: super } .no { display: none }"
    members = {"OEBPS/a.xhtml": body, "OEBPS/s/b.css": sheet}
    book = make_book(make_item("a", "a.xhtml"), '<itemref idref="a"/>', members)
    assert extract(".epub", book).text == "10⁶ cellule"


def test_references_are_resolved() -> None:
    """References are relative to the package, percent-encoded, and may go up in the archive."""
    book = make_book(
        make_item("a", "../un%20capo.xhtml")
        + make_item("b", "b.xhtml#inizio")
        + make_item("n", "nav.xhtml", 'properties="nav"'),
        '<itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="missing"/>',
        {
            "un capo.xhtml": make_chapter("<p>Secondo.</p>"),
            "OEBPS/b.xhtml": make_chapter("<p>Primo.</p>"),
            "OEBPS/nav.xhtml": make_chapter("<p>Indice</p>"),
        },
    )
    assert extract(".epub", book).text == "Primo.\n\nSecondo."


@pytest.mark.parametrize(
    "href",
    ["../../../../../../{}", "{}", "file://{}", "..%2F..%2F..%2F..%2F..%2F{}", "", ".", "\0"],
)
def test_no_reference_leads_out_of_the_archive(href: str, tmp_path: Path) -> None:
    """A file outside the archive is never read, however a reference names it."""
    secret = tmp_path / "secret.xhtml"
    secret.write_text(make_chapter("<p>SEGRETO</p>"))
    for path in (str(secret), str(secret).lstrip("/")):
        reference = href.format(path).replace("\0", "%00")
        book = make_book(
            make_item("s", reference) + make_item("a", "a.xhtml"),
            '<itemref idref="s"/><itemref idref="a"/>',
            {"OEBPS/a.xhtml": make_chapter("<p>Testo.</p>")},
        )
        assert extract(".epub", book).text == "Testo."
        with pytest.raises(Unreadable, match="no chapter"):
            extract(".epub", make_book(make_item("s", reference), '<itemref idref="s"/>'))


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
    """A doctype, named entities, other encodings and malformed markup are read."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert (
        extract(".epub", make_epub({"a.xhtml": (declared + content).encode(encoding)})).text
        == "Così è <più> & è"
    )


def test_broken_markup_is_read() -> None:
    """A chapter that is not XML is read as HTML."""
    assert (
        extract(
            ".epub", make_epub({"a.xhtml": make_chapter('<p>Testo</p><p"x=1>suo.</p><s<p>')})
        ).text.split()[0]
        == "Testo"
    )


def test_empty_elements_hide_no_text() -> None:
    """An empty element of XML does not extend to the end of the page, as in HTML."""
    body = '<head><title/><script src="x"/></head><body><p><a id="x"/>Testo.</p></body>'
    assert extract(".epub", make_epub({"a.xhtml": XHTML.format(body)})).text == "Testo."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(encoding: str, tmp_path: Path) -> None:
    """Declared entities are never resolved, and no file is read through them."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SEGRETO")
    entity_bomb = (
        '<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY i "&b;&b;&b;&b;&b;&b;&b;&b;">'
    )
    for declared in (
        entity_bomb,
        f'<!ENTITY i SYSTEM "{secret.as_uri()}">',
        '<!ENTITY % p SYSTEM "http://example.org/x">%p;',
    ):
        text = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE html [{declared}]>'
            + make_chapter("<p>&i;</p>")
        )
        with pytest.raises(Unreadable, match="declares entities"):
            extract(".epub", make_epub({"a.xhtml": text.encode(encoding)}))
        package = f"<!DOCTYPE package [{declared}]><package>&i;</package>"
        with pytest.raises(Unreadable, match=r"unsafe|damaged") as refusal:
            extract(
                ".epub", make_zip({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package})
            )
        assert "SEGRETO" not in str(refusal.value)


def test_a_protected_book_is_refused() -> None:
    """A book with an encrypted chapter is refused; obfuscated fonts do no harm."""
    chapters = {"a.xhtml": make_chapter("<p>Testo.</p>")}
    with pytest.raises(Unreadable) as error:
        extract(".epub", make_epub(chapters, encryption=ENCRYPTED.format(AES, "OEBPS/a.xhtml")))
    assert error.value.code == "epub_drm_protected"

    for algorithm, name in (
        ("http://www.idpf.org/2008/embedding", "OEBPS/font.otf"),
        (AES, "OEBPS/cover.jpg"),
    ):
        book = make_epub(chapters, encryption=ENCRYPTED.format(algorithm, name))
        assert extract(".epub", book).text == "Testo."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_zip({"META-INF/container.xml": "<container/>"}), "no package"),
        (make_zip({"mimetype": "application/epub+zip"}), "container.xml is missing"),
        (make_zip({"META-INF/container.xml": CONTAINER}), "book.opf is missing"),
        (
            make_zip({"META-INF/container.xml": CONTAINER.replace("OEBPS", "../../etc")}),
            "is missing",
        ),
        (make_book("", ""), "no chapter"),
        (make_epub({"a.xhtml": "<html><body>" + "<div>" * 100_000}), "nested too deep"),
    ],
)
def test_incomplete_books_are_refused(content: bytes, reason: str) -> None:
    """The reason names what is missing."""
    with pytest.raises(Unreadable, match=reason):
        extract(".epub", content)


def test_a_chapter_that_is_named_often_is_read_once() -> None:
    """A small book cannot become a large text."""
    spine = '<itemref idref="a"/>' * 1000
    book = make_book(
        make_item("a", "a.xhtml"),
        spine,
        {"OEBPS/a.xhtml": make_chapter("<p>Il faro fu costruito nel 1843.</p>")},
    )
    assert extract(".epub", book).text == "Il faro fu costruito nel 1843."
