"""Documents in the formats of ZIP archives, written by hand with as little as each needs."""

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "meta", "style", "table", "text")
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def archived(members: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these members."""
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(body: str, **parts: str | bytes) -> bytes:
    """A Word document of this body; `parts` are others by their name in the folder `word`."""
    related = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}{name}" Target="{name}.xml"/>' for name in parts
    )
    relationships = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return archived(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships {relationships}><Relationship Id="d" Type="{_TYPE}officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships {relationships}>{related}</Relationships>",
            **{
                "docProps/core.xml" if name == "core" else f"word/{name}.xml": part
                for name, part in parts.items()
            },
        }
    )


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of Word's."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{styled}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def odt(body: str, meta: str = "", styles: str = "", automatic: str = "") -> bytes:
    """An OpenDocument text of this body."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    styled = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    return archived(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}>{styled}{inside}</office:document-content>",
            "meta.xml": f"<office:document-meta {ODF} {DC}><office:meta>{meta}</office:meta></office:document-meta>",
            **({"styles.xml": styles} if styles else {}),
        }
    )


def epub(chapters: Mapping[str, str | bytes], about: str = "", **members: str | bytes) -> bytes:
    """A book of these chapters, by their names in `OEBPS`; `members` are others, by their names in `META-INF`."""
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata {DC}>{about}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return archived(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            **{f"OEBPS/{name}": text for name, text in chapters.items()},
            **{f"META-INF/{name}.xml": text for name, text in members.items()},
        }
    )


def chapter(body: str) -> str:
    """A chapter of this body."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'


def styles(named: Mapping[str, str], more: str = "") -> str:
    """Word's styles of paragraphs, by their identifiers, each with its name."""
    listed = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        for style, name in named.items()
    )
    return f"<w:styles {W}>{listed}{more}</w:styles>"
