"""Read the headers of e-mail messages, with faults of any kind."""

from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from fonti.index.formats.metadata import Metadata

# A message has at least one of these headers.
_COMMON_HEADERS = ("from", "date", "subject", "to", "received", "message-id", "mime-version")

# The headers that a reader sees, and what kind of receipt a certified message (PEC) is.
_SHOWN_HEADERS = (
    "From",
    "Sender",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Date",
    "X-Trasporto",
    "X-Ricevuta",
)

# These are shown only if they say something else than the sender.
_OTHER_SENDERS = frozenset({"Sender", "Reply-To"})

# Longer headers are not parsed, in characters: the time grows with the square of their length.
_MAX_HEADER_LENGTH = 10_000


def is_message(message: EmailMessage) -> bool:
    """Return whether a text that was parsed as a message has the headers of one."""
    return any(name in message for name in _COMMON_HEADERS)


def read_header(message: EmailMessage, name: str) -> str | None:
    """Return the text of a header; None if it is missing, too long or malformed."""
    for header, value in message.raw_items():
        if header.lower() == name.lower() and len(value) > _MAX_HEADER_LENGTH:
            return None

    try:
        parsed_value = message[name]
        return None if parsed_value is None else str(parsed_value)
    except (ValueError, IndexError, AttributeError, TypeError, KeyError, LookupError):
        return None


def write_shown_headers(message: EmailMessage) -> str:
    """Return sender, recipients and date as a reader sees them above a message, a line for each."""
    lines = []
    sender = read_header(message, "From")
    for name in _SHOWN_HEADERS:
        value = read_header(message, name)
        if not value or not any(map(str.isalnum, value)):
            continue
        if name in _OTHER_SENDERS and parseaddr(value)[1] == parseaddr(sender or "")[1]:
            continue
        lines.append(f"{name}: {value}")
    return "\n".join(lines)


def read_metadata(message: EmailMessage) -> Metadata:
    """Return the subject as the title, the sender as the author, and the date."""
    sender = read_header(message, "from")
    name, address = parseaddr(sender or "")
    return Metadata(
        title=read_header(message, "subject"),
        author=name or address or sender,
        date=_parse_date(read_header(message, "date")),
    )


def _parse_date(text: str | None) -> str | None:
    try:
        return parsedate_to_datetime(text).date().isoformat() if text else None
    except (ValueError, TypeError, OverflowError):
        return None
