"""The sentences about dates: why a deadline is on its day, in the past tense once it is over."""

from datetime import date

from bot.core.campaign.delay import PeriodUnit
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.deadline import Deadline, Roll
from bot.core.case.working_days import holiday_name
from bot.core.conversation.question import Asked
from bot.core.conversation.request import request_of
from bot.core.ports.message import Say, say


def person_today(asked: Asked) -> date:
    """The civil date where the person lives."""
    return asked.world.today(request_of(asked).zone(asked.world.zone))


def named(track: BodyTrack | ComplaintTrack) -> "str | Say":
    """The name of a track in a sentence: a body's own name, or the bodies that a complaint is against."""
    if isinstance(track, BodyTrack) or not track.against:
        return track.request.to
    return say("track.complaint", to=track.request.to, against=" ; ".join(body.request.to for body in track.against))


def _why(track: BodyTrack) -> Say:
    """The reason why the nominal last day is not the last day: « un samedi », a holiday."""
    if track.deadline.why is not Roll.HOLIDAY:
        return say("deadline.why.weekend")
    request, nominal = track.request, track.deadline.nominal
    name = holiday_name(request.territory, nominal) or holiday_name(request.home or request.territory, nominal)
    return say("deadline.why.holiday", name=name or "")


def explain_deadline(track: BodyTrack | ComplaintTrack, today: date) -> tuple[Say, ...]:
    """The sentences that explain a track's deadline: receipt, the month, the roll, the day from which it is late."""
    if isinstance(track, ComplaintTrack):
        return _explain_complaint(track, today)
    if track.returned and not track.settled:
        return (say("deadline.returned"),)
    end = track.deadline
    return (*_receipt(track), _ends(track, end, today), *_doubt(end), *_late_from(end, today))


def _explain_complaint(track: ComplaintTrack, today: date) -> tuple[Say, ...]:
    """The sentences on the authority's silence and on asking it for news; none once every body has done its part."""
    if track.granted:
        return (say("why.granted"),)
    said: tuple[Say, ...] = ()
    if track.examined is None:
        day = track.silence.last_day
        over = track.silence.passed(today)
        said = (say("deadline.silence-over", day=day) if over else say("deadline.silence", day=day),)
    if track.progress is None:
        return said
    wrote, day = track.progress.on, track.deadline.last_day
    if track.deadline.passed(today):
        return *said, say("deadline.news-over", wrote=wrote, day=day)
    return *said, say("deadline.news", wrote=wrote, day=day)


def _ends(track: BodyTrack, end: Deadline, today: date) -> Say:
    months = track.delays.answer.count + (track.delays.extension.count if track.extension else 0)
    if (unit := track.delays.answer.unit) is not PeriodUnit.MONTHS:
        ends = "ended" if end.passed(today) else "ends"
        return say(f"deadline.{unit}.{ends}", n=months, last_day=end.last_day)
    if end.why is Roll.NONE:
        if end.passed(today):
            return say("deadline.ended", n=months, last_day=end.last_day)
        return say("deadline.ends", n=months, last_day=end.last_day)
    nominal, why, last = end.nominal, _why(track), end.last_day
    if end.passed(today):
        return say("deadline.rolled-over", n=months, nominal=nominal, why=why, last_day=last)
    return say("deadline.rolled", n=months, nominal=nominal, why=why, last_day=last)


def _doubt(end: Deadline) -> tuple[Say, ...]:
    return (say("deadline.doubtful"),) if end.doubtful else ()


def _late_from(end: Deadline, today: date) -> tuple[Say, ...]:
    """The sentence on the day from which the recipient is late; none once that day has come."""
    return () if end.passed(today) else (say("deadline.late-from", day=end.late_from),)


def _receipt(track: BodyTrack) -> tuple[Say, ...]:
    if track.identity_answer:
        if track.runs_on_estimate:
            return (say("deadline.identity-assumed", day=track.runs_from),)
        return (say("deadline.identity", day=track.runs_from),)
    if track.receipt_assumed:
        return (say("deadline.assumed", received=track.received, n=track.delays.post.count),)
    return (say("deadline.received", received=track.received),)
