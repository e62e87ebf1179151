"""Fixtures of the tests of the command line."""

import shutil
import sys
from pathlib import Path

import pytest

from fonti.ui.__main__ import main
from tests.helpers.commands import QUESTION, Result, Run


@pytest.fixture(autouse=True)
def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the command line speak English, whatever the terminal of the tests speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="module")
def data(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the user's data folder, where indexes live: that of the demo corpus, to begin with."""
    folder = tmp_path_factory.mktemp("user") / "data"
    return shutil.copytree(demo_data, folder)


@pytest.fixture
def fonti(
    data: Path,
    open_embedded_once: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs a command in this process: loading the model takes seconds."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data))

    def run(*arguments: str) -> Result:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["fonti", *arguments])
            with pytest.raises(SystemExit) as exit_error:
                main()
        stdout, stderr = capfd.readouterr()
        return Result(int(exit_error.value.code or 0), stdout, stderr)

    return run


@pytest.fixture
def saved_answer(fonti: Run, tmp_path: Path) -> Path:
    """Save an answer as JSON."""
    path = tmp_path / "answer.json"
    path.write_text(fonti("ask", "--json", QUESTION).stdout, "utf-8")
    return path
