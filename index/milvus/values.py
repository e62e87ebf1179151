"""Values that are only read, as bytes in rows of text: passages, token embeddings, documents.

Milvus has no field for bytes, and a text has at most 65,535 of them. So a value is written in
base 64, in as many parts as it needs, after its length and checksum.
"""

import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from fonti.index.milvus.schema import MAX_TEXT_BYTES, ValueKind

# The length and the CRC-32 of a value.
_HEADER = struct.Struct("<II")

# The bytes of a part: base 64 makes four of three.
_PART_BYTES = MAX_TEXT_BYTES // 4 * 3

# The fields that `join_values` needs.
VALUE_FIELDS = ("owner", "part", "data")


def split_value(kind: ValueKind, owner: int, value: bytes) -> Iterator[dict[str, Any]]:
    """Yield the rows of a value, without their ids.

    Args:
        kind: What the value is of.
        owner: The id of what it is of.
        value: The value.

    """
    content = _HEADER.pack(len(value), zlib.crc32(value)) + value
    for part, start in enumerate(range(0, len(content), _PART_BYTES)):
        data = b64encode(content[start : start + _PART_BYTES])
        yield {
            "kind": int(kind),
            "owner": owner,
            "part": part,
            "data": data.decode(),
            "checksum": zlib.crc32(data, zlib.crc32(f"{kind} {owner} {part}".encode())),
            "unused": [0.0, 1.0],
        }


def join_values(rows: Iterable[Any]) -> dict[int, bytes]:
    """Return the values of rows, by the ids of what they are of.

    Raises:
        ValueError: A row is missing or damaged.

    """
    parts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        parts[row["owner"]][row["part"]] = row["data"]

    values = {}
    for owner, texts in parts.items():
        content = b"".join(b64decode(texts[part], validate=True) for part in sorted(texts))
        value = content[_HEADER.size :]
        if content[: _HEADER.size] != _HEADER.pack(len(value), zlib.crc32(value)):
            raise ValueError(f"the value of {owner} is not whole")
        values[owner] = value
    return values


def pack_json(value: Any) -> bytes:
    """Return a value of JSON as bytes, compressed."""
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), level=1)


def unpack_json(value: bytes) -> Any:
    """Return what `pack_json` packed. Raises ValueError if it cannot be read."""
    try:
        return json.loads(zlib.decompress(value))
    except zlib.error as error:
        raise ValueError(str(error)) from error
