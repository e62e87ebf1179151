"""Messages of e-mail: their plain text, or else their HTML; what is attached is not read."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from fonti.index.formats.declared import decode_somehow
from fonti.index.formats.extract import Draft, Extract, Unreadable
from fonti.index.formats.markup import drop_unseen, parse_html, write

_TOLD_BY_ALL = ("from", "date", "subject", "to", "received", "message-id", "mime-version")
_LONGEST_HEADER = 10_000  # characters; it takes time that grows with the square of them
_BLANK_LINES = re.compile(r"\n\s*\n")


def read(content: bytes) -> Extract:
    """What a message says, its subject as title, its sender as author, and its date. Raises Unreadable."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _read(message)
    except RecursionError as error:
        raise Unreadable("nested too deep") from error


def _read(message: EmailMessage) -> Extract:
    if not any(name in message for name in _TOLD_BY_ALL):
        raise Unreadable("not a message of e-mail (none of its headers)")
    if message.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        raise Unreadable("an encrypted message; save its text from your mail program")
    draft = Draft()
    for wanted, add in (("plain", _add_plain), ("html", _add_page)):
        part = message.get_body((wanted,))
        if part is not None:
            add(draft, _text(part))
        if draft.extract().text:
            break
    sender = _header(message, "from")
    name, address = parseaddr(sender or "")
    return draft.extract(
        title=_header(message, "subject"),
        author=name or address or sender,
        date=_date(_header(message, "date")),
    )


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return decode_somehow(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _add_plain(draft: Draft, text: str) -> None:
    for paragraph in _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        draft.block(paragraph)


def _add_page(draft: Draft, text: str) -> None:
    if not text.strip():
        return
    page = parse_html(text)
    drop_unseen(page)
    write(page, draft)


def _header(message: EmailMessage, name: str) -> str | None:
    """A header's text; None where it is missing, or so long or broken that it cannot be told."""
    if any(
        len(value) > _LONGEST_HEADER for key, value in message.raw_items() if key.lower() == name
    ):
        return None
    try:
        value = message[name]
        return None if value is None else str(value)
    except (ValueError, IndexError, AttributeError, TypeError, KeyError, LookupError):
        return None


def _date(stamp: str | None) -> str | None:
    try:
        return parsedate_to_datetime(stamp).date().isoformat() if stamp else None
    except (ValueError, TypeError, OverflowError):
        return None
