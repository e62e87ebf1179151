"""Read the paragraphs of DrawingML, the language of shapes in Office, as a reader sees them."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from fonti.index.formats.docx.equations import read_equation
from fonti.index.formats.notation.list_numbers import write_number
from fonti.index.formats.notation.superscripts import to_subscript, to_superscript

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ITEM_MARK = "- "

# The styles of numbers in letters and Roman digits; others are written in digits.
_STYLES = {"alpha": "a", "roman": "i"}


def read_paragraphs(body: etree._Element, *, is_list: bool = False) -> str:
    """Return the paragraphs of a text body, one a line, with the numbers of lists.

    Args:
        body: An element that has paragraphs.
        is_list: Whether paragraphs are items if they do not say otherwise.

    """
    numbers: Counter[int] = Counter()
    lines = []
    for paragraph in body.iterfind(f"{_A}p"):
        text = "".join(_read_runs(paragraph)).strip()
        if text:
            lines.append(_make_item_mark(paragraph, numbers, is_list=is_list) + text)
    return "\n".join(lines)


def _read_runs(paragraph: etree._Element) -> Iterator[str]:
    for child in paragraph:
        if child.tag in (f"{_A}r", f"{_A}fld"):
            yield _read_run(child)
        elif child.tag == f"{_A}br":
            yield "\n"
        else:
            # The picture that stands for an equation elsewhere has no text.
            yield from map(read_equation, child.iter(f"{_M}oMath"))


def _read_run(run: etree._Element) -> str:
    text = run.findtext(f"{_A}t") or ""
    properties = run.find(f"{_A}rPr")
    if properties is None:
        return text
    if properties.get("strike", "noStrike") != "noStrike":
        return ""

    shift = properties.get("baseline", "0").rstrip("%")
    if shift.startswith("-") and shift.strip("-0."):
        return to_subscript(text)
    return to_superscript(text) if shift.strip("0.") else text


def _make_item_mark(paragraph: etree._Element, numbers: Counter[int], *, is_list: bool) -> str:
    """Return what stands before the text of a paragraph; `numbers` counts those of each level."""
    properties = paragraph.find(f"{_A}pPr")
    if properties is None:
        numbers.clear()
        return _ITEM_MARK if is_list else ""

    level = int(properties.get("lvl", "0"))
    for deeper in [known for known in numbers if known > level]:
        del numbers[deeper]
    numbering = properties.find(f"{_A}buAutoNum")
    if numbering is not None:
        numbers[level] += 1
        number = int(numbering.get("startAt", "1")) + numbers[level] - 1
        return _write_number(number, numbering.get("type", "arabicPeriod")) + " "

    del numbers[level]
    if properties.find(f"{_A}buNone") is not None:
        return ""
    has_mark = any(properties.find(f"{_A}{name}") is not None for name in ("buChar", "buBlip"))
    return _ITEM_MARK if has_mark or is_list else ""


def _write_number(number: int, kind: str) -> str:
    """Return the number of an item, such as `2.`, `b)` or `(iv)`."""
    style = next((style for name, style in _STYLES.items() if kind.startswith(name)), "1")
    text = write_number(number, style, repeats_letters=True)
    if "Uc" in kind:
        text = text.upper()

    if kind.endswith("ParenBoth"):
        return f"({text})"
    if kind.endswith("ParenR"):
        return f"{text})"
    return f"{text}." if kind.endswith("Period") else text
