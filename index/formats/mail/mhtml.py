"""Read web pages that a browser saved in one file (`.mhtml`, RFC 2557)."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.html.document import read_page
from fonti.index.formats.mail.headers import read_metadata

_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def read(content: bytes) -> ExtractedText:
    """Return the text of the page; frames and pictures are parts of it that are not read.

    Raises:
        Unreadable: If the file cannot be read.

    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        page = _find_page(message)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error

    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes):
        raise Unreadable("mhtml_page_missing")

    extracted = read_page(body, page.get_content_charset())
    envelope = read_metadata(message)
    return replace(
        extracted,
        title=extracted.title or envelope.title,
        date=extracted.date or envelope.date,
    )


def _find_page(message: EmailMessage) -> MIMEPart | None:
    """Return the part that the message names as its start, or else its first page."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGE_TYPES]
    start = message.get_param("start")
    for page in pages:
        if start and page["Content-ID"] == start:
            return page
    return pages[0] if pages else None
