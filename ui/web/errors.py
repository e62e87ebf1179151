"""What goes wrong in the chat: what a person is told of it, and what gets into a log."""

import logging
import traceback

from fonti.index import FontiError
from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.phrases import error_words
from fonti.ui.web.work_queue import Busy

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
