"""Views of the text that is extracted from a file."""

from fonti.index.formats import ExtractedText


def list_heading_titles(extracted: ExtractedText) -> list[str]:
    """Return the text of each heading, as its span has it."""
    return [extracted.text[heading.start : heading.end] for heading in extracted.headings]


def list_heading_levels(extracted: ExtractedText) -> list[tuple[str, int]]:
    """Return the text and the level of each heading."""
    levels = [heading.level for heading in extracted.headings]
    return list(zip(list_heading_titles(extracted), levels, strict=True))


def list_heading_paths(extracted: ExtractedText) -> list[str]:
    """Return the path of each heading."""
    return [heading.path for heading in extracted.headings]
