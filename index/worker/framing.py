"""Send and receive messages between the indexing process and its parser.

A message is its length, then its bytes. A reply is a message of JSON, which says how many messages
of bytes follow it.
"""

import json
import struct
from dataclasses import dataclass
from typing import IO, Any

_LENGTH = struct.Struct(">Q")

# The longest message: the text of a file, of 100 million characters.
MAX_MESSAGE_BYTES = 400_000_000

# The limits of a reply. No file needs more, but a hostile file may control the parser.
_MAX_VALUES_BYTES = 32 << 20
_MAX_ATTACHMENTS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a request: its values, and the bytes that follow them."""

    values: dict[str, Any]
    attachments: list[bytes]


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


def send_reply(stream: IO[bytes], reply: Reply) -> None:
    """Write a reply.

    Raises:
        OSError: If the other side has ended.

    """
    values = reply.values | {"attachments": len(reply.attachments)}
    send(stream, json.dumps(values).encode())
    for attachment in reply.attachments:
        send(stream, attachment)
    stream.flush()


def receive_reply(stream: IO[bytes]) -> Reply | None:
    """Return the next reply; None if it ends too soon, or is longer than a reply may be.

    Raises:
        AttributeError, KeyError, RecursionError, TypeError or ValueError: It is not a reply.

    """
    message = receive(stream, _MAX_VALUES_BYTES)
    if message is None:
        return None

    values = dict(json.loads(message))
    count = values.pop("attachments")
    if not 0 <= count <= _MAX_ATTACHMENTS:
        return None
    attachments: list[bytes] = []
    for _ in range(count):
        attachment = receive(stream)
        if attachment is None:
            return None
        attachments.append(attachment)
    return Reply(values, attachments)
