"""Read the strings that PDFium writes to a buffer."""

import ctypes
from collections.abc import Callable

# A function of PDFium that writes a string to a buffer of some bytes, and returns how many bytes
# the string needs.
StringFunction = Callable[[ctypes.Array[ctypes.c_ushort] | None, int], int]


def read_string(read: StringFunction) -> str:
    """Return a string that PDFium writes in UTF-16, after it has said its size."""
    size = read(None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\0")
