"""Read the values that the controls of forms show."""

from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX
from fonti.index.formats.odt.elements import attribute, descendants, name_of

_NOT_SHOWN = frozenset({"form:hidden", "form:password", "form:image", "form:grid"})
_BOXES = frozenset({"form:checkbox", "form:radio"})
_LISTS = frozenset({"form:listbox"})


class Controls:
    """Finds the controls of a document by their identifiers, and reads them."""

    def __init__(self, body: etree._Element) -> None:
        self._controls: dict[str, etree._Element] = {}
        for forms in descendants(body, "office:forms"):
            for element in forms.iter(etree.Element):
                for name in ("form:id", "xml:id"):
                    self._controls.setdefault(attribute(element, name) or "", element)

    def read(self, identifier: str) -> str:
        """Return what a control shows; empty if it shows nothing, or does not exist."""
        control = self._controls.get(identifier) if identifier else None
        if control is None or name_of(control) in _NOT_SHOWN:
            return ""
        return " ".join(filter(None, _read_values(control)))


def _read_values(control: etree._Element) -> Iterator[str]:
    name = name_of(control)
    label = attribute(control, "form:label") or ""
    if name in _BOXES:
        yield CHECKED_BOX if _is_checked(control) else UNCHECKED_BOX
        yield label
    elif name in _LISTS:
        yield ", ".join(_read_selection(control))
    else:
        value = attribute(control, "form:current-value")
        yield label
        yield (attribute(control, "form:value") or "") if value is None else value
        yield from ("".join(text.itertext()) for text in descendants(control, "text:p"))


def _is_checked(control: etree._Element) -> bool:
    for name in ("form:current-state", "form:state"):
        state = attribute(control, name)
        if state is not None:
            return state == "checked"
    for name in ("form:current-selected", "form:selected"):
        selected = attribute(control, name)
        if selected is not None:
            return selected == "true"
    return False


def _read_selection(control: etree._Element) -> Iterator[str]:
    """Yield the options of a list that are selected now, or else those selected at first."""
    options = descendants(control, "form:option")
    for name in ("form:current-selected", "form:selected"):
        selected = [option for option in options if attribute(option, name) == "true"]
        if selected:
            yield from (attribute(option, "form:label") or "" for option in selected)
            return
