"""What files say of themselves, in one form: languages as ISO 639-1 codes, dates as ISO 8601."""

import re

_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_THREE_LETTERS = {"ita": "it", "eng": "en"}
_DATE = re.compile(r"\s*(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?!\d)")


def language_code(tag: str | None) -> str | None:
    """The ISO 639-1 code of a language tag such as `it-IT`, `en_US` or `ita`; None where there is none."""
    found = _LANGUAGE.match(tag or "")
    if not found:
        return None
    code = found[1].lower()
    return _THREE_LETTERS.get(code, code if len(code) == 2 else None)


def iso_date(stamp: str | None) -> str | None:
    """The date that an ISO 8601 time begins with, as precise as it is; None where there is none."""
    found = _DATE.match(stamp or "")
    return found[1] if found else None
