"""What `fonti doctor` says of an installation."""

import json
from pathlib import Path
from typing import Any

import pytest

from fonti.index.formats.programs import ocr
from tests.helpers.commands import Result, Run

pytestmark = pytest.mark.model


def read_parts(result: Result) -> dict[str, dict[str, Any]]:
    """Return the parts of a result by their names; of the extras, by their packages."""
    parts = json.loads(result.stdout)
    return {part["params"].get("packages", part["name"]): part for part in parts}


def test_a_working_installation_is_healthy(fonti: Run, data: Path) -> None:
    """Each part has a line; the optional ones do not count for the exit status."""
    fonti("ask", "Cosa sono le yurte?")
    (index,) = (data / "fonti" / "indexes").iterdir()
    result = fonti("doctor", "--index", str(index))
    assert (result.status, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("+ version  Fonti ")
    assert any(line.startswith("+ model ") and "embedded" in line for line in lines)
    assert any(line.startswith("+ index ") and "2 documents" in line for line in lines)


def test_what_is_missing_is_named_with_its_command(
    fonti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without programs, and with a folder that cannot be written, it says what to do."""
    ocr.list_languages.cache_clear()
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))

    result = fonti("doctor", "--json")

    assert result.status == 1
    parts = read_parts(result)
    assert not parts["data"]["is_ready"]
    assert parts["data"]["is_required"]
    assert "XDG_DATA_HOME" in parts["data"]["message"]
    assert "apt install tesseract-ocr" in parts["ocr"]["message"]
    assert "apt install libreoffice-writer" in parts["office"]["message"]
    assert not parts["ocr"]["is_required"]
    assert parts["evaluate"]["is_ready"]


def test_a_missing_index_names_the_command_that_makes_it(fonti: Run, tmp_path: Path) -> None:
    """An index that was asked about and is not there is a fault."""
    (tmp_path / "note.txt").write_text("The museum opens at nine.")
    result = fonti("--lang-ui", "it", "doctor", "--corpus", str(tmp_path))
    assert result.status == 1
    assert "\n! index " in result.stdout
    assert "fonti index" in result.stdout


def test_a_damaged_model_package_is_told(
    fonti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is that of the error, with its command."""
    packed = tmp_path / "model.bin"
    packed.write_bytes(b"no model")
    monkeypatch.undo()
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("fonti.index.models.load.find_packed_file", lambda: packed)
    result = fonti("doctor")
    assert result.status == 1
    assert "\n! model " in result.stdout
    assert "pip install" in result.stdout
