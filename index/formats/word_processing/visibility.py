"""Decide by colour and size whether text on paper is seen."""

import re

# Colours of which each part is at least this are white on paper, out of 255.
_MIN_WHITE = 245

# Text of fewer points is no larger than a full stop of usual text.
_MIN_POINTS = 2.0

_HEX_COLOR = re.compile(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
_NO_COLOR = frozenset({"", "auto", "none", "transparent", "nil", "clear"})


def is_white(color: str | None) -> bool:
    """Return whether a colour such as `#FFFFFF` is white on paper."""
    match = _HEX_COLOR.fullmatch(color or "")
    return match is not None and min(int(part, 16) for part in match.groups()) >= _MIN_WHITE


def is_ground(color: str | None) -> bool:
    """Return whether a colour of the ground lets white text be seen; `auto` is that of the page."""
    return (color or "").lower() not in _NO_COLOR | {"white"} and not is_white(color)


def is_tiny(points: float | None) -> bool:
    """Return whether text of a size is too small to be seen; None is the usual size."""
    return points is not None and points < _MIN_POINTS
