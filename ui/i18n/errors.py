"""The messages of errors and reasons, in the languages of the interface."""

from fonti.index import FontiError, Reason, format_message
from fonti.ui.i18n.languages import WORDS


def message(error: FontiError | Reason, language: str) -> str:
    """Return the message of an error or a reason.

    Args:
        error: The error, or a reason such as that of a skipped file.
        language: A language of `WORDS`; English is used for any other.

    """
    reason = error.reason if isinstance(error, FontiError) else error
    words = WORDS.get(language, WORDS["en"])
    return format_message(reason, words.messages, thousands_separator=words.thousands_separator)
