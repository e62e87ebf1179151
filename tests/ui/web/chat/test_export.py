"""Tests of exported answers: they have their references, and their quotes can be verified."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import mammoth
import pytest

from fonti.index import Library
from fonti.qa import Assistant, verify
from fonti.qa.answer import Context
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.export import add_quotation_marks, format_answer, format_as_json
from fonti.ui.web.chat.markdown_document import format_as_markdown
from fonti.ui.web.chat.reference_styles import format_citation_in_styles
from fonti.ui.web.chat.word_document import format_as_word
from tests.helpers.answers import make_answer
from tests.helpers.fakes import FakeEncoder


def test_an_answer_is_copied_with_its_references() -> None:
    """A copied answer has each quote in the quotation marks of its language, with its reference."""
    assert "[1] «The quote.» (a.txt, caratteri 10–20, risponde)" in format_answer(
        make_answer("The quote."), ITALIAN
    )
    assert "[1] “The quote.” (a.txt, characters 10–20, answers)" in format_answer(
        make_answer("The quote."), ENGLISH
    )
    near = make_answer("The quote.", is_answer=False)
    assert "caratteri 10–20, vicino)" in format_answer(near, ITALIAN)


def test_what_stands_above_a_quote_is_exported_with_it() -> None:
    """The head of a table, and the headings, are part of what a row says."""
    citation = replace(
        make_answer("Hall | 8").citations[0],
        heading="Guide › Fees",
        title="Guide",
        context=(Context(2, 16, "Room | Price"), Context(17, 20, "All")),
    )
    answer = replace(make_answer("Hall | 8"), citations=(citation,))
    quoted = "“Room | Price”\n“All”\n“Hall | 8”"

    texts = format_citation_in_styles(citation, ENGLISH)
    assert texts["plain"] == f"{quoted} (a.txt, Guide › Fees, characters 10–18, answers)"
    assert texts["footnote"].startswith(f"{quoted} [1]\n\n[1] “Guide”, Fees, a.txt,")
    assert texts["chicago"].startswith(f"{quoted} (Guide n.d.)")

    markdown = format_as_markdown([answer], ENGLISH)
    assert "> Room | Price\n>\n> All\n>\n> Hall | 8\n>\n> — [1] a.txt, Guide › Fees" in markdown
    html = mammoth.convert_to_html(BytesIO(format_as_word([answer], ENGLISH))).value
    assert "<p>“Room | Price”</p><p>“All”</p><p>“Hall | 8”<sup>" in html
    assert "“Guide”, Fees, a.txt" in html


def test_an_exported_conversation_can_be_verified(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """`verify` reads the exported JSON and confirms each quote."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    answers = [
        assistant.ask("Quando apre la biblioteca comunale?"),
        assistant.ask("Was the lighthouse of granite?"),
    ]
    checks = verify(
        json.loads(format_as_json(answers)),
        Library.open(corpus, index=tmp_path / "index", sync=False),
    )
    assert len(checks) == sum(len(answer.citations) for answer in answers) > 0
    assert {check.standing for check in checks} == {"stands"}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("plain", ""),
        ("\u2067open", "\u2069"),
        ("\u2067closed\u2069", ""),
        ("\u202eopen \u2066both", "\u2069\u202c"),
        ("\u2066 \u202b in it\u2069", ""),
        ("\u2069 not begun", ""),
    ],
)
def test_a_quote_does_not_move_its_reference(text: str, ends: str) -> None:
    """A direction of the text that a quote begins ends with it, and the quote is unchanged."""
    assert add_quotation_marks(text, ENGLISH) == f"“{text}{ends}”"
    word = format_as_word([make_answer(text)], ENGLISH)
    document = zipfile.ZipFile(BytesIO(word)).read("word/document.xml").decode()
    assert f"{ends}”" in document
