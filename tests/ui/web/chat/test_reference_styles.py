"""References in the styles that people paste: complete, escaped, and without guesses."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import BibliographicData
from fonti.qa import Answer, Citation
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.reference_styles import (
    escape_bibtex,
    format_answer_in_styles,
    format_citation_in_styles,
    format_conversation_references,
)
from tests.helpers.answers import make_answer


def make_citation(quote: str = "The quote.", **values: Any) -> Citation:
    """Return a citation of a document with the given metadata."""
    (citation,) = make_answer(quote, source="atti/contratto.pdf").citations
    return replace(citation, **values)


COMPLETE = make_citation(
    title="Contratto di locazione", author="Mario Rossi", date="2023-05-01", page=3
)


def test_a_citation_is_written_in_each_style() -> None:
    """All that the file says of itself is there: author, title, date, name and page."""
    texts = format_citation_in_styles(COMPLETE, ITALIAN)
    assert list(texts) == list(ITALIAN.reference_styles) == list(ENGLISH.reference_styles)
    assert texts["footnote"] == (
        "«The quote.» [1]\n\n"
        "[1] Mario Rossi, «Contratto di locazione», 1 maggio 2023, atti/contratto.pdf, pagina 3, "
        "caratteri 10–20"
    )
    assert texts["chicago"] == (
        "«The quote.» (Mario Rossi 2023, 3)\n\n"
        "Mario Rossi. 2023. «Contratto di locazione.» atti/contratto.pdf."
    )
    assert texts["bibtex"] == (
        "@misc{rossi2023-000000,\n"
        "  author = {{Mario Rossi}},\n"
        "  title = {{Contratto di locazione}},\n"
        "  year = {2023},\n"
        "  month = {5},\n"
        "  howpublished = {atti/contratto.pdf},\n"
        "  pages = {3},\n"
        "}"
    )
    assert json.loads(texts["csl-json"]) == [
        {
            "id": "rossi2023-000000",
            "type": "document",
            "title": "Contratto di locazione",
            "author": [{"literal": "Mario Rossi"}],
            "issued": {"date-parts": [[2023, 5, 1]]},
            "page": "3",
            "language": "en",
            "note": "atti/contratto.pdf",
        }
    ]


def test_what_a_file_does_not_say_is_left_out() -> None:
    """The file's name stands for the title and the author."""
    texts = format_citation_in_styles(make_citation(), ENGLISH)
    assert texts["footnote"].endswith("[1] atti/contratto.pdf, characters 10–20")
    assert texts["chicago"] == "“The quote.” (atti/contratto.pdf n.d.)\n\natti/contratto.pdf. n.d."
    assert texts["bibtex"] == (
        "@misc{contratto-000000,\n"
        "  title = {{atti/contratto.pdf}},\n"
        "  howpublished = {atti/contratto.pdf},\n"
        "}"
    )
    assert "issued" not in texts["csl-json"]
    unnamed = format_citation_in_styles(make_citation(source=" "), ENGLISH)
    assert unnamed["chicago"].endswith(" n.d.")
    assert format_citation_in_styles(make_citation(title="Lease", date="2023"), ENGLISH)[
        "chicago"
    ].endswith("“Lease.” 2023. atti/contratto.pdf.")


def test_a_field_that_no_style_has_is_left_out() -> None:
    """An index of another version may have more fields."""
    reference = BibliographicData("book", fields=(("publisher", "Rossi"), ("shelf", "B 12")))
    texts = format_citation_in_styles(make_citation(reference=reference), ENGLISH)
    (item,) = json.loads(texts["csl-json"])
    assert item["publisher"] == "Rossi"
    assert "  publisher = {Rossi},\n" in texts["bibtex"]
    assert "B 12" not in str(texts)


def test_authors_are_listed_one_by_one() -> None:
    """Semicolons stand between them, as a bibliography has them; the first one gives the key."""
    citation = replace(COMPLETE, author="Mario Rossi; Autorità & Co.; ")
    texts = format_citation_in_styles(citation, ITALIAN)
    assert "  author = {{Mario Rossi} and {Autorità \\& Co.}},\n" in texts["bibtex"]
    (item,) = json.loads(texts["csl-json"])
    assert item["author"] == [{"literal": "Mario Rossi"}, {"literal": "Autorità & Co."}]
    assert item["id"] == "rossi2023-000000"


def test_a_conversation_lists_each_document_once() -> None:
    """The pages of all its answers stand together; one that cites nothing is an empty list."""
    first, second = (
        replace(make_answer("One.", source="a.pdf"), citations=(replace(COMPLETE, page=page),))
        for page in (7, 3)
    )
    references = format_conversation_references([first, second], "csl-json")
    assert [item["page"] for item in json.loads(references)] == ["3, 7"]
    assert format_conversation_references([first], "bibtex").startswith("@misc{rossi2023-")
    assert json.loads(format_conversation_references([], "csl-json")) == []


def test_an_answer_lists_each_document_once() -> None:
    """Its quotes are numbered as shown, those of elsewhere after the others."""
    (first,) = make_answer("One.", source="a.txt").citations
    second = replace(first, number=2, page=7, is_answer=False)
    outside = replace(first, number=3, source="b.txt", sha256="1" * 64)
    answer = Answer(
        "Chi?",
        "it",
        "related",
        "unsure",
        0.3,
        (replace(first, is_answer=False), second),
        "corpus",
        "v",
        languages=("it",),
        elsewhere=(outside,),
    )
    texts = format_answer_in_styles(answer, ITALIAN)
    assert re.findall(r"» \[(\d)\]", texts["footnote"]) == ["1", "2", "3"]
    assert re.findall(r"^\[(\d)\] [ab]\.txt", texts["footnote"], re.MULTILINE) == ["1", "2", "3"]
    assert "Altrove si legge:" in texts["footnote"]
    assert texts["chicago"].endswith("\n\na.txt. s.d.\nb.txt. s.d.")
    assert texts["bibtex"].count("@misc{") == 2
    assert [item["id"] for item in json.loads(texts["csl-json"])] == ["a-000000", "b-111111"]
    assert json.loads(texts["csl-json"])[0]["page"] == "7"


def read_bibtex_value(entry: str, name: str) -> str:
    """Return the value of a field as BibTeX delimits it: to the brace that closes it."""
    start = entry.index(f"  {name} = {{") + len(f"  {name} = {{")
    depth = 1
    for offset, character in enumerate(entry[start:], start):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return entry[start:offset]
    pytest.fail(f"the braces of {name} are not balanced")


def read_tex(text: str) -> str:
    """Return what TeX sets for an escaped text; fail if a special character is not escaped."""
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    names |= {"textasciitilde": "~", "textasciicircum": "^"}
    pattern = re.compile(r"\{\\(\w+)\}|\\([&%$#_])|([^\\{}&%$#_~^])", re.DOTALL)
    result = ""
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        assert match, text[position:]
        result += names[match[1]] if match[1] else match[2] or match[3]
        position = match.end()
    return result


@given(st.text())
def test_any_text_is_escaped_for_bibtex(text: str) -> None:
    """TeX sets the very characters, and a brace or a comma ends no field."""
    assert read_tex(escape_bibtex(text)) == text
    # A semicolon begins another author.
    text = text.replace(";", ",")
    citation = replace(COMPLETE, author=text, title=text)
    entry = format_citation_in_styles(citation, ENGLISH)["bibtex"]
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if shown:
        assert read_tex(read_bibtex_value(entry, "author")[1:-1]) == shown
    assert read_tex(read_bibtex_value(entry, "title")[1:-1]) == (shown or "atti/contratto.pdf")
    assert re.match(r"@misc\{[a-z0-9]+-[0-9a-f]{6},\n", entry)


@given(st.text(), st.text())
def test_any_metadata_is_valid_csl_json(author: str, date: str) -> None:
    """It is JSON, whatever the file says of itself."""
    citation = replace(COMPLETE, author=author, date=date)
    (item,) = json.loads(format_citation_in_styles(citation, ENGLISH)["csl-json"])
    assert item["title"] == "Contratto di locazione"
