"""Write MathML as linear text: E=mc², (a+b)/2, √(x), ∑_(i=1)^n."""

from collections.abc import Callable

from lxml import etree

from fonti.index.formats.notation.superscripts import to_subscript, to_superscript

# Times, plus, function application and separators that are not seen.
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))

# The signs over a letter, as the characters that combine with it.
_ACCENTS = {
    "¯": "\u0304",
    "‾": "\u0304",
    "_": "\u0304",
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "→": "\u20d7",
    "˙": "\u0307",
    ".": "\u0307",
    "¨": "\u0308",
}

_NOT_SHOWN = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"})


def write_formula(element: etree._Element) -> str:
    """Return the text of an element of MathML on one line."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _NOT_SHOWN:
        return ""
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        text = " ".join("".join(element.itertext()).split())
        return text.translate(_INVISIBLE)
    if tag == "mspace":
        return " "

    parts = [write_formula(child) for child in element]
    if tag in _WRITERS and len(parts) == _WRITERS[tag][0]:
        return _WRITERS[tag][1](*parts)
    if tag == "msqrt":
        return f"√{_add_parentheses(''.join(parts))}"
    if tag == "mfenced":
        separator = (element.get("separators") or ",")[0]
        return f"{element.get('open', '(')}{separator.join(parts)}{element.get('close', ')')}"
    if tag == "mtable":
        return "; ".join(parts)
    if tag in ("mtr", "mlabeledtr"):
        return ", ".join(parts)
    return "".join([element.text.strip() if element.text else "", *parts])


def _write_fraction(numerator: str, denominator: str) -> str:
    return f"{_add_parentheses(numerator)}/{_add_parentheses(denominator)}"


def _write_root(content: str, index: str) -> str:
    return f"{to_superscript(index)}√{_add_parentheses(content)}"


def _write_superscript(base: str, exponent: str) -> str:
    return _add_parentheses(base) + to_superscript(exponent)


def _write_subscript(base: str, index: str) -> str:
    return _add_parentheses(base) + to_subscript(index)


def _write_both_scripts(base: str, index: str, exponent: str) -> str:
    return _add_parentheses(base) + to_subscript(index) + to_superscript(exponent)


def _add_accent(base: str, accent: str) -> str:
    """Return a base with what stands over it: an accent of one letter, a brace, or a limit."""
    if accent in _ACCENTS and len(base) == 1:
        return base + _ACCENTS[accent]
    return base if accent in "⏞⏟" else _write_superscript(base, accent)


def _add_parentheses(text: str) -> str:
    """Return a text in parentheses, unless it is one name, number or sign, or has them already."""
    if text.isalnum() or len(text) <= 1 or (text[0] == "(" and text.find(")") == len(text) - 1):
        return text
    is_number = text.replace(",", "").replace(".", "").isdigit()
    return text if is_number else f"({text})"


# By its tag, how many children an element has, and what writes them.
_WRITERS: dict[str, tuple[int, Callable[..., str]]] = {
    "mfrac": (2, _write_fraction),
    "mroot": (2, _write_root),
    "msup": (2, _write_superscript),
    "msub": (2, _write_subscript),
    "msubsup": (3, _write_both_scripts),
    "munder": (2, _write_subscript),
    "mover": (2, _add_accent),
    "munderover": (3, _write_both_scripts),
}
