"""Filters that no document passes, and cited documents that have changed since."""

import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fonti.index import Encoder
from fonti.ui.__main__ import main
from tests.helpers.fakes import FakeEncoder, write_corpus

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def fonti(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs a command with a fake encoder.

    It returns the exit status, the standard output and the standard error.
    """

    def open_fake(*_: object, **__: object) -> Encoder:
        return FakeEncoder()

    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", open_fake)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fonti", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capfd.readouterr())

    return run


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_filter_that_no_document_passes_is_refused(
    command: str, fonti: Run, tmp_path: Path
) -> None:
    """The languages of the index are listed, and the names that are like the one that is given."""
    files = {"atti/ponte.txt": "Il ponte fu chiuso nel 1921.", "molo.txt": "Il molo è di granito."}
    folder = str(write_corpus(tmp_path / "carte", files))
    question = (command, "Quando fu chiuso il ponte?", "--corpus", folder)

    def refuse(*options: str) -> str:
        status, stdout, stderr = fonti(*question, *options)
        assert (status, stdout, stderr.count("\n")) == (1, "", 1)
        return stderr

    assert "in the language 'xx' in the index; it has: it" in refuse("--lang", "xx")
    assert "its name may be: atti/ponte.txt" in refuse("--source", "ponte")
    assert "its name may be: molo.txt" in refuse("--source", "mulo.txt")
    assert "no document '?' in the index; to list all" in refuse("--source", "?")
    assert "no document 'x.pdf'" in refuse("--source", "molo.txt", "--source", "x.pdf")
    for options in (("--lang", "IT"), ("--lang", "it", "--lang", "en"), ("--source", "molo.txt")):
        assert fonti(*question, *options)[0] == 0


def test_a_cited_document_that_changed_is_named(fonti: Run, tmp_path: Path) -> None:
    """The command on the standard error reads it again; a file only touched is the same."""
    folder = write_corpus(tmp_path / "carte", {"uno.txt": "Il ponte fu chiuso nel 1921."})
    question = ("ask", "Il ponte fu chiuso nel 1921?", "--corpus", str(folder))
    assert fonti(*question)[2] == ""
    (folder / "uno.txt").touch()
    assert fonti(*question)[2] == ""

    (folder / "uno.txt").write_text("Il ponte fu chiuso nel 1922.")
    _, stdout, stderr = fonti(*question, "--json")
    assert json.loads(stdout)["citations"][0]["quote"] == "Il ponte fu chiuso nel 1921."
    assert stderr.startswith("uno.txt has changed since it was indexed")
    assert "uno.txt has changed" in fonti("search", *question[1:])[2]

    (command,) = re.findall(r"run: fonti (.*)", stderr)
    fonti(*shlex.split(command))
    _, stdout, stderr = fonti("search", *question[1:])
    assert ("1922" in stdout, stderr) == (True, "")

    (folder / "uno.txt").unlink()
    assert "or is gone" in fonti("search", *question[1:])[2]
