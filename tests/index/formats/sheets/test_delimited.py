"""Tables as text: the delimiter, heads, quoted fields."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fonti.index.formats import extract
from fonti.index.formats.text_builder import normalize_line
from tests.helpers.extracted_texts import list_heading_paths


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".csv", "Nome,Età\nAnna,34\nLuca,7\n"),
        (".csv", "Nome;Età\r\nAnna;34\r\nLuca;7\r\n"),
        (".csv", "sep=|\nNome|Età\nAnna|34\nLuca|7"),
        (".csv", '\ufeff"Nome","Età"\n"Anna","34"\n"Luca","7"\n'),
        (".tsv", "Nome\tEtà\nAnna\t34\nLuca\t7\n"),
    ],
)
def test_the_delimiter_is_detected(suffix: str, content: str) -> None:
    """Each record has the heads of its fields, whatever separates them."""
    extracted = extract(suffix, content.encode())
    assert extracted.text.split("\n\n") == [
        "Nome | Età",
        "Nome: Anna | Età: 34",
        "Nome: Luca | Età: 7",
    ]
    assert list_heading_paths(extracted) == ["A1:B3"]


def test_decimal_commas_and_line_ends_stay_in_their_fields() -> None:
    """A comma between digits is no delimiter, nor is a line end between quotes."""
    content = 'Voce;Euro;Nota\nLuce;1.250,50;"prima\nseconda"\nGas;3,20;\n'
    assert extract(".csv", content.encode()).text.split("\n\n")[1:] == [
        "Voce: Luce | Euro: 1.250,50 | Nota: prima seconda",
        "Voce: Gas | Euro: 3,20",
    ]


def test_records_without_heads_keep_their_empty_fields() -> None:
    """If the first record has numbers, there is no head, and an empty field stays one."""
    text = extract(".csv", b"Marzo,1,2\nAprile,,4\n").text
    assert text == "Marzo | 1 | 2\n\nAprile | | 4"


def test_other_encodings_are_read() -> None:
    """A file of Excel in Windows's encoding is read."""
    content = "Città;Perché\nForlì;così è più chiaro\n".encode("windows-1252")
    assert "Città: Forlì | Perché: così è più chiaro" in extract(".csv", content).text


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(
                lambda text: any(map(str.isalnum, normalize_line(text)))
            ),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
@example([["0", "0", ";0"], ["0", "0;"]])
def test_every_field_is_read(records: list[list[str]]) -> None:
    """What is written by the csv module is in the text, field by field, in order."""
    stream = StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(records)
    text = extract(".csv", stream.getvalue().encode()).text

    start = 0
    for record in records:
        for value in record:
            start = text.index(normalize_line(value), start)


@pytest.mark.parametrize(
    ("content", "last_row"),
    [
        (
            "Comune,Entrate,,Uscite,\n,2022,2023,2022,2023\nRoma,1,2,3,4\nBari,1,2,3,4",
            "Comune: Bari | Entrate 2022: 1 | Entrate 2023: 2 | Uscite 2022: 3 | Uscite 2023: 4",
        ),
        # A column without a header makes no headers of the names below.
        ("Nome,,Porto\nAda,Rossi,Bari\nEva,Neri,Genova", "Eva | Neri | Genova"),
    ],
)
def test_a_header_over_several_columns(content: str, last_row: str) -> None:
    """It stands before each of them, if headers of their own are below, such as years."""
    assert extract(".csv", content.encode()).text.split("\n\n")[-1] == last_row
