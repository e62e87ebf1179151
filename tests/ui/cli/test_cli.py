"""The command line, as a person types it: a process, with what it prints and its exit status."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.main import get_command

from fonti.index.store.database import FILE
from fonti.ui.__main__ import main
from fonti.ui.cli.app import app
from tests.helpers.fakes import write_corpus

pytestmark = pytest.mark.model

Run = Callable[..., "Ran"]
QUESTION = "Cosa sono le yurte dell'invincibilità?"


class Ran(NamedTuple):
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's data folder, where indexes live."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def fonti(data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command as its process would, in this one, since loading the model again takes seconds."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data))

    def run(*words: str, **variables: str) -> Ran:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["fonti", *words])
            for name, value in variables.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                main()
        return Ran(int(left.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture
def saved(fonti: Run, tmp_path: Path) -> Path:
    """An answer saved as JSON."""
    path = tmp_path / "answer.json"
    path.write_text(fonti("ask", "--json", QUESTION).stdout, "utf-8")
    return path


def _refused(result: Ran, *told: str) -> None:
    """One line on stderr says so, nothing on stdout, exit 1."""
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("fonti: ")
    for each in told:
        assert each in result.stderr


@pytest.mark.parametrize("columns", ["60", "200"])
def test_the_command_is_a_process_of_its_own(columns: str, data: Path, tmp_path: Path) -> None:
    """In a pipe, from an empty folder, the quote stands on one line whatever the width, and stderr is silent."""
    command = [
        sys.executable,
        "-P",
        "-c",
        "from fonti.ui.__main__ import main; main()",
        "ask",
        QUESTION,
    ]
    environment = {**os.environ, "XDG_DATA_HOME": str(data), "COLUMNS": columns}
    ran = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert any(
        "Yurts of Invincibility" in line and line.endswith("Kazachi.")
        for line in ran.stdout.splitlines()
    )


def test_ask_quotes_with_number_source_language_and_place(fonti: Run) -> None:
    """The demo corpus is indexed on first use, and a pipe gets the quote on one line."""
    result = fonti("ask", QUESTION)
    assert (result.returncode, result.stderr) == (0, "")
    line = next(line for line in result.stdout.splitlines() if line.startswith("[1] "))
    assert "Yurts of Invincibility" in line
    assert line.endswith("activists Kazachi.")
    assert "003_14d89d1072a11cbd.txt · fonte in inglese · caratteri 644–881" in result.stdout


def test_words_of_a_question_need_no_quotation_marks(fonti: Run) -> None:
    """Several arguments are one question."""
    result = fonti("ask", "Which", "public", "holiday", "did", "Kazakhstan", "cancel?")
    assert "Giorno della Vittoria" in result.stdout


def test_silence_is_said(fonti: Run) -> None:
    """A question that the documents do not answer is told so, in its language, and is no error."""
    result = fonti("ask", "Qual è la capitale dell'Australia?")
    assert result.returncode == 0
    assert (
        result.stdout
        == "Non è nei documenti: nessun passaggio si avvicina abbastanza alla domanda.\n"
    )


def test_json_is_the_answer_as_data(saved: Path) -> None:
    """The JSON holds what the Python API gives."""
    answer = json.loads(saved.read_text("utf-8"))
    first = answer["citations"][0]
    assert answer["outcome"] == "answered"
    assert first["quote"] in first["passage"]["text"]
    assert first["end"] - first["start"] == len(first["quote"])


def test_search_lists_passages_of_one_language(fonti: Run) -> None:
    """Filters hold, and top_k is a limit."""
    result = fonti("search", "Victory Day", "--lang", "it", "--top-k", "2", "--json")
    citations = json.loads(result.stdout)
    assert [citation["language"] for citation in citations] == ["it", "it"]


def test_verify_tells_what_stands_what_moved_and_what_is_gone(
    fonti: Run, saved: Path, tmp_path: Path
) -> None:
    """With no model, each quote is found where it was cited, or elsewhere, or no more."""
    result = fonti("verify", str(saved))
    assert result.returncode == 0
    assert all(line.endswith("sta dov'è citata") for line in result.stdout.splitlines())
    answer = json.loads(saved.read_text("utf-8"))
    first = answer["citations"][0]
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / first["source"]).write_text("Premise. " + first["quote"], "utf-8")
    changed = fonti("verify", str(saved), "--corpus", str(tmp_path / "moved"), "--json")
    assert changed.returncode == 1
    checks = json.loads(changed.stdout)
    assert (checks[0]["standing"], checks[0]["start"]) == ("moved", 9)
    assert {check["standing"] for check in checks[1:]} <= {"gone"}


def test_a_saved_answer_is_read_however_it_was_saved(
    fonti: Run, saved: Path, tmp_path: Path, data: Path
) -> None:
    """With a mark at its beginning, in UTF-16 as some shells write; against the documents, or the index of them."""
    text = saved.read_text("utf-8")
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "other.json").write_text(text, encoding)
        assert fonti("verify", str(tmp_path / "other.json")).returncode == 0
    (index,) = {path.parent for path in (data / "fonti" / "indexes").glob("seeds-*/*.sqlite")}
    assert fonti("verify", str(saved), "--corpus", str(index)).returncode == 0


def test_index_tells_each_change_and_what_it_skipped(fonti: Run, tmp_path: Path) -> None:
    """One line a change and a summary; a second time nothing changed."""
    (tmp_path / "nota.txt").write_text("Il contratto fu firmato da Anna Neri a Torino.", "utf-8")
    (tmp_path / "nota.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "scansione.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "vecchia.txt").write_bytes("La perizia è del perito Però.".encode("windows-1252"))
    first = fonti("index", str(tmp_path))
    lines = first.stdout.splitlines()
    assert lines[:2] == ["+ nota.txt", "+ vecchia.txt (read as windows-1252)"]
    assert lines[2].startswith("! nota.xls: not a format that is read (.xls; read are .txt, .md,")
    assert lines[3] == "! scansione.pdf: damaged PDF (it cannot be opened)"
    assert (
        lines[4] == "2 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 2 skipped; 2 passages"
    )
    (tmp_path / "nota.txt").rename(tmp_path / "contratto.txt")
    second = fonti("index", str(tmp_path), "--no-wait")
    assert second.stdout.startswith("> nota.txt is now contratto.txt\n")
    assert "0 added, 0 changed, 1 renamed, 0 removed, 1 unchanged" in second.stdout
    answer = fonti("ask", "Chi ha firmato il contratto?", "--corpus", str(tmp_path))
    assert "[1] Il contratto fu firmato da Anna Neri a Torino." in answer.stdout


def test_an_index_is_looked_after(fonti: Run, tmp_path: Path) -> None:
    """What it holds and whether it is whole, what is taken out and brought back, all of it as JSON lines."""
    folder = write_corpus(
        tmp_path / "carte",
        {"uno.md": "# Atto\n\nIl ponte fu chiuso nel 1921.", "due.txt": "A barn."},
    )
    fonti("index", str(folder))
    status = fonti("status", str(folder), "--check")
    assert "documents  2" in status.stdout
    assert (
        "checked: every text, span, embedding, word and hash is as it was written" in status.stdout
    )
    told_back = fonti("remove", "due.txt", "--corpus", str(folder)).stdout
    (back,) = re.findall(r"run: fonti (.*)", told_back)
    told = json.loads(fonti("status", str(folder), "--json").stdout)
    assert (told["documents"], told["excluded"], told["languages"]) == (1, ["due.txt"], {"it": 1})
    _refused(
        fonti("remove", "tre.txt", "--corpus", str(folder)),
        "no document 'tre.txt'",
        "run: fonti export --index",
    )
    assert "+ due.txt" in fonti(*shlex.split(back)).stdout
    exported = [
        json.loads(line) for line in fonti("export", "--corpus", str(folder)).stdout.splitlines()
    ]
    assert [(each["source"], each["title"]) for each in exported] == [
        ("due.txt", None),
        ("uno.md", "Atto"),
    ]
    assert "0 added" in fonti("index", str(folder), "--rebuild").stdout
    _refused(fonti("index", str(folder), "--rebuild", "--watch"), "do not go together")
    _refused(fonti("status", str(folder / "uno.md")), "no index", "fonti index")


def test_damage_is_exit_1_with_the_command_that_mends_it(fonti: Run, tmp_path: Path) -> None:
    """And the command, copied as it is told, mends it."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    index = tmp_path / "index"
    fonti("index", str(folder), "--index", str(index))
    with closing(sqlite3.connect(index / FILE)) as connection, connection:
        connection.execute("UPDATE extractions SET text = replace(text, '1921', '1922')")
    found = fonti("status", str(folder), "--index", str(index), "--check")
    assert found.returncode == 1
    assert "! uno.txt: what was read of it is not as it was written" in found.stdout
    (mend,) = re.findall(r"run: fonti (.*)", found.stdout)
    assert fonti(*shlex.split(mend)).returncode == 0
    assert fonti("status", str(folder), "--index", str(index), "--check").returncode == 0


def test_a_span_is_verified(fonti: Run, tmp_path: Path) -> None:
    """What the index holds at a span is held against the file as it is now."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    fonti("index", str(folder))
    of = ("verify", "--corpus", str(folder), "--source", "uno.txt", "--span")
    assert fonti(*of, "3-8").stdout == "[1] uno.txt: stands where it is cited\n"
    (folder / "uno.txt").write_text("Dunque: il ponte fu riaperto.")
    moved = fonti(*of, "3-8")
    assert (moved.returncode, moved.stdout) == (1, "[1] uno.txt: moved: now at characters 11–16\n")
    assert fonti(*of, "12-28").stdout == "[1] uno.txt: gone\n"
    _refused(fonti(*of, "8-300"), "no span 8-300", "28 characters")
    _refused(fonti(*of, "otto"), "no span", "120-180")
    _refused(fonti("verify"), "nothing to verify", "--span")
    _refused(
        fonti("verify", "answer.json", "--source", "uno.txt", "--span", "3-8"), "verified apart"
    )


def test_bad_input_is_refused_in_one_line(fonti: Run, tmp_path: Path) -> None:
    """Each fault says the fact, the value and what to do next."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary" / "a.txt").write_bytes(bytes(range(256)))
    in_the_way = tmp_path / "file"
    in_the_way.write_text("{}")
    _refused(fonti("ask", "  "), "the question is empty")
    _refused(fonti("ask", "?!"), "no words")
    _refused(fonti("ask", "a" * 100_000), "100,000 characters", "shorten")
    _refused(
        fonti("index", str(tmp_path / "none")), "no such file or folder", str(tmp_path / "none")
    )
    _refused(fonti("index", str(tmp_path / "empty")), "nothing to quote", "it is empty")
    _refused(fonti("index", str(tmp_path / "binary")), "a.txt: binary")
    _refused(fonti("verify", str(in_the_way)), "no saved answer")
    _refused(fonti("verify", str(tmp_path / "none")), "cannot read")
    _refused(
        fonti("ask", "chi?", XDG_CACHE_HOME=str(in_the_way), XDG_DATA_HOME=str(tmp_path)),
        "cannot make the",
        "XDG",
    )
    _refused(fonti("ask", "chi?", "--index", str(in_the_way / "x")), "cannot be written", "--index")


def test_wrong_usage_is_exit_2(fonti: Run) -> None:
    """What the command does not know is told apart from what went wrong."""
    result = fonti("ask")
    assert result.returncode == 2
    assert "Usage" in result.stderr


def test_every_command_and_option_has_help() -> None:
    """`--help` leaves nothing unsaid."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert all(getattr(option, "help", None) for option in command.params), name
