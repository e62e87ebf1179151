"""Read the parts of e-mail messages in order: texts, inner messages, invitations, attachments."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import Any

from fonti.index.formats.attachments import add_attachment
from fonti.index.formats.decoding.text import decode_leniently
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.html.embedded import expand_page
from fonti.index.formats.html.tree import add_html, parse_html
from fonti.index.formats.html.visibility import remove_hidden_elements
from fonti.index.formats.mail.calendar import add_calendar
from fonti.index.formats.mail.headers import is_message, read_header, write_shown_headers
from fonti.index.formats.mail.signed import unwrap_signed
from fonti.index.formats.text_builder import TextBuilder

_BLANK_LINES = re.compile(r"\n\s*\n")

# A line that a program broke by itself (RFC 3676), but for the line above a signature.
_FLOWED_BREAK = re.compile(r"(?<!^--)(?<=\S) \n(?=[^>\s])", re.MULTILINE)

# The plain text is read if it has at least this share of the words of the HTML beside it.
_MIN_PLAIN_SHARE = 0.7
_WORD = re.compile(r"[^\W_]+")

# Parts that hold no text of the message: signatures, and the data of a certified message's
# envelope, which its text repeats.
_SIGNATURE_TYPES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "text/css",
        "text/x-amp-html",
    }
)
_ENVELOPE_DATA = "daticert.xml"
_CERTIFIED_MESSAGE = "postacert.eml"

_MESSAGE_TYPES = ("message/rfc822", "message/news", "message/global")
_SMIME_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")


def is_encrypted(part: MIMEPart) -> bool:
    """Return whether a part can only be read with a key."""
    if part.get_content_type() == "multipart/encrypted":
        return True
    smime_type = str(part.get_param("smime-type") or "")
    return part.get_content_type() in _SMIME_TYPES and smime_type == "enveloped-data"


def find_certified_message(message: EmailMessage) -> EmailMessage | None:
    """Return the message in the envelope of an Italian certified message (PEC), or None."""
    if "X-Trasporto" not in message:
        return None
    for part in message.walk():
        if part.get_filename() == _CERTIFIED_MESSAGE:
            return next(_list_messages(part), None)
    return None


class MessageWriter:
    """Adds messages to a text, each with its subject as a heading and its head below."""

    def __init__(self, builder: TextBuilder, level: int = 1) -> None:
        self._builder = builder
        self._level = level

    def add_message(self, message: EmailMessage) -> None:
        """Add the head and the parts of a message."""
        self._builder.add_heading(self._level, read_header(message, "subject") or "")
        self._builder.add_block(write_shown_headers(message))
        self._add_part(message)

    def _add_part(self, part: MIMEPart) -> None:
        content_type = part.get_content_type()
        name = part.get_filename()

        if content_type in _SIGNATURE_TYPES or name == _ENVELOPE_DATA:
            return
        if is_encrypted(part):
            self._builder.add_warning("mail_part_encrypted", name=name or content_type)
        elif content_type in _SMIME_TYPES:
            self._add_signed(part)
        elif part.is_multipart() or content_type in _MESSAGE_TYPES:
            self._add_multipart(part)
        elif content_type == "text/calendar":
            add_calendar(_decode_part(part), self._builder)
        elif part.get_content_maintype() == "text" and not _is_attachment(part):
            _add_text(part, self._builder)
        else:
            self._add_attachment(part)

    def _add_multipart(self, part: MIMEPart) -> None:
        content_type = part.get_content_type()
        if content_type == "multipart/alternative":
            self._add_alternative(part)
        elif content_type in _MESSAGE_TYPES:
            self._add_inner_messages(part)
        elif part.get_content_maintype() == "message":
            # Reports on the delivery of a message have parts that are headers only.
            for fields in _list_parts(part):
                self._builder.add_block(str(fields))
        else:
            for inner in _list_parts(part):
                self._add_part(inner)

    def _add_inner_messages(self, part: MIMEPart) -> None:
        for message in _list_messages(part):
            if is_message(message):
                MessageWriter(self._builder, self._level + 1).add_message(message)
            else:
                self._add_part(message)

    def _add_alternative(self, part: MIMEPart) -> None:
        """Add the richer of plain text and HTML, and an invitation beside them."""
        parts = list(part.iter_parts())
        plain_part = next((inner for inner in parts if _is_text(inner, "plain")), None)
        rich_part = next((inner for inner in parts if _holds_html(inner)), None)

        chosen: MIMEPart | None
        if plain_part is not None and (rich_part is None or _is_as_rich(plain_part, rich_part)):
            chosen = plain_part
        else:
            chosen = rich_part
        for inner in parts:
            is_other_text = _is_text(inner, "plain") or _holds_html(inner)
            if inner is chosen or not is_other_text:
                self._add_part(inner)

        # What stands beside the page in the part that is not read: its attachments.
        if rich_part is not None and chosen is not rich_part:
            for inner in rich_part.walk():
                if not inner.is_multipart() and inner.get_content_maintype() != "text":
                    self._add_part(inner)

    def _add_signed(self, part: MIMEPart) -> None:
        """Add the message in an opaque signature."""
        try:
            payload = part.get_payload(decode=True)
            content = unwrap_signed(payload if isinstance(payload, bytes) else b"")
        except Unreadable as error:
            name = part.get_filename() or part.get_content_type()
            self._builder.add_warning("mail_part_not_read", name=name, reason=error.reason)
            return
        self._add_part(message_from_bytes(content, policy=policy.default))

    def _add_attachment(self, part: MIMEPart) -> None:
        is_picture = part.get_content_maintype() == "image"
        if is_picture and part["Content-ID"] and not _is_attachment(part):
            return

        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            name = part.get_filename() or ""
            add_attachment(name, part.get_content_type(), content, self._builder, self._level + 1)


def _list_parts(part: MIMEPart) -> list[EmailMessage]:
    """Return the parts of a part, or the message in it; a message is parsed as `EmailMessage`."""
    payload: Any = part.get_payload()
    return list(payload) if isinstance(payload, list) else []


def _list_messages(part: MIMEPart) -> Iterator[EmailMessage]:
    """Yield the messages in a part; some programs encode them as no message may be."""
    messages = _list_parts(part)
    encoding = str(part["Content-Transfer-Encoding"] or "").lower()
    if messages and encoding != "base64":
        yield from messages
        return

    content = part.get_payload(decode=True)
    if messages:
        encoded = EmailMessage()
        encoded["Content-Transfer-Encoding"] = "base64"
        encoded.set_payload("".join(message.as_string() for message in messages))
        content = encoded.get_payload(decode=True)
    if isinstance(content, bytes):
        yield message_from_bytes(content, policy=policy.default)


def _is_attachment(part: MIMEPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_text(part: MIMEPart, subtype: str) -> bool:
    return part.get_content_type() == f"text/{subtype}" and not _is_attachment(part)


def _holds_html(part: MIMEPart) -> bool:
    return any(_is_text(inner, "html") for inner in part.walk())


def _is_as_rich(plain_part: MIMEPart, rich_part: MIMEPart) -> bool:
    """Return whether a plain text has most of the words of the HTML beside it."""
    rich_builder = TextBuilder()
    for inner in rich_part.walk():
        if _is_text(inner, "html"):
            _add_text(inner, rich_builder)

    rich_words = set(_WORD.findall(rich_builder.text.casefold()))
    plain_words = set(_WORD.findall(_decode_part(plain_part).casefold()))
    return len(rich_words & plain_words) >= _MIN_PLAIN_SHARE * len(rich_words)


def _add_text(part: MIMEPart, builder: TextBuilder) -> None:
    text = _decode_part(part)
    if part.get_content_type() != "text/html":
        if part.get_param("format") == "flowed":
            deletes_space = str(part.get_param("delsp")).lower() == "yes"
            text = _FLOWED_BREAK.sub("" if deletes_space else " ", text.replace("\r\n", "\n"))
        _add_plain_text(text, builder)
    elif text.strip():
        page = parse_html(text)
        expand_page(page)
        remove_hidden_elements(page)
        add_html(page, builder)


def _decode_part(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return decode_leniently(payload, part.get_content_charset())


def _add_plain_text(text: str, builder: TextBuilder) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _BLANK_LINES.split(text):
        builder.add_block(paragraph)
