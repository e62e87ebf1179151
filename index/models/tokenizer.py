"""Cut texts into the tokens that a compiled model reads, with a small library.

Most multilingual models have a unigram tokenizer (Kudo, ACL 2018), which the `tokenizers` library
takes long to load and much memory to hold; `sentencepiece`, which trained it, takes less than half
the time and a fifth of the memory. So such a tokenizer is saved as one of sentencepiece's, if that
makes the same tokens. (The spans of the tokens differ at spaces, and if one character makes several
tokens.)
"""

import base64
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from fonti.index.types import IntArray

_TOKENIZERS_FILE = "tokenizer.json"
_SENTENCEPIECE_FILE = "sentencepiece.model"

# Texts with what passages have and the sentences of `centre.txt` have not.
_UNUSUAL_SAMPLES = ("Uno,  due\n\nTRE\tquattro.", "L’età: «così» – 12½ ﬁni…")

# The span of a token that is not of the text.
_NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text.

    Attributes:
        ids: The ids of n tokens.
        spans: Where each stands in the text, of shape (n, 2); (0, 0) for nowhere.

    """

    ids: list[int]
    spans: IntArray


class Tokenizer(Protocol):
    """Cuts texts into tokens.

    Attributes:
        closing_count: The number of special tokens after those of the text.

    """

    closing_count: int

    def encode(self, text: str) -> Tokens:
        """Return the tokens of a text, with the special tokens before and after it."""


class TokenizersTokenizer:
    """A tokenizer of the `tokenizers` library, from its definition in JSON."""

    def __init__(self, definition: str) -> None:
        # Imported late: it takes long, and most compiled models do without.
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_str(definition)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

        # Count the special tokens after the last one of a text.
        mask = self._tokenizer.encode("a").special_tokens_mask
        text_ends = [end for end, is_special in enumerate(mask, 1) if not is_special]
        self.closing_count = len(mask) - max(text_ends, default=0)

    def encode(self, text: str) -> Tokens:
        """Return the tokens of a text, with the special tokens before and after it."""
        encoding = self._tokenizer.encode(text)
        return Tokens(encoding.ids, np.array(encoding.offsets, np.int64).reshape(-1, 2))


class _SentencePieceTokenizer:
    """A tokenizer of the `sentencepiece` library."""

    closing_count = 1

    def __init__(self, path: Path) -> None:
        # Imported late: not every compiled model needs it.
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=str(path))
        self._first_id = self._processor.bos_id()
        self._last_id = self._processor.eos_id()

    def encode(self, text: str) -> Tokens:
        mapping = self._processor.encode(text, return_type="offset_mapping")
        ids = [self._first_id, *mapping["ids"], self._last_id]
        return Tokens(ids, np.array([_NOWHERE, *mapping["offsets"], _NOWHERE], np.int64))


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer that `save_tokenizer` wrote to a folder."""
    if (folder / _SENTENCEPIECE_FILE).exists():
        return _SentencePieceTokenizer(folder / _SENTENCEPIECE_FILE)
    return TokenizersTokenizer((folder / _TOKENIZERS_FILE).read_text("utf-8"))


def save_tokenizer(definition: str, folder: Path, samples: Sequence[str]) -> None:
    """Write a tokenizer to a folder, as one of sentencepiece's if that makes the same tokens.

    Args:
        definition: The tokenizer in the JSON of the `tokenizers` library.
        folder: The folder.
        samples: Texts for which the tokens are compared.

    """
    original_file = folder / _TOKENIZERS_FILE
    original_file.write_text(definition, "utf-8")
    converted = _convert_to_sentencepiece(json.loads(definition))
    if converted is None:
        return

    converted_file = folder / _SENTENCEPIECE_FILE
    converted_file.write_bytes(converted)
    original_tokenizer = TokenizersTokenizer(definition)
    converted_tokenizer = _SentencePieceTokenizer(converted_file)
    is_same = all(
        original_tokenizer.encode(text).ids == converted_tokenizer.encode(text).ids
        for text in (*samples, *_UNUSUAL_SAMPLES)
    )

    superfluous = original_file if is_same else converted_file
    superfluous.unlink()


def _convert_to_sentencepiece(definition: dict[str, Any]) -> bytes | None:
    """Return a unigram tokenizer as a sentencepiece model; None if it is of another kind."""
    spec = definition["model"]
    unknown_id = spec.get("unk_id")
    normalizer = _convert_normalizer(definition)
    special_tokens = _find_special_tokens(definition)
    can_convert = spec.get("type") == "Unigram" and len(special_tokens) == 2
    if not can_convert or normalizer is None or unknown_id is None:
        return None

    model = _load_schema().ModelProto(normalizer_spec=normalizer)
    piece_types = _load_schema().ModelProto.SentencePiece
    special_ids = {token["id"] for token in definition["added_tokens"] if token["special"]}
    for piece_id, (piece, score) in enumerate(spec["vocab"]):
        piece_type = piece_types.NORMAL
        if piece_id == unknown_id:
            piece_type = piece_types.UNKNOWN
        elif piece_id in special_ids:
            piece_type = piece_types.CONTROL
        model.pieces.add(piece=piece, score=score, type=piece_type)

    first_token, last_token = special_tokens
    model.trainer_spec.bos_piece = first_token
    model.trainer_spec.eos_piece = last_token
    model.trainer_spec.unk_id = unknown_id
    model.trainer_spec.unk_piece = model.pieces[unknown_id].piece
    return bytes(model.SerializeToString())


def _find_special_tokens(definition: dict[str, Any]) -> list[str]:
    """Return the special tokens that stand before and after a text."""
    template = (definition.get("post_processor") or {}).get("single") or []
    return [part["SpecialToken"]["id"] for part in template if "SpecialToken" in part]


def _convert_normalizer(definition: dict[str, Any]) -> Any:
    """Return how sentencepiece should normalize texts as a tokenizer does; None if it cannot.

    It can if the tokenizer has a table of characters, or the rules NMT and NFKC.
    """
    steps = list(_flatten_steps(definition.get("normalizer") or {}))
    types = [step["type"] for step in steps]
    if types[:2] != ["Nmt", "NFKC"] and "Precompiled" not in types:
        return None

    spec = _load_nmt_nfkc_normalizer()
    for step in steps:
        if step["type"] == "Precompiled":
            spec.precompiled_charsmap = base64.b64decode(step["precompiled_charsmap"])
    return spec


def _load_nmt_nfkc_normalizer() -> Any:
    """Return the built-in normalizer of sentencepiece, which is in any model that it trains."""
    # Imported late: only compiling a model needs it.
    from sentencepiece import SentencePieceTrainer

    trained = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c"]),
        model_writer=trained,
        vocab_size=8,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    return _load_schema().ModelProto.FromString(trained.getvalue()).normalizer_spec


def _load_schema() -> Any:
    # Imported late: only compiling a model needs it.
    from sentencepiece import sentencepiece_model_pb2

    return sentencepiece_model_pb2


def _flatten_steps(normalizer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the steps of a normalizer, and of those in it."""
    if normalizer.get("type") == "Sequence":
        for step in normalizer["normalizers"]:
            yield from _flatten_steps(step)
    elif normalizer:
        yield normalizer
