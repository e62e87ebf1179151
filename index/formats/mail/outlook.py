"""Read messages of Outlook (`.msg`) with python-oxmsg, and then as any other message."""

import struct
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from io import BytesIO
from typing import TYPE_CHECKING

from fonti.index.formats.decoding.archive import OLE_SIGNATURE
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.mail.headers import read_metadata
from fonti.index.formats.mail.parts import MessageWriter
from fonti.index.formats.text_builder import TextBuilder

if TYPE_CHECKING:
    from oxmsg import Message

# What the parser raises for a damaged file, and for an encoding that it does not know.
_PARSER_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OSError,
    struct.error,
)

_RTF_PROPERTY = 0x1009

# An earlier date is that of a message without one.
_FIRST_YEAR = 1970


def read(content: bytes) -> ExtractedText:
    """Return the text of a message of Outlook.

    Raises:
        Unreadable: If the file cannot be read.

    """
    if not content.startswith(OLE_SIGNATURE):
        raise Unreadable("format_not_recognized", suffix=".msg")

    # Imported late: few files are messages of Outlook.
    from oxmsg import Message

    try:
        message = _convert(Message.load(BytesIO(content)))
    except _PARSER_ERRORS as error:
        raise Unreadable("file_damaged", detail=f"{type(error).__name__}: {error}") from error

    builder = TextBuilder()
    MessageWriter(builder).add_message(message)
    return builder.build(read_metadata(message))


def _convert(outlook: "Message") -> EmailMessage:
    """Return a message of Outlook in the form of MIME."""
    message = EmailMessage()
    sent = outlook.sent_date
    recipients = [
        formataddr((recipient.name or "", recipient.email_address or ""))
        for recipient in outlook.recipients
    ]
    headers = {
        "Subject": outlook.subject,
        "From": outlook.sender,
        "To": ", ".join(recipients),
        "Date": format_datetime(sent) if sent and sent.year >= _FIRST_YEAR else None,
    }
    for name, value in headers.items():
        if value:
            message[name] = " ".join(value.split())

    _convert_body(outlook, message)
    for attachment in outlook.attachments:
        maintype, _, subtype = (attachment.mime_type or "").partition("/")
        message.add_attachment(
            attachment.file_bytes or b"",
            maintype=maintype or "application",
            subtype=subtype or "octet-stream",
            filename=attachment.file_name or "",
        )
    return message


def _convert_body(outlook: "Message", message: EmailMessage) -> None:
    if outlook.body and outlook.body.strip():
        message.set_content(outlook.body)
    if outlook.html_body:
        if message.get_content_type() == "text/plain" and message.get_payload():
            message.add_alternative(outlook.html_body, subtype="html")
        else:
            message.set_content(outlook.html_body, subtype="html")
    if message.get_payload():
        return

    rich_text = outlook.properties.binary_prop_value(_RTF_PROPERTY)
    if rich_text:
        # Imported late: few messages have nothing but rich text.
        from compressed_rtf import decompress

        message.add_attachment(decompress(rich_text), maintype="application", subtype="rtf")
