"""Read bibliographies in BibTeX and BibLaTeX, as Zotero exports them: the metadata of files.

The files of an entry stand in its field `file`. Zotero, JabRef and Mendeley write a description,
the path and the type of each; Better BibTeX writes the path alone.
"""

import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import MonthIntMiddleware, NormalizeFieldKeys
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, Entry
from pylatexenc.latex2text import LatexNodes2Text

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.metadata import (
    Bibliography,
    BibliographyEntry,
    Metadata,
    clean_author,
    clean_title,
    read_leading_iso_date,
)

# A longer title or list of authors is cut off, in characters.
_MAX_FIELD_CHARACTERS = 2_000

# After an escaped separator the field goes on.
_FILE_SEPARATOR = re.compile(r"(?<!\\);")
_PART_SEPARATOR = re.compile(r"(?<!\\):")
_ESCAPED = re.compile(r"\\([^A-Za-z0-9.])")

# A file is written as description, path and type, or as its path.
_PARTS_OF_FILE = 3


def read_bibliography(content: bytes) -> Bibliography:
    """Return the bibliography in the bytes of a file.

    Raises:
        Unreadable: If it is not text.

    """
    library = parse_string(
        decode(content).text, append_middleware=[NormalizeFieldKeys(), MonthIntMiddleware()]
    )
    # Two entries may have one key, but each has files of its own.
    repeated = [
        block.ignore_error_block
        for block in library.failed_blocks
        if isinstance(block, DuplicateBlockKeyBlock)
    ]
    blocks = [block for block in (*library.entries, *repeated) if isinstance(block, Entry)]
    damaged = len(library.failed_blocks) - len(repeated)
    entries = []
    for block in blocks:
        try:
            entry = _read_entry(block)
        except RecursionError:
            # Braces in braces.
            damaged += 1
        else:
            entries.append(entry)
    return Bibliography(tuple(entry for entry in entries if entry.paths), damaged)


def _read_entry(entry: Entry) -> BibliographyEntry:
    values = {field.key: str(field.value) for field in entry.fields}
    names = _read_names(values.get("author") or values.get("editor") or "")
    metadata = Metadata(
        title=clean_title(_read_latex(values.get("title", ""))),
        author=clean_author("; ".join(names)),
        date=_read_date(values),
    )
    return BibliographyEntry(metadata, tuple(_read_paths(values.get("file", ""))))


def _read_names(text: str) -> Iterator[str]:
    """Yield the names of people and institutions, the family name of a person last."""
    for name in split_multiple_persons_names(text[:_MAX_FIELD_CHARACTERS]):
        parts = parse_single_name_into_parts(name, strict=False)
        if readable := _read_latex(parts.merge_first_name_first):
            yield readable


def _read_latex(text: str) -> str:
    """Return what TeX would print, on one line."""
    printed = LatexNodes2Text().latex_to_text(text[:_MAX_FIELD_CHARACTERS])
    return " ".join(printed.split())


def _read_date(values: dict[str, str]) -> str | None:
    """Return the date of an entry in ISO 8601: BibLaTeX has one field for it, BibTeX several."""
    if date := read_leading_iso_date(values.get("date")):
        return date
    year = values.get("year", "")
    month = values.get("month", "")
    with_month = f"{year}-{month:0>2}" if month.isdecimal() else year
    return read_leading_iso_date(with_month) or read_leading_iso_date(year)


def _read_paths(text: str) -> Iterator[str]:
    """Yield the paths in the field `file`."""
    for file in _FILE_SEPARATOR.split(text):
        parts = _PART_SEPARATOR.split(file)
        path = parts[-2] if len(parts) >= _PARTS_OF_FILE else file
        if path.strip():
            yield _ESCAPED.sub(r"\1", path.strip())
