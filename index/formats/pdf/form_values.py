"""Read the values of a PDF's form fields, and the texts that readers have written on its pages."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.notation.symbol_fonts import CHECKED_BOX, UNCHECKED_BOX
from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.page_objects import PageRect
from fonti.index.formats.pdf.strings import read_string

# Flags of annotations that are not shown, and of text fields for passwords and buttons that do
# something (ISO 32000-1, 12.5.3 and 12.7.4).
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13

_CHECKBOX_FIELDS = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICE_FIELDS = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)

# The size of a value whose line has no other text, at most, and as a share of its field's height.
_MAX_FONT_SIZE = 11.0
_FONT_SHARE = 0.7

# How far the baseline is from the lower edge of a field, as a share of the font size.
_BASELINE_SHARE = 0.3

# A label and its field are one line of text if they are at most this far apart, in font sizes.
_MAX_LABEL_GAP = 12.0
_MAX_CHECKBOX_LABEL_GAP = 3.0
_LABEL_SPACE = 0.3

_LEADING = 1.2


def read_form_values(
    page: pdfium.PdfPage,
    page_index: int,
    lines: list[Line],
    rotation: int,
) -> list[Line]:
    """Return the values of the form fields of a page and the texts written on it, at their place.

    Args:
        page: The page, of a document whose forms are initialised.
        page_index: Its index, from 0.
        lines: Its lines of text, among which are the labels of the fields.
        rotation: The direction of these lines, in degrees.

    """
    count = raw.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return []

    form = page.formenv
    values: list[Line] = []
    for index in range(count):
        with _open_annotation(page, index) as annotation:
            if annotation and not raw.FPDFAnnot_GetFlags(annotation) & _NOT_SHOWN:
                box = _read_box(annotation, rotation)
                text = _read_text(form, annotation).strip()
                if text and math.isfinite(box.left + box.right + box.top + box.bottom):
                    values += _place_value(text, box, lines, page_index)
    return values


@contextmanager
def _open_annotation(page: pdfium.PdfPage, index: int) -> Iterator[raw.FPDF_ANNOTATION]:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        if annotation:
            raw.FPDFPage_CloseAnnot(annotation)


def _read_text(form: pdfium.PdfFormEnv | None, annotation: raw.FPDF_ANNOTATION) -> str:
    """Return what an annotation shows; empty for a comment, a link or an empty field."""
    subtype = raw.FPDFAnnot_GetSubtype(annotation)
    if subtype == raw.FPDF_ANNOT_FREETEXT:
        return read_string(partial(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    if subtype != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""

    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _CHECKBOX_FIELDS:
        return CHECKED_BOX if raw.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED_BOX
    if kind in _CHOICE_FIELDS:
        labels = ", ".join(_list_chosen_labels(form, annotation))
        return labels or _read_field_value(form, annotation)
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD:
        flags = raw.FPDFAnnot_GetFormFieldFlags(form, annotation)
        return "" if flags & _PASSWORD else _read_field_value(form, annotation)
    return ""


def _read_field_value(form: pdfium.PdfFormEnv, annotation: raw.FPDF_ANNOTATION) -> str:
    return read_string(partial(raw.FPDFAnnot_GetFormFieldValue, form, annotation))


def _list_chosen_labels(form: pdfium.PdfFormEnv, annotation: raw.FPDF_ANNOTATION) -> Iterator[str]:
    for index in range(raw.FPDFAnnot_GetOptionCount(form, annotation)):
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, index):
            read = partial(raw.FPDFAnnot_GetOptionLabel, form, annotation, index)
            yield read_string(read)


def _read_box(annotation: raw.FPDF_ANNOTATION, rotation: int) -> PageRect:
    """Return the rectangle of an annotation on a page turned by a direction, in degrees."""
    rectangle = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rectangle)
    cosine = math.cos(math.radians(rotation))
    sine = math.sin(math.radians(rotation))
    corners = [
        (x, y) for x in (rectangle.left, rectangle.right) for y in (rectangle.bottom, rectangle.top)
    ]
    horizontal = [x * cosine + y * sine for x, y in corners]
    vertical = [y * cosine - x * sine for x, y in corners]
    return PageRect(min(horizontal), min(vertical), max(horizontal), max(vertical))


def _place_value(text: str, box: PageRect, lines: list[Line], page: int) -> Iterator[Line]:
    """Yield the lines of a value, next to their label if it is on the same line."""
    is_checkbox = text in (CHECKED_BOX, UNCHECKED_BOX)
    size = max(min(_FONT_SHARE * (box.top - box.bottom), _MAX_FONT_SIZE), 1.0)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    beside = [line for line in lines if box.bottom - size / 2 <= line.baseline <= box.top]
    before = max(
        (line for line in beside if line.right <= box.left + size),
        key=lambda line: line.right,
        default=None,
    )
    after = min(
        (line for line in beside if line.left >= box.right - size),
        key=lambda line: line.left,
        default=None,
    )
    left = box.left
    right = box.right
    baseline = box.bottom + _BASELINE_SHARE * size
    if len(rows) > 1:
        baseline = box.top - size

    max_gap = (_MAX_CHECKBOX_LABEL_GAP if is_checkbox else _MAX_LABEL_GAP) * size
    gap_before = box.left - before.right if before else math.inf
    gap_after = after.left - box.right if after else math.inf
    if is_checkbox and after and gap_after <= min(max_gap, gap_before):
        right = after.left - _LABEL_SPACE * size
        left = right - size
        baseline = after.baseline
        size = after.font_size
    elif before and gap_before <= max_gap:
        left = before.right + _LABEL_SPACE * size
        baseline = before.baseline
        size = before.font_size
    elif beside:
        baseline = beside[0].baseline
        size = beside[0].font_size

    for index, row in enumerate(rows):
        if row.strip():
            yield Line(
                text=" ".join(row.split()),
                left=left,
                right=max(right, left),
                baseline=baseline - index * _LEADING * size,
                font_size=size,
                is_bold=False,
                page=page,
            )
