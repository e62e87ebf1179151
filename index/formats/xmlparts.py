"""XML read with no entity, no DTD and no network."""

from lxml import etree

from fonti.index.formats.extract import Unreadable


def parse_xml(content: bytes, name: str) -> etree._Element:
    """The root of an XML document that has no DOCTYPE; `name` is told in the reason. Raises Unreadable."""
    root = parse_with_doctype(content, name)
    if root.getroottree().docinfo.doctype:
        raise Unreadable(f"unsafe ({name} holds a DOCTYPE, as no document does)")
    return root


def parse_with_doctype(content: bytes, name: str, encoding: str | None = None) -> etree._Element:
    """The root of an XML document; a DOCTYPE is allowed, and nothing is read for it. Raises Unreadable."""
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        deep = "depth" in str(error)
        raise Unreadable("nested too deep" if deep else f"damaged ({name}: {error})") from error


def text_of(root: etree._Element, tag: str) -> str | None:
    """The text of the first element of this name in any namespace that has some."""
    texts = ("".join(found.itertext()).strip() for found in root.iter(f"{{*}}{tag}"))
    return next(filter(None, texts), None)
