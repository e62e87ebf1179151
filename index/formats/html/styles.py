"""Compute the styles of a page that decide what a reader sees, from its sheets and attributes.

The cascade is that of CSS (importance, specificity, order), without inheritance and for a few
properties. Style sheets are read by tinycss2, selectors by cssselect.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import tinycss2
from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree

_PROPERTIES = frozenset(
    [
        "display",
        "visibility",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
        "position",
        "left",
        "top",
        "text-indent",
        "clip",
        "clip-path",
        "list-style",
        "list-style-type",
        "font-size",
        "height",
        "max-height",
        "overflow",
        "overflow-y",
        "padding",
        "padding-top",
        "padding-bottom",
        "color",
        "background",
        "background-color",
        "background-image",
        "counter-reset",
        "counter-increment",
    ]
)

# What a rule for the text before or after an element may state beside, which makes it no words: the
# font of icons, and what is shown on demand.
_CONTENT_PROPERTIES = frozenset(["content", "font-family", "opacity"])

# Rules beyond these numbers are not read: each is searched for in the whole page.
_MAX_SELECTORS = 500
_MAX_SHEET_LENGTH = 500_000

_STYLE_MEDIA = re.compile(r"\s*(?:only\s+)?(?:all|screen)?\s*", re.IGNORECASE)

# The parts of a selector that apply only in a state that scripts or readers bring about.
_STATE = re.compile(
    r":(?:checked|target|hover|focus|focus-within|focus-visible|active|not\([^)]*\))"
    r"|\.(?:is-|uk-)?(?:open|opened|active|show|shown|visible|expanded|selected|current|in)(?![\w-])"
    r"|\[(?:aria-\w+|open|data-state)[^\]]*\]",
    re.IGNORECASE,
)

_has_outer_styles = etree.XPath("boolean(//link[contains(@rel, 'stylesheet')] | //script)")

_COMBINATOR_FIRST = re.compile(r"^\s*(?=[~+>]|\s)|(?<=[~+>])\s*(?=[~+>])")

# Importance, specificity and order of a declaration: the largest one applies.
Weight = tuple[bool, bool, tuple[int, int, int], int]
Styles = dict[str, str]


@dataclass(slots=True)
class PageStyles:
    """The styles of the elements of a page.

    Attributes:
        revealable: The elements that a rule shows in another state of the page.
        is_complete: Whether nothing else may place or colour an element: no sheet that is not
            here, no script, and no element that stands over another one.

    """

    revealable: set[etree._Element] = field(default_factory=set)
    is_complete: bool = True
    _values: dict[etree._Element, dict[str, tuple[Weight, str]]] = field(default_factory=dict)

    def find_styles(self, element: etree._Element) -> Styles:
        """Return the values of the properties of an element that are stated, in lower case."""
        return {name: value for name, (_, value) in self._values.get(element, {}).items()}

    def list_elements(self) -> Iterator[etree._Element]:
        """Yield the elements of which a property is stated."""
        yield from self._values

    @property
    def has_layers(self) -> bool:
        """Return whether an element may stand over another one."""
        return any(
            values["position"][1] in ("absolute", "fixed", "sticky")
            for values in self._values.values()
            if "position" in values
        )

    def add(self, element: etree._Element, name: str, value: str, weight: Weight) -> None:
        """Add a declaration, which applies if no other one has more weight."""
        values = self._values.setdefault(element, {})
        if name not in values or values[name][0] <= weight:
            values[name] = (weight, value)


def compute_styles(root: etree._Element, sheets: Iterable[str] = ()) -> PageStyles:
    """Return the styles of a page, by its `style` elements and attributes and by further sheets."""
    texts = [*sheets, *("".join(style.itertext()) for style in root.iter("style"))]
    page_styles = PageStyles()
    order = 0
    for rule in _list_rules("\n".join(texts)[:_MAX_SHEET_LENGTH]):
        declarations = _read_declarations(rule.content)
        if not declarations:
            continue
        for selector in _split_selectors(tinycss2.serialize(rule.prelude)):
            order += 1
            if order > _MAX_SELECTORS:
                break
            _apply_selector(root, selector, declarations, order, page_styles)

    for element in root.iter(etree.Element):
        style = element.get("style")
        if style:
            for name, value, is_important in _read_declarations(style):
                page_styles.add(element, name, value, (is_important, True, (0, 0, 0), 0))
        color = element.get("color") if element.tag == "font" else None
        if color:
            page_styles.add(element, "color", color.lower(), (False, False, (0, 0, 0), 0))

    is_read_whole = order <= _MAX_SELECTORS and sum(map(len, texts)) <= _MAX_SHEET_LENGTH
    has_other_styles = "@import" in "".join(texts) or _has_outer_styles(root)
    page_styles.is_complete = is_read_whole and not has_other_styles and not page_styles.has_layers
    return page_styles


def _list_rules(sheet: str) -> Iterator[tinycss2.ast.QualifiedRule]:
    """Yield the rules of a sheet that apply on a screen."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif _is_screen_rule(rule):
            nested = tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            yield from (inner for inner in nested if inner.type == "qualified-rule")


def _is_screen_rule(rule: tinycss2.ast.Node) -> bool:
    if rule.type != "at-rule" or rule.lower_at_keyword != "media" or not rule.content:
        return False
    return bool(_STYLE_MEDIA.fullmatch(tinycss2.serialize(rule.prelude)))


def _read_declarations(content: object) -> list[tuple[str, str, bool]]:
    """Return the name, value and importance of the declarations that matter here."""
    declarations = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    read = []
    for item in declarations:
        if item.type != "declaration":
            continue
        value = tinycss2.serialize(item.value).strip()
        if item.lower_name in _PROPERTIES:
            read.append((item.lower_name, value.lower(), item.important))
        elif item.lower_name in _CONTENT_PROPERTIES:
            read.append((item.lower_name, value, item.important))
    return read


def _split_selectors(prelude: str) -> Iterator[str]:
    """Yield the selectors of a rule: the rule is split at commas outside of brackets."""
    yield from (part.strip() for part in re.split(r",(?![^(\[]*[)\]])", prelude) if part.strip())


def _apply_selector(
    root: etree._Element,
    selector: str,
    declarations: list[tuple[str, str, bool]],
    order: int,
    page_styles: PageStyles,
) -> None:
    elements, specificity, place = _select(root, selector)
    if place and not _writes_words(declarations):
        return
    for element in elements:
        for name, value, is_important in declarations:
            weight = (is_important, False, specificity, order)
            page_styles.add(element, f"{name} {place}".rstrip(), value, weight)

    # A rule for another state that shows what it matches.
    is_showing = any(name == "display" and value != "none" for name, value, _ in declarations)
    is_showing |= ("visibility", "visible") in [(name, value) for name, value, _ in declarations]
    base = _COMBINATOR_FIRST.sub("*", _STATE.sub("", selector))
    if is_showing and not place and base != selector:
        page_styles.revealable.update(_select(root, base)[0])


def _writes_words(declarations: list[tuple[str, str, bool]]) -> bool:
    """Return whether a rule for the text before or after an element writes words that are seen."""
    values = {name: value for name, value, _ in declarations}
    is_seen = values.get("opacity") != "0" and values.get("display") != "none"
    is_icon = "font-family" in values
    return is_seen and not is_icon and values.get("visibility") != "hidden"


def _select(
    root: etree._Element, selector: str
) -> tuple[list[etree._Element], tuple[int, int, int], str]:
    """Return the elements that a selector matches, its specificity, and its pseudo-element.

    There are none if it is not CSS. The pseudo-element is `before`, `after` or empty.
    """
    try:
        parsed = parse(selector)
        place = str(parsed[0].pseudo_element or "")
        if len(parsed) != 1 or place not in ("", "before", "after"):
            return [], (0, 0, 0), ""
        path = HTMLTranslator().selector_to_xpath(parsed[0], "descendant-or-self::")
        return root.xpath(path), parsed[0].specificity(), place
    except (SelectorError, etree.XPathError, ValueError):
        return [], (0, 0, 0), ""
