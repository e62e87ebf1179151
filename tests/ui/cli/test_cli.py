"""The command line as a person types it: what a command prints, and its exit status."""

import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.main import get_command

from fonti.index.store.index_files import STORE_FILE
from fonti.index.store.schema import READING_VERSION
from fonti.ui.cli.app import app
from tests.helpers.commands import QUESTION, Run, assert_refused, run_process
from tests.helpers.fakes import write_corpus
from tests.helpers.partly_read import DAMAGED_PAGE, read_in_part

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the user's data folder, in which nothing is indexed yet."""
    return tmp_path_factory.mktemp("data")


def test_a_process_prints_a_quote_on_one_line(data: Path, tmp_path: Path) -> None:
    """A command run from an empty folder into a pipe keeps each quote on one line."""
    result = run_process("ask", QUESTION, folder=tmp_path, XDG_DATA_HOME=str(data), COLUMNS="60")
    assert (result.status, result.stderr) == (0, "")
    quote_lines = [line for line in result.stdout.splitlines() if line.endswith("Kazachi.")]
    assert any("Yurts of Invincibility" in line for line in quote_lines)


def test_ask_prints_number_source_language_and_place(fonti: Run) -> None:
    """The demo corpus is indexed on first use, and each quote has its reference."""
    result = fonti("ask", QUESTION)
    assert (result.status, result.stderr) == (0, "")
    first_quote = next(line for line in result.stdout.splitlines() if line.startswith("[1] "))
    assert "Yurts of Invincibility" in first_quote
    assert first_quote.endswith("activists Kazachi.")
    assert "003_14d89d1072a11cbd.txt · fonte in inglese · caratteri 644–881" in result.stdout


def test_a_question_needs_no_quotation_marks(fonti: Run) -> None:
    """Several arguments are one question."""
    result = fonti("ask", "Which", "public", "holiday", "did", "Kazakhstan", "cancel?")
    assert "Giorno della Vittoria" in result.stdout


def test_ask_says_that_the_documents_do_not_answer(fonti: Run) -> None:
    """A question without an answer is no error, and is told so in its language."""
    result = fonti("ask", "Qual è la capitale dell'Australia?")
    assert result.status == 0
    assert (
        result.stdout
        == "Non è nei documenti: nessun passaggio si avvicina abbastanza alla domanda.\n"
    )


def test_ask_prints_what_answers_elsewhere(fonti: Run) -> None:
    """If nothing in the chosen documents answers, it says so, and quotes the others apart."""
    result = fonti("ask", "Which public holiday did Kazakhstan cancel?", "--lang", "en")
    assert (result.status, result.stderr) == (0, "")
    first_line, _, rest = result.stdout.partition("\n")
    assert "in the documents in English" in first_line
    # How sure it is differs between calibrations.
    openings = ("it says", "there is probably an answer; check it")
    assert any(f"\nElsewhere {opening}:\n\n[" in f"\n{rest}" for opening in openings)
    assert "Giorno della Vittoria" in rest


def test_ask_prints_json(saved_answer: Path) -> None:
    """The JSON has what the Python API returns."""
    answer = json.loads(saved_answer.read_text("utf-8"))
    first = answer["citations"][0]
    assert answer["outcome"] in ("answered", "probable")
    assert first["quote"] in first["passage"]["text"]
    assert first["end"] - first["start"] == len(first["quote"])


def test_search_filters_and_limits(fonti: Run) -> None:
    """A search lists passages of the language asked for, at most `--top-k`."""
    result = fonti("search", "Victory Day", "--lang", "it", "--top-k", "2", "--json")
    citations = json.loads(result.stdout)
    assert [citation["language"] for citation in citations] == ["it", "it"]


def test_requests_that_are_no_questions_are_answered_by_their_kind(fonti: Run) -> None:
    """Fixed words, lists, and quotes by document, in the language of the request."""
    assert fonti("ask", "chi", "sei?").stdout.startswith("Sono Fonti:")
    assert fonti("ask", "thanks").stdout.count("\n") == 1

    listed = fonti("ask", "which documents do you have?").stdout
    assert "- For a region traditionally" in listed
    assert " · 003_14d89d1072a11cbd.txt · English\n" in listed
    overview = fonti("ask", "di cosa parlano i documenti?").stdout
    assert overview.startswith("Le frasi più centrali di 2 documenti su 2")
    assert " · 003_14d89d1072a11cbd.txt\n[3] " in overview


def test_mentions_are_counted_and_quoted_by_document(fonti: Run, tmp_path: Path) -> None:
    """Each has its place; the JSON can be verified."""
    result = fonti("mentions", "Tokayev", "--lang", "it")
    assert " · 000_ad83a34d79cadf6d.txt · frasi: 6\n" in result.stdout
    assert "[6] Durante una visita di maggio ad Ankara, Tokayev" in result.stdout
    assert "\n    caratteri 4729–4902\n" in result.stdout

    saved = tmp_path / "mentions.json"
    saved.write_text(fonti("mentions", "Tokayev", "--json").stdout, "utf-8")
    assert len(json.loads(saved.read_text("utf-8"))["citations"]) == 7
    assert fonti("verify", str(saved)).status == 0
    assert "contiene «unicorno»" in fonti("mentions", "unicorno").stdout


def test_index_prints_changes_and_skipped_files(fonti: Run, tmp_path: Path) -> None:
    """Each change is one line, and so is each skipped file; a summary follows."""
    (tmp_path / "nota.txt").write_text("Il contratto fu firmato da Anna Neri a Torino.", "utf-8")
    (tmp_path / "nota.pages").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "scansione.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "vecchia.txt").write_bytes("La perizia è del perito Però.".encode("windows-1252"))
    lines = fonti("index", str(tmp_path)).stdout.splitlines()
    assert lines[:2] == ["+ nota.txt", "+ vecchia.txt (read as windows-1252)"]
    assert lines[2] == "! nota.pages: the format .pages is not read; export it as PDF"
    assert lines[3] == "! scansione.pdf: damaged PDF (it cannot be opened)"
    assert (
        lines[4] == "2 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 2 skipped; passages: 2"
    )

    (tmp_path / "nota.txt").rename(tmp_path / "contratto.txt")
    second = fonti("index", str(tmp_path), "--no-wait")
    assert second.stdout.startswith("> nota.txt is now contratto.txt\n")
    assert "0 added, 0 changed, 1 renamed, 0 removed, 1 unchanged" in second.stdout
    answer = fonti("ask", "Chi ha firmato il contratto?", "--corpus", str(tmp_path))
    assert "[1] Il contratto fu firmato da Anna Neri a Torino." in answer.stdout


def test_json_has_the_code_of_each_skipped_file(fonti: Run, tmp_path: Path) -> None:
    """`index` and `status` give programs a code with its parameters, and people a message."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Un ponte.", "due.xyz": "x"})
    for command in ("index", "status"):
        printed = json.loads(fonti(command, str(folder), "--json").stdout)
        (skipped,) = printed["skipped"]
        assert (skipped["source"], skipped["code"]) == ("due.xyz", "format_unsupported")
        assert skipped["params"]["suffix"] == ".xyz"
        assert skipped["message"].startswith("the format .xyz is not read; save it as PDF")


def test_what_was_not_read_whole_is_named(fonti: Run, tmp_path: Path) -> None:
    """`index`, `status` and `ask` name the pages that were not read, and so does their JSON."""
    folder = write_corpus(tmp_path / "carte", {"faro.txt": "Il faro è fatto di granito (granite)."})
    with read_in_part():
        indexed = fonti("index", str(folder)).stdout
    warnings = [f"pages 2, 5-7: {DAMAGED_PAGE}", "damaged (<b>annex</b>)"]
    lines = [f"? faro.txt: {warning}" for warning in warnings]
    assert "\n".join(["+ faro.txt", *lines, "1 added"]) in indexed
    assert "0 skipped, 1 not read whole; passages: 1" in indexed
    status = fonti("status", str(folder)).stdout
    assert status.splitlines()[-2:] == lines
    assert re.search(r"^partial +1 *$", status, re.MULTILINE)

    for command in ("index", "status"):
        (document,) = json.loads(fonti(command, str(folder), "--json").stdout)["partly_read"]
        assert document["source"] == "faro.txt"
        first = document["warnings"][0]
        assert (first["code"], first["pages"], first["message"]) == (
            DAMAGED_PAGE.code,
            [2, 5, 6, 7],
            warnings[0],
        )

    question = ("Di che cosa è fatto il faro?", "--corpus", str(folder))
    answer = fonti("ask", *question).stdout
    heading = "    ! documento letto in parte, o con incertezze (2):"
    assert f"{heading}\n    ! Pagine 2, 5-7: è danneggiata" in answer
    assert "    ! È danneggiato (<b>annex</b>)\n" in answer
    (citation,) = json.loads(fonti("ask", "--json", *question).stdout)["citations"]
    assert citation["document_warnings"] == document["warnings"]


def test_a_status_names_what_has_to_be_read_again(
    fonti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`status` prints the command that reads what an older version read in another way."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    fonti("index", str(folder))
    monkeypatch.setattr("fonti.index.store.queries.READING_VERSION", READING_VERSION + 1)
    status = fonti("status", str(folder)).stdout
    (command,) = re.findall(r"documents read as an older .*: 1; run: fonti (.*)", status)
    assert "1 unchanged" in fonti(*shlex.split(command)).stdout
    assert "an older version" not in fonti("status", str(folder)).stdout


def test_documents_are_removed_restored_and_exported(fonti: Run, tmp_path: Path) -> None:
    """The commands about an index show, check, remove, restore and export its documents."""
    documents = {"uno.md": "# Atto\n\nIl ponte fu chiuso nel 1921.", "due.txt": "A barn."}
    folder = write_corpus(tmp_path / "carte", documents)
    fonti("index", str(folder))
    status = fonti("status", str(folder), "--check")
    assert "documents  2" in status.stdout
    assert (
        "checked: every text, span, embedding, word and hash is as it was written" in status.stdout
    )

    removed = fonti("remove", "due.txt", "--corpus", str(folder)).stdout
    (restore,) = re.findall(r"run: fonti (.*)", removed)
    values = json.loads(fonti("status", str(folder), "--json").stdout)
    assert (values["documents"], values["excluded"]) == (1, ["due.txt"])
    assert values["languages"] == {"it": 1}
    assert_refused(
        fonti("remove", "tre.txt", "--corpus", str(folder)),
        "no document 'tre.txt'",
        "run: fonti list ",
    )
    assert "+ due.txt" in fonti(*shlex.split(restore)).stdout

    lines = fonti("export", "--corpus", str(folder)).stdout.splitlines()
    exported = [json.loads(line) for line in lines]
    titles = [(document["source"], document["title"]) for document in exported]
    assert titles == [("due.txt", None), ("uno.md", "Atto")]

    assert "0 added" in fonti("index", str(folder), "--rebuild").stdout
    assert_refused(fonti("index", str(folder), "--rebuild", "--watch"), "do not go together")
    assert_refused(fonti("status", str(folder / "uno.md")), "no index", "fonti index")


def test_a_damaged_index_is_exit_1_with_the_command_that_rebuilds_it(
    fonti: Run, tmp_path: Path
) -> None:
    """The command that `status --check` prints can be copied, and repairs the index."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    index = tmp_path / "index"
    fonti("index", str(folder), "--index", str(index))
    with closing(sqlite3.connect(index / STORE_FILE)) as connection, connection:
        connection.execute("UPDATE extractions SET text = replace(text, '1921', '1922')")

    check = ("status", str(folder), "--index", str(index), "--check")
    damaged = fonti(*check)
    assert damaged.status == 1
    assert "! uno.txt: what was read of it is not as it was written" in damaged.stdout
    faults = json.loads(fonti(*check, "--json").stdout)["faults"]
    assert faults[0] == {
        "code": "fault_text_altered",
        "params": {"source": "uno.txt"},
        "message": "uno.txt: what was read of it is not as it was written",
    }
    (rebuild,) = re.findall(r"run: fonti (.*)", damaged.stdout)
    assert fonti(*shlex.split(rebuild)).status == 0
    assert fonti(*check).status == 0


def test_bad_input_is_refused_in_one_line(fonti: Run, tmp_path: Path) -> None:
    """An error says the fact, the value and what to do next."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary" / "a.txt").write_bytes(bytes(range(256)))
    file = tmp_path / "file"
    file.write_text("{}")

    assert_refused(fonti("ask", "  "), "the question is empty")
    assert_refused(fonti("ask", "?!"), "no words")
    assert_refused(fonti("ask", "a" * 100_000), "100,000 characters", "shorten")
    missing = str(tmp_path / "none")
    assert_refused(fonti("index", missing), "no such file or folder", missing)
    assert_refused(fonti("index", str(tmp_path / "empty")), "nothing to quote", "it is empty")
    assert_refused(fonti("index", str(tmp_path / "binary")), "a.txt: binary")
    assert_refused(fonti("verify", str(file)), "no saved answer")
    assert_refused(fonti("verify", missing), "cannot read")
    elsewhere = ("--corpus", str(tmp_path / "binary"), "--index", str(file / "x"))
    assert_refused(fonti("ask", "chi?", *elsewhere), "cannot be written", "--index")
    assert_refused(fonti("ask", "chi?", "--index", missing), "no index in", "fonti index FOLDER")


def test_a_cache_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    """If the model cannot be made, the error says which variable names another cache."""
    file = tmp_path / "file"
    file.write_text("{}")
    result = run_process(
        "ask", "chi?", folder=tmp_path, XDG_CACHE_HOME=str(file), XDG_DATA_HOME=str(tmp_path)
    )
    assert_refused(result, "cannot make the", "XDG")


def test_wrong_usage_is_exit_2(fonti: Run) -> None:
    """A command that lacks an argument is distinguished from one that failed."""
    result = fonti("ask")
    assert result.status == 2
    assert "Usage" in result.stderr


def test_every_command_and_option_has_help() -> None:
    """`--help` describes all commands, arguments and options."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert all(getattr(option, "help", None) for option in command.params), name
