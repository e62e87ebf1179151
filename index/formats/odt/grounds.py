"""Find whether text stands on a ground of another colour than the paper, so that white is seen."""

from lxml import etree

from fonti.index.formats.odt.elements import attribute, descendants, name_of
from fonti.index.formats.odt.styles import Styles
from fonti.index.formats.word_processing.visibility import is_ground

# The elements of tables whose styles may have a ground, with the families of those styles.
_FAMILIES = {
    "table:table-cell": "table-cell",
    "table:table-row": "table-row",
    "table:table": "table",
}


def has_page_ground(*roots: etree._Element) -> bool:
    """Return whether pages may have a colour, or a picture behind their text."""
    return any(
        is_ground(attribute(properties, "fo:background-color"))
        or attribute(properties, "style:run-through") == "background"
        for root in roots
        for properties in descendants(
            root, "style:page-layout-properties", "style:graphic-properties"
        )
    )


def stands_on_ground(paragraph: etree._Element, styles: Styles) -> bool:
    """Return whether a cell or table around a paragraph has a colour, or a shape may have one."""
    for element in paragraph.iterancestors():
        name = name_of(element)
        if name.startswith("draw:") or attribute(element, "table:template-name"):
            return True
        style_name = attribute(element, "table:style-name")
        if name in _FAMILIES and styles.has_ground(_FAMILIES[name], style_name):
            return True
    return False
