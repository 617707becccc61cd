"""The days to come of a case: one list for the words, the picture, the calendar file and the export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.reminder import (
    Reminder,
)
from bot.core.case.track import Status
from bot.core.conversation.dates import person_today
from bot.core.conversation.forms.settings import coming
from bot.core.conversation.question import Asked


class DayKind(StrEnum):
    """The kinds of days to come."""

    LAST = "last"  # a body's last day to answer
    SILENCE = "silence"  # the end of the authority's silence, or the day from which news of it can be asked for
    APPEAL = "appeal"  # the person's own last safe day to go to the Conseil d'État
    REMINDER = "reminder"  # a day on which the bot writes


@dataclass(frozen=True, slots=True)
class Day:
    """One day to come.

    track     the track that the day is about; None for a reminder of a letter whose track is not open yet
    reminder  the reminder, for a day on which the bot writes
    """

    kind: DayKind
    on: date
    track: BodyTrack | ComplaintTrack | None
    reminder: Reminder | None = None


def days_to_come(asked: Asked) -> tuple[Day, ...]:
    """The days from today on, in their order."""
    return tuple(sorted(_days(asked), key=lambda day: (day.on, day.kind, day.track.key if day.track else "")))


def _days(asked: Asked) -> Iterator[Day]:
    today = person_today(asked)
    for track in asked.tracks:
        waits = track.status(today) in {Status.WAITING, Status.ASKED} and not track.deadline.passed(today)
        if waits and isinstance(track, BodyTrack):
            yield Day(DayKind.LAST, track.deadline.last_day, track)
        if waits and isinstance(track, ComplaintTrack):
            yield Day(DayKind.SILENCE, track.deadline.last_day, track)
        if isinstance(track, ComplaintTrack) and appeal_is_open(track, today):
            yield Day(DayKind.APPEAL, track.appeal_by or today, track)
    for reminder in coming(asked):
        yield Day(DayKind.REMINDER, reminder.due.date(), asked.case.track(reminder.track, asked.campaign), reminder)


def appeal_is_open(track: ComplaintTrack, today: date) -> bool:
    """Whether the person's time to go to the Conseil d'État runs: the authority has refused, by word or by silence."""
    begun = track.refusal is not None or track.silence.passed(today)
    return begun and track.appeal_by is not None and track.appeal_by >= today
