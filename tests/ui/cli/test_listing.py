"""The commands that list and delete, and the languages that they speak."""

import json
from pathlib import Path

import pytest
from typer.main import get_command

from fonti.index import Library
from fonti.ui.cli.app import app
from tests.helpers.commands import Run, assert_refused
from tests.helpers.fakes import write_corpus

pytestmark = pytest.mark.model


def test_uploads_are_deleted_whether_they_were_read_or_not(fonti: Run, tmp_path: Path) -> None:
    """`remove --delete` deletes copies of uploads for good; a file of the folder is only read."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    sent = write_corpus(tmp_path / "sent", {"due.txt": "Il faro è alto.", "rotto.pdf": b"%PDF-1.7"})
    fonti("index", str(folder))
    library = Library.open(folder, sync=False)
    for name in ("due.txt", "rotto.pdf"):
        library.add(sent / name)
    fonti("index", str(folder))

    remove = ("remove", "--corpus", str(folder), "--delete")
    assert_refused(fonti(*remove, "uno.txt"), "only read")
    assert fonti(*remove, "due.txt", "rotto.pdf").stdout.splitlines() == [
        "the file of due.txt is deleted",
        "the file of rotto.pdf is deleted",
    ]
    status = library.status()
    assert (status.documents, status.skipped, status.excluded) == (1, (), ())
    assert list((library.folder / "uploads").iterdir()) == []
    assert_refused(fonti(*remove, "--undo", "uno.txt"), "do not go together")


def test_documents_are_listed(fonti: Run, tmp_path: Path) -> None:
    """Each document is one line in a pipe, and an object of JSON with what was not read."""
    page = '<html lang="it"><title>La biblioteca</title><p>La biblioteca apre alle nove.</p>'
    files: dict[str, str | bytes] = {
        "lungo/" + "nome " * 20 + ".txt": "Il ponte fu chiuso nel 1921.",
        "biblioteca.html": page,
    }
    folder = write_corpus(tmp_path / "carte", files)
    fonti("index", str(folder))

    lines = fonti("list", str(folder)).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Document", "biblioteca.html", "lungo/nome"]
    assert lines[1].split() == ["biblioteca.html", "La", "biblioteca", "–", "Italian", "–", "–"]

    listed = json.loads(fonti("list", str(folder), "--json").stdout)
    assert [document["title"] for document in listed] == ["La biblioteca", None]
    assert listed[0]["warnings"] == []


def test_documents_that_were_never_indexed_name_their_folder(fonti: Run, tmp_path: Path) -> None:
    """The command that the message names can be run as it is."""
    folder = write_corpus(tmp_path / "le carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    assert_refused(fonti("list", str(folder)), f"fonti index '{folder}' --index")


@pytest.mark.parametrize(
    ("environment", "options", "language"),
    [
        ({"LC_ALL": "C.UTF-8"}, [], "en"),
        ({"LC_ALL": "it_IT.UTF-8"}, [], "it"),
        ({"LC_ALL": "", "LC_MESSAGES": "it_CH", "LANG": "en_US.UTF-8"}, [], "it"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "it"}, [], "it"),
        ({"LC_ALL": "de_DE.UTF-8"}, [], "en"),
        ({"LC_ALL": "it_IT.UTF-8"}, ["--lang-ui", "en"], "en"),
    ],
)
def test_messages_are_in_the_language_of_the_terminal(
    environment: dict[str, str],
    options: list[str],
    language: str,
    fonti: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Errors of options and documents are in the language that the terminal or --lang-ui has."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    messages = {"it": ("niente da verificare", "non esiste"), "en": ("nothing to", "no such file")}
    of_options, of_documents = messages[language]
    assert_refused(fonti(*options, "verify"), of_options)
    assert_refused(fonti(*options, "index", str(tmp_path / "none")), of_documents)


def test_an_answer_is_in_the_language_of_its_question_or_in_that_of_the_option(fonti: Run) -> None:
    """A question is answered in its language, unless --lang-ui names one; others are refused."""
    question = ("ask", "Qual è la capitale dell'Australia?")
    assert fonti(*question).stdout.startswith("Non è nei documenti")
    assert fonti("--lang-ui", "en", *question).stdout.startswith("It is not in the documents")
    assert_refused(fonti("--lang-ui", "de", *question), "'de'", "it, en")


def test_the_language_can_be_named_after_the_command(fonti: Run, tmp_path: Path) -> None:
    """As before it; of both, the last one counts."""
    missing = str(tmp_path / "none")
    assert_refused(fonti("index", missing, "--lang-ui", "it"), "non esiste")
    assert_refused(fonti("--lang-ui", "en", "list", "--lang-ui", "it", missing), "non esiste")
    assert_refused(fonti("list", missing, "--lang-ui=de"), "'de'", "it, en")
    assert_refused(fonti("list", "--", "--lang-ui"), "no such file")


def test_the_help_shows_summaries_whole(fonti: Run) -> None:
    """No summary of a command is cut off."""
    printed = " ".join(fonti("--help").stdout.split())
    assert "..." not in printed.split("Commands:")[1]
    for command in get_command(app).commands.values():  # type: ignore[attr-defined]
        assert " ".join(command.help.split("\n\n")[0].split()) in printed
