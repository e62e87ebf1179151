"""Define the metadata of files, and clean what files state in different forms."""

import datetime
import re
from dataclasses import dataclass

from fonti.index.bibliographic_data import BibliographicData

_LANGUAGE_TAG = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_TWO_LETTER_CODES = {"ita": "it", "eng": "en"}
_ISO_DATE = re.compile(r"\s*(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?!\d)")

# Titles and authors that programs fill in by themselves.
_MEANINGLESS_TITLE = re.compile(
    r"""
    # A new document with its number, or a word for nothing.
    (?: untitled | unnamed | senza\ titolo | senza\ nome | nessun\ titolo | no\ slide\ title )
      (?: [ ] (?: document | documento | presentation | presentazione ) )? [ -]? \d*
    | (?: new\ | nuov[oa]\ )?
      (?: document | documento | presentation | presentazione | slide | diapositiva | sheet | foglio
        | book | cartel | workbook | layout | page | pagina | title | titolo )
      [ -]? \d*
    | \(? (?: anonymous | unspecified | unknown | none | null ) \)? | about:blank | print | stampa

    # The program, with the name of the file or without.
    | (?: microsoft\ )? (?: office\ )? (?: word | powerpoint | excel | writer | calc | impress )
      (?: \ (?: document | presentation | worksheet ) )? (?: \ - .* )?
    | presentazione\ (?: standard\ )? (?: di\ )? (?: microsoft\ )? (?: office\ )? powerpoint
    | (?: reportlab | tcpdf | fpdf | pdfkit | wkhtmltopdf | jasperreports | crystal\ reports ) \b .*

    # A scanner.
    | (?: scan | scanned | scansione | acquired | acquisizione ) \b
      [ _-]? (?: document | documento | image | immagine | page | pagina | from\ .* | da\ .* )?
      [\W\d_]*
    | full\ page\ (?: photo | print ) | (?: hp | epson | canon | xerox ) \ scan .*
    | (?: skm | km | img | dsc | scn | scan | fax | doc | xerox ) [ _-]? \w* \d{3,} [\w-]*

    # The name of a file.
    | \S+ \. (?: docx? | odt | rtf | txt | md | pdf | html? | xlsx? | ods | pptx? | odp | indd | qxd
        | tex | dvi | ps | eps | ai | cdr | pages | wpd | fm | p65 | pub | tiff? | jpe?g | png )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MEANINGLESS_AUTHOR = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|author|user|utente)\)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The title, author, date (ISO 8601) and language (ISO 639-1) of a file; None if not stated.

    Only a bibliography states a reference.
    """

    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    reference: BibliographicData | None = None


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """An entry of a bibliography: the metadata of some files, and their paths as it has them."""

    metadata: Metadata
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries of a bibliography that have files, and how many entries cannot be read."""

    entries: tuple[BibliographyEntry, ...]
    damaged: int


def clean_title(title: str | None) -> str | None:
    """Return a title, or None if it is one that programs fill in by themselves."""
    title = (title or "").strip()
    return title if title and not _MEANINGLESS_TITLE.fullmatch(title) else None


def clean_author(author: str | None) -> str | None:
    """Return an author, or None if it is one that programs fill in by themselves."""
    author = (author or "").strip()
    return author if author and not _MEANINGLESS_AUTHOR.fullmatch(author) else None


def parse_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag such as `it-IT`, `en_US` or `ita`, or None."""
    match = _LANGUAGE_TAG.match(tag or "")
    if not match:
        return None

    code = match[1].lower()
    if len(code) == 2:
        return code
    return _TWO_LETTER_CODES.get(code)


def read_leading_iso_date(text: str | None) -> str | None:
    """Return the ISO 8601 date at the beginning of a text, or None if there is none.

    The date is a year, a year and a month, or a full date. Text after it, such as a time, is
    ignored.
    """
    match = _ISO_DATE.match(text or "")
    if match is None:
        return None

    # Only a date that the calendar has is one.
    year, *rest = map(int, match[1].split("-"))
    month, day = [*rest, 1, 1][:2]
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return match[1]
