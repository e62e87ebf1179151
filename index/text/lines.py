"""Find the lines of a text by offsets in it."""

import re

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\r[^\S\n]*\r\s*")


def find_line_start(text: str, offset: int) -> int:
    """Return where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def find_line_end(text: str, offset: int, limit: int | None = None) -> int:
    """Return where the line of an offset ends, or the limit if that comes first."""
    end = text.find("\n", offset, limit)
    if end >= 0:
        return end
    return len(text) if limit is None else limit


def read_previous_line(text: str, line_start: int) -> str:
    """Return the line before the one that begins at an offset; empty if that is the first."""
    end = max(line_start - 1, 0)
    return text[find_line_start(text, end) : end]
