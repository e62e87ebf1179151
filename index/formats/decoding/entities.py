"""Read the entities of XML documents that stand for a few characters, and no others."""

from lxml import etree

# A longer text is none of a name or a sign, and repeated it could become very large.
_MAX_LENGTH = 64


def replace_entities(root: etree._Element) -> list[str]:
    """Replace the references to entities in a tree by what they stand for.

    One that is declared in another file, by other entities or as a long text is removed.

    Returns:
        The names of those that were removed.

    """
    references = list(root.iter(etree.Entity))
    if not references:
        return []

    document_type = root.getroottree().docinfo.internalDTD
    declared = (
        {}
        if document_type is None
        else {entity.name: entity.content for entity in document_type.iterentities()}
    )
    removed: dict[str, None] = {}
    for reference in references:
        value = declared.get(reference.name)
        if value is not None and len(value) <= _MAX_LENGTH and not {"&", "<"} & set(value):
            reference.tail = value + (reference.tail or "")
        else:
            removed[reference.name] = None
    etree.strip_tags(root, etree.Entity)
    return list(removed)
