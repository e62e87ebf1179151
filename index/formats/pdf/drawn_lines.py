"""Read the straight lines that a PDF page draws upright and across, such as those of a table."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as raw

from fonti.index.formats.pdf.matrices import Matrix, Point, read_matrix

# A shape that is at most this thick, in points, is a line.
_MAX_THICKNESS = 3.0

# Shorter lines are none of a table, in points.
_MIN_LENGTH = 5.0

# How far the ends of a line may be from one height, or one place across, in points.
_TOLERANCE = 0.5

# Of a path with more points, such as a map, no lines are read.
_MAX_POINTS = 600


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A straight line on a page, in points.

    Attributes:
        is_horizontal: Whether it runs across; else it is upright.
        position: Its height, or how far from the left it is, if it is upright.
        start: Where it begins: its left, or its lower end.
        end: Where it ends.

    """

    is_horizontal: bool
    position: float
    start: float
    end: float

    def turn(self, rotation: int) -> "DrawnLine | None":
        """Return the line on a page turned by a direction, in degrees; None if it is then oblique.

        Args:
            rotation: The direction of text, which runs to the right on the turned page.

        """
        if self.is_horizontal:
            ends = ((self.start, self.position), (self.end, self.position))
        else:
            ends = ((self.position, self.start), (self.position, self.end))
        cosine = math.cos(math.radians(rotation))
        sine = math.sin(math.radians(rotation))
        turned = [(x * cosine + y * sine, y * cosine - x * sine) for x, y in ends]
        return _make_drawn_line(*turned)


def read_drawn_lines(
    path: raw.FPDF_PAGEOBJECT, bounds: tuple[float, float, float, float], placing: Matrix
) -> list[DrawnLine]:
    """Return the lines of a path: itself if it is as thin as a line, else its straight edges.

    Args:
        path: The path.
        bounds: The left, lower, right and upper end of the rectangle around it.
        placing: The matrix of the form that it is in.

    """
    left, bottom, right, top = bounds
    if min(right - left, top - bottom) > _MAX_THICKNESS:
        lines = [_make_drawn_line(start, end) for start, end in _read_edges(path, placing)]
    elif right - left > top - bottom:
        middle = (bottom + top) / 2
        lines = [_make_drawn_line((left, middle), (right, middle))]
    else:
        middle = (left + right) / 2
        lines = [_make_drawn_line((middle, bottom), (middle, top))]
    return [line for line in lines if line and line.end - line.start >= _MIN_LENGTH]


def _make_drawn_line(first: Point, second: Point) -> DrawnLine | None:
    """Return the line between two points; None if it is oblique."""
    if abs(first[1] - second[1]) <= _TOLERANCE:
        return DrawnLine(True, first[1], min(first[0], second[0]), max(first[0], second[0]))
    if abs(first[0] - second[0]) <= _TOLERANCE:
        return DrawnLine(False, first[0], min(first[1], second[1]), max(first[1], second[1]))
    return None


def _read_edges(path: raw.FPDF_PAGEOBJECT, placing: Matrix) -> Iterator[tuple[Point, Point]]:
    """Yield the ends of each straight edge of a path."""
    count = raw.FPDFPath_CountSegments(path)
    if not 0 < count <= _MAX_POINTS:
        return
    matrix = read_matrix(path).then(placing)

    first: Point = (0.0, 0.0)
    previous = first
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        point = _read_point(segment, matrix)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield previous, point
        previous = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, first
            previous = first


def _read_point(segment: raw.FPDF_PATHSEGMENT, matrix: Matrix) -> Point:
    x = ctypes.c_float()
    y = ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return matrix.apply((x.value, y.value))
