"""Saying dates: the person's own day, and why a deadline is the day it is."""

from datetime import date

from bot.core.campaign import TrackName
from bot.core.conversation.question import Asked
from bot.core.conversation.request import request_of
from bot.core.deadline import Roll
from bot.core.message import Say, say
from bot.core.track import Track
from bot.core.working_days import holiday_name


def person_today(asked: Asked) -> date:
    """The civil date where the person lives."""
    return asked.world.today(request_of(asked).zone(asked.world.zone))


def _why(track: Track) -> Say:
    """What the nominal last day fell on, so that it does not count as one."""
    if track.deadline.why is not Roll.HOLIDAY:
        return say("deadline.why.weekend")
    request, nominal = track.request, track.deadline.nominal
    name = holiday_name(request.territory, nominal) or holiday_name(request.home or request.territory, nominal)
    return say("deadline.why.holiday", name=name or "")


def explain_deadline(track: Track, today: date | None = None) -> tuple[Say, ...]:
    """The sentences that explain a track's deadline: receipt, the month, the roll, the day from which it is late.

    today  leaves the last sentence out once that day has come: whoever asks then says since when it is late
    """
    if track.name is TrackName.CNIL:
        return (say("deadline.cnil", day=track.deadline.last_day),)
    received = _receipt(track)
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
    late = () if today and end.passed(today) else (say("deadline.late-from", day=end.late_from),)
    doubt = (say("deadline.doubtful"),) if end.doubtful else ()
    return received, ends, *doubt, *late


def _receipt(track: Track) -> Say:
    if track.identity_answer:
        return say("deadline.identity", day=track.runs_from)
    if track.receipt_assumed:
        return say("deadline.assumed", received=track.received, n=track.delays.post.count)
    return say("deadline.received", received=track.received)
