"""Read bibliographies in BibTeX and BibLaTeX, as Zotero exports them: the metadata of files.

The files of an entry stand in its field `file`. Zotero, JabRef and Mendeley write a description,
the path and the type of each; Better BibTeX writes the path alone.
"""

import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    MonthIntMiddleware,
    NormalizeFieldKeys,
    RemoveEnclosingMiddleware,
)
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, Entry
from pylatexenc.latex2text import LatexNodes2Text

from fonti.index.bibliographic_data import BibliographicData, PersonName
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

# The fields of a reference, by the names of BibTeX and BibLaTeX.
_REFERENCE_FIELDS = {
    "journaltitle": "journal",
    **{name: name for name in ("journal", "booktitle", "publisher", "school", "institution")},
    **{name: name for name in ("volume", "number", "edition", "isbn", "issn", "doi", "url")},
}

# Fields that TeX prints as they are; a backslash before a character only shields that.
_VERBATIM_FIELDS = frozenset({"doi", "url"})
_SHIELDED = re.compile(r"\\([_%#&~{}$])")

_ENTRY_TYPE = re.compile(r"[a-z]{1,40}")
_OTHER_ENTRY_TYPE = "misc"

# A value in neither braces nor quotes is a number, a string that no one defined, or several parts
# that number signs put together. These marks tell where a part ends.
_NUMBER = re.compile(r"\d+")
_PART_MARK = re.compile(r"\\.|[{}\"#]", re.DOTALL)

# Strings that BibTeX defines. How it writes a month depends on the language.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# What the parser says of such a value.
_NO_ENCLOSING = "no-enclosing"

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
    strings = {month: month for month in _MONTHS} | {
        string.key.lower(): str(string.value)
        for string in library.strings
        if string.enclosing != _NO_ENCLOSING
    }
    entries = []
    for block in blocks:
        try:
            entry = _read_entry(block, strings)
        except RecursionError:
            # Braces in braces.
            damaged += 1
        else:
            entries.append(entry)
    return Bibliography(tuple(entry for entry in entries if entry.paths), damaged)


def _read_entry(entry: Entry, strings: dict[str, str]) -> BibliographyEntry:
    values = _read_values(entry, strings)
    people = [_read_name(name) for name in _split_names(values)]
    names = [name for name in people if name.family]
    entry_type = entry.entry_type.lower()
    reference = BibliographicData(
        entry_type if _ENTRY_TYPE.fullmatch(entry_type) else _OTHER_ENTRY_TYPE,
        tuple(names),
        are_editors=not values.get("author") and bool(values.get("editor")),
        fields=tuple(_read_reference_fields(values)),
    )
    written_names = (f"{name.given} {name.family} {name.suffix}".strip() for name in names)
    metadata = Metadata(
        title=clean_title(_read_latex(values.get("title", ""))),
        author=clean_author("; ".join(written_names)),
        date=_read_date(values),
        reference=reference,
    )
    return BibliographyEntry(metadata, tuple(_read_paths(values.get("file", ""))))


def _read_values(entry: Entry, strings: dict[str, str]) -> dict[str, str]:
    """Return the values of an entry by field; strings that are not defined are empty."""
    enclosings = entry.parser_metadata.get(RemoveEnclosingMiddleware.metadata_key(), {})
    values = {}
    for field in entry.fields:
        value = str(field.value)
        if enclosings.get(field.key) == _NO_ENCLOSING:
            value = "".join(_read_part(part, strings) for part in _split_parts(value))
        values[field.key] = value
    return values


def _split_parts(value: str) -> Iterator[str]:
    """Yield the parts of a value that number signs put together."""
    start = 0
    depth = 0
    is_quoted = False
    for mark in _PART_MARK.finditer(value):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif mark[0] == '"' and not depth:
            is_quoted = not is_quoted
        elif mark[0] == "#" and not depth and not is_quoted:
            yield value[start : mark.start()].strip()
            start = mark.end()
    yield value[start:].strip()


def _read_part(part: str, strings: dict[str, str]) -> str:
    if _NUMBER.fullmatch(part):
        return part
    is_enclosed = part.startswith(("{", '"'))
    return part[1:-1] if is_enclosed else strings.get(part.lower(), "")


def _split_names(values: dict[str, str]) -> list[str]:
    """Return the names of the authors or else the editors, as they are written."""
    text = values.get("author") or values.get("editor") or ""
    return list(split_multiple_persons_names(text[:_MAX_FIELD_CHARACTERS]))


def _read_name(text: str) -> PersonName:
    """Return a name; one without a given name is that of an institution, or the only one."""
    parts = parse_single_name_into_parts(text, strict=False)
    family, given, suffix = (
        _read_latex(" ".join(words)) for words in (parts.von + parts.last, parts.first, parts.jr)
    )
    return PersonName(family, given, suffix) if family else PersonName(given)


def _read_reference_fields(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the fields of a reference, each name once."""
    fields: dict[str, str] = {}
    for field, name in _REFERENCE_FIELDS.items():
        value = values.get(field, "")[:_MAX_FIELD_CHARACTERS]
        text = _SHIELDED.sub(r"\1", value) if field in _VERBATIM_FIELDS else _read_latex(value)
        if printable := " ".join(text.split()):
            fields.setdefault(name, printable)
    yield from fields.items()


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
