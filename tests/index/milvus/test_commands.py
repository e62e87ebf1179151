"""Commands and the chat take an address of a Milvus server in place of the folder of an index."""

import sys
from pathlib import Path

import pytest

from fonti.index import Encoder
from fonti.qa import Assistant
from fonti.ui.__main__ import main
from fonti.ui.web.collection import Collection, Site
from tests.helpers.fakes import FakeEncoder
from tests.helpers.milvus import open_server_index


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

    # Once it is not published any more, it is changed here alone.
    assert run("unpublish", address, "--corpus", str(corpus), "--keep")[0] == 0
    (corpus / "new.txt").write_text("Il tram parte ogni dodici minuti.")
    assert run("index", str(corpus))[0] == 0
    assert "new.txt" not in run("list", "--index", address)[1]
    status, text = run("unpublish", address, "--corpus", str(corpus))
    assert (status, "is not published on any server" in text) == (1, True)
    assert run("index", str(corpus), "--index", address)[0] == 0
    assert "new.txt" in run("list", "--index", address)[1]

    # A page of this index offers no change either.
    site = Site(has_accounts=False, has_history=False, read_only=False)
    assistant = Assistant.open(address, model=FakeEncoder())
    assert Collection(assistant, site).indexer is None

    assert run("unpublish", f"{address}_2", "--corpus", str(corpus))[1].count(address) == 2
    assert run("unpublish", address, "--corpus", str(corpus))[0] == 0
    assert "no index is published" in run("ask", "harbour?", "--index", address)[1]
    index = open_server_index(address)
    names = index.connection.list_collections()
    assert not [name for name in names if index.names.read_token(name)]
    assert run("index", str(corpus))[0] == 0
    assert index.find_manifest_collection() is None
