"""Small documents in the formats that are ZIP archives, written by hand."""

import struct
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# What the body of a Word document may use besides.
_OFFICE = "http://schemas.openxmlformats.org"
_MORE_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{namespace}"'
    for prefix, namespace in {
        "r": f"{_OFFICE}/officeDocument/2006/relationships",
        "m": f"{_OFFICE}/officeDocument/2006/math",
        "mc": f"{_OFFICE}/markup-compatibility/2006",
        "a": f"{_OFFICE}/drawingml/2006/main",
        "c": f"{_OFFICE}/drawingml/2006/chart",
        "dgm": f"{_OFFICE}/drawingml/2006/diagram",
        "pic": f"{_OFFICE}/drawingml/2006/picture",
        "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
WORD_NAMESPACES = f"{W} {_MORE_NAMESPACES}"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "meta", "style", "table", "text")
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIP_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def make_zip(members: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of some members."""
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def make_docx(body: str, **parts: str | bytes) -> bytes:
    """Return a Word document; `parts` are further files of its folder `word`, by name.

    The name, without a number at its end, is also the kind of the relationship to the part.
    """
    related = "".join(make_relationship(name, name.rstrip("0123456789")) for name in parts)
    document = make_relationship("d", "officeDocument", "word/document.xml")

    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_CONTENT_TYPES}"/>',
        "_rels/.rels": make_relationships(document),
        "word/document.xml": (
            f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": make_relationships(related),
    }
    for name, part in parts.items():
        members["docProps/core.xml" if name == "core" else f"word/{name}.xml"] = part
    return make_zip(members)


def make_relationship(identifier: str, kind: str, target: str = "") -> str:
    """Return a relationship of a part to another, which is `identifier.xml` if not stated."""
    target = target or f"{identifier}.xml"
    return f'<Relationship Id="{identifier}" Type="{_RELATIONSHIP_TYPE}{kind}" Target="{target}"/>'


def make_relationships(relationships: str) -> str:
    """Return a part of relationships."""
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{relationships}</Relationships>'


def make_run(text: str, properties: str = "") -> str:
    """Return a run of text of a Word document."""
    format_ = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{format_}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def make_paragraph(text: str, style: str = "") -> str:
    """Return a paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{make_run(text)}</w:p>"


def make_styles(names: Mapping[str, str], more: str = "") -> str:
    """Return the paragraph styles of a Word document, given as the name of each identifier."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        for style, name in names.items()
    )
    return f"<w:styles {W}>{styles}{more}</w:styles>"


def make_odt(body: str, meta: str = "", styles: str = "", automatic: str = "") -> bytes:
    """Return an OpenDocument text; `automatic` are the styles of its content."""
    content = (
        f"<office:document-content {ODF}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    about = (
        f"<office:document-meta {ODF} {DC}><office:meta>{meta}</office:meta></office:document-meta>"
    )

    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": about,
    }
    if styles:
        members["styles.xml"] = styles
    return make_zip(members)


def make_epub(
    chapters: Mapping[str, str | bytes], metadata: str = "", **members: str | bytes
) -> bytes:
    """Return a book of chapters, given by their names in `OEBPS`.

    `members` are further files of its folder `META-INF`, by name.
    """
    manifest = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f"<metadata {DC}>{metadata}</metadata>"
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )

    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
    }
    files |= {f"OEBPS/{name}": text for name, text in chapters.items()}
    files |= {f"META-INF/{name}.xml": text for name, text in members.items()}
    return make_zip(files)


def make_chapter(body: str) -> str:
    """Return a chapter of a book."""
    head = "<head><title>x</title></head>"
    return f'<html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{body}</body></html>'


def replace_members(archive: bytes, members: Mapping[str, str | bytes]) -> bytes:
    """Return an archive with members replaced or added."""
    with ZipFile(BytesIO(archive)) as zip_file:
        content = {name: zip_file.read(name) for name in zip_file.namelist()}
    return make_zip({**content, **members})


def declare_size(archive: bytes, name: str, size: int) -> bytes:
    """Return an archive that declares another size for a member, in both of its headers."""
    with ZipFile(BytesIO(archive)) as zip_file:
        member = zip_file.getinfo(name)
        directory_start = zip_file.start_dir

    # The offset of each header, and that of the size within it.
    local_size = member.header_offset + 22
    directory_size = archive.index(name.encode(), directory_start) - 46 + 24
    changed = bytearray(archive)
    for offset in (local_size, directory_size):
        assert changed[offset : offset + 4] == struct.pack("<L", member.file_size)
        changed[offset : offset + 4] = struct.pack("<L", size)
    return bytes(changed)
