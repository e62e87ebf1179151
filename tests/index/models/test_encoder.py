"""Any sentence-transformers model works, by its own rules; one that does not is a ModelError."""

import os
import shutil
import string
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fonti.index import EMBEDDED, Encoder, Library, ModelError, open_encoder
from fonti.qa import Assistant
from tests.helpers.fakes import count_passages
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.model

LENGTH = 32
PROMPTS = {"query": "q ", "document": "d d d "}


def tiny_model(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """A real sentence-transformers model of random weights, which knows letters and digits and reads 32 tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(seed)
    marks = string.ascii_lowercase + string.digits + string.punctuation + "àèéìòù"
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *marks,
        *(f"##{mark}" for mark in marks),
        "the",
        "##ing",
    ]
    base = folder.with_name(f"{folder.name}-base")
    base.mkdir(parents=True)
    (base / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    BertTokenizer.from_pretrained(base).save_pretrained(base)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    modules = [Transformer(str(base), max_seq_length=LENGTH), Pooling(16, "mean")]
    SentenceTransformer(modules=modules, prompts=prompts or PROMPTS, device="cpu").save(str(folder))
    shutil.rmtree(base)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model."""
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(autouse=True)
def _cache(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Models made here are compiled into a cache of their own; the embedded one is open already."""
    request.getfixturevalue("embedded")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_another_model_indexes_and_answers(tiny: Path, corpus: Path, tmp_path: Path) -> None:
    """A model in a folder is used from end to end, no passage is longer than it reads, and the index remembers it."""
    from transformers import AutoTokenizer

    index = tmp_path / "index"
    stored = count_passages(Library.open(corpus, index=index, model=str(tiny)))
    tokenizer = AutoTokenizer.from_pretrained(tiny)
    assert min(stored.values()) > 2
    citations = Assistant.open(corpus, index=index).search("the lighthouse", top_k=100)
    assert len(citations) == sum(stored.values())
    for citation in citations:
        assert len(tokenizer.encode(PROMPTS["document"] + citation.passage.text)) <= LENGTH


def test_prompts_and_lengths_are_the_models_own(tiny: Path) -> None:
    """Queries and passages have their prompts, rows have length 1, and `fits` counts the prompt's tokens too."""
    encoder = open_encoder(str(tiny))
    passages = encoder.encode_sentences(["the cat", "il gatto"])
    assert passages.shape == (2, encoder.dimension)
    assert passages.dtype == encoder.encode_query("the cat").embedding.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1)
    assert np.allclose(np.linalg.norm(encoder.encode_query("the cat").embedding), 1)
    assert not np.allclose(passages[0], encoder.encode_query("the cat").embedding)
    assert encoder.encode_sentences([]).shape == (0, encoder.dimension)
    assert encoder.fits("a " * (LENGTH - 2 - 3))  # [CLS], [SEP] and the three of the prompt
    assert not encoder.fits("a " * (LENGTH - 2 - 2))


def test_tokens_are_read_at_several_layers(tiny: Path, embedded: Encoder) -> None:
    """They part where a model has twelve, and agree where it has one."""
    shallow, deep = (
        each.encode_query("il faro e il museo").tokens
        for each in (open_encoder(str(tiny)), embedded)
    )
    assert len(shallow) > 3
    assert np.allclose(shallow.strengths, 1, atol=1e-5)
    assert ((deep.strengths > 0.3) & (deep.strengths < 0.99)).all()
    assert np.allclose(np.linalg.norm(deep.directions, axis=1), 1, atol=1e-5)


def test_the_centre_lies_among_what_it_was_taken_from(tiny: Path) -> None:
    """It is a mean of unit vectors, so nearer to them than they are long, and the same at each asking."""
    encoder = open_encoder(str(tiny))
    assert encoder.centre.shape == (encoder.dimension,)
    assert 0 < np.linalg.norm(encoder.centre) <= 1
    assert encoder.centre is encoder.centre


def test_a_fingerprint_tells_models_apart(tiny: Path, tmp_path: Path) -> None:
    """The same model elsewhere has the same fingerprint; other weights or other prompts have another."""
    first = open_encoder(str(tiny)).fingerprint
    assert open_encoder(str(shutil.copytree(tiny, tmp_path / "copy"))).fingerprint == first
    assert open_encoder(str(tiny_model(tmp_path / "weights", seed=1))).fingerprint != first
    assert (
        open_encoder(str(tiny_model(tmp_path / "prompts", prompts={"query": "x "}))).fingerprint
        != first
    )


@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_a_folder_without_a_model_is_named(content: str | None, tmp_path: Path) -> None:
    """An empty folder, or one with a broken model, is a ModelError that names it, in one line."""
    if content:
        (tmp_path / "config.json").write_text(content)
        (tmp_path / "modules.json").write_text(content)
    with pytest.raises(ModelError, match=f"{tmp_path}.*--model") as raised:
        open_encoder(str(tmp_path))
    assert "\n" not in str(raised.value)


def test_weights_cut_short_are_a_model_error(tiny: Path, tmp_path: Path) -> None:
    """A model whose weights lost their end is refused."""
    folder = shutil.copytree(tiny, tmp_path / "short")
    os.truncate(next(folder.rglob("*.safetensors")), 1000)
    with pytest.raises(ModelError, match="no sentence-transformers model can be loaded"):
        open_encoder(str(folder))


def test_an_unknown_name_is_a_model_error_without_a_network() -> None:
    """A hub name that is not on this machine is refused, and not waited for."""
    program = (
        "from fonti.index import ModelError, open_encoder\ntry:\n    open_encoder('nobody/no-such-model')\n"
        "except ModelError as error:\n    assert 'nobody/no-such-model' in str(error), error\n"
        "else:\n    raise SystemExit(3)"
    )
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    root = ROOT
    subprocess.run([sys.executable, "-c", program], check=True, env=offline, cwd=root, timeout=120)


def test_the_embedded_model_finds_a_paraphrase_across_languages(embedded: Encoder) -> None:
    """A question is nearer to the sentence that answers it, in either language, than to another."""
    assert embedded.name == EMBEDDED
    rows = embedded.encode_sentences(
        ["The cat sleeps on the roof.", "La banca concede un mutuo.", "Il gatto è sul tetto."]
    )
    for question in ("Dove dorme il gatto?", "Where does the cat sleep?"):
        nearest = rows @ embedded.encode_query(question).embedding
        assert min(nearest[0], nearest[2]) > nearest[1]


def test_an_embedding_does_not_hang_on_its_company(embedded: Encoder) -> None:
    """The same text gives the same embedding alone and among longer texts."""
    texts = [
        "Una riga.",
        "The harbour museum opens at ten. " * 20,
        "Il gatto dorme sul tetto della casa.",
    ]
    together = embedded.encode_sentences(texts)
    apart = np.concatenate([embedded.encode_sentences([text]) for text in texts])
    assert np.allclose(together, apart, atol=1e-3)
