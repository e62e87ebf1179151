"""List what a PDF page draws beside its text, and the text objects that may not be visible."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fonti.index.formats.pdf.drawn_lines import DrawnLine, read_drawn_lines
from fonti.index.formats.pdf.matrices import Matrix, read_matrix

# Objects in forms that are nested deeper are not listed.
_MAX_DEPTH = 4

# The matrix of what is in no form.
_ON_PAGE = Matrix()

# The mark of content that belongs to a layer ("optional content").
_LAYER_MARK = "OC"

# Render modes of text that draw nothing: invisible, and used as a clipping path only.
_INVISIBLE_RENDER_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

# Of a page with more paths, such as a map, only the first ones are looked at.
_MAX_PATHS = 5_000

# A path that is at most this high, in points, may strike out text; one that is at least this wide
# and high may cover it.
_MAX_BAR_HEIGHT = 5.0
_MIN_COVER_SIDE = 4.0

_OPAQUE = 255

# How far text may reach beyond a clipping path before it may be cut, in points, and of how many
# points a path is looked at.
_CLIP_MARGIN = 2.0
_MAX_CLIP_POINTS = 100

# Colours of which each part is at least this are white on paper, out of 255.
_MIN_WHITE = 245


@dataclass(frozen=True, slots=True)
class Color:
    """The colour of an object, each part from 0 to 255, and its opacity."""

    red: int
    green: int
    blue: int
    alpha: int

    @property
    def is_white(self) -> bool:
        """Return whether the colour is white on paper."""
        return min(self.red, self.green, self.blue) >= _MIN_WHITE


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

    def move(self, matrix: Matrix) -> "PageRect":
        """Return the rectangle around this one after a transformation."""
        corners = [
            matrix.apply((x, y)) for x in (self.left, self.right) for y in (self.bottom, self.top)
        ]
        horizontal, vertical = zip(*corners, strict=True)
        return PageRect(min(horizontal), min(vertical), max(horizontal), max(vertical))

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point is inside the rectangle."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def encloses(self, other: "PageRect", margin: float) -> bool:
        """Return whether another rectangle is inside this one, or beyond by less than a margin."""
        return (
            self.left - margin <= other.left
            and other.right <= self.right + margin
            and self.bottom - margin <= other.bottom
            and other.top <= self.top + margin
        )

    def overlaps(self, other: "PageRect") -> bool:
        """Return whether two rectangles have a part in common."""
        is_beside = self.right <= other.left or other.right <= self.left
        is_above_or_below = self.top <= other.bottom or other.top <= self.bottom
        return not is_beside and not is_above_or_below


@dataclass(frozen=True, slots=True)
class Cover:
    """What a page draws over all that it has drawn before: an opaque shape, or a picture.

    `index` is that of its object on the page, `color` that of a shape.
    """

    index: int
    rect: PageRect
    is_picture: bool
    color: Color | None = None


@dataclass(slots=True)
class PageObjects:
    """The pictures and drawings of a page, and the forms that its nested text objects are in.

    Attributes:
        pictures: Where the pictures are.
        path_count: The number of lines and shapes.
        bars: Lines and shapes that are as flat as a line which strikes out text.
        drawn_lines: The straight lines, and the edges of shapes, that run upright or across.
        covers: What may cover text that was drawn before, in the order of drawing.
        index_by_text: The index on the page of a text object, or of the form that it is in, by its
            address.
        xobject_by_text: The index of the outermost form of a nested text object, by its address.
        layer_xobjects: The indices of forms that are marked as part of a layer.

    """

    pictures: list[PageRect] = field(default_factory=list)
    path_count: int = 0
    bars: list[PageRect] = field(default_factory=list)
    drawn_lines: list[DrawnLine] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    index_by_text: dict[int, int] = field(default_factory=dict)
    xobject_by_text: dict[int, int] = field(default_factory=dict)
    layer_xobjects: set[int] = field(default_factory=set)

    def find_covers(self, text_address: int, rect: PageRect) -> list[Cover]:
        """Return what is drawn after a text object over a part of its rectangle."""
        index = self.index_by_text.get(text_address)
        if index is None:
            return []
        return [cover for cover in self.covers if cover.index > index and cover.rect.overlaps(rect)]

    def has_ground(self, text_address: int, color: Color, rect: PageRect) -> bool:
        """Return whether a shape of a colour is drawn before a text object, and below it."""
        index = self.index_by_text.get(text_address, -1)
        return any(
            cover.color == color and cover.index < index and cover.rect.overlaps(rect)
            for cover in self.covers
        )


@dataclass(frozen=True, slots=True)
class TextObject:
    """How a text object of a page is drawn.

    Attributes:
        handle: The object as PDFium's functions take it.
        is_drawn_invisibly: Whether it is drawn in a way that leaves nothing on the page.
        color: The colour in which it is filled; None if it has another look.
        layers: The names of the layers that it is marked as part of; empty for an unknown one.

    """

    handle: raw.FPDF_PAGEOBJECT
    is_drawn_invisibly: bool
    color: Color | None
    layers: tuple[str, ...]

    @property
    def is_white(self) -> bool:
        """Return whether it is white: unseen on paper, but not on a dark ground."""
        return self.color is not None and self.color.is_white


def read_text_object(address: int) -> TextObject:
    """Return how the text object at an address is drawn."""
    handle = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    color = _read_color(handle, raw.FPDFPageObj_GetFillColor)
    is_transparent = color is not None and color.alpha == 0
    return TextObject(
        handle=handle,
        is_drawn_invisibly=mode in _INVISIBLE_RENDER_MODES or is_transparent,
        color=color if mode == raw.FPDF_TEXTRENDERMODE_FILL else None,
        layers=tuple(_list_layers(handle)),
    )


def list_page_objects(page: pdfium.PdfPage) -> PageObjects:
    """Return the pictures, drawings and nested texts of a page."""
    objects = PageObjects()
    raw_page = page.raw
    for object_index in range(raw.FPDFPage_CountObjects(raw_page)):
        handle = raw.FPDFPage_GetObject(raw_page, object_index)
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            objects.index_by_text[read_address(handle)] = object_index
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            rect = read_bounds(handle)
            objects.pictures.append(rect)
            objects.covers.append(Cover(object_index, rect, is_picture=True))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _add_path(objects, handle, object_index)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            if any(True for _ in _list_layers(handle)):
                objects.layer_xobjects.add(object_index)
            _add_form(objects, handle, object_index)
    return objects


def read_address(handle: raw.FPDF_PAGEOBJECT) -> int:
    """Return the address of an object, 0 if there is none."""
    return ctypes.addressof(handle.contents) if handle else 0


def read_bounds(handle: raw.FPDF_PAGEOBJECT) -> PageRect:
    """Return the rectangle around an object."""
    values = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(handle, *values)
    left, bottom, right, top = (value.value for value in values)
    return PageRect(left, bottom, right, top)


def is_clipped(handle: raw.FPDF_PAGEOBJECT) -> bool:
    """Return whether a clipping path may cut away a part of an object."""
    clip_path = raw.FPDFPageObj_GetClipPath(handle)
    rect = read_bounds(handle)
    for path_index in range(max(raw.FPDFClipPath_CountPaths(clip_path), 0)):
        clip = _read_clip_bounds(clip_path, path_index)
        if clip is not None and not clip.encloses(rect, _CLIP_MARGIN):
            return True
    return False


def _read_clip_bounds(clip_path: raw.FPDF_CLIPPATH, path_index: int) -> PageRect | None:
    """Return the rectangle around a clipping path; None if it has too many points."""
    count = raw.FPDFClipPath_CountPathSegments(clip_path, path_index)
    if not 0 < count <= _MAX_CLIP_POINTS:
        return None
    points = []
    for index in range(count):
        segment = raw.FPDFClipPath_GetPathSegment(clip_path, path_index, index)
        x = ctypes.c_float()
        y = ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
    horizontal, vertical = zip(*points, strict=True)
    return PageRect(min(horizontal), min(vertical), max(horizontal), max(vertical))


def _add_path(
    objects: PageObjects, path: raw.FPDF_PAGEOBJECT, object_index: int, placing: Matrix = _ON_PAGE
) -> None:
    """Add a path to what may strike out or cover text, or be a line of a table, if it is seen.

    Args:
        objects: The objects of the page.
        path: The path.
        object_index: The index on the page of it, or of the form that it is in.
        placing: The matrix of this form.

    """
    objects.path_count += 1
    if objects.path_count > _MAX_PATHS:
        return
    rect = read_bounds(path).move(placing)
    is_flat = rect.top - rect.bottom <= _MAX_BAR_HEIGHT
    is_large = min(rect.right - rect.left, rect.top - rect.bottom) >= _MIN_COVER_SIDE

    fill_mode = ctypes.c_int()
    is_stroked = ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill_mode, is_stroked)
    # A shape that is filled and stroked is seen by either of its colours.
    fill = _read_color(path, raw.FPDFPageObj_GetFillColor) if fill_mode else None
    stroke = _read_color(path, raw.FPDFPageObj_GetStrokeColor) if is_stroked else None
    if _is_seen(fill) or _is_seen(stroke):
        bounds = (rect.left, rect.bottom, rect.right, rect.top)
        objects.drawn_lines += read_drawn_lines(path, bounds, placing)
    if is_flat:
        if _is_seen(fill if fill_mode else stroke):
            objects.bars.append(rect if fill_mode else _remove_stroke_margin(path, rect))
    elif is_large and fill and fill.alpha == _OPAQUE:
        objects.covers.append(Cover(object_index, rect, is_picture=False, color=fill))


def _is_seen(color: Color | None) -> bool:
    """Return whether what has a colour is seen on paper."""
    return color is not None and color.alpha > 0 and not color.is_white


def _read_color(handle: raw.FPDF_PAGEOBJECT, read: Callable[..., int]) -> Color | None:
    """Return the colour that a function of PDFium reads of an object; None if it has none."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not read(handle, *parts):
        return None
    return Color(*(part.value for part in parts))


def _remove_stroke_margin(path: raw.FPDF_PAGEOBJECT, rect: PageRect) -> PageRect:
    """Return the rectangle of a line; PDFium gives it a margin of the width of the line."""
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    margin = width.value / 2
    return PageRect(
        rect.left + margin, rect.bottom + margin, rect.right - margin, rect.top - margin
    )


def _add_form(objects: PageObjects, form: raw.FPDF_PAGEOBJECT, object_index: int) -> None:
    """Add what a form draws; its pictures count as large as the whole form."""
    for handle, kind, placing in _walk_form(form, _MAX_DEPTH):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            objects.pictures.append(read_bounds(form))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _add_path(objects, handle, object_index, placing)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            address = read_address(handle)
            objects.index_by_text[address] = object_index
            objects.xobject_by_text[address] = object_index


def _walk_form(
    form: raw.FPDF_PAGEOBJECT, max_depth: int, outer: Matrix = _ON_PAGE
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int, Matrix]]:
    """Yield the objects in a form, each with its kind, and the matrix that places it on the page.

    Args:
        form: The form.
        max_depth: How deep the forms may be nested of which the objects are yielded.
        outer: The matrix of the form that it is in.

    """
    placing = read_matrix(form).then(outer)
    for index in range(raw.FPDFFormObj_CountObjects(form)):
        handle = raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(handle)
        yield handle, kind, placing
        if kind == raw.FPDF_PAGEOBJ_FORM and max_depth > 1:
            yield from _walk_form(handle, max_depth - 1, placing)


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
