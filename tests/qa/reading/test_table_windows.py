"""Tests of reading tables: row by row, each with the heads of its columns."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Library
from fonti.qa.reading.window import PassageWindow, Piece
from tests.helpers.assistants import open_files
from tests.helpers.readers import FakeReader

FERRIES = """# Traghetti

I traghetti partono tutto l'anno dal molo vecchio, se il mare lo permette a chi naviga.

| Isola | Mattina | Sera | Auto |
|---|---|---|---|
| Arbe | 7 | 19 | no |
| Lesina | 8 |  | 20 euro |
| Curzola | 9 | 21 | 30 euro |
"""


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """Let every library have the fake reader."""
    fake = FakeReader()
    monkeypatch.setattr(Library, "reader", lambda _: fake)
    return fake


def test_a_row_is_read_with_the_heads_of_its_columns(reader: FakeReader, tmp_path: Path) -> None:
    """The first cell names the row; an empty cell is left out; the head is not read by itself."""
    assistant = open_files(tmp_path, {"traghetti.md": FERRIES})

    assistant.ask("Quanto paga un'auto per Lesina?")

    texts = {window.text for window in reader.windows}
    assert "Lesina. Mattina: 8; Auto: 20 euro" in texts
    assert "Curzola. Mattina: 9; Sera: 21; Auto: 30 euro" in texts
    assert not any(text.startswith(("Isola", "|")) for text in texts)
    assert any(text.startswith("I traghetti partono") for text in texts)


def test_the_answer_in_a_row_is_marked_in_its_cell(reader: FakeReader, tmp_path: Path) -> None:
    """What the reader points at is found in the document."""
    assistant = open_files(tmp_path, {"traghetti.md": FERRIES})

    # The fake reader takes the first number of the row.
    answer = assistant.ask("Mattina Lesina?")

    first = answer.citations[0]
    assert reader.windows
    assert first.quote == "| Lesina | 8 |  | 20 euro |"
    assert [part.text for part in first.context] == ["| Isola | Mattina | Sera | Auto |"]
    assert first.answer_span is not None
    start, end = first.answer_span
    assert FERRIES[start:end] == "8"


def test_a_table_of_two_columns_is_read_as_names_and_values(
    reader: FakeReader, tmp_path: Path
) -> None:
    """Its first row is no head."""
    text = "| Partenza | Malga Alta |\n|---|---|\n| Arrivo | Rifugio |\n| Salita | 860 metri |\n"
    assistant = open_files(tmp_path, {"sentiero.md": f"# Sentiero\n\n{text}"})

    assistant.ask("Quanta salita ha il sentiero?")

    texts = {window.text for window in reader.windows}
    assert {"Partenza: Malga Alta", "Arrivo: Rifugio", "Salita: 860 metri"} <= texts


def test_rows_that_blank_lines_separate_are_read_alike(reader: FakeReader, tmp_path: Path) -> None:
    """Each is a sentence of its own, or several."""
    rows = [f"KX-{number} | Vaso. Ha due anse. È rotto. | sala {number % 7}" for number in range(8)]
    text = "\n\n".join(["Codice | Oggetto | Sala", *rows])
    assistant = open_files(tmp_path, {"vasi.txt": text})

    first = assistant.ask("In quale sala sta KX-3?").citations[0]

    wanted = "KX-3. Oggetto: Vaso. Ha due anse. È rotto.; Sala: sala 3"
    assert wanted in {window.text for window in reader.windows}
    assert first.quote == "KX-3 | Vaso. Ha due anse. È rotto. | sala 3"
    assert [part.text for part in first.context] == ["Codice | Oggetto | Sala"]


def test_of_rows_that_differ_by_a_code_the_right_one_is_read(
    reader: FakeReader, tmp_path: Path
) -> None:
    """A row without the code of the question is not, if another row has it."""
    rows = [f"| KX-{number} | vaso | sala {number % 7} |" for number in range(100, 120)]
    table = "\n".join(["| Codice | Oggetto | Sala |", "|---|---|---|", *rows])
    assistant = open_files(tmp_path, {"vasi.md": f"# Vasi\n\n{table}\n"})

    first = assistant.ask("In quale sala sta KX-113?").citations[0]

    assert {window.text for window in reader.windows} == {"KX-113. Oggetto: vaso; Sala: sala 1"}
    assert first.quote == "| KX-113 | vaso | sala 1 |"


@pytest.mark.parametrize(
    "text",
    [
        "# Orari\n\nMartedì | 9-12 | chiuso\n",
        f"# Orari\n\nMartedì | {'chiuso per lavori al tetto ' * 400}| sempre\n",
    ],
    ids=["one row", "a row longer than a passage"],
)
def test_what_cannot_be_read_as_a_row_is_read_as_text(
    text: str, reader: FakeReader, tmp_path: Path
) -> None:
    """Each passage that is ranked first has been read, so that its evidence is a number."""
    assistant = open_files(tmp_path, {"orari.md": text})

    quote = assistant.find_best_quote("Chi ha vinto il campionato?")

    assert reader.windows
    assert quote is None or abs(quote.ranked.evidence.reading) <= 20


HEAD = "Albero | Altezza | Frutto"
ROWS = [f"abete{number} | {number} metri | pigna" for number in range(400)]
LONG_TABLES = {
    "boschi.html": "<table>"
    + "".join(f"<tr><td>{'</td><td>'.join(row.split(' | '))}</td></tr>" for row in [HEAD, *ROWS])
    + "</table>",
    "caption.txt": "\n".join(["Tabella 3. I legni", HEAD, *ROWS]),
    "windows.txt": "\r\n".join([HEAD, *ROWS]),
    "two_tables.txt": "\n".join(["Bosco | Valle | Anno", "Faggeta | Alta | 1950"])
    + "\n \n"
    + "\n".join([HEAD, "-----|------|-----", *ROWS]),
}


@pytest.mark.parametrize("name", LONG_TABLES)
def test_the_head_of_a_long_table_is_its_own(name: str, reader: FakeReader, tmp_path: Path) -> None:
    """It is not the first row that is near, the line above the table, or that of another table."""
    assistant = open_files(tmp_path, {name: LONG_TABLES[name]})

    first = assistant.ask("Quanti metri di altezza ha abete250?").citations[0]

    texts = {window.text for window in reader.windows}
    assert "abete250. Altezza: 250 metri; Frutto: pigna" in texts
    assert "abete250" in first.quote
    assert [part.text for part in first.context] == [HEAD]


def test_a_head_that_is_too_far_above_is_not_guessed(
    monkeypatch: pytest.MonkeyPatch, reader: FakeReader, tmp_path: Path
) -> None:
    """The row is read and quoted without one."""
    monkeypatch.setattr("fonti.qa.structure.table_start._MAX_TABLE_REACH", 1000)
    assistant = open_files(tmp_path, {"boschi.txt": "\n".join([HEAD, *ROWS])})

    first = assistant.ask("Quanti metri di altezza ha abete250?").citations[0]

    assert "abete250. 250 metri; pigna" in {window.text for window in reader.windows}
    assert "abete250" in first.quote
    assert first.context == ()


@given(st.lists(st.tuples(st.text(max_size=5), st.text(min_size=1, max_size=8)), min_size=1))
def test_what_is_read_in_a_piece_is_found_in_the_passage(parts: list[tuple[str, str]]) -> None:
    """Each piece lies where its text stands; a label stands for its piece."""
    pieces: list[Piece] = []
    passage = ""
    for label, text in parts:
        passage += " "
        pieces.append(Piece(label, len(passage), text))
        passage += text
    window = PassageWindow(pieces)

    offset = 0
    for piece in pieces:
        if piece.label:
            in_label = window.locate(offset, offset + len(piece.label))
            assert in_label.slice(passage) == piece.text
        offset += len(piece.label)
        in_text = window.locate(offset, offset + len(piece.text))
        assert in_text.start == piece.start
        assert in_text.slice(passage) == piece.text
        offset += len(piece.text)

    whole = window.locate(0, len(window.text))
    assert (whole.start, whole.end) == (pieces[0].start, len(passage))
    assert window.locate(0, 0).start == window.locate(0, 0).end == pieces[0].start
