"""The days to come as an iCalendar file (RFC 5545), which a calendar on a phone can open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event of a calendar, a whole day long.

    uid    unique and stable: an event that is imported again replaces itself
    title  the words that a calendar shows; a passer-by who reads them learns nothing personal
    text   the description
    link   a link to the conversation; empty when there is none
    """

    uid: str
    on: date
    title: str
    text: str
    link: str = ""


def agenda(days: Iterable[CalendarEvent], made_at: datetime) -> str:
    """The text of an iCalendar file with these events, in order. `made_at`: the moment of its making, aware."""
    from icalendar import Calendar, Event  # noqa: PLC0415  loaded once somebody asks for a calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Objecteur//Objecteur//FR")
    calendar.add("version", "2.0")
    for day in sorted(days, key=lambda one: (one.on, one.uid)):
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", made_at)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("description", f"{day.text}\n{day.link}".strip())
        if day.link:
            event.add("url", day.link)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()
