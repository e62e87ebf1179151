"""Test that any sentence-transformers model works, and that one that does not is a ModelError."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from fonti.index import EMBEDDED, Encoder, Library, ModelError, SearchFilters, open_encoder
from fonti.qa import Assistant
from tests.helpers.fakes import count_passages
from tests.helpers.models import TINY_MAX_TOKENS, TINY_PROMPTS, make_tiny_model

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a tiny model."""
    return make_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(autouse=True)
def _cache(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Compile models to a cache of these tests; the embedded one is open already."""
    request.getfixturevalue("embedded_encoder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_another_model_indexes_and_answers(tiny: Path, corpus: Path, tmp_path: Path) -> None:
    """No passage is longer than the model reads, and the index remembers the model."""
    # Imported late: it takes seconds.
    from transformers import AutoTokenizer

    index = tmp_path / "index"
    counts = count_passages(Library.open(corpus, index=index, model=str(tiny)))
    assert min(counts.values()) > 2

    assert Assistant.open(corpus, index=index).search("the lighthouse")
    with Library.open(index).snapshot() as snapshot:
        passages = snapshot.sample_passages(100, 100, SearchFilters())
    assert len(passages) == sum(counts.values())
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    for passage in passages:
        text = TINY_PROMPTS["document"] + passage.text
        assert len(tokenizer.encode(text)) <= TINY_MAX_TOKENS


def test_prompts_and_length_are_those_of_the_model(tiny: Path) -> None:
    """Questions and passages have their prompts, and `fits` counts the tokens of the prompt."""
    encoder = open_encoder(str(tiny))
    passages = encoder.encode_sentences(["the cat", "il gatto"])
    query = encoder.encode_query("the cat").embedding
    assert passages.shape == (2, encoder.dimension)
    assert passages.dtype == query.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1)
    assert np.allclose(np.linalg.norm(query), 1)
    assert not np.allclose(passages[0], query)
    assert encoder.encode_sentences([]).shape == (0, encoder.dimension)

    # [CLS], [SEP] and the three tokens of the prompt.
    room = TINY_MAX_TOKENS - 2 - 3
    assert encoder.fits("a " * room)
    assert not encoder.fits("a " * (room + 1))


def test_tokens_are_taken_from_several_layers(tiny: Path, embedded_encoder: Encoder) -> None:
    """The layers of a model of twelve disagree somewhat; those of a model of one agree."""
    text = "il faro e il museo"
    shallow = open_encoder(str(tiny)).encode_query(text).tokens
    assert len(shallow) > 3
    assert np.allclose(shallow.strengths, 1, atol=1e-5)

    deep = embedded_encoder.encode_query(text).tokens
    assert ((deep.strengths > 0.3) & (deep.strengths < 0.99)).all()
    assert np.allclose(np.linalg.norm(deep.directions, axis=1), 1, atol=1e-5)


def test_the_centre_is_a_mean_of_unit_vectors(tiny: Path) -> None:
    """So it is shorter than they are; it is computed once."""
    encoder = open_encoder(str(tiny))
    assert encoder.centre.shape == (encoder.dimension,)
    assert 0 < np.linalg.norm(encoder.centre) <= 1
    assert encoder.centre is encoder.centre


def test_models_have_different_fingerprints(tiny: Path, tmp_path: Path) -> None:
    """A copy has the same one; a model of other weights or other prompts has another."""
    fingerprint = open_encoder(str(tiny)).fingerprint
    copy = shutil.copytree(tiny, tmp_path / "copy")
    other_weights = make_tiny_model(tmp_path / "weights", seed=1)
    other_prompts = make_tiny_model(tmp_path / "prompts", prompts={"query": "x "})

    assert open_encoder(str(copy)).fingerprint == fingerprint
    assert open_encoder(str(other_weights)).fingerprint != fingerprint
    assert open_encoder(str(other_prompts)).fingerprint != fingerprint


@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_a_folder_without_a_model_is_a_model_error(content: str | None, tmp_path: Path) -> None:
    """The error names the folder, which is empty or has a broken model, in one line."""
    if content:
        (tmp_path / "config.json").write_text(content)
        (tmp_path / "modules.json").write_text(content)
    with pytest.raises(ModelError, match=f"{tmp_path}.*--model") as raised:
        open_encoder(str(tmp_path))
    assert raised.value.code == "model_not_loaded"
    assert "\n" not in str(raised.value)


def test_truncated_weights_are_a_model_error(tiny: Path, tmp_path: Path) -> None:
    """A model whose weights lost their end is refused."""
    folder = shutil.copytree(tiny, tmp_path / "short")
    os.truncate(next(folder.rglob("*.safetensors")), 1000)
    with pytest.raises(ModelError, match="no sentence-transformers model can be loaded"):
        open_encoder(str(folder))


def test_an_unknown_name_is_a_model_error_without_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name on the hub that is not on this machine is refused, and not waited for."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="nobody/no-such-model"):
        open_encoder("nobody/no-such-model")


def test_the_embedded_model_finds_a_paraphrase_across_languages(embedded_encoder: Encoder) -> None:
    """A question is nearer to sentences that answer it, in either language, than to another."""
    assert embedded_encoder.name == EMBEDDED
    english_answer, other, italian_answer = embedded_encoder.encode_sentences(
        ["The cat sleeps on the roof.", "La banca concede un mutuo.", "Il gatto è sul tetto."]
    )
    for question in ("Dove dorme il gatto?", "Where does the cat sleep?"):
        query = embedded_encoder.encode_query(question).embedding
        assert min(english_answer @ query, italian_answer @ query) > other @ query


def test_an_embedding_does_not_depend_on_other_texts(embedded_encoder: Encoder) -> None:
    """The same text has the same embedding alone and among longer texts."""
    texts = [
        "Una riga.",
        "The harbour museum opens at ten. " * 20,
        "Il gatto dorme sul tetto della casa.",
    ]
    together = embedded_encoder.encode_sentences(texts)
    alone = np.concatenate([embedded_encoder.encode_sentences([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-3)
