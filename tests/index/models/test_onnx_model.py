"""A compiled model reads as the model itself, on all cores; one that cannot be compiled is read as it is."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fonti.index import Encoder, ModelError, no_progress, open_encoder
from fonti.index.models import load as opening
from fonti.index.models.bundled import make_embedded_model, find_packed_file
from fonti.index.models.model import CENTRE_SENTENCES
from fonti.index.models.onnx_model import GRAPH, OnnxModel
from fonti.index.models.tokenizer import save_tokenizer
from fonti.index.models.torch_model import TorchModel, load
from tests.index.models.test_encoder import LENGTH, tiny_model

pytestmark = pytest.mark.model

TEXTS = (
    *CENTRE_SENTENCES,
    "a",
    "Perché?",
    "L'art. 5 (2019): «così» – 12.5 %…",
    "é ﬁne ½ ™",
    "中文 עברית",
    "word " * 600,
)


@pytest.fixture(scope="module")
def plain() -> TorchModel:
    """The embedded model, not compiled."""
    packed = find_packed_file()
    if packed is None:
        pytest.skip("the package that embeds the model does not exist for this machine")
    return TorchModel(load(str(make_embedded_model(packed, no_progress)[0])), name="plain")


@pytest.fixture
def cache(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own; the embedded model is open already."""
    request.getfixturevalue("embedded")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "fonti" / "models"


def compiled(encoder: Encoder) -> bool:
    """Whether an encoder reads by a compiled model."""
    return isinstance(encoder._model, OnnxModel)  # type: ignore[attr-defined]


def test_the_embedded_model_is_compiled(embedded: Encoder, plain: TorchModel) -> None:
    """Its embeddings and its tokens are those of the model itself, to a cosine of .995 and .98."""
    assert compiled(embedded)
    own = plain.read_all(TEXTS, plain.passage_prompt)
    assert (
        np.sum(embedded.encode_sentences(TEXTS) * np.stack([each.embedding for each in own]), axis=1)
        > 0.995
    ).all()
    for text, ours, theirs in zip(TEXTS, embedded.encode_passages(TEXTS), own, strict=True):
        assert np.array_equal(ours.tokens.spans, theirs.spans), text
        assert float(ours.embedding @ theirs.embedding) > 0.995
    ours, theirs = (embedded.encode_query(CENTRE_SENTENCES[0]), plain.read(CENTRE_SENTENCES[0], plain.query_prompt))
    assert float(ours.embedding @ theirs.embedding) > 0.995


def test_a_text_is_read_the_same_alone_and_by_many(embedded: Encoder) -> None:
    """To the last bit, whatever is read beside it and by however many threads."""
    alone = [embedded.encode_query(text).embedding for text in TEXTS[:8]]
    with ThreadPoolExecutor(4) as readers:
        together = list(readers.map(embedded.encode_query, TEXTS[:8] * 4))
    for number, each in enumerate(together):
        assert np.array_equal(each.embedding, alone[number % 8])
    rows = embedded.encode_sentences(TEXTS)
    assert np.array_equal(rows[::-1], embedded.encode_sentences(TEXTS[::-1]))


def test_another_model_is_compiled_once(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second opening needs nothing that makes models; its limit and prompts are its own."""
    folder = tiny_model(tmp_path / "tiny")
    first = open_encoder(str(folder))
    assert compiled(first)
    made = {path: path.stat().st_mtime_ns for path in cache.rglob("*.onnx")}
    assert len(made) == 1
    monkeypatch.setattr(
        "fonti.index.models.torch_model.load", lambda _: pytest.fail("loaded again")
    )
    again = open_encoder(str(folder))
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.onnx")} == made
    assert again.fingerprint == first.fingerprint
    assert np.array_equal(
        again.encode_query("the cat").embedding, first.encode_query("the cat").embedding
    )
    own = TorchModel(load(str(folder)), name="tiny")
    longer = ["the cat " * LENGTH, "il gatto"]
    for ours, theirs in zip(
        again.encode_passages(longer), own.read_all(longer, own.passage_prompt), strict=True
    ):
        assert float(ours.embedding @ theirs.embedding) > 0.98
        assert np.array_equal(ours.tokens.spans, theirs.spans)


def test_a_model_that_changes_is_compiled_anew(cache: Path, tmp_path: Path) -> None:
    """Other weights in the same folder are another model, which takes the place of the first."""
    folder = tiny_model(tmp_path / "tiny")
    before = open_encoder(str(folder))
    shutil.rmtree(folder)
    tiny_model(tmp_path / "other", seed=1).rename(folder)
    after = open_encoder(str(folder))
    assert after.fingerprint != before.fingerprint
    assert len(list(cache.rglob("*.onnx"))) == 1


def test_hidden_files_are_no_part_of_a_model(cache: Path, tmp_path: Path) -> None:
    """A checkout's own, which change as it is looked at, have nothing compiled anew."""
    folder = tiny_model(tmp_path / "tiny")
    open_encoder(str(folder))
    (folder / ".git").mkdir()
    (folder / ".git" / "index").write_text("refreshed")
    open_encoder(str(folder))
    assert len(list(cache.rglob("*.onnx"))) == 1


def test_a_tokenizer_that_keeps_spaces_is_no_sentencepiece(tmp_path: Path) -> None:
    """One that cuts most texts as sentencepiece does, but not runs of spaces and lines, is kept as it is."""
    packed = find_packed_file()
    if packed is None:
        pytest.skip("the package that embeds the model does not exist for this machine")
    definition = json.loads(
        (make_embedded_model(packed, no_progress)[0] / "tokenizer.json").read_text("utf-8")
    )
    for folded, name in ((True, "sentencepiece.model"), (False, "tokenizer.json")):
        if not folded:
            steps = definition["normalizer"]["normalizers"]
            definition["normalizer"]["normalizers"] = [
                step for step in steps if step["type"] != "Replace"
            ]
        (tmp_path / name).mkdir()
        save_tokenizer(json.dumps(definition), tmp_path / name, CENTRE_SENTENCES)
        assert [path.name for path in (tmp_path / name).iterdir()] == [name]


def test_a_model_that_cannot_be_compiled_reads_as_it_is(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is found out once, and written down with the reason."""
    folder = tiny_model(tmp_path / "tiny")
    tries = []

    def refuse(*_: object) -> None:
        tries.append(1)
        raise RuntimeError("an operator that is not known")

    monkeypatch.setattr("fonti.index.models.export._export", refuse)
    encoders = [open_encoder(str(folder)) for _ in range(2)]
    assert tries == [1]
    assert not any(map(compiled, encoders))
    assert encoders[0].encode_query("the cat").embedding.shape == (encoders[0].dimension,)
    (about,) = cache.rglob("about.json")
    assert "an operator that is not known" in json.loads(about.read_text("utf-8"))["refused"]
    assert not list(cache.rglob("*.onnx"))


def test_a_compiled_model_cut_short_is_made_again(cache: Path, tmp_path: Path) -> None:
    """A file that lost its end is noticed."""
    folder = tiny_model(tmp_path / "tiny")
    before = open_encoder(str(folder)).encode_query("the cat").embedding
    (graph,) = cache.rglob(GRAPH)
    graph.write_bytes(graph.read_bytes()[:-100])
    assert np.array_equal(open_encoder(str(folder)).encode_query("the cat").embedding, before)


@pytest.mark.parametrize("name", [GRAPH, "about.json", "centres.npz"])
def test_a_damaged_compiled_model_is_made_again(name: str, cache: Path, tmp_path: Path) -> None:
    """Whoever finds it so reads the model as it is, and the next compiles it."""
    folder = tiny_model(tmp_path / "tiny")
    before = open_encoder(str(folder)).encode_query("the cat").embedding
    (file,) = cache.rglob(name)
    file.write_bytes(b"\xff" * file.stat().st_size)
    assert not compiled(open_encoder(str(folder)))
    again = open_encoder(str(folder))
    assert compiled(again)
    assert np.array_equal(again.encode_query("the cat").embedding, before)


def test_a_cache_that_cannot_be_written_keeps_nobody_from_another_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read as it is."""
    folder = tiny_model(tmp_path / "tiny")
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    encoder = open_encoder(str(folder))
    assert not compiled(encoder)
    assert np.allclose(np.linalg.norm(encoder.encode_query("the cat").embedding), 1)


def test_a_gpu_is_used_where_there_is_one(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then sentence-transformers reads, which finds the GPU itself, and nothing is compiled."""
    monkeypatch.setattr(opening, "_has_gpu", lambda: True)
    assert not compiled(open_encoder(str(tiny_model(tmp_path / "tiny"))))
    assert not cache.exists()


def test_a_broken_model_is_no_model(cache: Path, tmp_path: Path) -> None:
    """What cannot be loaded is told as such, not as one that cannot be compiled."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "modules.json").write_text("{")
    with pytest.raises(ModelError, match="no sentence-transformers model can be loaded"):
        open_encoder(str(folder))
    assert not list(cache.rglob("about.json"))


def test_no_memory_to_compile_is_no_refusal(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is read as it is this once, and compiled when it is opened next."""
    folder = tiny_model(tmp_path / "tiny")

    def fail(*_: object) -> None:
        raise RuntimeError("std::bad_alloc")

    with monkeypatch.context() as scarce:
        scarce.setattr("fonti.index.models.export._export", fail)
        assert not compiled(open_encoder(str(folder)))
    assert not list(cache.glob("compiled-*"))
    assert compiled(open_encoder(str(folder)))


def test_a_model_whose_compiling_ends_the_process_is_read_as_it_is(
    cache: Path, tmp_path: Path
) -> None:
    """From the third time on, for good: the system may have ended it for what it takes of memory."""
    folder = tiny_model(tmp_path / "tiny")
    program = (
        "import os, sys, index.models.compiling as compiling\n"
        "compiling._export = lambda *_: os._exit(9)\n"
        "from fonti.index import open_encoder; open_encoder(sys.argv[1])"
    )
    for _ in range(opening._TRIES):
        assert (
            subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode
            == 9
        )
    assert not compiled(open_encoder(str(folder)))
    (about,) = cache.glob("compiled-*/about.json")
    assert "ended 2 times" in about.read_text("utf-8")
    assert not compiled(open_encoder(str(folder)))
