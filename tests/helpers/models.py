"""A tiny sentence-transformers model, and the file that the embedded one is made from."""

import shutil
import string
from pathlib import Path

import pytest

from fonti.index import no_progress
from fonti.index.models.bundled import find_packed_file, make_embedded_model

# The tokens that the tiny model reads at most, and its prompts.
TINY_MAX_TOKENS = 32
TINY_PROMPTS = {"query": "q ", "document": "d d d "}

_SPECIAL_PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_CHARACTERS = string.ascii_lowercase + string.digits + string.punctuation + "àèéìòù"
_DIMENSION = 16


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
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(seed)
    inner_pieces = [f"##{character}" for character in _CHARACTERS]
    pieces = [*_SPECIAL_PIECES, *_CHARACTERS, *inner_pieces, "the", "##ing"]

    base = folder.with_name(f"{folder.name}-base")
    base.mkdir(parents=True)
    (base / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    BertTokenizer.from_pretrained(base).save_pretrained(base)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=_DIMENSION,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)

    transformer = Transformer(str(base), max_seq_length=TINY_MAX_TOKENS)
    modules = [transformer, Pooling(_DIMENSION, "mean")]
    model = SentenceTransformer(modules=modules, prompts=prompts or TINY_PROMPTS, device="cpu")
    model.save(str(folder))
    shutil.rmtree(base)
    return folder


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
