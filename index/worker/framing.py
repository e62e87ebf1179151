"""Send and receive messages between the two processes: a message's length, then its bytes."""

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")

# The longest message: the text of a file, of 100 million characters.
MAX_MESSAGE_BYTES = 400_000_000


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message.

    Raises:
        OSError: If the other side has ended.

    """
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)


def receive(stream: IO[bytes], limit: int = MAX_MESSAGE_BYTES) -> bytes | None:
    """Return the next message; None if it is too long, or the stream ends before its end.

    Args:
        stream: The stream.
        limit: The length of the longest message, in bytes.

    """
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None

    (length,) = _LENGTH.unpack(header)
    if length > limit:
        return None
    message = stream.read(length)
    return message if len(message) == length else None
