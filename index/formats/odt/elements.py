"""Read elements of OpenDocument by short names such as `text:p`."""

from functools import lru_cache

from lxml import etree

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_INTEROPERABILITY = "urn:openoffice:names:experimental:ooo-ms-interop:xmlns"
_LIBRE_OFFICE = "urn:org:documentfoundation:names:experimental:office:xmlns"
_NAMESPACES = {
    **{name: f"{_OASIS}:{name}:1.0" for name in ("office", "style", "table", "text", "form")},
    "draw": f"{_OASIS}:drawing:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "field": f"{_INTEROPERABILITY}:field:1.0",
    "loext": f"{_LIBRE_OFFICE}:loext:1.0",
    "math": "http://www.w3.org/1998/Math/MathML",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_PREFIXES = {namespace: prefix for prefix, namespace in _NAMESPACES.items()}


def name_of(element: etree._Element) -> str:
    """Return the name of an element with its usual prefix; without one in other namespaces."""
    return _shorten(str(element.tag))


@lru_cache(maxsize=4096)
def _shorten(tag: str) -> str:
    name = etree.QName(tag)
    prefix = _PREFIXES.get(name.namespace or "")
    return f"{prefix}:{name.localname}" if prefix else name.localname


@lru_cache(maxsize=4096)
def expand(name: str) -> str:
    """Return a name with a prefix as lxml writes it."""
    prefix, _, local_name = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local_name}"


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return an attribute by its name with a prefix, or None."""
    if element is None:
        return None
    value: str | None = element.get(expand(name))
    return value


def number_attribute(element: etree._Element | None, name: str) -> int | None:
    """Return an attribute that is a whole number of up to 6 digits, or None."""
    value = (attribute(element, name) or "").strip()
    return int(value) if value.isdecimal() and len(value) <= 6 else None


def find(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child with a name."""
    return element.find(expand(name))


def descendants(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the elements below an element, and the element itself, that have one of some names."""
    return list(element.iter(*map(expand, names)))
