"""Find the lines of a text by offsets in it, and tell which are rows of a table."""

import re

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\r[^\S\n]*\r\s*")

# The mark of an item, such as "a)", a tab, and a text.
_ITEM = re.compile(r"[^\w\s]{0,2}(?:\w{1,4}[^\w\s]{1,2})?\t[^\t]*[^\W\d_][^\t]*")


def is_row(line: str) -> bool:
    """Return whether a line is a row of a table, with cells between bars or tabs."""
    cells = line.strip()
    if " | " in cells or cells.startswith("|"):
        return True
    return "\t" in cells and not _ITEM.fullmatch(cells)


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
