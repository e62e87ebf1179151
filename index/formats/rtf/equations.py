r"""Convert equations of Word in rich text (the words `\mf`, `\mnum` and so on) to MathML."""

from lxml import etree

from fonti.index.formats.notation.mathml import write_formula

# The parts of an equation, and the parts of each in the order of MathML.
_STRUCTURES = {
    "mf": ("mfrac", ("mnum", "mden")),
    "msSup": ("msup", ("me", "msup")),
    "msSub": ("msub", ("me", "msub")),
    "msSubSup": ("msubsup", ("me", "msub", "msup")),
    "mlimLow": ("munder", ("me", "mlim")),
    "mlimUpp": ("mover", ("me", "mlim")),
}
_ROWS = {"mm": "mmr", "meqArr": "me"}
_INTEGRAL = "∫"
_TEXT = "text"


def is_part(name: str) -> bool:
    """Return whether a control word may begin a part of an equation."""
    return name[:1] == "m"


def add_part(parent: etree._Element, name: str) -> etree._Element:
    """Add a part to an equation and return it."""
    return etree.SubElement(parent, name)


def add_text(parent: etree._Element, text: str) -> None:
    """Add text to a part of an equation."""
    etree.SubElement(parent, _TEXT).text = text


def write_equation(root: etree._Element) -> str:
    """Return an equation as linear text."""
    return write_formula(_convert(root))


def _convert(element: etree._Element) -> etree._Element:
    """Return a part of an equation as MathML."""
    name = element.tag
    if name == _TEXT:
        return _make_element("mtext", text=element.text or "")
    if name in _STRUCTURES:
        tag, parts = _STRUCTURES[name]
        return _make_element(tag, *(_convert_part(element, part) for part in parts))
    if name == "mrad":
        return _convert_root(element)
    if name == "mnary":
        sign = _make_element("mo", text=_read_property(element, "mchr", _INTEGRAL))
        limits = [_convert_part(element, part) for part in ("msub", "msup")]
        return _make_element(
            "mrow", _make_element("msubsup", sign, *limits), _convert_part(element, "me")
        )
    if name == "md":
        return _convert_delimiters(element)
    if name in _ROWS:
        rows = [
            _make_element("mtr", *map(_convert, row)) for row in element.iterchildren(_ROWS[name])
        ]
        return _make_element("mtable", *rows)
    return _make_element(
        "mrow", *(_convert(part) for part in element if not part.tag.endswith("Pr"))
    )


def _convert_root(element: etree._Element) -> etree._Element:
    content = _convert_part(element, "me")
    degree = _convert_part(element, "mdeg")
    return (
        _make_element("mroot", content, degree)
        if write_formula(degree)
        else _make_element("msqrt", content)
    )


def _convert_delimiters(element: etree._Element) -> etree._Element:
    opening = _make_element("mo", text=_read_property(element, "mbegChr", "("))
    closing = _make_element("mo", text=_read_property(element, "mendChr", ")"))
    return _make_element("mrow", opening, *map(_convert, element.iterchildren("me")), closing)


def _convert_part(element: etree._Element, name: str) -> etree._Element:
    part = element.find(name)
    return _make_element("mrow") if part is None else _convert(part)


def _read_property(element: etree._Element, name: str, default: str) -> str:
    part = element.find(f"{element.tag}Pr/{name}")
    return default if part is None else "".join(part.itertext()).strip()


def _make_element(tag: str, *children: etree._Element, text: str = "") -> etree._Element:
    element = etree.Element(tag)
    element.text = text
    element.extend(children)
    return element
