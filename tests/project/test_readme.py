"""The README: its Python runs, and its commands exist."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from fonti.index import SUFFIXES
from fonti.ui.cli.app import app
from tests.helpers.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)


@pytest.mark.model
def test_the_python_runs(
    demo_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The example answers from the demo corpus, in a folder that holds nothing."""
    monkeypatch.setenv("XDG_DATA_HOME", str(demo_data))
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.startswith(("answered ", "probable "))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists(line: str) -> None:
    """Each line calls a target of the Makefile, or a command of `fonti` with its options."""
    program, *words = shlex.split(line.split(" > ")[0])
    if program == "make":
        assert re.search(rf"^{words[0]}:", MAKEFILE, re.MULTILINE)
    elif program == "fonti":
        command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
        known = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= known
    else:
        assert line == "source .venv/bin/activate"


def test_every_command_of_fonti_is_shown() -> None:
    """The README shows each command at least once."""
    shown = {shlex.split(line)[1] for line in COMMANDS if line.startswith("fonti ")}
    assert shown == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_every_format_is_named() -> None:
    """The table of what is read names each format, and no other."""
    table = README.partition("### What is read")[2].partition("\n\nNot read")[0]
    assert sorted(re.findall(r"`(\.\w+)`", table)) == sorted(SUFFIXES)
