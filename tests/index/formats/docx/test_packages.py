"""Kinds of Word files, and files in which a part is damaged or missing."""

import pytest

from fonti.index.formats import ExtractedText, extract
from tests.helpers.extracted_texts import list_heading_titles
from tests.helpers.zip_documents import (
    W,
    make_docx,
    make_paragraph,
    make_relationship,
    make_relationships,
    make_run,
    make_styles,
    replace_members,
)

RELATIONSHIPS = "word/_rels/document.xml.rels"


def list_codes(extracted: ExtractedText) -> list[str]:
    """Return the codes of the warnings."""
    return [warning.reason.code for warning in extracted.warnings]


@pytest.mark.parametrize("suffix", [".docm", ".dotx", ".dotm"])
def test_templates_and_documents_with_macros(suffix: str) -> None:
    """They are the same XML."""
    assert extract(suffix, make_docx(make_paragraph("Testo"))).text == "Testo"


def test_strict_documents() -> None:
    """Documents in the strict form of the standard have other namespaces, and the same text."""
    transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = (
        make_paragraph("Titolo", "T1") + f"<w:p>{make_run('x')}{make_run('y', '<w:strike/>')}</w:p>"
    )
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    content = replace_members(
        make_docx("", styles=make_styles({"T1": "heading 1"}).replace(transitional, strict)),
        {
            "word/document.xml": document.replace(transitional, strict),
            "_rels/.rels": make_relationships(
                make_relationship("d", "officeDocument", "word/document.xml")
            ).replace(
                "schemas.openxmlformats.org/officeDocument/2006",
                "purl.oclc.org/ooxml/officeDocument",
            ),
        },
    )
    extracted = extract(".docx", content)
    assert extracted.text == "Titolo\n\nx"
    assert list_heading_titles(extracted) == ["Titolo"]


def test_the_document_may_have_another_name() -> None:
    """The document is the part that the relationships name."""
    document = f"<w:document {W}><w:body>{make_paragraph('Testo')}</w:body></w:document>"
    content = replace_members(
        make_docx(""),
        {
            "word/document2.xml": document,
            "_rels/.rels": make_relationships(
                make_relationship("d", "officeDocument", "/word/document2.xml")
            ),
        },
    )
    assert extract(".docx", content).text == "Testo"


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes", "settings"])
def test_a_damaged_part_is_told(part: str) -> None:
    """A document with a damaged part is read without it, and a warning names the part."""
    content = make_docx(make_paragraph("Testo"), **{part: f"<w:{part} {W}><w:cut"})
    extracted = extract(".docx", content)
    assert extracted.text == "Testo"
    assert [warning.reason.params for warning in extracted.warnings] == [
        {"name": f"word/{part}.xml"}
    ]


def test_a_document_that_is_cut_off() -> None:
    """What can be parsed of a damaged document is read, with a warning."""
    document = f"<w:document {W}><w:body>{make_paragraph('Testo')}<w:p><w:r><w:t>Alt"
    extracted = extract(".docx", replace_members(make_docx(""), {"word/document.xml": document}))
    assert extracted.text == "Testo\n\nAlt"
    assert list_codes(extracted) == ["docx_part_damaged"]


def test_relationships_that_are_missing() -> None:
    """Parts in their usual place are read without relationships; a missing header is told."""
    body = (
        make_paragraph("Titolo", "T")
        + "<w:sectPr><w:headerReference w:type='default' r:id='header1'/></w:sectPr>"
    )
    content = make_docx(body, styles=make_styles({"T": "heading 1"}))
    extracted = extract(".docx", replace_members(content, {RELATIONSHIPS: make_relationships("")}))
    assert list_heading_titles(extracted) == ["Titolo"]
    assert list_codes(extracted) == ["docx_part_missing"]
