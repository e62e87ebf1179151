"""Define the size of a page's picture, and where a text is on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureRect:
    """A rectangle in a picture; all values are shares of the picture's width or height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The picture of a page, and the boxes of a text on it.

    Attributes:
        number: The number of the page, from 1.
        width: The width of the picture, in pixels.
        height: The height of the picture, in pixels.
        text_boxes: The boxes of the text, usually one for each line; empty if its place is
            uncertain.

    """

    number: int
    width: int
    height: int
    text_boxes: tuple[PictureRect, ...] = ()
