"""Tiny models of random weights, texts to try them with, and the file of the embedded model."""

import shutil
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fonti.index import Encoder, no_progress
from fonti.index.models.embedded_model import find_packed_file, make_embedded_model
from fonti.index.models.model import CENTRE_SENTENCES
from fonti.index.models.onnx_model import OnnxModel

if TYPE_CHECKING:
    from transformers import BertConfig

# The tokens that the tiny model reads at most, and its prompts.
TINY_MAX_TOKENS = 32
TINY_PROMPTS = {"query": "q ", "document": "d d d "}

# Texts that tokenizers and models may read differently.
ODD_TEXTS = (
    *CENTRE_SENTENCES[::3],
    "a",
    "Perché?",
    "L'art. 5 (2019): «così» – 12.5 %…",
    "é ﬁne ½ ™",
    "中文 עברית",
    "word " * 600,
)

_SPECIAL_PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_CHARACTERS = string.ascii_lowercase + string.digits + string.punctuation + "àèéìòù"
_DIMENSION = 16


def is_compiled(encoder: Encoder) -> bool:
    """Return whether an encoder uses a compiled model."""
    return isinstance(encoder._model, OnnxModel)  # type: ignore[attr-defined]


def make_tiny_model(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Write a sentence-transformers model of random weights, which knows letters and digits.

    Args:
        folder: The folder to write.
        seed: The seed of the weights.
        prompts: Its prompts; TINY_PROMPTS by default.

    Returns:
        The folder.

    """
    # Imported late: they take seconds.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(seed)
    base = folder.with_name(f"{folder.name}-base")
    BertModel(_make_config(base)).save_pretrained(base)

    transformer = Transformer(str(base), max_seq_length=TINY_MAX_TOKENS)
    modules = [transformer, Pooling(_DIMENSION, "mean")]
    model = SentenceTransformer(modules=modules, prompts=prompts or TINY_PROMPTS, device="cpu")
    model.save(str(folder))
    shutil.rmtree(base)
    return folder


def make_tiny_reader(folder: Path, architecture: str, *, labels: int = 1, seed: int = 0) -> Path:
    """Write a model of transformers with a head, of random weights.

    Args:
        folder: The folder to write.
        architecture: A class of transformers, such as `BertForQuestionAnswering`.
        labels: The labels of a classifier.
        seed: The seed of the weights.

    Returns:
        The folder.

    """
    # Imported late: they take seconds.
    import torch
    import transformers

    torch.manual_seed(seed)
    config = _make_config(folder)
    if architecture == "BertForSequenceClassification":
        config.num_labels = labels
    getattr(transformers, architecture)(config).save_pretrained(folder)
    return folder


def _make_config(folder: Path) -> "BertConfig":
    """Write a tokenizer that knows letters and digits, and return the sizes of a model for it."""
    # Imported late: they take seconds.
    from transformers import BertConfig, BertTokenizer

    inner_pieces = [f"##{character}" for character in _CHARACTERS]
    pieces = [*_SPECIAL_PIECES, *_CHARACTERS, *inner_pieces, "the", "##ing"]

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    BertTokenizer.from_pretrained(folder).save_pretrained(folder)
    return BertConfig(
        vocab_size=len(pieces),
        hidden_size=_DIMENSION,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )


def require_packed_file() -> Path:
    """Return the file that the embedded model is made from; skip the test if there is none."""
    packed = find_packed_file()
    if packed is None or not packed.exists():
        pytest.skip("the package that embeds the model does not exist for this machine")
    return packed


def find_embedded_folder() -> Path:
    """Return the folder of the embedded model; skip the test if there is none for this machine."""
    folder, _ = make_embedded_model(require_packed_file(), no_progress)
    return folder


def list_models(cache: Path) -> list[str]:
    """Return what the models' folder of a cache has besides its lock."""
    return [path.name for path in (cache / "models").iterdir() if path.name != ".lock"]
