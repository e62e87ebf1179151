"""Read mailboxes (`.mbox`): all messages in their order, each below its subject."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.mail.headers import is_message
from fonti.index.formats.mail.parts import MessageWriter, is_encrypted
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

# The line above a message (RFC 4155): it names a sender and ends with a year or a time zone.
_SEPARATOR = re.compile(
    rb"(?:\A|(?<=\n))From [^\r\n]{0,500}\d{4}(?: [+-]\d{4})?[ \t]*\r?\n(?=[!-9;-~]+:|\s)"
)
_QUOTED_SEPARATOR = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(content: bytes) -> ExtractedText:
    """Return the text of a mailbox.

    Raises:
        Unreadable: If the file cannot be read.

    """
    builder = TextBuilder()
    count = 0
    try:
        for number, part in enumerate(_split(content), 1):
            message = message_from_bytes(part, policy=policy.default)
            if not is_message(message):
                continue
            count += 1
            if is_encrypted(message):
                builder.add_warning("mail_part_encrypted", name=number)
            else:
                MessageWriter(builder).add_message(message)
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error

    if not count:
        raise Unreadable("mailbox_not_recognized")
    return builder.build(Metadata())


def _split(content: bytes) -> Iterator[bytes]:
    """Yield the bytes of each message."""
    end = None
    messages = []
    for separator in reversed(list(_SEPARATOR.finditer(content))):
        messages.append(content[separator.end() : end])
        end = separator.start()
    for message in reversed(messages):
        yield _QUOTED_SEPARATOR.sub(rb"\1", message)
