"""E-mail messages: their plain text, or else their HTML; attachments are not read."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from fonti.index.formats.decoding import decode_leniently
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html_tree import add_html, parse_html
from fonti.index.formats.html_visibility import remove_hidden_elements
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

# A message has at least one of these headers.
_COMMON_HEADERS = ("from", "date", "subject", "to", "received", "message-id", "mime-version")

# Longer headers are not parsed, in characters: the time grows with the square of their length.
_MAX_HEADER_LENGTH = 10_000

_ENCRYPTED_TYPES = ("multipart/encrypted", "application/pkcs7-mime")
_BLANK_LINES = re.compile(r"\n\s*\n")


def read(content: bytes) -> ExtractedText:
    """Return the text of an e-mail message; the subject is the title, the sender the author.

    Raises:
        Unreadable: If the file cannot be read.

    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _read_message(message)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error


def _read_message(message: EmailMessage) -> ExtractedText:
    if not any(name in message for name in _COMMON_HEADERS):
        raise Unreadable("email_not_recognized")
    if message.get_content_type() in _ENCRYPTED_TYPES:
        raise Unreadable("email_encrypted")

    builder = TextBuilder()
    plain_part = message.get_body(("plain",))
    if plain_part is not None:
        _add_plain_text(builder, _decode_part(plain_part))
    html_part = message.get_body(("html",)) if builder.is_empty else None
    if html_part is not None:
        _add_html_text(builder, _decode_part(html_part))

    sender = _read_header(message, "from")
    name, address = parseaddr(sender or "")
    metadata = Metadata(
        title=_read_header(message, "subject"),
        author=name or address or sender,
        date=_parse_date(_read_header(message, "date")),
    )
    return builder.build(metadata)


def _decode_part(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return decode_leniently(payload, part.get_content_charset())


def _add_plain_text(builder: TextBuilder, text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _BLANK_LINES.split(text):
        builder.add_block(paragraph)


def _add_html_text(builder: TextBuilder, text: str) -> None:
    if not text.strip():
        return
    page = parse_html(text)
    remove_hidden_elements(page)
    add_html(page, builder)


def _read_header(message: EmailMessage, name: str) -> str | None:
    """Return the text of a header; None if it is missing, too long or malformed."""
    for header, value in message.raw_items():
        if header.lower() == name and len(value) > _MAX_HEADER_LENGTH:
            return None

    try:
        parsed_value = message[name]
        return None if parsed_value is None else str(parsed_value)
    except (ValueError, IndexError, AttributeError, TypeError, KeyError, LookupError):
        return None


def _parse_date(text: str | None) -> str | None:
    try:
        return parsedate_to_datetime(text).date().isoformat() if text else None
    except (ValueError, TypeError, OverflowError):
        return None
