"""Dates as a reader checks them: with their weekday; and the events of a case, short to write."""

from dataclasses import fields
from datetime import date
from functools import cache

from bot.content.campaigns import load_campaign
from bot.content.place import content_root
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Event
from bot.core.case.letter_event import Posted
from bot.core.case.working_days import Territory

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CAISSE = LetterName("caisse")
BODY, OTHER_BODY = "Caisse d’Essai", "Caisse de l’Autre Essai"


def day(written: str) -> date:
    """The date of « Tue 2026-11-24 », whose weekday must be the right one."""
    weekday, iso = written.split()
    found = date.fromisoformat(iso)
    assert WEEKDAYS[found.weekday()] == weekday, written
    return found


@cache
def campaign() -> Campaign:
    """The first of the real campaigns."""
    return load_campaign(content_root() / "templates" / "health-data-hub")


def posted(
    on: str,
    letter: LetterName = CAISSE,
    medium: Medium = Medium.EMAIL,
    territory: Territory = Territory.METROPOLE,
    *,
    to: str = BODY,
    against: tuple[int, ...] = (),
    opened_by: int | None = None,
) -> Posted:
    """A letter that was sent."""
    return Posted(day(on), letter, medium, to, territory, against=against, opened_by=opened_by)


def case_of(*events: Event) -> Case:
    """The case with these events."""
    return Case().adding(events)


def track_of(*events: Event, name: str = "caisse") -> BodyTrack:
    """The newest track of a body in the case with these events."""
    track = case_of(*events).track(name, campaign())
    assert isinstance(track, BodyTrack)
    return track


def bodies_of(case: Case) -> list[BodyTrack]:
    """The tracks of the bodies that were written to."""
    return [track for track in case.tracks(campaign()) if isinstance(track, BodyTrack)]


def complaints_of(case: Case) -> list[ComplaintTrack]:
    """The tracks of the complaints that were sent, the oldest first."""
    return [track for track in case.tracks(campaign()) if isinstance(track, ComplaintTrack)]


def complaint_of(*events: Event) -> ComplaintTrack:
    """The newest complaint of the case with these events."""
    return complaints_of(case_of(*events))[-1]


def kind_of(event: type[Event]) -> str:
    """The word that events of a class are stored and named by."""
    found = next(field.default for field in fields(event) if field.name == "kind")
    assert isinstance(found, str)
    return found
