"""Dates as a reader checks them: with their weekday; and the events of a case, short to write."""

from datetime import date
from functools import cache

from bot.content.campaigns import load_campaign
from bot.content.place import content_root
from bot.core.campaign import Delays, Medium, TrackName
from bot.core.case import Case
from bot.core.event import Event, Posted
from bot.core.letter_name import LetterName
from bot.core.track import Track
from bot.core.working_days import Territory

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BODY = "Caisse d’Essai"


def day(written: str) -> date:
    """The date of « Tue 2026-11-24 », whose weekday must be the right one."""
    weekday, iso = written.split()
    found = date.fromisoformat(iso)
    assert WEEKDAYS[found.weekday()] == weekday, written
    return found


@cache
def delays() -> Delays:
    """The delays of the real campaign."""
    return load_campaign(content_root() / "templates" / "health-data-hub").delays


def posted(
    on: str,
    letter: LetterName = LetterName.CAISSE,
    medium: Medium = Medium.EMAIL,
    territory: Territory = Territory.METROPOLE,
) -> Posted:
    """A letter that was sent."""
    return Posted(day(on), letter, medium, BODY, territory)


def case_of(*events: Event) -> Case:
    """The case with these events."""
    return Case().adding(events)


def track_of(*events: Event, name: TrackName = TrackName.CAISSE) -> Track:
    """One track of the case with these events."""
    track = case_of(*events).track(name, delays())
    assert track
    return track
