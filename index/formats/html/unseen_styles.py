"""Decide by the styles of an element whether its text is seen."""

import re

from lxml import etree

from fonti.index.formats.html.styles import PageStyles, Styles

_ZERO = re.compile(r"0+(?:\.0+)?(?:px|pt|r?em|%)?")
_WHITE = frozenset({"white", "#fff", "#ffffff"})
_COLOR = re.compile(r"#[0-9a-f]{3,8}|rgba?\([\d., %/]+\)|white|black")
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|vw|%)")
_CLIPPED = re.compile(r"rect\(\s*[01](?:px)?[\s,]|inset\(\s*(?:50|100)%")


def is_undisplayed(styles: Styles) -> bool:
    """Return whether a style takes an element off the page."""
    return styles.get("display") == "none" or styles.get("visibility") in ("hidden", "collapse")


def is_deleted(styles: Styles) -> bool:
    """Return whether a style strikes text out."""
    decoration = styles.get("text-decoration-line") or styles.get("text-decoration") or ""
    return "line-through" in decoration


def is_off_screen(styles: Styles) -> bool:
    """Return whether text is placed outside of the screen, for programs that read it aloud."""
    if _FAR_AWAY.match(styles.get("text-indent", "")):
        return True
    if styles.get("position") not in ("absolute", "fixed"):
        return False
    places = (styles.get("left", ""), styles.get("top", ""))
    is_clipped = _CLIPPED.match(styles.get("clip", "")) or _CLIPPED.match(
        styles.get("clip-path", "")
    )
    return bool(is_clipped) or any(map(_FAR_AWAY.match, places))


def has_no_size(element: etree._Element, styles: Styles, page_styles: PageStyles) -> bool:
    """Return whether a style leaves no room for text, as in the hidden first line of a mail."""
    if _ZERO.fullmatch(styles.get("font-size", "")):
        sizes = [
            page_styles.find_styles(inner).get("font-size", "")
            for inner in element.iterdescendants(etree.Element)
        ]
        return all(_ZERO.fullmatch(size) for size in sizes if size)

    is_flat = any(_ZERO.fullmatch(styles.get(name, "")) for name in ("height", "max-height"))
    overflow = styles.get("overflow-y") or styles.get("overflow") or ""
    paddings = [styles.get(name, "0") for name in ("padding", "padding-top", "padding-bottom")]
    has_room = any(not _ZERO.fullmatch(part) for padding in paddings for part in padding.split())
    return is_flat and overflow in ("hidden", "clip") and not has_room


def is_color_of_background(
    element: etree._Element, styles: Styles, page_styles: PageStyles
) -> bool:
    """Return whether an element and all inside it have text in the colour of its background."""
    color = styles.get("color", "")
    background = styles.get("background-color") or styles.get("background") or ""
    if not _COLOR.fullmatch(color) or not (color == background or {color, background} <= _WHITE):
        return False
    return not any(
        "color" in page_styles.find_styles(inner)
        for inner in element.iterdescendants(etree.Element)
    )
