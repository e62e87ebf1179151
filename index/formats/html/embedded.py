"""Put into a page what a browser draws in it: shadow roots, and pages in the attribute `srcdoc`."""

from copy import deepcopy

from lxml import etree

from fonti.index.formats.decoding.safe_xml import remove_elements
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.html.tree import parse_html

_find_shadow_roots = etree.XPath("descendant::template[@shadowrootmode or @shadowroot]")
_find_frames = etree.XPath("descendant::iframe[@srcdoc]")
_find_quotations = etree.XPath("descendant::q")
_find_note_marks = etree.XPath(
    "descendant::a[contains(@*[local-name()='type' or name()='epub:type'], 'noteref')"
    " or @role='doc-noteref'][not(ancestor::sup or descendant::sup)]"
)
# The number of a printed page, where it began.
_find_page_marks = etree.XPath(
    "descendant::*[contains(@*[local-name()='type' or name()='epub:type'], 'pagebreak')"
    " or @role='doc-pagebreak'][not(*) and string-length() < 12]"
)
_find_readings = etree.XPath("descendant::rt[not(preceding-sibling::rp)]")


def expand_page(root: etree._Element) -> None:
    """Replace shadow roots and inner pages by their content, and write marks that browsers add.

    These are the quotation marks of `q`, and the parentheses of readings (`rt`) beside signs. The
    marks of a book's notes are raised, and the numbers of its printed pages left out.
    """
    for template in _find_shadow_roots(root):
        _expand_shadow_root(template)
    for frame in _find_frames(root):
        _expand_frame(frame)
    for quotation in _find_quotations(root):
        _enclose(quotation, "“", "”")
    remove_elements(_find_page_marks(root))
    for mark in _find_note_marks(root):
        mark.tag = "sup"
    for reading in _find_readings(root):
        _enclose(reading, "(", ")")


def _expand_shadow_root(template: etree._Element) -> None:
    """Show a shadow root in place of the content of its host, which goes into its slots."""
    host = template.getparent()
    if host is None:
        return

    host.remove(template)
    light = etree.Element("span")
    light.text = (host.text or "") + (template.tail or "")
    light.extend(list(host))
    host.text = None
    template.tail = None
    template.tag = "div"
    host.append(template)

    for slot in list(template.iter("slot")):
        name = slot.get("name")
        if name:
            assigned = [child for child in light if child.get("slot") == name]
        else:
            assigned = [child for child in light if not child.get("slot")]
        has_text = not name and bool((light.text or "").strip())
        if assigned or has_text:
            for child in list(slot):
                slot.remove(child)
            slot.text = None if name else light.text
            slot.extend(assigned)


def _expand_frame(frame: etree._Element) -> None:
    """Replace a frame by the page in its attribute `srcdoc`."""
    try:
        page = parse_html(frame.get("srcdoc", ""))
    except Unreadable:
        return

    frame.tag = "div"
    frame.text = None
    frame.extend(deepcopy(body) for body in page.iter("body"))


def _enclose(element: etree._Element, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + closing
    else:
        element.text += closing
