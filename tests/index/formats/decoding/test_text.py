"""Decoding: the right encoding, or a reason why there is none."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import Unreadable
from fonti.index.formats.decoding.text import DecodedText, decode, decode_declared

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
    assert decode(text.encode(encoding)) == DecodedText(text, named)


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_both_byte_orders_are_decoded(mark: bytes, encoding: str) -> None:
    """UTF-16 is decoded in both byte orders."""
    assert decode(mark + ITALIAN.encode(encoding)) == DecodedText(ITALIAN, "utf-16")


@pytest.mark.parametrize(
    ("text", "encoding"), [(POLISH, "windows-1250"), (RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r")]
)
def test_another_encoding_is_detected(text: str, encoding: str) -> None:
    """Text in neither UTF-8 nor a Western encoding is decoded by what its letters suggest."""
    assert decode(text.encode(encoding)).text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
def test_utf_8_is_decoded_exactly(text: str) -> None:
    """Any text without control characters is unchanged, with or without a byte order mark."""
    assert decode(text.encode()) == decode(text.encode("utf-8-sig")) == DecodedText(text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    """Only Unreadable is raised, and a text without warnings encodes to the same bytes."""
    try:
        decoded = decode(content)
    except Unreadable:
        return
    assert "\0" not in decoded.text
    if not decoded.warnings and not {*b"\x08\x1a\x1b"} & {*content}:
        assert content.removeprefix(codecs.BOM_UTF8).decode(decoded.encoding) == decoded.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary|not text"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "binary|not text"),
        (b"abc\0def", "binary"),
        ("Così è".encode("utf-16") + b"\0", r"damaged utf-16"),
        (codecs.BOM_UTF8 + bytes(range(128, 256)), r"damaged utf-8.*byte"),
        (b"\x01\x02\x03\x04\x05\x06", "control characters"),
    ],
)
def test_bytes_that_are_not_text_are_refused(content: bytes, reason: str) -> None:
    """Binary content and damaged text are refused, each with its own reason."""
    with pytest.raises(Unreadable, match=reason):
        decode(content)


@pytest.mark.parametrize("encoding", ["windows-1252", "cp850", "mac-roman"])
@pytest.mark.parametrize(
    "text",
    [
        "La città è aperta: perché così può pagare la metà.",
        "La società ha già deciso. Più avanti, lunedì, si vedrà.",
        "È così: l'università è là, ma c'è un perché.",
        "The café was naïve.",
    ],
)
def test_western_encodings_are_told_apart(text: str, encoding: str) -> None:
    """Italian and English in the encodings of Windows, DOS and old Macintoshes are read."""
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Wait… then go — “now”.",
        "Costa 3 €: non di più…",
        "l’arte e l’industria",
        "portò via 20° di calore – «così»",
        "Señor, ça va? Größe",
    ],
)
def test_windows_signs_stay_signs(text: str) -> None:
    """Quotation marks, dashes and ellipses are not taken for the letters of another encoding."""
    assert decode(text.encode("windows-1252")).text == text


def test_the_frames_of_dos_tables_are_read() -> None:
    """A table drawn in the signs of DOS is mostly frames, and its letters are read."""
    table = (
        "┌───────┬──────┐\n│ Città │ Età  │\n├───────┼──────┤\n│ Forlì │ 1.20 │\n└───────┴──────┘\n"
    )
    assert decode(table.encode("cp850")).text == table


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(encoding: str) -> None:
    """UTF-16 without a byte order mark is told by its zero bytes."""
    assert decode(ITALIAN.encode(encoding)) == DecodedText(ITALIAN, encoding)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\x1b[31mErrore\x1b[0m: \x1b[1;32mpieno\x1b[K", "Errore: pieno"),
        (b"\x1b]0;titolo\x07fatto \x1b(Bqui", "fatto qui"),
        (b"N\x08NO\x08OM\x08ME\x08E  _\x08u_\x08n_\x08o", "NOME  uno"),
        (b"fine\r\n\x1a", "fine\r\n"),
    ],
)
def test_terminal_sequences_are_left_out(content: bytes, text: str) -> None:
    """Colours, bold by printing twice, and the end mark of DOS are no text."""
    assert decode(content) == DecodedText(text, "utf-8")


@pytest.mark.parametrize(
    ("content", "text", "code"),
    [
        (
            "La città è aperta. ".encode() * 9 + b"\xff fine",
            "La città è aperta. " * 9 + "\ufffd fine",
            "text_bytes_damaged",
        ),
        (
            b"Registro del 3 maggio.\0\nLa pompa",
            "Registro del 3 maggio.\nLa pompa",
            "text_zero_bytes_left_out",
        ),
        (
            "Così è.\n".encode() + "La città è là.\n".encode("cp1252"),
            "Così è.\nLa città è là.\n",
            "text_encodings_mixed",
        ),
        (
            "Il prezzo è di 30 euro per la città e la provincia di cui è il capoluogo".encode(
                "cp1252"
            )
            + b"\x81",
            "Il prezzo è di 30 euro per la città e la provincia di cui è il capoluogo\ufffd",
            "text_bytes_damaged",
        ),
    ],
)
def test_few_faults_are_told(content: bytes, text: str, code: str) -> None:
    """A zero byte, a damaged byte or a line in another encoding does not hide the text."""
    decoded = decode(content)
    assert decoded.text == text
    assert [warning.reason.code for warning in decoded.warnings] == [code]


@given(
    st.text(st.sampled_from("abc è à\n.’"), min_size=1),
    st.sampled_from(["latin-1", "koi8-r", None]),
)
def test_utf_8_beats_any_declaration(text: str, declared: str | None) -> None:
    """Letters beyond ASCII that are valid UTF-8 are read as UTF-8."""
    assert decode_declared(text.encode(), declared).text == text
