"""The option --reader: which commands have it, and what it does."""

import json
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from fonti.index import EMBEDDED, Encoder, Library
from fonti.index.store.calibration import save_calibration
from fonti.qa import Calibration
from fonti.ui.__main__ import main
from fonti.ui.cli.app import app
from tests.helpers.assistants import FEATURES
from tests.helpers.fakes import FakeEncoder
from tests.helpers.models import make_tiny_reader

QUESTION = "Quando apre la biblioteca?"


@pytest.fixture
def index(library: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an index; its fake encoder is opened whatever the model is called."""

    def open_fake(*_: object, **__: object) -> Encoder:
        return FakeEncoder()

    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", open_fake)
    return library.folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run a command in this process, and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["fonti", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_commands_that_ask_take_a_reader() -> None:
    """The others read no passages."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    with_reader = {
        name
        for name, command in commands.items()
        if any("--reader" in option.opts for option in command.params)
    }
    assert with_reader == {"ask", "search", "serve", "mcp", "evaluate", "calibrate"}


@pytest.mark.parametrize("reader", [None, EMBEDDED])
def test_the_packaged_reader_has_the_name_of_its_model(reader: str | None, index: Path) -> None:
    """It belongs to the embedded model, and the fake encoder has none."""
    assert Library.open(index=index, model=FakeEncoder(), reader=reader).reader() is None


def test_a_model_in_a_folder_reads(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The calibration that was fitted with it is used with it, and refused without."""
    folder = make_tiny_reader(tmp_path / "reader", "BertForSequenceClassification")
    reader = Library.open(index=index, model=FakeEncoder(), reader=str(folder)).reader()
    assert reader is not None
    weights = dict.fromkeys(FEATURES, 0.0)
    calibration = Calibration(0.0, weights, 40, FakeEncoder().fingerprint, reader.fingerprint)
    save_calibration(index, calibration.to_text())

    arguments = ("ask", QUESTION, "--index", str(index), "--json", "--reader")
    assert run(monkeypatch, *arguments, str(folder)) == 0
    assert json.loads(capfd.readouterr().out)["confidence"] == pytest.approx(0.5)

    assert run(monkeypatch, *arguments, "none") == 1
    error = capfd.readouterr().err
    assert error.endswith("fonti calibrate QUESTIONS.jsonl --reader none\n")


def test_a_reader_that_is_none_is_an_error_in_one_line(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It says what to do."""
    missing = str(tmp_path / "missing")
    assert run(monkeypatch, "ask", QUESTION, "--index", str(index), "--reader", missing) == 1
    error = capfd.readouterr().err
    assert error.startswith(f"fonti: there is no reader '{missing}'")
    assert error.count("\n") == 1
