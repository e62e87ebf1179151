"""EPUB books: chapters in reading order, only from inside the archive."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from fonti.index.formats import Unreadable, extract
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
