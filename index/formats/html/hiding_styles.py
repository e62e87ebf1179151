"""Decide by the styles of an element whether its text is seen."""

import re

from lxml import etree

from fonti.index.formats.html.styles import PageStyles, Styles

_ZERO = re.compile(r"0+(?:\.0+)?(?:px|pt|r?em|%)?")

# The sizes of text that is too small to be seen: none, or up to 2 pixels.
_TINY_SIZE = re.compile(rf"{_ZERO.pattern}|[01](?:\.\d+)?(?:px|pt)|2(?:\.0+)?px|0?\.0\d*r?em")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgb(255, 255, 255)"})
_BACKGROUNDS = ("background", "background-color", "background-image")
_NO_GROUND = _WHITE | {"", "none", "transparent", "inherit", "initial", "unset"}
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
    if _TINY_SIZE.fullmatch(styles.get("font-size", "")):
        sizes = [
            page_styles.find_styles(inner).get("font-size", "")
            for inner in element.iterdescendants(etree.Element)
        ]
        return all(_TINY_SIZE.fullmatch(size) for size in sizes if size)

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
    if not _COLOR.fullmatch(color):
        return False
    background = styles.get("background-color") or styles.get("background") or ""
    is_same = color == background or {color, background} <= _WHITE
    if not is_same and not (color in _WHITE and _stands_on_page(element, page_styles)):
        return False
    return not any(
        "color" in page_styles.find_styles(inner)
        for inner in element.iterdescendants(etree.Element)
    )


def _stands_on_page(element: etree._Element, page_styles: PageStyles) -> bool:
    """Return whether nothing gives an element another ground than that of an empty page."""
    if not page_styles.is_complete:
        return False
    return not any(
        outer.get("bgcolor") or outer.get("background") or _has_ground(outer, page_styles)
        for outer in (element, *element.iterancestors())
    )


def _has_ground(element: etree._Element, page_styles: PageStyles) -> bool:
    styles = page_styles.find_styles(element)
    grounds = (styles.get(name, "") for name in _BACKGROUNDS)
    return any(ground not in _NO_GROUND for ground in grounds)
