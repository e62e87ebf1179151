"""Streams of a PDF that unpack to far more than any page needs: told before PDFium unpacks them into memory."""

import re
import zlib

from fonti.index.formats.extract import Unreadable

_MOST = (
    32 << 20
)  # bytes of one stream; PDFium takes some fifteen times as much to lay out a page's text
_PIECE = 1 << 20
_PACKED_PIECE = 1 << 12
_BEST_RATIO = 1032  # Deflate packs no better
_DICTIONARY = 1024  # bytes before a stream, in which its dictionary stands
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DEFLATED = re.compile(rb"/Fl(?:ateDecode)?\b")
_NEVER_UNPACKED = re.compile(rb"/Subtype\s*/Image\b|/EmbeddedFile\b")  # for the text


def refuse_bombs(content: bytes) -> None:
    """Raise Unreadable where a stream unpacks to more than can be read."""
    end = 0
    for found in _STREAM.finditer(content):
        start = found.end()
        earliest = max(start - _DICTIONARY, 0)
        before = content[max(content.rfind(b"obj", earliest, start), earliest) : start]
        if not _DEFLATED.search(before) or _NEVER_UNPACKED.search(before):
            continue
        if end < start:
            end = content.find(b"endstream", start)
            end = end if end >= 0 else len(content)
        packed = memoryview(content)[start:end]
        if len(packed) > _MOST // _BEST_RATIO and _unpacks_to_more(packed):
            raise Unreadable(
                f"a part of it unpacks to more than {_MOST >> 20} MB, which no page needs"
            )


def _unpacks_to_more(packed: memoryview) -> bool:
    unpacking = zlib.decompressobj()
    total = 0
    try:
        for at in range(0, len(packed), _PACKED_PIECE):
            waiting: bytes | memoryview = packed[at : at + _PACKED_PIECE]
            while waiting and not unpacking.eof:
                total += len(unpacking.decompress(waiting, _PIECE))
                if total > _MOST:
                    return True
                waiting = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return False
