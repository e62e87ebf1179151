"""Distinguish pictures that may have text from logos and icons."""

# A picture with a smaller area, in square centimetres, has no text that is worth a warning.
_MIN_AREA = 16


def may_have_text(width: float | None, height: float | None) -> bool:
    """Return whether a picture is so large, or of unknown size, that it may have text.

    Args:
        width: Its width in centimetres, or None.
        height: Its height in centimetres, or None.

    """
    return width is None or height is None or width * height >= _MIN_AREA
