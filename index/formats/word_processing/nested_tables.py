"""Decide whether a table only places the tables inside it."""

from lxml import etree


def is_mostly_nested(table: etree._Element) -> bool:
    """Return whether at least half of the text of a table stands in tables inside.

    Then it is there to place them; else they belong to the cells that they stand in.
    """
    nested = [
        inner
        for inner in table.iterdescendants(table.tag)
        if next(inner.iterancestors(table.tag)) is table
    ]
    return bool(nested) and 2 * sum(map(_count_characters, nested)) >= _count_characters(table)


def _count_characters(element: etree._Element) -> int:
    """Return the number of characters of an element's text, without white space."""
    return sum(not character.isspace() for text in element.itertext() for character in text)
