"""What a message of reminders says, and what it asks: values in, values out."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.core.campaign.campaign import Campaign
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.reminder import (
    Reminder,
    ReminderKind,
    last_of_each,
)
from bot.core.case.track import Status
from bot.core.conversation.dates import named
from bot.core.conversation.state import Opened
from bot.core.conversation.titles import (
    title_in,
)
from bot.core.ports.message import Say, say


def items(owed: Sequence[Reminder], case: Case, campaign: Campaign, now: datetime) -> tuple[Say, ...]:
    """What each reminder of a case is about.

    None of these sentences asks anything: the questions come one at a time, each naming what it is about.

    owed  all that fell due and was not said: of several on one subject the last is said
    """
    return tuple(_reminder(reminder, case, campaign, now) for reminder in last_of_each(owed))


def sorry(owed: Sequence[Reminder], heard_on: date, now: datetime) -> tuple[Say, ...]:
    """The apology for what should have been sent before, with the first of its days, if there is something.

    What fell due by `heard_on` is late because the person was away, or has only just told of it; the bot does not say
    that it was down.
    """
    late = [r.due.date() for r in owed if now.astimezone(r.due.tzinfo).date() > r.due.date() > heard_on]
    return (say("reminder.overdue", day=min(late)),) if late else ()


def asks(due: Sequence[Reminder], case: Case, campaign: Campaign, now: datetime) -> tuple[Opened, ...]:
    """The form that each reminder opens: whether a letter left, or what came of it."""
    return tuple(dict.fromkeys(_form(reminder, case, campaign, now) for reminder in due))


def _form(reminder: Reminder, case: Case, campaign: Campaign, now: datetime) -> Opened:
    if reminder.letter:
        return Opened("left", reminder.letter.key)
    track = case.track(reminder.track, campaign)
    status = track.status(now.astimezone(reminder.due.tzinfo).date()) if track else None
    if isinstance(track, BodyTrack) and status in {Status.ASKED, Status.RETURNED} and track.awaited:
        return Opened("left", track.awaited)
    return Opened("outcome", reminder.track)


def _reminder(reminder: Reminder, case: Case, campaign: Campaign, now: datetime) -> Say:
    today = now.astimezone(reminder.due.tzinfo).date()
    if reminder.letter:
        return say("reminder.unsent", letter=title_in(case, campaign, reminder.letter.key))
    track = case.track(reminder.track, campaign)
    if track is None:
        raise ValueError("a reminder follows from a letter that was sent")
    to, sent, last_day = named(track), track.request.on, track.deadline.last_day
    if track.status(today) is Status.RETURNED:
        return say("reminder.returned", to=to, sent=sent)
    if reminder.kind is ReminderKind.APPEAL:
        safe = track.appeal_by if isinstance(track, ComplaintTrack) and track.appeal_by else last_day
        if today > safe:
            return say("reminder.appeal-over", to=to, sent=sent, safe=safe)
        return say("reminder.appeal", to=to, sent=sent, safe=safe)
    if reminder.kind is ReminderKind.CHASE and not (track.deadline.passed(today) and track.settled is None):
        return say("reminder.follow", to=to, sent=sent)
    if reminder.kind is ReminderKind.SILENT and track.settled:
        return say("reminder.follow", to=to, sent=sent)
    return say(f"reminder.{reminder.kind}", to=to, sent=sent, due=last_day)
