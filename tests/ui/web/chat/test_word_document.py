"""Conversations as Word documents: verbatim quotes, and footnotes that say where they stand."""

import io
import re
import zipfile
from dataclasses import replace

import mammoth
import pytest
from hypothesis import example, given
from lxml import etree

from fonti.index.formats import extract
from fonti.qa import Answer
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.web.chat.word_document import format_as_word
from tests.helpers.answers import make_answer
from tests.helpers.fakes import arbitrary_texts
from tests.helpers.hostile_texts import HOSTILE

_ELEMENTS = (
    "document",
    "body",
    "p",
    "pPr",
    "pStyle",
    "r",
    "rPr",
    "rStyle",
    "t",
    "footnoteReference",
    "sectPr",
    "pgSz",
    "pgMar",
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_part(content: bytes, name: str) -> etree._Element:
    """Return a part of a Word document, which must be well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def read_quotes(content: bytes) -> list[str]:
    """Return the text of the quotes of a Word document, with their line breaks and tabs."""
    quotes = []
    for style in read_part(content, "word/document.xml").iter(f"{_W}pStyle"):
        if style.get(f"{_W}val") == "Quote":
            paragraph = style.getparent().getparent()
            names = {f"{_W}br": "\n", f"{_W}tab": "\t"}
            parts = [element.text or names.get(element.tag, "") for element in paragraph.iter()]
            quotes.append("".join(parts))
    return quotes


@example("a  b\n\n\tc\rd\r\n\x00\ufffe e &amp; <w:t>")
@given(arbitrary_texts())
def test_a_quote_in_word_is_verbatim(text: str) -> None:
    """Word has one kind of line break, and no control characters; all else is as it was."""
    quote = text or "x"
    shown = re.sub(r"\r\n?", "\n", quote)
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", shown)
    assert read_quotes(format_as_word([make_answer(quote)], ITALIAN)) == [f"«{shown}»"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    """A question, a quote or a name adds no element but breaks and tabs."""
    answer = replace(make_answer(text, source=text), question=text, sources=(text,))
    content = format_as_word([answer], ENGLISH)
    elements = set(read_part(content, "word/document.xml").iter())
    names = {str(element.tag).removeprefix(_W) for element in elements}
    assert names <= {*_ELEMENTS, "br", "tab"}


def test_each_quote_has_a_footnote() -> None:
    """Another program reads the document without complaint: headings, quotes and footnotes.

    The words that answer are strong, and the numbers go on through all answers.
    """
    first = make_answer("Mario Rossi ha firmato.\nIeri.", source="a.txt")
    citation = replace(first.citations[0], answer_span=(10, 21), author="Anna Bianchi", page=3)
    elsewhere = make_answer("Altrove.", source="b.txt").citations
    second = Answer(
        "Quando?",
        "it",
        "not_found",
        "nothing_close",
        0.1,
        (),
        "corpus",
        "v",
        sources=("a.txt",),
        elsewhere=elsewhere,
    )
    content = format_as_word([replace(first, citations=(citation,)), second], ITALIAN)

    result = mammoth.convert_to_html(io.BytesIO(content))
    assert {message.type for message in result.messages} <= {"warning"}
    html = result.value
    assert "<h1>chi?</h1>" in html
    assert "«<strong>Mario Rossi</strong> ha firmato.<br />Ieri.»<sup>" in html
    assert re.findall(r'href="#footnote-\d"[^>]*>\[(\d)\]', html) == ["1", "2"]
    assert "Anna Bianchi, a.txt, pagina 3, caratteri 10–39, risponde." in html
    assert "Non è in «a.txt»" in html
    assert "Altrove si legge:" in html

    text = extract(".docx", content).text
    assert "Mario Rossi ha firmato." in text
    assert "b.txt, caratteri 10–18, risponde." in text


def test_equal_conversations_are_equal_files() -> None:
    """The file has no time and no name of a program."""
    answers = [make_answer("The quote.")]
    assert format_as_word(answers, ENGLISH) == format_as_word(answers, ENGLISH)
