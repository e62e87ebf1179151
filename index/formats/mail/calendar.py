"""Read invitations and calendars (iCalendar): what, when, where and who, a block for each event."""

from datetime import date, datetime
from typing import Any

from fonti.index.formats.decoding.text import decode
from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder

_EVENT_KINDS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_TIMES = ("DTSTART", "DTEND", "DUE")


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
            for event in calendar.walk():
                if event.name in _EVENT_KINDS:
                    builder.add_block("\n".join(_list_lines(event)))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        reason = Unreadable("file_damaged", detail=str(error)).reason
        builder.add_warning("mail_part_not_read", name="text/calendar", reason=reason)


def _list_lines(event: Any) -> list[str]:
    """Return the title, the times, the place, the people and the description of an event."""
    times = [_write_time(event[name].dt) for name in _TIMES if hasattr(event.get(name), "dt")]
    people = [_write_person(person) for person in _list_values(event, "ORGANIZER", "ATTENDEE")]
    lines = [
        str(event.get("SUMMARY", "")),
        " – ".join(times),
        str(event.get("LOCATION", "")),
        ", ".join(dict.fromkeys(people)),
        *map(str, _list_values(event, "DESCRIPTION", "COMMENT")),
    ]
    return [line for line in lines if line.strip()]


def _list_values(event: Any, *names: str) -> list[Any]:
    values: list[Any] = []
    for name in names:
        value = event.get(name, [])
        values += value if isinstance(value, list) else [value]
    return values


def _write_time(time: date | datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M" if isinstance(time, datetime) else "%Y-%m-%d")


def _write_person(person: Any) -> str:
    """Return the name of a person, and the address without `mailto:`."""
    address = str(person).removeprefix("mailto:").removeprefix("MAILTO:")
    name = str(getattr(person, "params", {}).get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address
