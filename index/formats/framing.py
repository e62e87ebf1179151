"""Messages between the parsers' process and its parent: bytes behind their length, neither taken on trust."""

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")
_MOST = 1 << 31  # bytes of a message


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message. Raises OSError."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the other side ended, in the midst of one too, or sent no message."""
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    message = stream.read(length) if length <= _MOST else b""
    return message if len(message) == length else None
