"""Write quotes with their references in the styles that people paste into their own texts.

The metadata are those of a bibliography, or else of the file. In a text for people, a name is
written as it stands there, the given name first; programs get its parts, if a bibliography has
them. Names are separated by semicolons. What neither says is left out.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from fonti.index import BibliographicData, PersonName
from fonti.qa import Answer, Citation
from fonti.ui.i18n.dates import describe_date
from fonti.ui.i18n.descriptions import describe_headings, describe_location
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.export import (
    add_quotation_marks,
    format_answer,
    format_citation,
    format_quote,
    list_exported_citations,
)

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

# What TeX reads as something else than the character. A brace is named: BibTeX counts braces even
# after a backslash.
_BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)

# The types of the Citation Style Language (CSL) by those of BibTeX and BibLaTeX.
_CSL_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "manual": "book",
    "mastersthesis": "thesis",
    "online": "webpage",
    "patent": "patent",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "www": "webpage",
}

# The variables of CSL by the fields of a bibliography. Other fields are not written.
_CSL_VARIABLES = {
    "journal": "container-title",
    "booktitle": "container-title",
    "publisher": "publisher",
    "school": "publisher",
    "institution": "publisher",
    "volume": "volume",
    "number": "issue",
    "edition": "edition",
    "isbn": "ISBN",
    "issn": "ISSN",
    "doi": "DOI",
    "url": "URL",
}

# Fields that BibTeX prints as they are, of which a brace or a backslash is written as in an URL.
_VERBATIM_FIELDS = frozenset({"doi", "url"})
_VERBATIM_ESCAPES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})

# In a name, what BibTeX takes for the end of a part or of the name.
_ENDS_NAME = re.compile(r",|\band\b", re.IGNORECASE)

# Of a document that no bibliography has.
_NO_REFERENCE = BibliographicData("misc")

# Hexadecimal digits of a file's hash that tell its key from those of other documents.
_KEY_DIGITS = 6


def format_citation_in_styles(citation: Citation, words: Words) -> dict[str, str]:
    """Return a quote with its reference in each style, by the name of the style."""
    texts = {
        "plain": format_citation(citation, words),
        "footnote": _add_notes(_quote_with_number(citation, words), [citation], words),
        "chicago": _add_works(_quote_with_author(citation, words), [citation], words),
    }
    return texts | list_entries([citation])


def format_answer_in_styles(answer: Answer, words: Words) -> dict[str, str]:
    """Return an answer with its references in each style, by the name of the style.

    The styles of programs (BibTeX and CSL-JSON) have only the documents.
    """

    def format_with(format_cited: Callable[[Citation, Words], str]) -> str:
        return format_answer(answer, words, format_cited=format_cited)

    citations = list_exported_citations(answer)
    texts = {
        "plain": format_answer(answer, words),
        "footnote": _add_notes(format_with(_quote_with_number), citations, words),
        "chicago": _add_works(format_with(_quote_with_author), citations, words),
    }
    return texts | list_entries(citations)


def format_note(citation: Citation, words: Words) -> str:
    """Return the text of a footnote: author, title, headings, date, file and place, if known."""
    title = _clean(citation.title)
    quoted_title = add_quotation_marks(title, words) if title else ""
    parts = (
        _clean(citation.author),
        quoted_title,
        _clean(describe_headings(citation)),
        describe_date(_clean(citation.date), words),
        _get_file_name(citation),
        describe_location(citation, words),
    )
    return ", ".join(part for part in parts if part)


def escape_bibtex(text: str) -> str:
    """Escape a text, so that BibTeX and TeX read it literally."""
    return text.translate(_BIBTEX_ESCAPES)


def _quote_with_number(citation: Citation, words: Words) -> str:
    return f"{format_quote(citation, words)} [{citation.number}]"


def _add_notes(text: str, citations: Sequence[Citation], words: Words) -> str:
    """Add the note of each number to a text."""
    notes = [f"[{citation.number}] {format_note(citation, words)}" for citation in citations]
    return "\n".join([text, "", *notes]) if notes else text


def _quote_with_author(citation: Citation, words: Words) -> str:
    """Return a quote with its author, year and page (Chicago Manual of Style, author-date)."""
    page = "" if citation.page is None else f", {citation.page}"
    name = _clean(citation.author) or _clean(citation.title) or _get_file_name(citation)
    year = _get_year(citation, words)
    return f"{format_quote(citation, words)} ({name} {year}{page})"


def _add_works(text: str, citations: Sequence[Citation], words: Words) -> str:
    """Add the list of the documents to a text (Chicago Manual of Style, author-date)."""
    works = [_format_work(citation, words) for citation in _list_documents(citations)]
    return "\n".join([text, "", *works]) if works else text


def _format_work(citation: Citation, words: Words) -> str:
    """Return a document in the list of works: its author, or else its title, before the year."""
    title = _clean(citation.title)
    names = [
        _end_with_point(_clean(citation.author)),
        add_quotation_marks(_end_with_point(title), words) if title else "",
        _end_with_point(_get_file_name(citation)),
    ]
    first, *others = [name for name in names if name]
    return " ".join([first, _end_with_point(_get_year(citation, words)), *others])


def _get_year(citation: Citation, words: Words) -> str:
    date = _parse_date(citation.date)
    return str(date[0]) if date else words.no_date


def format_conversation_references(answers: Sequence[Answer], style: str) -> str:
    """Return the documents that a conversation cites, for reference managers.

    Args:
        answers: The answers of the conversation.
        style: `bibtex` or `csl-json`.

    """
    citations = [citation for answer in answers for citation in list_exported_citations(answer)]
    return list_entries(citations)[style] + "\n"


def list_entries(citations: Sequence[Citation]) -> dict[str, str]:
    """Return the documents of citations in the formats that reference managers read."""
    documents = _list_documents(citations)
    pages = {document.source: _list_pages(citations, document.source) for document in documents}
    items = [_make_csl_item(document, pages[document.source]) for document in documents]
    entries = [_format_bibtex(document, pages[document.source]) for document in documents]
    return {
        "bibtex": "\n\n".join(entries),
        "csl-json": json.dumps(items, ensure_ascii=False, indent=2),
    }


def _format_bibtex(citation: Citation, pages: str) -> str:
    """Return the BibTeX entry of a document.

    Double braces say that a title keeps its capitals.
    """
    date = _parse_date(citation.date)
    reference = citation.reference or _NO_REFERENCE
    names = " and ".join(map(_format_bibtex_name, _list_names(citation)))
    title = escape_bibtex(_clean(citation.title) or _get_file_name(citation))
    fields = {
        "editor" if reference.are_editors else "author": names,
        "title": f"{{{title}}}",
        "year": str(date[0]) if date else "",
        "month": str(date[1]) if len(date) > 1 else "",
        "howpublished": escape_bibtex(_get_file_name(citation)),
        "pages": pages,
        **{name: _escape_field(name, value) for name, value in _list_fields(reference)},
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{reference.entry_type}{{{_make_key(citation)},", *lines, "}"])


def _list_fields(reference: BibliographicData) -> list[tuple[str, str]]:
    """Return the names and values of the fields that all formats have."""
    return [(name, value) for name, value in reference.fields if name in _CSL_VARIABLES]


def _escape_field(name: str, value: str) -> str:
    if name in _VERBATIM_FIELDS:
        return _clean(value).translate(_VERBATIM_ESCAPES)
    return escape_bibtex(_clean(value))


def _format_bibtex_name(name: PersonName) -> str:
    """Return a name for BibTeX: the family name first, or in braces if it has no parts."""
    if name.is_literal:
        return f"{{{escape_bibtex(name.family)}}}"
    parts = [part for part in (name.family, name.suffix, name.given) if part]
    return ", ".join(
        f"{{{escape_bibtex(part)}}}" if _ENDS_NAME.search(part) else escape_bibtex(part)
        for part in parts
    )


def _make_csl_item(citation: Citation, pages: str) -> dict[str, Any]:
    """Return the item of a document in the JSON of the Citation Style Language."""
    date = _parse_date(citation.date)
    reference = citation.reference or _NO_REFERENCE
    role = "editor" if reference.are_editors else "author"
    values = {
        "id": _make_key(citation),
        "type": _CSL_TYPES.get(reference.entry_type, "document"),
        "title": _clean(citation.title) or _get_file_name(citation),
        role: [_make_csl_name(name) for name in _list_names(citation)],
        "issued": {"date-parts": [date]} if date else None,
        "page": pages,
        "language": citation.language,
        "note": _get_file_name(citation),
        **{_CSL_VARIABLES[name]: _clean(value) for name, value in _list_fields(reference)},
    }
    return {name: value for name, value in values.items() if value}


def _make_csl_name(name: PersonName) -> dict[str, str]:
    if name.is_literal:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: part for key, part in parts.items() if part}


def _list_documents(citations: Sequence[Citation]) -> list[Citation]:
    """Return the first citation of each document."""
    by_source: dict[str, Citation] = {}
    for citation in citations:
        by_source.setdefault(citation.source, citation)
    return list(by_source.values())


def _list_names(citation: Citation) -> list[PersonName]:
    """Return the names of a document's authors or editors, in parts if a bibliography has them."""
    if citation.reference is not None and citation.reference.names:
        names = [
            PersonName(_clean(name.family), _clean(name.given), _clean(name.suffix))
            for name in citation.reference.names
        ]
    else:
        names = [PersonName(name.strip()) for name in _clean(citation.author).split(";")]
    return [name for name in names if name.family]


def _list_pages(citations: Sequence[Citation], source: str) -> str:
    pages = {citation.page for citation in citations if citation.source == source}
    return ", ".join(str(page) for page in sorted(page for page in pages if page is not None))


def _make_key(citation: Citation) -> str:
    """Return a key of ASCII letters and digits, which no document with other bytes has."""
    names = _list_names(citation)
    name = names[0].family.split(" ")[-1] if names else PurePosixPath(citation.source).stem
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    year = "".join(map(str, _parse_date(citation.date)[:1]))
    short_name = re.sub(r"[^a-z0-9]", "", letters)[:20] or "document"
    return f"{short_name}{year}-{citation.sha256[:_KEY_DIGITS]}"


def _parse_date(date: str | None) -> list[int]:
    """Return the year, the month and the day of an ISO 8601 date, as far as it has them."""
    match = _ISO_DATE.match(date or "")
    return [int(part) for part in match.groups() if part] if match else []


def _get_file_name(citation: Citation) -> str:
    """Return the name of a document on one line, or as it is if it has only white space."""
    return _clean(citation.source) or citation.source


def _clean(text: str | None) -> str:
    """Return a text on one line, without control characters; empty if there is none."""
    printable = "".join(character if character.isprintable() else " " for character in text or "")
    return " ".join(printable.split())


def _end_with_point(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
