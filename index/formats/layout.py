"""How a page looks, without its picture."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """A page, counted from 1: the `width` and `height` of its picture in pixels, and where a text stands in it.

    `marks` are boxes, one a line as a rule, each its left, top, width and height as shares of the picture's; empty
    where the place is uncertain.
    """

    number: int
    width: int
    height: int
    marks: tuple[Box, ...] = ()
