"""Read the values that a browser shows in the controls of a form."""

from lxml import etree

from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX

_TEXT_TYPES = frozenset(
    [
        "text",
        "email",
        "tel",
        "url",
        "number",
        "date",
        "datetime-local",
        "month",
        "week",
        "time",
        "button",
        "submit",
        "reset",
    ]
)
_CHECK_TYPES = frozenset({"checkbox", "radio"})

# Check boxes outside of these open menus and tabs.
_is_in_form = etree.XPath("boolean(ancestor::*[self::form or self::label or self::li or self::td])")


def read_control(element: etree._Element) -> str:
    """Return the text that an `input` or a `select` shows; empty if it shows none."""
    if element.tag == "select":
        return _read_selection(element)

    input_type = element.get("type", "text").strip().lower()
    if input_type in _CHECK_TYPES:
        if not _is_in_form(element):
            return ""
        return CHECKED_BOX if element.get("checked") is not None else UNCHECKED_BOX
    return str(element.get("value", "")) if input_type in _TEXT_TYPES else ""


def _read_selection(element: etree._Element) -> str:
    """Return the options that are selected; the first one if none is and only one is shown."""
    options = list(element.iter("option"))
    selected = [option for option in options if option.get("selected") is not None]
    if not selected and element.get("multiple") is None:
        selected = options[:1]
    return ", ".join(" ".join("".join(option.itertext()).split()) for option in selected)
