"""Read the files that are attached to a message or an invoice by the modules of their formats."""

from fonti.index.formats import FORMATS, extract, suffix_of
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.text_builder import TextBuilder

# The suffixes of files that are attached without a name.
_SUFFIX_BY_TYPE = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-outlook": ".msg",
    "application/pkcs7-mime": ".p7m",
    "message/rfc822": ".eml",
}


def add_attachment(
    name: str, content_type: str, content: bytes, builder: TextBuilder, level: int
) -> None:
    """Add the text of an attached file below a heading with its name, or a warning.

    Args:
        name: Its name; empty if it has none.
        content_type: Its type in the form of MIME.
        content: Its bytes.
        builder: The text that it is added to.
        level: The level of its heading.

    """
    suffix = suffix_of(name)
    if suffix not in FORMATS:
        suffix = _SUFFIX_BY_TYPE.get(content_type, "")
    title = name or content_type
    if suffix not in FORMATS:
        builder.add_warning("mail_attachment_unsupported", name=title)
        return

    try:
        extracted = extract(suffix, content)
    except Unreadable as error:
        builder.add_warning("mail_part_not_read", name=title, reason=error.reason)
        return

    builder.add_heading(level, title)
    builder.add_extracted_text(extracted, level)
    for warning in extracted.warnings:
        builder.add_warning("mail_attachment_warning", name=title, reason=warning.reason)
