"""PDFs written object by object, for content that no program would write."""

import zlib

# The content of a page with one line of text.
PAGE_TEXT = "La nebbia sale dai campi"
PAGE_STREAM = zlib.compress(b"BT /F1 12 Tf 50 700 Td (La nebbia sale dai campi) Tj ET")


def write_pdf(*objects: bytes) -> bytes:
    """Return a PDF of objects, numbered from 1; the first is the catalog."""
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)

    size = len(objects) + 1
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + entries
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(content))
    return content + table + trailer


def write_pdf_page(stream: bytes, catalog_entries: bytes = b"", *objects: bytes) -> bytes:
    """Return a PDF of one page.

    Args:
        stream: The content of the page, compressed by Deflate.
        catalog_entries: Further entries of the catalog.
        objects: Further objects, numbered from 6.
    """
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R" + catalog_entries + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    )


def compress_gigabyte(unit: bytes) -> bytes:
    """Return about a gigabyte of a repeated unit, compressed by Deflate.

    Only one megabyte is compressed: after a full flush, what follows does not refer to what came
    before (RFC 1950, 1951), and the compressed megabyte can be repeated as it is.
    """
    megabyte = unit * ((1 << 20) // len(unit))
    compressor = zlib.compressobj(9)
    compressed = compressor.compress(megabyte) + compressor.flush(zlib.Z_FULL_FLUSH)
    header = compressed[:2]
    block = compressed[2:]

    checksum = zlib.adler32(b"")
    for _ in range(1024):
        checksum = zlib.adler32(megabyte, checksum)

    last_block = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
    return header + block * 1024 + last_block + checksum.to_bytes(4, "big")
