"""Read invitations and calendars (iCalendar): what, when, where and who, a block for each event."""

from datetime import date, datetime, timedelta
from typing import Any

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

_EVENT_KINDS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_START = "DTSTART"
_END = "DTEND"
_TIMES = (_START, _END, "DUE")

# What does not hold as it is written: an event that is off or not sure, and the calendar of those
# that are off.
_CHANGED_STATUSES = frozenset({"CANCELLED", "TENTATIVE"})
_CANCEL = "CANCEL"


def read(content: bytes) -> ExtractedText:
    """Return the text of a calendar file.

    Raises:
        Unreadable: If the file cannot be read.

    """
    decoded = decode(content)
    builder = TextBuilder()
    builder.add_warnings(decoded.warnings)
    add_calendar(decoded.text, builder)
    return builder.build(Metadata(), encoding=decoded.encoding)


def add_calendar(text: str, builder: TextBuilder) -> None:
    """Add the events of a calendar to a text, or a warning if it is damaged."""
    # Imported late: few messages have an invitation.
    from icalendar import Calendar

    try:
        for calendar in Calendar.from_ical(text, multiple=True):
            is_cancelled = str(calendar.get("METHOD", "")).upper() == _CANCEL
            for event in calendar.walk():
                if event.name in _EVENT_KINDS:
                    lines = _list_lines(event, is_cancelled=is_cancelled)
                    builder.add_block("\n".join(lines))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        reason = Unreadable("file_damaged", detail=str(error)).reason
        builder.add_warning("mail_part_not_read", name="text/calendar", reason=reason)


def _list_lines(event: Any, *, is_cancelled: bool) -> list[str]:
    """Return the status, title, times, place, people and description of an event."""
    times = [
        _write_time(_find_last_day(event) if name == _END else event[name].dt)
        for name in _TIMES
        if hasattr(event.get(name), "dt")
    ]
    people = [_write_person(person) for person in _list_values(event, "ORGANIZER", "ATTENDEE")]
    rules = [rule.to_ical().decode() for rule in _list_values(event, "RRULE")]
    lines = [
        _write_status(event, is_cancelled=is_cancelled),
        str(event.get("SUMMARY", "")),
        " – ".join(dict.fromkeys(times)),
        *(f"RRULE: {rule}" for rule in rules),
        str(event.get("LOCATION", "")),
        ", ".join(dict.fromkeys(people)),
        *map(str, _list_values(event, "DESCRIPTION", "COMMENT")),
    ]
    return [line for line in lines if line.strip()]


def _write_status(event: Any, *, is_cancelled: bool) -> str:
    """Return the status of an event as the file names it; empty if the event holds."""
    status = "CANCELLED" if is_cancelled else str(event.get("STATUS", "")).upper()
    return f"STATUS: {status}" if status in _CHANGED_STATUSES else ""


def _list_values(event: Any, *names: str) -> list[Any]:
    values: list[Any] = []
    for name in names:
        value = event.get(name, [])
        values += value if isinstance(value, list) else [value]
    return values


def _find_last_day(event: Any) -> Any:
    """Return the end of an event; one of whole days ends the day before the one in the file.

    Some programs write the last day itself, which shows if it is also the first one.
    """
    end = event[_END].dt
    start = getattr(event.get(_START), "dt", date.min)
    has_hours = isinstance(start, datetime) or isinstance(end, datetime)
    return end if has_hours or end <= start else end - timedelta(days=1)


def _write_time(time: date | datetime) -> str:
    """Return a day, or a day and hour: that of the clocks at the place, or one that is in UTC."""
    if not isinstance(time, datetime):
        return time.isoformat()
    zone = " UTC" if time.tzinfo is not None and time.tzname() == "UTC" else ""
    return f"{time:%Y-%m-%d %H:%M}{zone}"


def _write_person(person: Any) -> str:
    """Return the name of a person, and the address without `mailto:`."""
    address = str(person).removeprefix("mailto:").removeprefix("MAILTO:")
    name = str(getattr(person, "params", {}).get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address
