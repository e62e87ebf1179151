"""Remove from a page what its readers do not see, but not what is only collapsed.

Text is collapsed if something on the page shows it: a button or a tab that names it, a script, or a
rule of a style sheet for another state. It is hidden if nothing does.
"""

import re
from collections.abc import Iterable

from lxml import etree

from fonti.index.formats.decoding.safe_xml import remove_elements
from fonti.index.formats.html.generated_text import add_generated_text
from fonti.index.formats.html.hiding_styles import (
    has_no_size,
    is_color_of_background,
    is_deleted,
    is_off_screen,
    is_undisplayed,
)
from fonti.index.formats.html.styles import PageStyles, Styles, compute_styles

_find_invisible_elements = etree.XPath(
    "descendant::*[self::script or self::style or self::noscript or self::template"
    " or self::head or self::title or self::iframe or self::audio"
    " or self::video or self::canvas or self::datalist or self::del or self::s or self::strike"
    " or self::noframes or self::noembed or self::annotation or self::annotation-xml]"
)
_find_candidates = etree.XPath(
    "descendant::*[@hidden or @aria-hidden='true' or @popover or self::dialog[not(@open)]]"
)

# Names of classes of text for screen readers only.
_SCREEN_READER_CLASSES = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "element-invisible",
        "govuk-visually-hidden",
        "u-sr-only",
        "show-for-sr",
    ]
)

# Names of classes and roles of what can be collapsed, and of notes that a book shows on demand.
_COLLAPSIBLE_NAME = re.compile(
    r"accordion|collaps|tab-?(?:pane|panel|content)|(?:^|[-_ ])(?:panel|faq|answer|risposta|toggle|"
    r"spoiler|expand\w*|footnotes?|endnotes?|rearnotes?|notes?|doc-(?:foot|end)notes?)(?:$|[-_ ])",
    re.IGNORECASE,
)
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_REFERENCE_ATTRIBUTES = (
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "data-target",
    "data-bs-target",
    "data-toggle-target",
    "popovertarget",
    "commandfor",
    "for",
    "href",
)

_has_switch = etree.XPath(
    "boolean(descendant-or-self::*[self::button or self::summary or @aria-expanded"
    " or @role='button' or @role='tab' or @data-toggle or @data-bs-toggle])"
)
_SCRIPT_STRING = re.compile(r"""(["'`])((?:(?!\1)[^\n\\]){1,200})\1""")
_SCRIPT_TYPE = re.compile(r"(?:text/|application/)?(?:x-)?(?:java|ecma)script|module|", re.I)
_WORD = re.compile(r"[\w-]+")

# Elements inside a line, which may stand beside what programs read aloud in their place.
_INLINE = frozenset({"span", "b", "strong", "em", "i", "small", "sup", "sub", "bdi", "time"})


def remove_hidden_elements(root: etree._Element, sheets: Iterable[str] = ()) -> None:
    """Remove what readers of a page do not see: scripts, deleted text, hidden elements.

    Text that a style raises or lowers becomes `sup` or `sub`, and `block` is set as an attribute
    of elements that a style makes a block.

    Args:
        root: The page, which is changed.
        sheets: The style sheets of the page that do not stand in it.

    """
    page_styles = compute_styles(root, sheets)
    add_generated_text(root, page_styles)
    switches = _list_switched_names(root)

    hidden = [
        element
        for element in _find_candidates(root)
        if element.get("hidden") != "until-found"
        and not _is_collapsed(element, page_styles, switches)
        and not _is_hidden_from_screen_readers_only(element, page_styles)
    ]
    for element in page_styles.list_elements():
        styles = page_styles.find_styles(element)
        is_unseen = is_deleted(styles) or is_off_screen(styles)
        if is_unseen or is_color_of_background(element, styles, page_styles):
            hidden.append(element)
        elif is_undisplayed(styles) or has_no_size(element, styles, page_styles):
            if not _is_collapsed(element, page_styles, switches):
                hidden.append(element)
        else:
            _apply_layout(element, styles)

    hidden += [element for element in root.iter(etree.Element) if _is_for_screen_readers(element)]

    remove_elements([element for element in hidden if not _holds_formula(element)])
    remove_elements(_find_invisible_elements(root))


def _is_for_screen_readers(element: etree._Element) -> bool:
    """Return whether a class of an element says that only programs which read aloud use it."""
    return not _SCREEN_READER_CLASSES.isdisjoint(element.get("class", "").lower().split())


def _is_hidden_from_screen_readers_only(element: etree._Element, page_styles: PageStyles) -> bool:
    """Return whether an element is seen, and is hidden only from programs that read aloud.

    These get the same in another form: in a label, or in a text beside it that is not seen. A text
    with a digit is always kept: unlike an icon, it says something.
    """
    parent = element.getparent()
    if element.get("aria-hidden") != "true" or element.tag not in _INLINE or parent is None:
        return False
    if element.get("hidden") is not None or is_undisplayed(page_styles.find_styles(element)):
        return False
    if parent.find(".//math") is not None:
        return False

    text = "".join(element.itertext())
    if any(map(str.isdigit, text)):
        return True
    has_other_form = parent.get("aria-label") is not None or any(
        _is_for_screen_readers(sibling) or is_off_screen(page_styles.find_styles(sibling))
        for sibling in parent.iterchildren(etree.Element)
    )
    return has_other_form and any(map(str.isalpha, text))


def _apply_layout(element: etree._Element, styles: Styles) -> None:
    """Give an inline element the tag or attribute that corresponds to its style."""
    alignment = styles.get("vertical-align")
    if alignment == "super" and element.tag in ("span", "a", "small", "font", "b", "i", "em"):
        element.tag = "sup"
    elif alignment == "sub" and element.tag in ("span", "a", "small", "font", "b", "i", "em"):
        element.tag = "sub"

    display = styles.get("display", "")
    if display in ("block", "flex", "grid", "table", "list-item", "flow-root", "table-row"):
        element.set("block", "block")
    elif display in ("inline-block", "inline-flex", "inline-grid", "table-cell"):
        element.set("block", "inline")

    if "none" in f"{styles.get('list-style', '')} {styles.get('list-style-type', '')}".split():
        element.set("unmarked", "")


def _is_collapsed(element: etree._Element, page_styles: PageStyles, switches: set[str]) -> bool:
    """Return whether something on the page shows an element that is not shown at first."""
    if element in page_styles.revealable:
        return True
    if element.get("id") in switches or not switches.isdisjoint(element.get("class", "").split()):
        return True

    names = (element.get("class"), element.get("role"), element.get(_EPUB_TYPE))
    if any(_COLLAPSIBLE_NAME.search(name) for name in (*names, element.get("epub:type")) if name):
        return True

    previous = element.getprevious()
    return previous is not None and bool(_has_switch(previous))


def _list_switched_names(root: etree._Element) -> set[str]:
    """Return the identifiers and classes that buttons, tabs, links and scripts name."""
    names: set[str] = set()
    scripts: list[str] = []
    for element in root.iter(etree.Element):
        for attribute in _REFERENCE_ATTRIBUTES:
            value = element.get(attribute)
            if value and (attribute != "href" or value.startswith("#")):
                names.update(part.lstrip("#.") for part in value.split())
        scripts += [value for name, value in element.items() if name.startswith("on")]
        if element.tag == "script" and _SCRIPT_TYPE.fullmatch(element.get("type", "").strip()):
            scripts.append(element.text or "")

    for _, string in _SCRIPT_STRING.findall("\n".join(scripts)):
        names.update(_WORD.findall(string))
    return names


def _holds_formula(element: etree._Element) -> bool:
    """Return whether a hidden element is the text of a formula, of which a picture is shown."""
    names = element.get("class", "")
    return ("math" in names or "MJX" in names) and element.find(".//math") is not None
