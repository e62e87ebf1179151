"""Read e-mail messages (`.eml`), also forwarded, signed and certified ones, with attachments."""

from email import message_from_bytes, policy

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.mail.headers import is_message, read_metadata
from fonti.index.formats.mail.parts import MessageWriter, find_certified_message, is_encrypted
from fonti.index.formats.text_builder import TextBuilder


def read(content: bytes) -> ExtractedText:
    """Return the text of an e-mail message; the subject is the title, the sender the author.

    Of an Italian certified message (PEC), they are those of the message in its envelope.

    Raises:
        Unreadable: If the file cannot be read.

    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        if not is_message(message):
            raise Unreadable("email_not_recognized")
        if is_encrypted(message):
            raise Unreadable("email_encrypted")

        builder = TextBuilder()
        MessageWriter(builder).add_message(message)
        return builder.build(read_metadata(find_certified_message(message) or message))
    except RecursionError as error:
        raise Unreadable("nesting_too_deep") from error
