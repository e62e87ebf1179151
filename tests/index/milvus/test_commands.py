"""Commands and the chat take an address of a Milvus server in place of the folder of an index."""

import sys
from pathlib import Path

import pytest

from fonti.index import Encoder
from fonti.qa import Assistant
from fonti.ui.__main__ import main
from fonti.ui.web.collection import Collection, Site
from tests.helpers.fakes import FakeEncoder


def test_a_folder_is_published_asked_and_reduced_by_commands(
    corpus: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What is removed here is gone there; what would change the copy alone is refused."""

    def open_fake(*_: object, **__: object) -> Encoder:
        return FakeEncoder()

    def run(*arguments: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["fonti", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        return ended.value.code or 0, captured.out + captured.err

    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", open_fake)
    assert run("index", str(corpus), "--index", address)[0] == 0
    assert "museum.txt" in run("search", "harbour museum", "--index", address)[1]
    assert address in run("status", address, "--check")[1]
    assert run("remove", "harbour/museum.txt", "--corpus", str(corpus))[0] == 0
    assert "museum.txt" not in run("list", "--index", address)[1]

    status, text = run("remove", "biblioteca.txt", "--index", address, "--lang-ui", "it")
    assert (status, text.count("\n")) == (1, 1)
    assert "questo indice è su un server" in text
    # A page of this index offers no change either.
    site = Site(has_accounts=False, has_history=False, read_only=False)
    assistant = Assistant.open(address, model=FakeEncoder())
    assert Collection(assistant, site).indexer is None
