"""Text in fonts that do not say which letters they show."""

import justext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import extract
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.pdf.garbled_text import judge_text
from fonti.index.formats.pdf.lines import Line
from fonti.index.formats.pdf.pages import PageLines
from fonti.index.formats.pdf.unread_parts import add_page_warnings
from fonti.index.formats.text_builder import TextBuilder
from tests.helpers.pdf_parts import write_pdf_in_shapes
from tests.helpers.pdfs import BIBLIOTECA, MERCATO, NEBBIA

ENGLISH = (
    "The payment is made in twelve equal monthly instalments, and the first one falls due on the "
    "fifth of April. In case of delay, interest accrues at four per cent."
)


def rotate(text: str, distance: int) -> str:
    """Return a text with each small letter replaced by the one so far behind it."""
    return "".join(
        chr((ord(letter) - 97 + distance) % 26 + 97) if "a" <= letter <= "z" else letter
        for letter in text
    )


@given(st.sampled_from([NEBBIA, MERCATO, BIBLIOTECA, ENGLISH]), st.integers(1, 25))
def test_exchanged_letters_are_garbled(text: str, distance: int) -> None:
    """A text with other letters than those on the page is recognised, the text itself is not."""
    assert judge_text(rotate(text, distance))
    assert not judge_text(text)


def test_characters_shifted_to_symbols_are_garbled() -> None:
    """Letters that become digits and symbols are recognised, too."""
    assert judge_text("".join(chr(ord(letter) - 15) for letter in NEBBIA if letter.isascii()))


@pytest.mark.parametrize(
    "language", ["Polish", "Finnish", "Hungarian", "Welsh", "Turkish", "Greek", "Russian", "Korean"]
)
def test_other_languages_are_not_garbled(language: str) -> None:
    """The frequent words of other languages are no noise."""
    assert not judge_text(" ".join(sorted(justext.get_stoplist(language))))


@pytest.mark.parametrize(
    "text",
    [
        "12,50 € 1.250 98 % 31/12/2024 n. 7 CIG " * 20,
        "def read_word(self, index: int) -> str:\n    return self._words[index].text[1:]\n" * 5,
        r"\frac{x^{2}}{y_1} \leqslant \sqrt{a} \textbf{testo} \section{Titolo} " * 6,
        "\uf0b7 " * 100,
    ],
)
def test_tables_programs_and_bullets_are_not_garbled(text: str) -> None:
    """Numbers, code and the symbols of lists are no noise."""
    assert not judge_text(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [(NEBBIA, "pdf_page_partly_undecodable"), (NEBBIA[:40], "pdf_page_undecodable")],
)
def test_how_much_of_a_page_is_garbled_is_told(text: str, code: str) -> None:
    """A page with enough other text is read in part; one with little would be recognized."""
    line = Line(text, left=60, right=500, baseline=700, font_size=11, is_bold=False, page=0)
    builder = TextBuilder()
    add_page_warnings(builder, [PageLines([line])], damaged=set(), garbled={0}, recognized=set())
    builder.add_block(text)
    (warning,) = builder.build(Metadata()).warnings
    assert (warning.reason.code, warning.page) == (code, 1)


@pytest.mark.parametrize(("shapes", "is_lost"), [(bytes(range(1, 8)), True), (bytes(7), False)])
def test_a_label_without_letters_is_told(shapes: bytes, is_lost: bool) -> None:
    """A word of shapes that no letter is known of is named; a row of one mark is no word."""
    extracted = extract(".pdf", write_pdf_in_shapes(MERCATO, shapes))
    assert extracted.text == MERCATO
    codes = [warning.reason.code for warning in extracted.warnings]
    assert codes == ["pdf_page_partly_undecodable"] * is_lost
