"""Asking for a past day: today, yesterday, or typed; it cannot be before the event that it follows."""

from datetime import date, timedelta

from bot.core.conversation.dates import person_today
from bot.core.conversation.question import Asked, NotTaken, Reading, Taken
from bot.core.conversation.telling import day_in
from bot.core.conversation.typed_day import as_typed, past_day
from bot.core.ports.message import Choice, Say, say


def read_day(key: str, typed: str, asked: Asked, earliest: date) -> Reading:
    """Read an answer as a day: today, yesterday, or typed; neither in the future nor before `earliest`."""
    today = person_today(asked)
    match typed:
        case "today" | "yesterday":
            day: date | Say = today - timedelta(days=typed == "yesterday")
        case _:
            day = past_day(typed, today, earliest)
            if isinstance(day, Say) and day.key == "day.unreadable":
                found = day_in(typed, today)
                day = past_day(as_typed(found), today, earliest) if found else day
    return taken_day(key, day, earliest)


def taken_day(key: str, day: date | Say, earliest: date) -> Reading:
    """The reading of a day as an answer: accepted, or refused with the sentence that says why."""
    if isinstance(day, Say):
        return NotTaken((day,))
    if day < earliest:
        return NotTaken((say("day.too-early", day=day, earliest=earliest),))
    return Taken({key: day.isoformat()}, notes=(say("day.understood", day=day),))


def impossible_day(day: date, today: date, earliest: date) -> Say | None:
    """Why nothing can have happened on that day: it is still to come, or before `earliest`; None where it can."""
    if day > today:
        return say("day.future", day=day, today=today)
    return say("day.too-early", day=day, earliest=earliest) if day < earliest else None


def day_choices(_: Asked) -> tuple[Choice, ...]:
    """The choices today and yesterday; another day is typed."""
    return Choice("today", say("day.today")), Choice("yesterday", say("day.yesterday"))


def example_day(asked: Asked) -> str:
    """A recent date as an example of what can be typed."""
    return as_typed(person_today(asked) - timedelta(days=3))
