"""Read signed documents (`.p7m`, CMS): the document in the signature, by its own format.

Signatures are not verified.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error

from fonti.index.formats import FORMATS, extract
from fonti.index.formats.decoding.archive import open_archive
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText

# A document may be signed again with its signature.
_MAX_SIGNATURES = 10

_PEM_LINE = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]+-----")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")

_ARCHIVE_SUFFIXES = (".docx", ".odt", ".epub")
_MESSAGE_HEAD = re.compile(
    rb"\s*(?:[A-Za-z-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*"
    rb"(?:content-type|mime-version|from|subject):",
    re.IGNORECASE,
)
_PAGE_HEAD = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|(?:\w+:)?FatturaElettronica)")


def read(content: bytes) -> ExtractedText:
    """Return the text of the document in a signature.

    Raises:
        Unreadable: If it cannot be read, or if the signature stands without its document.

    """
    document = unwrap_signed(content)
    for _ in range(_MAX_SIGNATURES):
        try:
            document = unwrap_signed(document)
        except Unreadable:
            break

    suffix = _guess_suffix(document)
    if suffix not in FORMATS:
        raise Unreadable("signed_format_unknown")
    return extract(suffix, document)


def unwrap_signed(content: bytes) -> bytes:
    """Return the document in a signature in DER, BER, PEM or base64.

    Raises:
        Unreadable: If it is no such signature, is encrypted, or has no document in it.

    """
    # Imported late: few documents are signed.
    from asn1crypto.cms import ContentInfo

    try:
        info = ContentInfo.load(_decode_base64(content))
        kind = info["content_type"].native
        if kind == "enveloped_data":
            raise Unreadable("email_encrypted")
        if kind != "signed_data":
            raise Unreadable("signed_not_recognized")
        document = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise Unreadable("signed_not_recognized") from error

    if document is None:
        raise Unreadable("signed_document_missing")
    if not isinstance(document, bytes):
        raise Unreadable("signed_not_recognized")
    return document


def _decode_base64(content: bytes) -> bytes:
    text = _PEM_LINE.sub(b"", content)
    if not _BASE64.fullmatch(text):
        return content
    try:
        return b64decode(text)
    except Base64Error:
        return content


def _guess_suffix(content: bytes) -> str:
    """Return the suffix of the format of a document without a name; empty if it is unknown."""
    head = content[:2048]
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    for suffix in _ARCHIVE_SUFFIXES:
        try:
            open_archive(content, suffix)
        except Unreadable:
            continue
        return suffix
    if head.startswith(b"PK"):
        return ""
    if _PAGE_HEAD.match(head):
        return ".html"
    if _XML_HEAD.match(head):
        return ".xml"
    return ".eml" if _MESSAGE_HEAD.match(head) else ".txt"
