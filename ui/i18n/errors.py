"""Put an error or a reason into words, in Italian or English.

The templates of the messages are in `fonti/index/*messages.py`, one file per subject, and in
`italian_*messages.py` of the same name.
"""

from collections.abc import Mapping
from string import Formatter

from fonti.index import FontiError, Reason, format_message
from fonti.ui.i18n.languages import WORDS


def localize(error: FontiError | Reason, language: str) -> str:
    """Return the message of an error or a reason in a language.

    It may be a part of a sentence; `format_sentence` begins it with a capital letter.

    Args:
        error: The error, or a reason such as that of a skipped file.
        language: A language of `WORDS`; English is used for any other.

    """
    words = WORDS.get(language, WORDS["en"])
    separator = words.thousands_separator
    return format_message(_get_reason(error), words.messages, thousands_separator=separator)


def format_sentence(error: FontiError | Reason, language: str) -> str:
    """Return the message of an error or a reason as a sentence, which begins with a capital letter.

    A message that begins with a parameter, such as a file name, is not changed.
    """
    text = localize(error, language)
    words = WORDS.get(language, WORDS["en"])
    if _begins_with_parameter(_get_reason(error), words.messages):
        return text
    return text[:1].upper() + text[1:]


def _get_reason(error: FontiError | Reason) -> Reason:
    return error.reason if isinstance(error, FontiError) else error


def _begins_with_parameter(reason: Reason, templates: Mapping[str, str]) -> bool:
    """Return whether a message begins with a parameter that is not a message itself."""
    if reason.code not in templates:
        return True

    literal, name, _, _ = next(iter(Formatter().parse(templates[reason.code])))
    if literal or name is None:
        return False
    first = reason.params.get(name)
    return not isinstance(first, Reason) or _begins_with_parameter(first, templates)
