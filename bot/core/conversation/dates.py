"""Saying dates: the person's own day, and why a deadline is the day it is."""

from datetime import date

from bot.core.campaign import TrackName
from bot.core.case import Track
from bot.core.conversation.question import Asked
from bot.core.conversation.request import Request
from bot.core.deadline import Roll
from bot.core.message import Say, say
from bot.core.working_days import holiday_name


def person_today(asked: Asked) -> date:
    """The civil date where the person lives."""
    request = Request(asked.conversation.answers, asked.world.directory, asked.world.campaign)
    return asked.world.today(request.zone(asked.world.zone))


def _why(track: Track) -> Say:
    """What the nominal last day fell on, so that it does not count as one."""
    if track.deadline.why is not Roll.HOLIDAY:
        return say("deadline.why.weekend")
    return say("deadline.why.holiday", name=holiday_name(track.request.territory, track.deadline.nominal) or "")


def explain_deadline(track: Track) -> tuple[Say, ...]:
    """The sentences that explain a track's deadline: receipt, the month, the roll, the day from which it is late."""
    if track.name is TrackName.CNIL:
        return (say("deadline.cnil", sent=track.request.on, last_day=track.deadline.last_day),)
    received = (
        say("deadline.assumed", received=track.received, n=track.delays.post.count)
        if track.receipt_assumed
        else say("deadline.received", received=track.received)
    )
    end = track.deadline
    months = track.delays.answer.count + (track.delays.extension.count if track.extension else 0)
    ends = (
        say("deadline.ends", n=months, last_day=end.last_day)
        if end.why is Roll.NONE
        else say(
            "deadline.rolled",
            n=months,
            nominal=end.nominal,
            why=_why(track),
            last_day=end.last_day,
        )
    )
    return received, ends, say("deadline.late-from", day=end.late_from)
