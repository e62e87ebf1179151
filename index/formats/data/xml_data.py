"""Read XML whose text is prose: whole paragraphs, and fields with their names; and invoices."""

from lxml import etree

from fonti.index.formats.data.data_writer import DataWriter
from fonti.index.formats.data.invoices import is_invoice, read_invoice
from fonti.index.formats.decoding.entities import replace_entities
from fonti.index.formats.decoding.safe_xml import parse_xml_with_doctype, remove_elements
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html.document import read as read_html
from fonti.index.formats.metadata import Metadata, parse_language

_TITLE_NAMES = "title head heading titolo rubrica caption subtitle sottotitolo"
_TITLES = frozenset(_TITLE_NAMES.split())

# Elements of running text: their names are no labels.
_PARAGRAPH_NAMES = (
    "p para simpara paragraph par paragrafo text testo line l item li s seg ab note quote body"
    " content contents corpo contenuto comma value string"
)
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())

# What laws and editions mark as no longer valid: in the namespaces of Akoma Ntoso, TEI and XHTML,
# or below the roots that they have without one. Elsewhere it is any name, as the Italian "del".
_DELETED = "del"
_DELETING_NAMESPACES = (
    "{http://docs.oasis-open.org/legaldocml/",
    "{http://www.akomantoso.org/",
    "{http://www.tei-c.org/",
    "{http://www.w3.org/1999/xhtml}",
)
_DELETING_ROOTS = frozenset({"akomantoso", "tei", "tei.2", "teicorpus", "teicorpus.2"})

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(content: bytes) -> ExtractedText:
    """Return the text of an XML file.

    Raises:
        Unreadable: If the file cannot be read, or has no prose.

    """
    root = parse_xml_with_doctype(content, "XML")
    if _read_name(root) == "html":
        return read_html(content)

    remove_elements(_list_deleted(root))
    writer = DataWriter()
    for name in replace_entities(root):
        writer.builder.add_warning("xml_entity_not_read", name=name)
    try:
        if is_invoice(root):
            return read_invoice(root, writer.builder)
        _write_element(writer, root, 1)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error
    metadata = Metadata(
        title=writer.builder.first_title, language=parse_language(root.get(_XML_LANGUAGE))
    )
    return writer.build(metadata, encoding="utf-8")


def _write_element(writer: DataWriter, element: etree._Element, depth: int) -> None:
    """Write an element: as a title, as a paragraph if it has text of its own, or else its parts."""
    children = list(element.iterchildren(etree.Element))
    has_text = bool((element.text or "").strip()) or any(
        (child.tail or "").strip() for child in children
    )
    name = _read_name(element)

    if has_text or not children:
        text = " ".join("".join(element.itertext()).split())
        if name in _TITLES:
            writer.add_heading(max(depth - 1, 1), text)
        elif name in _PARAGRAPHS:
            writer.end_record()
            writer.add_field("", text)
            writer.end_record()
        else:
            writer.add_field(element.tag.rpartition("}")[2], text)
        return

    writer.end_record()
    for child in children:
        _write_element(writer, child, depth + 1)
    writer.end_record()


def _list_deleted(root: etree._Element) -> list[etree._Element]:
    """Return the elements that are marked as deleted."""
    has_deleting_root = _read_name(root) in _DELETING_ROOTS
    return [
        element
        for element in root.iter(etree.Element)
        if _read_name(element) == _DELETED
        and (has_deleting_root or str(element.tag).startswith(_DELETING_NAMESPACES))
    ]


def _read_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()
