"""List what a PDF page draws beside its text, and the text objects that may not be visible."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# Objects in forms that are nested deeper are not listed.
_MAX_DEPTH = 4

# The mark of content that belongs to a layer ("optional content").
_LAYER_MARK = "OC"

# Render modes of text that draw nothing: invisible, and used as a clipping path only.
_INVISIBLE_RENDER_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

# Colours of which each part is at least this are white on paper, out of 255.
_MIN_WHITE = 245


@dataclass(frozen=True, slots=True)
class PageRect:
    """A rectangle on a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Return the area in square points."""
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point is inside the rectangle."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(slots=True)
class PageObjects:
    """The pictures and drawings of a page, and the forms that its nested text objects are in.

    `xobject_by_text` has the index of the outermost form by the address of a text object.
    `layer_xobjects` are the indices of those that are marked as part of a layer.
    """

    pictures: list[PageRect] = field(default_factory=list)
    path_count: int = 0
    xobject_by_text: dict[int, int] = field(default_factory=dict)
    layer_xobjects: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class TextObject:
    """How a text object of a page is drawn.

    Attributes:
        handle: The object as PDFium's functions take it.
        is_drawn_invisibly: Whether it is drawn in a way that leaves nothing on the page.
        is_white: Whether it is white: unseen on paper, but not on a dark ground.
        layers: The names of the layers that it is marked as part of; empty for an unknown one.

    """

    handle: raw.FPDF_PAGEOBJECT
    is_drawn_invisibly: bool
    is_white: bool
    layers: tuple[str, ...]


def read_text_object(address: int) -> TextObject:
    """Return how the text object at an address is drawn."""
    handle = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    red = ctypes.c_uint()
    green = ctypes.c_uint()
    blue = ctypes.c_uint()
    alpha = ctypes.c_uint()
    has_color = raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)

    is_white = bool(has_color) and min(red.value, green.value, blue.value) >= _MIN_WHITE
    is_transparent = bool(has_color) and alpha.value == 0
    return TextObject(
        handle=handle,
        is_drawn_invisibly=mode in _INVISIBLE_RENDER_MODES or is_transparent,
        is_white=mode == raw.FPDF_TEXTRENDERMODE_FILL and is_white,
        layers=tuple(_list_layers(handle)),
    )


def list_page_objects(page: pdfium.PdfPage) -> PageObjects:
    """Return the pictures, drawings and nested texts of a page."""
    objects = PageObjects()
    for object_index in range(raw.FPDFPage_CountObjects(page)):
        handle = raw.FPDFPage_GetObject(page, object_index)
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            objects.pictures.append(_read_bounds(handle))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            objects.path_count += 1
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            if any(True for _ in _list_layers(handle)):
                objects.layer_xobjects.add(object_index)
            _list_form(objects, handle, object_index)
    return objects


def _list_form(objects: PageObjects, form: raw.FPDF_PAGEOBJECT, object_index: int) -> None:
    """Add what a form draws; its pictures count as large as the whole form."""
    for handle, kind in _walk_form(form, _MAX_DEPTH):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            objects.pictures.append(_read_bounds(form))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            objects.path_count += 1
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            address = ctypes.cast(handle, ctypes.c_void_p).value or 0
            objects.xobject_by_text[address] = object_index


def _walk_form(
    form: raw.FPDF_PAGEOBJECT, max_depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int]]:
    for index in range(raw.FPDFFormObj_CountObjects(form)):
        handle = raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(handle)
        yield handle, kind
        if kind == raw.FPDF_PAGEOBJ_FORM and max_depth > 1:
            yield from _walk_form(handle, max_depth - 1)


def _read_bounds(handle: raw.FPDF_PAGEOBJECT) -> PageRect:
    values = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(handle, *values)
    left, bottom, right, top = (value.value for value in values)
    return PageRect(left, bottom, right, top)


def _list_layers(handle: raw.FPDF_PAGEOBJECT) -> Iterator[str]:
    for index in range(max(raw.FPDFPageObj_CountMarks(handle), 0)):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        if _read_mark_string(mark, None) == _LAYER_MARK:
            yield _read_mark_string(mark, b"Name")


def _read_mark_string(mark: raw.FPDF_PAGEOBJECTMARK, key: bytes | None) -> str:
    """Return the name of a mark, or with a key the value of a parameter."""
    buffer = (ctypes.c_ushort * 128)()
    size = ctypes.c_ulong()
    if key is None:
        is_read = raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), size)
    else:
        is_read = raw.FPDFPageObjMark_GetParamStringValue(
            mark, key, buffer, ctypes.sizeof(buffer), size
        )
    if not is_read or size.value > ctypes.sizeof(buffer):
        return ""
    return bytes(buffer)[: size.value].decode("utf-16-le", "replace").rstrip("\0")
