"""Test that a compiled model reads as the model itself, which is used if it cannot be compiled."""

import errno
import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from fonti.index import Encoder, Library, ModelError, open_encoder
from fonti.index.models import cache as cache_module
from fonti.index.models import load
from fonti.index.models.cache import get_models_folder
from fonti.index.models.encoder import ModelEncoder
from fonti.index.models.model import CENTRE_SENTENCES
from fonti.index.models.onnx_model import ABOUT_FILE, CENTRES_FILE, GRAPH_FILE
from fonti.index.models.onnx_reader import READER_FILE
from fonti.index.models.prepare import compile_in_child
from fonti.index.models.tokenizer import save_tokenizer
from fonti.index.models.torch_model import TorchModel, load_sentence_transformer
from fonti.index.store.database import Store
from tests.helpers.models import (
    ODD_TEXTS,
    TINY_MAX_TOKENS,
    find_embedded_folder,
    is_compiled,
    make_tiny_model,
)

pytestmark = pytest.mark.model


@pytest.fixture
def cache(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an empty cache; the embedded model is open already."""
    request.getfixturevalue("embedded_encoder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "fonti" / "models"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Make a tiny model."""
    return make_tiny_model(tmp_path / "tiny")


def list_graphs(cache: Path) -> dict[Path, int]:
    """Return when each compiled model of a cache was written."""
    return {path: path.stat().st_mtime_ns for path in cache.rglob("*.onnx")}


def test_no_product_overflows_on_a_processor_without_vnni(cache: Path, tiny: Path) -> None:
    """Twice an input of 255 times a weight fits in 16 bits, in which such processors add them."""
    assert is_compiled(open_encoder(str(tiny)))
    (file,) = cache.glob(f"compiled-*/{GRAPH_FILE}")

    graph = onnx.load(file).graph
    weights = [
        numpy_helper.to_array(tensor, str(file.parent))
        for tensor in graph.initializer
        if tensor.data_type == TensorProto.INT8 and tensor.dims
    ]

    largest = max(int(np.abs(weight.astype(np.int64)).max(initial=0)) for weight in weights)
    assert 0 < 2 * 255 * largest < 1 << 15


def test_a_text_is_encoded_the_same_by_many_threads(embedded_encoder: Encoder) -> None:
    """Its embedding is the same to the last bit, whatever is encoded beside it."""
    texts = ODD_TEXTS[:8]
    alone = [embedded_encoder.encode_query(text).embedding for text in texts]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(embedded_encoder.encode_query, texts * 4))
    for number, encoded in enumerate(together):
        assert np.array_equal(encoded.embedding, alone[number % len(texts)])

    rows = embedded_encoder.encode_sentences(ODD_TEXTS)
    assert np.array_equal(rows[::-1], embedded_encoder.encode_sentences(ODD_TEXTS[::-1]))


def test_another_model_is_compiled_once(
    cache: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is opened again, it is not loaded; it has its prompts and its length."""
    first = open_encoder(str(tiny))
    assert is_compiled(first)
    graphs = list_graphs(cache)
    assert len(graphs) == 1

    with monkeypatch.context() as patch:
        patch.setattr(
            "fonti.index.models.torch_model.load_sentence_transformer",
            lambda _: pytest.fail("loaded again"),
        )
        again = open_encoder(str(tiny))
    assert list_graphs(cache) == graphs
    assert again.fingerprint == first.fingerprint
    query = first.encode_query("the cat").embedding
    assert np.array_equal(again.encode_query("the cat").embedding, query)

    uncompiled = TorchModel(load_sentence_transformer(str(tiny)), name="tiny")
    texts = ["the cat " * TINY_MAX_TOKENS, "il gatto"]
    expected = uncompiled.encode_all(texts, uncompiled.passage_prompt)
    for passage, output in zip(again.encode_passages(texts), expected, strict=True):
        assert float(passage.embedding @ output.embedding) > 0.98
        assert np.array_equal(passage.tokens.spans, output.spans)


def test_a_model_that_changed_is_compiled_again(cache: Path, tiny: Path, tmp_path: Path) -> None:
    """What was compiled of other weights is deleted; what is damaged beside it does no harm."""
    before = open_encoder(str(tiny))
    for number, content in enumerate(["{", "{}", "[]"]):
        damaged = cache / f"compiled-{number}" / ABOUT_FILE
        damaged.parent.mkdir()
        damaged.write_text(content, "utf-8")
    shutil.rmtree(tiny)
    make_tiny_model(tmp_path / "other", seed=1).rename(tiny)

    after = open_encoder(str(tiny))
    assert after.fingerprint != before.fingerprint
    assert len(list_graphs(cache)) == 1


def test_hidden_files_are_not_part_of_a_model(cache: Path, tiny: Path) -> None:
    """Files of a checkout, which change while it is looked at, do not cause a compilation."""
    open_encoder(str(tiny))
    (tiny / ".git").mkdir()
    (tiny / ".git" / "index").write_text("refreshed")
    open_encoder(str(tiny))
    assert len(list_graphs(cache)) == 1


def test_a_tokenizer_that_differs_from_sentencepiece_is_saved_as_it_is(tmp_path: Path) -> None:
    """One that differs only in runs of spaces and lines is noticed."""
    definition = json.loads((find_embedded_folder() / "tokenizer.json").read_text("utf-8"))
    # The most frequent tokens are the first ones.
    definition["model"]["vocab"] = definition["model"]["vocab"][:20_000]
    same = tmp_path / "same"
    same.mkdir()
    save_tokenizer(json.dumps(definition), same, CENTRE_SENTENCES)
    assert [path.name for path in same.iterdir()] == ["sentencepiece.model"]

    steps = definition["normalizer"]["normalizers"]
    without_spaces = [step for step in steps if step["type"] != "Replace"]
    definition["normalizer"]["normalizers"] = without_spaces
    different = tmp_path / "different"
    different.mkdir()
    save_tokenizer(json.dumps(definition), different, CENTRE_SENTENCES)
    assert [path.name for path in different.iterdir()] == ["tokenizer.json"]


def test_a_model_that_cannot_be_compiled_is_used_as_it_is(
    cache: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried once, and the reason is stored."""
    attempts = []

    def refuse(*_: object) -> None:
        attempts.append(1)
        raise RuntimeError("an operator that is not known")

    monkeypatch.setattr("fonti.index.models.export.export_graph", refuse)
    first = open_encoder(str(tiny))
    second = open_encoder(str(tiny))
    assert attempts == [1]
    assert not is_compiled(first)
    assert not is_compiled(second)
    assert first.encode_query("the cat").embedding.shape == (first.dimension,)

    (about,) = cache.rglob(ABOUT_FILE)
    assert "an operator that is not known" in json.loads(about.read_text("utf-8"))["refused"]
    assert not list_graphs(cache)


def test_a_truncated_compiled_model_is_compiled_again(cache: Path, tiny: Path) -> None:
    """A file that lost its end is noticed."""
    before = open_encoder(str(tiny)).encode_query("the cat").embedding
    (graph,) = cache.rglob(GRAPH_FILE)
    graph.write_bytes(graph.read_bytes()[:-100])
    assert np.array_equal(open_encoder(str(tiny)).encode_query("the cat").embedding, before)


@pytest.mark.parametrize("name", [GRAPH_FILE, ABOUT_FILE, CENTRES_FILE])
def test_a_damaged_compiled_model_is_compiled_again(name: str, cache: Path, tiny: Path) -> None:
    """Who notices it uses the model as it is; who opens it next compiles it."""
    before = open_encoder(str(tiny)).encode_query("the cat").embedding
    (file,) = cache.rglob(name)
    file.write_bytes(b"\xff" * file.stat().st_size)
    assert not is_compiled(open_encoder(str(tiny)))

    again = open_encoder(str(tiny))
    assert is_compiled(again)
    assert np.array_equal(again.encode_query("the cat").embedding, before)


@pytest.mark.parametrize("name", [GRAPH_FILE, READER_FILE])
def test_what_is_opened_late_is_removed_if_it_is_damaged(
    name: str, embedded_encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To ask, the graph for passages is not needed; who needs it, or the reader, gets an error."""
    assert is_compiled(embedded_encoder)
    graph = max(get_models_folder().rglob(READER_FILE), key=lambda path: path.stat().st_mtime_ns)
    folder = get_models_folder(tmp_path / "fonti") / graph.parent.name
    shutil.copytree(graph.parent, folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = folder / name
    file.write_bytes(b"\xff" * file.stat().st_size)

    encoder = open_encoder()
    assert encoder.encode_query("the cat").embedding.shape == (encoder.dimension,)
    with pytest.raises(ModelError, match="cannot be opened"):
        use_whole(encoder)
    assert not folder.exists()


def use_whole(encoder: ModelEncoder) -> None:
    """Encode a passage, and load the reader."""
    encoder.encode_sentences(["the cat"])
    assert encoder.reader is not None


def test_a_whole_compiled_model_stays_if_it_cannot_be_loaded_now(
    cache: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For want of memory it is used as it is; the compiled form, which others use, stays."""
    open_encoder(str(tiny))
    files = sorted(cache.rglob("*"))

    with monkeypatch.context() as patch:
        patch.setattr(load, "OnnxModel", raise_bad_alloc)
        assert not is_compiled(open_encoder(str(tiny)))
        assert sorted(cache.rglob("*")) == files

        # Nor is it damaged if its files cannot be read just now.
        patch.setattr(cache_module, "_hash_files", raise_too_many_files)
        assert not is_compiled(open_encoder(str(tiny)))
    assert sorted(cache.rglob("*")) == files
    assert is_compiled(open_encoder(str(tiny)))


def raise_too_many_files(*_: object) -> None:
    """Raise what opening a file raises if too many are open."""
    raise OSError(errno.EMFILE, "Too many open files")


def raise_bad_alloc(*_: object, **__: object) -> None:
    """Raise what ONNX Runtime raises if there is not enough memory."""
    raise RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc")


def test_a_model_works_with_a_cache_that_cannot_be_written(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is used as it is."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    encoder = open_encoder(str(tiny))
    assert not is_compiled(encoder)
    assert np.allclose(np.linalg.norm(encoder.encode_query("the cat").embedding), 1)


def test_a_model_is_not_compiled_if_there_is_a_gpu(
    cache: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then sentence-transformers is used, which finds the GPU itself."""
    monkeypatch.setattr(load, "_has_gpu", lambda: True)
    assert not is_compiled(open_encoder(str(tiny)))
    assert not cache.exists()


def test_a_broken_model_is_a_model_error(cache: Path, tmp_path: Path) -> None:
    """It is not stored as one that cannot be compiled."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "modules.json").write_text("{")
    with pytest.raises(ModelError) as raised:
        open_encoder(str(folder))
    assert raised.value.code == "model_not_loaded"
    assert not list(cache.rglob(ABOUT_FILE))


def test_a_model_is_compiled_later_if_memory_is_scarce(
    cache: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is used as it is once, and compiled when it is opened next."""

    def fail(*_: object) -> None:
        raise RuntimeError("std::bad_alloc")

    with monkeypatch.context() as patch:
        patch.setattr("fonti.index.models.export.export_graph", fail)
        assert not is_compiled(open_encoder(str(tiny)))
    assert not list(cache.glob("compiled-*"))
    assert is_compiled(open_encoder(str(tiny)))


def test_the_model_of_an_index_is_compiled_in_a_process_of_its_own(
    cache: Path, tiny: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with its progress; what cannot be compiled is left to who opens it."""
    stages: set[str] = set()
    with sqlite3.connect(Store(library.folder).path) as connection:
        connection.execute("UPDATE settings SET value = ? WHERE key = 'model'", (str(tiny),))
    opened = Library.open(
        library.folder, on_progress=lambda stage, *_: stages.add(stage), sync=False
    )
    opened.compile_model()
    assert stages == {"compiling"}
    assert list_graphs(cache)

    compile_in_child(str(tiny), lambda *_: pytest.fail("compiled again"))
    compile_in_child(str(tiny.parent / "no model"))

    # A compilation that is interrupted is not one that ended the process.
    shutil.rmtree(cache)
    attempts = partial(cache.glob, ".compiled-*.tries")

    def interrupt(*_: object) -> None:
        if list(attempts()):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compile_in_child(str(tiny), interrupt)
    assert not list(attempts())

    monkeypatch.setattr("sys.executable", "/nowhere")
    compile_in_child(str(tiny))
