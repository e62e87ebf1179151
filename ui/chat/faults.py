"""What goes wrong in the chat: what a person is told of it, and what gets into a log."""

import logging
import traceback

from index import FontiError
from ui.chat.desk import Busy
from ui.messages import error_words
from ui.words import Words

_log = logging.getLogger(__name__)
_FORESEEN = (FontiError, OSError, Busy)


def told(error: Exception, words: Words) -> str:
    """What a person is told of an error."""
    if isinstance(error, Busy):
        return words.busy
    return error_words(error, words) if isinstance(error, _FORESEEN) else words.unexpected


def note(error: Exception) -> None:
    """Log an error that nobody foresaw: what it is and where it was, since its words may be a document's."""
    if not isinstance(error, _FORESEEN):
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.error("unexpected %s at %s:%s", type(error).__name__, place.filename, place.lineno)
