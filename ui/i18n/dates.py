"""Write dates in the words of a language."""

import re
from datetime import date

from babel.dates import format_date, format_skeleton

from fonti.ui.i18n.words import Words

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?!\d)")


def describe_date(iso_date: str, words: Words) -> str:
    """Return a date as people write it: "12 June 2023", "June 2023" or "2023".

    Args:
        iso_date: An ISO 8601 date, perhaps with a time, which is left out, or only a year, or a
            year and a month. Anything else is returned as it is.
        words: The language.

    """
    match = _ISO_DATE.match(iso_date)
    if match is None:
        return iso_date

    month = int(match[2]) if match[2] else None
    day = int(match[3]) if match[3] else None
    try:
        written = date(int(match[1]), month or 1, day or 1)
    except ValueError:
        return iso_date
    if month is None:
        return match[1]
    if day is None:
        return format_skeleton("yMMMM", written, locale=words.language)
    return format_date(written, format="long", locale=words.language)
