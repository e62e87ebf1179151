"""Decoding: the right encoding, or a reason why there is none."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import Unreadable
from fonti.index.formats.decoding import decode

ITALIAN = "Così è, perché la città è lì: «più» di un caffè costa 3 €. "
POLISH = "Zażółć gęślą jaźń. Święta są już za pasem, a śnieg wciąż nie pada w górach. " * 20
RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю. Погода сегодня хорошая. " * 20


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ITALIAN, "utf-8", "utf-8"),
        (ITALIAN, "utf-8-sig", "utf-8"),
        (ITALIAN, "utf-16", "utf-16"),
        (ITALIAN, "utf-32", "utf-32"),
        (ITALIAN, "windows-1252", "windows-1252"),
        ("Così è, perché città", "latin-1", "windows-1252"),
        ("è", "latin-1", "windows-1252"),
        ("“Naïve café” — fiancée…", "windows-1252", "windows-1252"),
        ("plain ASCII\r\nlines\r", "ascii", "utf-8"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_text_is_decoded_exactly(text: str, encoding: str, named: str) -> None:
    """The text is unchanged, also its line ends, and has no byte order mark."""
    assert decode(text.encode(encoding)) == (text, named)


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_both_byte_orders_are_decoded(mark: bytes, encoding: str) -> None:
    """UTF-16 is decoded in both byte orders."""
    assert decode(mark + ITALIAN.encode(encoding)) == (ITALIAN, "utf-16")


@pytest.mark.parametrize(
    ("text", "encoding"), [(POLISH, "windows-1250"), (RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r")]
)
def test_another_encoding_is_detected(text: str, encoding: str) -> None:
    """Text in neither UTF-8 nor a Western encoding is decoded by what its letters suggest."""
    assert decode(text.encode(encoding))[0] == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
def test_utf_8_is_decoded_exactly(text: str) -> None:
    """Any text without control characters is unchanged, with or without a byte order mark."""
    assert decode(text.encode()) == decode(text.encode("utf-8-sig")) == (text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    """Only Unreadable is raised, and a decoded text encodes to the same bytes."""
    try:
        text, encoding = decode(content)
    except Unreadable:
        return
    assert content.removeprefix(codecs.BOM_UTF8).decode(encoding) == text
    assert "\0" not in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary|not text"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "binary|not text"),
        (b"abc\0def", "binary"),
        ("Così è".encode("utf-16") + b"\0", r"damaged utf-16"),
        (codecs.BOM_UTF8 + b"caff\xe8", r"damaged utf-8.*byte"),
        (b"\x01\x02\x03\x04\x05\x06", "control characters"),
    ],
)
def test_bytes_that_are_not_text_are_refused(content: bytes, reason: str) -> None:
    """Binary content and damaged text are refused, each with its own reason."""
    with pytest.raises(Unreadable, match=reason):
        decode(content)
