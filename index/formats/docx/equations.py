"""Write equations of Word (OMML) on one line: x², (a + b)/2, √(x), ∑_(i=1)^n(i)."""

import re
import unicodedata
from collections.abc import Callable

from lxml import etree

from fonti.index.formats.docx.elements import attribute, find, name_of, switch_at, value_at
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript

# Letters and digits in bold, italic and other styles of mathematics.
_STYLED_CHARACTER = re.compile("[\U0001d400-\U0001d7ff]")

# Text that needs no parentheses below a line or a root.
_SIMPLE = re.compile(r"[\w.,]*")

# Parts of an equation that are not its text.
_SKIPPED = frozenset({"w:del", "w:moveFrom", "w:rPr"})

_DEFAULT_OPERATOR = "∫"
_DEFAULT_ACCENT = "\u0302"


def read_equation(element: etree._Element) -> str:
    """Return an equation, or a paragraph of equations, as text."""
    if name_of(element) == "m:oMathPara":
        equations = [read_equation(equation) for equation in element.iterchildren("{*}oMath")]
        return "\n".join(filter(None, equations))
    return _read_children(element).strip()


def join_numbers(before: str, after: str) -> str:
    """Return two texts joined, with a space between digits: 3 and 1/2 are not 31/2."""
    if before[-1:].isdigit() and after[:1].isdigit():
        return f"{before} {after}"
    return before + after


def _read_children(element: etree._Element | None) -> str:
    """Return the text of the parts of an element; that of an argument if there is none is empty."""
    if element is None:
        return ""

    text = ""
    for child in element.iterchildren(etree.Element):
        name = name_of(child)
        part = _read_element(child, name)
        text = join_numbers(text, part) if name == "m:f" else text + part
    return text


def _read_element(element: etree._Element, name: str) -> str:
    if name in _SKIPPED or name.endswith("Pr"):
        return ""
    if name in ("m:t", "w:t"):
        return _STYLED_CHARACTER.sub(
            lambda match: unicodedata.normalize("NFKC", match[0]), element.text or ""
        )
    if name in ("w:br", "w:cr"):
        return "\n"
    read = _READERS.get(name)
    return _read_children(element) if read is None else read(element)


def _read_argument(element: etree._Element, name: str) -> str:
    return _read_children(find(element, name)).strip()


def _add_parentheses(text: str) -> str:
    """Return a text in parentheses, unless it is one word or number."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _read_fraction(element: etree._Element) -> str:
    numerator = _read_argument(element, "num")
    denominator = _read_argument(element, "den")
    if value_at(element, "fPr/type") == "noBar":
        return f"({numerator}; {denominator})"
    return f"{_add_parentheses(numerator)}/{_add_parentheses(denominator)}"


def _read_scripts(element: etree._Element) -> str:
    """Return a base with what is lowered or raised after it."""
    base = _read_argument(element, "e")
    lowered = to_subscript(_read_argument(element, "sub"))
    return base + lowered + to_superscript(_read_argument(element, "sup"))


def _read_scripts_before(element: etree._Element) -> str:
    lowered = to_subscript(_read_argument(element, "sub"))
    return lowered + to_superscript(_read_argument(element, "sup")) + _read_argument(element, "e")


def _read_root(element: etree._Element) -> str:
    degree = to_superscript(_read_argument(element, "deg"))
    content = _add_parentheses(_read_argument(element, "e"))
    return f"{degree}√{content}"


def _read_operator(element: etree._Element) -> str:
    """Return a sum, an integral or the like with its limits."""
    operator = value_at(element, "naryPr/chr") or _DEFAULT_OPERATOR
    limits = to_subscript(_read_argument(element, "sub")) + to_superscript(
        _read_argument(element, "sup")
    )
    return f"{operator}{limits} {_read_argument(element, 'e')}"


def _read_delimiters(element: etree._Element) -> str:
    def delimiter(name: str, default: str) -> str:
        stated = find(element, f"dPr/{name}")
        return default if stated is None else attribute(stated, "val") or ""

    parts = [_read_children(part).strip() for part in element.iterchildren("{*}e")]
    text = delimiter("sepChr", "|").join(parts)
    return f"{delimiter('begChr', '(')}{text}{delimiter('endChr', ')')}"


def _read_function(element: etree._Element) -> str:
    argument = _read_argument(element, "e")
    separator = "" if argument[:1] in "([{" else " "
    return f"{_read_argument(element, 'fName')}{separator}{argument}"


def _read_lower_limit(element: etree._Element) -> str:
    return _read_argument(element, "e") + to_subscript(_read_argument(element, "lim"))


def _read_upper_limit(element: etree._Element) -> str:
    return _read_argument(element, "e") + to_superscript(_read_argument(element, "lim"))


def _read_accent(element: etree._Element) -> str:
    accent = value_at(element, "accPr/chr") or _DEFAULT_ACCENT
    base = _read_argument(element, "e")
    is_combining = bool(unicodedata.combining(accent[0])) and len(base) == 1
    return base + accent if is_combining else _add_parentheses(base)


def _read_bar(element: etree._Element) -> str:
    base = _read_argument(element, "e")
    return f"{base}\u0305" if len(base) == 1 else _add_parentheses(base)


def _read_matrix(element: etree._Element) -> str:
    rows = [
        ", ".join(_read_children(cell).strip() for cell in row.iterchildren("{*}e"))
        for row in element.iterchildren("{*}mr")
    ]
    return "; ".join(rows)


def _read_equations(element: etree._Element) -> str:
    lines = [_read_children(line).replace("&", "").strip() for line in element.iterchildren("{*}e")]
    return "\n".join(lines)


def _read_phantom(element: etree._Element) -> str:
    return "" if switch_at(element, "phantPr/show") is False else _read_argument(element, "e")


_READERS: dict[str, Callable[[etree._Element], str]] = {
    "m:f": _read_fraction,
    "m:sSup": _read_scripts,
    "m:sSub": _read_scripts,
    "m:sSubSup": _read_scripts,
    "m:sPre": _read_scripts_before,
    "m:rad": _read_root,
    "m:nary": _read_operator,
    "m:d": _read_delimiters,
    "m:func": _read_function,
    "m:limLow": _read_lower_limit,
    "m:limUpp": _read_upper_limit,
    "m:acc": _read_accent,
    "m:bar": _read_bar,
    "m:m": _read_matrix,
    "m:eqArr": _read_equations,
    "m:phant": _read_phantom,
}
