"""Define the errors that are raised if a file cannot be read."""

from fonti.index.errors import FontiError


class Unreadable(FontiError):
    """A file has no text that can be read; the message says why, and what would help."""
