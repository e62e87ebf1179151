"""Check the decompressed size of a PDF's streams before PDFium decompresses them into memory."""

import re
import zlib

from fonti.index.formats.errors import Unreadable

# The largest stream, decompressed: to lay out the text of a page, PDFium takes some fifteen times
# as much memory.
_MAX_STREAM_BYTES = 32 << 20

# Streams are decompressed in pieces of these sizes.
_PIECE_BYTES = 1 << 20
_COMPRESSED_PIECE_BYTES = 1 << 12

# Deflate compresses no better: a smaller stream cannot be too large.
_MAX_DEFLATE_RATIO = 1032

# The dictionary of a stream is within this many bytes before it.
_DICTIONARY_BYTES = 1024

_STREAM_START = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT_START = b"obj"
_STREAM_END = b"endstream"
_DEFLATE_FILTER = re.compile(rb"/Fl(?:ateDecode)?\b")

# Pictures and attachments are not decompressed to read the text.
_PICTURE_OR_ATTACHMENT = re.compile(rb"/Subtype\s*/Image\b|/EmbeddedFile\b")


def check_stream_sizes(content: bytes) -> None:
    """Raise Unreadable if a stream decompresses to more than can be read."""
    end = 0
    for match in _STREAM_START.finditer(content):
        start = match.end()
        earliest = max(start - _DICTIONARY_BYTES, 0)
        object_start = max(content.rfind(_OBJECT_START, earliest, start), earliest)
        dictionary = content[object_start:start]
        if not _DEFLATE_FILTER.search(dictionary) or _PICTURE_OR_ATTACHMENT.search(dictionary):
            continue

        # Search for the end once only, if several streams begin before it.
        if end < start:
            end = content.find(_STREAM_END, start)
            end = end if end >= 0 else len(content)

        stream = memoryview(content)[start:end]
        if len(stream) > _MAX_STREAM_BYTES // _MAX_DEFLATE_RATIO and _is_too_large(stream):
            raise Unreadable("pdf_stream_too_large", limit_mb=_MAX_STREAM_BYTES >> 20)


def _is_too_large(stream: memoryview) -> bool:
    decompressor = zlib.decompressobj()
    total = 0
    try:
        for start in range(0, len(stream), _COMPRESSED_PIECE_BYTES):
            pending: bytes | memoryview = stream[start : start + _COMPRESSED_PIECE_BYTES]
            while pending and not decompressor.eof:
                total += len(decompressor.decompress(pending, _PIECE_BYTES))
                if total > _MAX_STREAM_BYTES:
                    return True
                pending = decompressor.unconsumed_tail
    except zlib.error:
        return False
    return False
