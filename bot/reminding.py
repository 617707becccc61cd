"""What a message of reminders says: values in, values out."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.core.campaign import Delays
from bot.core.case import Case
from bot.core.conversation.letters import title_of
from bot.core.message import Say, say
from bot.core.reminder import Reminder, ReminderKind


def words(due: Sequence[Reminder], case: Case, delays: Delays, heard_on: date, now: datetime) -> tuple[Say, ...]:
    """A neutral first line, then each reminder, then one apology for all that the bot should have sent before.

    heard_on  the day the person was last heard: what fell due by then is late because they were away, or have only
              just told of it; the bot does not say that it was down
    """
    late = [r.due.date() for r in due if now.astimezone(r.due.tzinfo).date() > r.due.date() > heard_on]
    sorry = (say("reminder.overdue", day=min(late)),) if late else ()
    return say("reminder.first-line"), *(_reminder(reminder, case, delays, now) for reminder in due), *sorry


def _reminder(reminder: Reminder, case: Case, delays: Delays, now: datetime) -> Say:
    today = now.astimezone(reminder.due.tzinfo).date()
    if reminder.letter:
        return say("reminder.unsent", letter=title_of(reminder.letter))
    track = case.track(reminder.track, delays)
    if track is None:
        raise ValueError("a reminder follows from a letter that was sent")
    safe = track.appeal_by or track.deadline.last_day
    sent, last_day = track.request.on, track.deadline.last_day
    if reminder.kind is ReminderKind.APPEAL and today > safe:
        return say("reminder.appeal-over", to=track.request.to, sent=sent, safe=safe)
    return say(f"reminder.{reminder.kind}", to=track.request.to, sent=sent, due=last_day, safe=safe)
