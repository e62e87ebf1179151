"""Text in fonts that do not say which letters they show."""

import justext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats.pdf.garbled_text import is_garbled
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
    assert is_garbled(rotate(text, distance))
    assert not is_garbled(text)


def test_characters_shifted_to_symbols_are_garbled() -> None:
    """Letters that become digits and symbols are recognised, too."""
    assert is_garbled("".join(chr(ord(letter) - 15) for letter in NEBBIA if letter.isascii()))


@pytest.mark.parametrize(
    "language", ["Polish", "Finnish", "Hungarian", "Welsh", "Turkish", "Greek", "Russian", "Korean"]
)
def test_other_languages_are_not_garbled(language: str) -> None:
    """The frequent words of other languages are no noise."""
    assert not is_garbled(" ".join(sorted(justext.get_stoplist(language))))


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
    assert not is_garbled(text)
