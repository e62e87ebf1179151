"""Send and receive messages between the two processes: a message's length, then its bytes."""

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")
_MAX_MESSAGE_BYTES = 1 << 31


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message.

    Raises:
        OSError: If the other side has ended.

    """
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)


def receive(stream: IO[bytes]) -> bytes | None:
    """Return the next message; None if the stream ends before the message is complete."""
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None

    (length,) = _LENGTH.unpack(header)
    if length > _MAX_MESSAGE_BYTES:
        return None
    message = stream.read(length)
    return message if len(message) == length else None
