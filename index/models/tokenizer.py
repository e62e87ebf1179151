"""A text as the tokens that a model reads, cut by no more than a small library.

Most multilingual models cut text by a unigram language model, which the `tokenizers` library takes long to load and
much memory to hold; `sentencepiece`, by which it was trained, takes less than half the time and a fifth of the memory.
So such a tokenizer is written as one of sentencepiece's, where that cuts the same. (Where one character is
cut in several, and at blanks, the two place tokens otherwise.)
"""

import base64
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from fonti.index.types import IntArray

_HUGGING_FACE, _SENTENCEPIECE = "tokenizer.json", "sentencepiece.model"
_ODD = (
    "Uno,  due\n\nTRE\tquattro.",
    "L’età: «così» – 12½ ﬁni…",
)  # what sentences are not but passages have
_ENDS = (0, 0)  # where a token stands that is none of the text


class Tokenizer(Protocol):
    """Cuts texts; each begins and ends with tokens that are none of it, `closing` of them at the end."""

    closing: int

    def cut(self, text: str) -> tuple[list[int], IntArray]:
        """The tokens of a text, and where each stands in it, of shape (tokens, 2)."""


class _HuggingFace:
    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        added = self._tokenizer.encode("a").special_tokens_mask
        self.closing = len(added) - max(
            (place for place, special in enumerate(added, 1) if not special), default=0
        )

    def cut(self, text: str) -> tuple[list[int], IntArray]:
        cut = self._tokenizer.encode(text)
        return cut.ids, np.array(cut.offsets, np.int64).reshape(-1, 2)


class _SentencePiece:
    closing = 1

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=str(path))
        self._first, self._last = self._processor.bos_id(), self._processor.eos_id()

    def cut(self, text: str) -> tuple[list[int], IntArray]:
        cut = self._processor.encode(text, return_type="offset_mapping")
        return [self._first, *cut["ids"], self._last], np.array(
            [_ENDS, *cut["offsets"], _ENDS], np.int64
        )


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer that a folder holds."""
    if (folder / _SENTENCEPIECE).exists():
        return _SentencePiece(folder / _SENTENCEPIECE)
    return _HuggingFace(folder / _HUGGING_FACE)


def save_tokenizer(definition: str, folder: Path, samples: Sequence[str]) -> None:
    """Write a tokenizer to a folder, given as the `tokenizers` library defines it in JSON.

    `samples` are texts by which sentencepiece is tried, beside some of ours.
    """
    (folder / _HUGGING_FACE).write_text(definition, "utf-8")
    light = _as_sentencepiece(json.loads(definition))
    if light is None:
        return
    (folder / _SENTENCEPIECE).write_bytes(light)
    own, ours = _HuggingFace(folder / _HUGGING_FACE), _SentencePiece(folder / _SENTENCEPIECE)
    same = all(own.cut(text)[0] == ours.cut(text)[0] for text in (*samples, *_ODD))
    (folder / (_HUGGING_FACE if same else _SENTENCEPIECE)).unlink()


def _as_sentencepiece(definition: dict[str, Any]) -> bytes | None:
    """A unigram model as sentencepiece keeps it; None where the tokenizer is none, or does more than that."""
    schema = _schema()
    normalizer = _normalizer(definition)
    ends = [part["SpecialToken"]["id"] for part in _template(definition) if "SpecialToken" in part]
    unknown = definition["model"].get("unk_id")
    if (
        definition["model"].get("type") != "Unigram"
        or normalizer is None
        or len(ends) != 2
        or unknown is None
    ):
        return None
    special = {token["id"] for token in definition["added_tokens"] if token["special"]}
    model = schema.ModelProto(normalizer_spec=normalizer)
    for number, (piece, score) in enumerate(definition["model"]["vocab"]):
        kinds = schema.ModelProto.SentencePiece
        kind = (
            kinds.UNKNOWN
            if number == unknown
            else kinds.CONTROL
            if number in special
            else kinds.NORMAL
        )
        model.pieces.add(piece=piece, score=score, type=kind)
    spec = model.trainer_spec
    spec.bos_piece, spec.eos_piece = ends
    spec.unk_id, spec.unk_piece = unknown, model.pieces[unknown].piece
    return bytes(model.SerializeToString())


def _template(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands around a text, and the text."""
    return (definition.get("post_processor") or {}).get("single") or []


def _normalizer(definition: dict[str, Any]) -> Any:
    """How sentencepiece is to fold characters as the tokenizer does: by a map of its own, or by NMT's and NFKC."""
    from sentencepiece import SentencePieceTrainer

    steps = list(_steps(definition.get("normalizer") or {}))
    kinds = [step["type"] for step in steps]
    if kinds[:2] != ["Nmt", "NFKC"] and "Precompiled" not in kinds:
        return None
    trained = io.BytesIO()  # of a text of no matter: it brings along sentencepiece's own map
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c"]),
        model_writer=trained,
        vocab_size=8,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    spec = _schema().ModelProto.FromString(trained.getvalue()).normalizer_spec
    for step in steps:
        if step["type"] == "Precompiled":
            spec.precompiled_charsmap = base64.b64decode(step["precompiled_charsmap"])
    return spec


def _schema() -> Any:
    from sentencepiece import sentencepiece_model_pb2

    return sentencepiece_model_pb2


def _steps(normalizer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if normalizer.get("type") == "Sequence":
        for step in normalizer["normalizers"]:
            yield from _steps(step)
    elif normalizer:
        yield normalizer
