"""Read elements of WordprocessingML by short names, in its transitional and its strict form."""

from functools import lru_cache

from lxml import etree

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_MICROSOFT = "http://schemas.microsoft.com/office/"

# The prefixes that documents of Word use; unknown namespaces have none.
_PREFIXES = {
    f"{_TRANSITIONAL}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_TRANSITIONAL}officeDocument/2006/math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_TRANSITIONAL}markup-compatibility/2006": "mc",
    f"{_TRANSITIONAL}drawingml/2006/main": "a",
    f"{_STRICT}drawingml/main": "a",
    f"{_TRANSITIONAL}drawingml/2006/picture": "pic",
    f"{_STRICT}drawingml/picture": "pic",
    f"{_TRANSITIONAL}drawingml/2006/chart": "c",
    f"{_STRICT}drawingml/chart": "c",
    f"{_TRANSITIONAL}drawingml/2006/diagram": "dgm",
    f"{_STRICT}drawingml/diagram": "dgm",
    f"{_MICROSOFT}drawing/2014/chartex": "cx",
    f"{_MICROSOFT}word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
# The end of the namespace of the attributes that name a relationship.
_RELATIONSHIPS_END = "/relationships}"

# The elements of text, and of text that is drawn along a line.
_TEXT_NAMES = frozenset({"t", "textpath"})

_FALSE_VALUES = frozenset({"0", "false", "off", "none"})


def name_of(element: etree._Element) -> str:
    """Return the name of an element with its usual prefix, such as `w:p`."""
    return _shorten(str(element.tag))


@lru_cache(maxsize=4096)
def _shorten(tag: str) -> str:
    name = etree.QName(tag)
    prefix = _PREFIXES.get(name.namespace or "")
    return f"{prefix}:{name.localname}" if prefix else name.localname


def find(element: etree._Element | None, path: str) -> etree._Element | None:
    """Return the first element at a path of local names, such as `pPr/numPr`."""
    if element is None:
        return None
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return an attribute in the namespace of its element, or in none."""
    if element is None:
        return None
    value: str | None = element.get(etree.QName(etree.QName(element).namespace, name))
    return element.get(name) if value is None else value


def value_at(element: etree._Element | None, path: str) -> str | None:
    """Return the attribute `val` of the first element at a path."""
    return attribute(find(element, path), "val")


def number_at(element: etree._Element | None, path: str) -> int | None:
    """Return the attribute `val` of the first element at a path as a number, if it is one."""
    return parse_number(value_at(element, path))


def parse_number(text: str | None) -> int | None:
    """Return a whole number, or None if the text is none."""
    try:
        return int(text or "")
    except ValueError:
        return None


def switch_at(element: etree._Element | None, path: str) -> bool | None:
    """Return whether a property at a path is on; None if it is not stated."""
    switch = find(element, path)
    if switch is None:
        return None
    return (attribute(switch, "val") or "true").lower() not in _FALSE_VALUES


def relationship_id(element: etree._Element | None, name: str = "id") -> str | None:
    """Return an attribute that names a relationship, such as `r:id`."""
    if element is None:
        return None
    for attribute_name, value in element.attrib.items():
        if str(attribute_name).endswith(f"{_RELATIONSHIPS_END}{name}"):
            return str(value)
    return None


def choose_alternative(element: etree._Element) -> list[etree._Element]:
    """Return the content of an `mc:AlternateContent`: the choice, or the fallback.

    Both hold the same, for newer and older programs. The choice is what Word shows; it is passed
    over if it holds neither text nor a reference to another part.
    """
    branches = sorted(element, key=lambda branch: name_of(branch) != "mc:Choice")
    for branch in branches:
        if any(_is_content(descendant) for descendant in branch.iter(etree.Element)):
            return list(branch)
    return list(branches[0]) if branches else []


def _is_content(element: etree._Element) -> bool:
    if etree.QName(element).localname in _TEXT_NAMES:
        return True
    return any(_RELATIONSHIPS_END in name for name in element.attrib)
