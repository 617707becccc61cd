"""The days to come as an iCalendar file (RFC 5545): what a calendar on a phone can open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event of a calendar, a whole day long.

    uid    unique and stable: the same day written again replaces itself
    title  what a calendar shows, with nothing in it that a glance should not give away
    text   the rest
    link   where to go on from there; empty when there is none
    """

    uid: str
    on: date
    title: str
    text: str
    link: str = ""


def agenda(days: Iterable[CalendarEvent], made_at: datetime) -> str:
    """The days as whole-day events, in order. `made_at`: the moment, aware."""
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
