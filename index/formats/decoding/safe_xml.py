"""Parse XML without resolving entities, loading a DTD or opening a network connection.

Elements are removed from trees of XML and of HTML alike.
"""

import re

from lxml import etree

from fonti.index.formats.errors import Unreadable

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Return the root of an XML document, which must have no DOCTYPE.

    Args:
        content: The document.
        name: Its name in the archive, for the reason.

    Raises:
        Unreadable: If it is damaged or has a DOCTYPE.

    """
    root = parse_xml_with_doctype(content, name)
    if root.getroottree().docinfo.doctype:
        raise Unreadable("xml_doctype_present", name=name)
    return root


def parse_xml_with_doctype(
    content: bytes, name: str, encoding: str | None = None
) -> etree._Element:
    """Return the root of an XML document; a DOCTYPE is ignored.

    Args:
        content: The document.
        name: Its name in the archive, for the reason.
        encoding: Its encoding, if it is not the declared one.

    Raises:
        Unreadable: If it is damaged.

    """
    try:
        return _parse_strictly(content, encoding)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_if_out_of_memory(error)
        if "depth" in str(error):
            raise Unreadable("nesting_too_deep") from error
        raise Unreadable("xml_damaged", name=name, detail=str(error)) from error


def _parse_strictly(content: bytes, encoding: str | None) -> etree._Element:
    """Return the root of a document; an identifier that stands twice in it is no damage."""
    try:
        return etree.fromstring(content, _make_parser(encoding=encoding))
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.DTD_ID_REDEFINED:
            raise
        parser = _make_parser(encoding=encoding, recover=True)
        root = etree.fromstring(content, parser)
        if any(entry.type != etree.ErrorTypes.DTD_ID_REDEFINED for entry in parser.error_log):
            raise
        return root


def raise_if_out_of_memory(error: Exception) -> None:
    """Raise a MemoryError if lxml takes a shortage of memory for a damaged document."""
    if isinstance(error, etree.XMLSyntaxError) and error.code == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError from error


def find_text(root: etree._Element, tag: str) -> str | None:
    """Return the text of the first element with this name, in any namespace, that has text."""
    for element in root.iter(f"{{*}}{tag}"):
        text = "".join(element.itertext()).strip()
        if text:
            return text
    return None


def recover_xml(content: bytes) -> etree._Element | None:
    """Return the root of what can be parsed of a damaged XML document; None if that is nothing.

    A document that may have a DOCTYPE is not recovered, since it is not safe.
    """
    if _DOCTYPE.search(content.replace(b"\0", b"")):
        return None

    parser = _make_parser(recover=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_if_out_of_memory(error)
        return None
    return None if root is None or root.getroottree().docinfo.doctype else root


def remove_elements(elements: list[etree._Element]) -> None:
    """Remove elements with their content from their tree; the text after them stays."""
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue

        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + (element.tail or "")
        else:
            parent.text = (parent.text or "") + (element.tail or "")
        element.tail = None
        parent.remove(element)


def _make_parser(*, encoding: str | None = None, recover: bool = False) -> etree.XMLParser:
    """Return a parser that reads no other file, expands no entity, and has limits."""
    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
