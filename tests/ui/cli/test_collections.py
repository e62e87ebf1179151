"""Tests of the collections that `fonti serve` is given: their names, and the models they share."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fonti.index import FontiError, no_progress
from fonti.ui.cli.collections import open_assistants, select_folders
from fonti.ui.cli.options import OptionsError
from tests.helpers.corpora import ENGLISH
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.readers import FakeReader


def test_collections_are_named_in_order(tmp_path: Path) -> None:
    """Each collection has its folder, which may contain an equals sign; one corpus has no name."""
    folders = select_folders(["manuals=./a=b", "Old_2-x=c"], corpus=None, index=None)
    assert list(folders.items()) == [("manuals", Path("a=b")), ("Old_2-x", Path("c"))]
    assert select_folders([], corpus=tmp_path, index=None) == {"": tmp_path}
    with pytest.raises(OptionsError, match="collection_and_corpus"):
        select_folders(["manuals=a"], corpus=tmp_path, index=None)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["manuals"], "collection_option_invalid"),
        (["manuals="], "collection_option_invalid"),
        (["=a"], "collection_name_invalid"),
        (["a/b=a"], "collection_name_invalid"),
        (["..=a"], "collection_name_invalid"),
        (["è=a"], "collection_name_invalid"),
        ([f"{'x' * 65}=a"], "collection_name_invalid"),
        (["a=x", "b=y", "a=z"], "collection_repeated"),
        (["a=x", "b=./y/../x"], "collection_folder_repeated"),
    ],
)
def test_a_name_that_is_not_valid_has_a_code(options: list[str], code: str) -> None:
    """Names are letters, digits, - and _; each name and each folder is given once."""
    with pytest.raises(FontiError) as refused:
        select_folders(options, corpus=None, index=None)
    assert refused.value.code == code


def test_collections_share_one_encoder_and_reader(
    tmp_path: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The models are loaded once, and each collection has an index of its own."""
    loaded: list[str] = []
    reader = FakeReader()

    def load_encoder(_: str | None, **__: object) -> FakeEncoder:
        loaded.append("encoder")
        return encoder

    def load_reader(name: str) -> FakeReader:
        loaded.append(name)
        return reader

    # The module itself takes seconds to import.
    readers = SimpleNamespace(load_reader=load_reader)
    monkeypatch.setitem(sys.modules, "fonti.index.models.transformers_reader", readers)
    monkeypatch.setattr("fonti.index.index_searcher.open_encoder", load_encoder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assistants = open_assistants(
        {name: write_corpus(tmp_path / name, {"a.txt": ENGLISH}) for name in ("one", "two")},
        index=None,
        model=None,
        reader="a reader",
        on_progress=no_progress,
        allow_empty=False,
        ocr=False,
    )
    libraries = [assistant.library for assistant in assistants.values()]
    assert list(assistants) == ["one", "two"]
    assert loaded == ["encoder", "a reader"]
    assert [library.encoder() for library in libraries] == [encoder, encoder]
    assert libraries[0].folder != libraries[1].folder
