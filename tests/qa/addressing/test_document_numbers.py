"""Addresses in collections whose documents only their numbers tell apart."""

from pathlib import Path

import pytest

from fonti.qa import Answer, Assistant
from fonti.qa.addressing.document_numbers import read_asked_number
from tests.helpers.assistants import fix_confidence, open_files


def _write_act(title: str, fee: int) -> str:
    """Return a document with a fee that no other one has, in its article 3."""
    return (
        f"{title}\n\nArt. 1 (Oggetto)\n\nGli uffici si puliscono ogni 5 giorni.\n\n"
        f"Art. 3 (Corrispettivo)\n\nIl corrispettivo annuo è di {fee} euro.\n"
    )


# The number stands in the text, in the name of the file, or in both.
FILES = {
    "contratto_5_2023.txt": _write_act("Contratto di servizio", 305),
    "b.txt": _write_act("Contratto di servizio n. 6/2023\n\nFirmato il 5 giugno 2023", 306),
    "c.txt": _write_act("Contratto n. 5/2022", 205),
    "d.txt": _write_act("Comune del Borgo\n\nDELIBERA N. 12 DEL 3 MARZO 2021", 412),
    "e.txt": _write_act("Comune del Borgo\n\nDELIBERA N. 3 DEL 12 MARZO 2021", 403),
    "f.txt": _write_act("Contract no. 7 of 2023", 307),
    "g.txt": _write_act("Legge 7 agosto 1990, n. 241", 241),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant of the documents, which is unsure of everything it searches."""
    folder = tmp_path_factory.mktemp("numbers")
    opened = open_files(folder, FILES)
    fix_confidence(opened, -0.1)
    return opened


def _list_answering_sources(answer: Answer) -> list[str]:
    return [citation.source for citation in answer.citations if citation.is_answer]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Cosa dice l'articolo 3 del contratto 5/2023?", "contratto_5_2023.txt"),
        ("Cosa dice l'articolo 3 del contratto n. 6/2023?", "b.txt"),
        ("Cosa dice l'art. 3 del contratto 5 del 2022?", "c.txt"),
        ("Nel contratto 6/2023 cosa dice l'articolo 3?", "b.txt"),
        ("art. 3 della delibera n. 12", "d.txt"),
        ("art. 3 della delibera n. 3", "e.txt"),
        ("What does Article 3 of contract 7/2023 say?", "f.txt"),
        ("art. 3 della legge 241/90", "g.txt"),
    ],
)
def test_only_the_document_with_the_number_answers(
    question: str, source: str, assistant: Assistant
) -> None:
    """The same article of documents with other numbers is no answer."""
    answer = assistant.ask(question)
    assert _list_answering_sources(answer) == [source]
    assert answer.citations[0].quote.startswith("Art. 3")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Cosa dice l'articolo 3 del contratto 9/2023?", "articolo 3 del contratto 9/2023"),
        ("Nel contratto 9/2023 c'è l'articolo 3?", "contratto 9/2023 c'è l'articolo 3"),
        ("Cosa dice l'articolo 8 del contratto 5/2023?", "articolo 8"),
    ],
)
def test_other_numbers_do_not_stand_for_one_that_no_document_has(
    question: str, place: str, tmp_path: Path
) -> None:
    """Each document bears the number of another contract."""
    files = {source: FILES[source] for source in ("contratto_5_2023.txt", "b.txt", "c.txt")}
    assistant = open_files(tmp_path, files)
    answer = assistant.ask(question)
    assert (answer.reason, answer.place) == ("place_absent", place)
    assert _list_answering_sources(answer) == []


def test_a_number_that_no_document_bears_limits_nothing(tmp_path: Path) -> None:
    """A document that names no number may be the one."""
    files = {"a.txt": _write_act("Contratto di pulizia", 100)}
    assistant = open_files(tmp_path, files)
    answer = assistant.ask("Cosa dice l'articolo 3 del contratto 5/2023?")
    assert _list_answering_sources(answer) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "number", "year"),
    [
        ("contratto 005/2023", "5", "2023"),
        ("decreto legislativo 8 giugno 2001, n. 231", "231", "2001"),
        ("regolamento (UE) 2016/679", "679", "2016"),
        ("delibera n. 12 del 5 marzo 2023", "12", "2023"),
        ("order no. 8 of March 5, 2023", "8", "2023"),
        ("convenzione n. 108", "108", None),
    ],
)
def test_a_number_is_read_with_its_year(name: str, number: str, year: str | None) -> None:
    """The year may stand in the date of the document; its day is no number."""
    asked = read_asked_number(name)
    assert asked is not None
    assert (asked.number, asked.year) == (number, year)


@pytest.mark.parametrize("name", ["contratto del 2020", "contratto del 5 marzo 2020", "art. 5"])
def test_years_days_and_articles_are_no_numbers_of_documents(name: str) -> None:
    """They tell nothing of the document's number."""
    assert read_asked_number(name) is None
