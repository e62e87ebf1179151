"""Find whether text stands on a ground of another colour than the paper, so that white is seen."""

from lxml import etree

from fonti.index.formats.docx.elements import attribute, find, name_of, value_at
from fonti.index.formats.docx.styles import Styles
from fonti.index.formats.word_processing.visibility import is_ground

_has_picture_behind_text = etree.XPath("boolean(//*[local-name()='anchor'][@behindDoc='1'])")

# What is drawn around text, whose colour is not read.
_BOXES = frozenset({"w:txbxContent", "v:textbox", "w:framePr"})

# Where the properties of an element with a ground are.
_PROPERTIES = {"w:p": "pPr", "w:tc": "tcPr", "w:tbl": "tblPr"}


def has_page_ground(root: etree._Element) -> bool:
    """Return whether the pages of a document have a colour, or a picture behind their text."""
    background = attribute(find(root, "background"), "color")
    return is_ground(background) or bool(_has_picture_behind_text(root))


def stands_on_ground(run: etree._Element, styles: Styles) -> bool:
    """Return whether a paragraph, cell, table or box around a run may have a colour."""
    for element in run.iterancestors():
        name = name_of(element)
        if name in _BOXES:
            return True
        properties = find(element, _PROPERTIES[name]) if name in _PROPERTIES else None
        if is_ground(attribute(find(properties, "shd"), "fill")):
            return True
        if name == "w:tbl" and styles.has_shading(value_at(properties, "tblStyle")):
            return True
    return False
