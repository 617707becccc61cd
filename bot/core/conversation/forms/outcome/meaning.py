"""The sentences on what an answer means, in law and in practice, and on the next step."""

from datetime import date

from bot.core.campaign.recipient import Outcome
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.next_step import StepKind, Why, all_steps, steps
from bot.core.conversation.dates import explain_deadline, named, person_today
from bot.core.conversation.forms.outcome.returned import of_returned
from bot.core.conversation.forms.settings import coming, next_word
from bot.core.conversation.question import Asked
from bot.core.ports.message import Say, say


def of_body(  # noqa: PLR0911, PLR0912, C901  one line for each answer
    asked: Asked, track: BodyTrack
) -> tuple[Say, ...]:
    """The sentences on what an answer of a body means."""
    to, today = track.request.to, person_today(asked)
    match Outcome(asked.answers["what"]):
        case Outcome.TIME:
            valid = say("outcome.said.extended") if track.extension else say("outcome.said.not-extended")
            return valid, *explain_deadline(track, today)
        case Outcome.ELSEWHERE | Outcome.ACKNOWLEDGED as what:
            return say(f"outcome.said.{what}", to=to), *explain_deadline(track, today)
        case Outcome.IDENTITY:
            return say("outcome.said.identity", to=to), *_can_be_prepared(asked, track)
        case Outcome.DONE if track.owes_access:
            return say("outcome.said.done-but-access", to=to), *explain_deadline(track, today)
        case Outcome.DONE:
            return say("outcome.said.done", to=to), *_tell_the_authority(asked)
        case Outcome.ACCESS if track.owes_objection:
            return say("outcome.said.access-only", to=to), *explain_deadline(track, today)
        case Outcome.ACCESS if not track.both:
            return say("outcome.said.access", to=to), *_tell_the_authority(asked)
        case Outcome.ACCESS:
            return say("outcome.said.access-too", to=to), *_tell_the_authority(asked)
        case Outcome.DECLINED if asked.answers.get("exclusions", "no") != "no":
            return say("outcome.said.declined", to=to), say("complaint.exclusions")
        case Outcome.RETURNED:
            return of_returned(asked, track)
        case Outcome.NOTHING if track.settled:
            return (say("outcome.said.nothing-new", to=to),)
        case Outcome.NOTHING if track.deadline.passed(today):
            late = say("outcome.said.nothing-late", to=to, last_day=track.deadline.last_day)
            return late, *_estimated(track), *_what_is_next(asked, track)
        case Outcome.NOTHING:
            return say("outcome.said.nothing-early", to=to), *explain_deadline(track, today)
        case Outcome.SNOOZE:
            return ()
        case Outcome.DECLINED | Outcome.PARTIAL as what:
            return say(f"outcome.said.{what}", to=to), *_what_is_next(asked, track)
        case Outcome.UNIDENTIFIED | Outcome.CLOSE as what:
            return (say(f"outcome.said.{what}", to=to),)
        case Outcome.PROGRESS:
            raise ValueError("only an authority says that it goes on with a complaint")


def _what_is_next(asked: Asked, track: BodyTrack) -> tuple[Say, ...]:
    """The sentence on the letter that the menu offers now: a chase, or else the complaint."""
    whys = {step.why for step in steps(asked.case, asked.campaign, person_today(asked)) if step.track == track.key}
    if Why.LATE in whys:
        return (say("next.chase"),)
    if Why.STILL_LATE in whys:
        return (say("next.chase-again"),)
    complaint = track.complaint_open(person_today(asked)) and not track.complained
    return (say("next.complaint"),) if complaint and not track.refused_on_exclusions else ()


def _can_be_prepared(asked: Asked, track: BodyTrack) -> tuple[Say, ...]:
    """The sentence that a letter can be prepared, only when the menu offers it."""
    every = all_steps(asked.case, asked.campaign, person_today(asked))
    offered = any(step.why is Why.IDENTITY and step.track == track.key for step in every)
    late = (say("outcome.said.identity-late"),) if not track.identity_waits else ()
    return (*late, *((say("why.identity"),) if offered else ()))


def _tell_the_authority(asked: Asked) -> tuple[Say, ...]:
    """The sentence that the authority can be told, when every body has done what was asked."""
    every = all_steps(asked.case, asked.campaign, person_today(asked))
    granted = any(step.kind is StepKind.LETTER and step.why is Why.GRANTED for step in every)
    return (say("why.granted"),) if granted else ()


def _estimated(track: BodyTrack) -> tuple[Say, ...]:
    return (say("deadline.estimated"),) if track.runs_on_estimate else ()


def of_complaint(asked: Asked, track: ComplaintTrack) -> tuple[Say, ...]:  # noqa: PLR0911, C901  one line for each answer
    """The sentences on what an answer of the authority means, and until when one can go to the court."""
    today, safe = person_today(asked), track.appeal_by
    match Outcome(asked.answers["what"]):
        case Outcome.DECLINED:
            return (_refused(track, today),)
        case Outcome.NOTHING if safe and track.silence.passed(today):
            if today > safe:
                return (say("outcome.said.nothing-complaint-over", safe=safe), *_news(track, today))
            return (say("outcome.said.nothing-complaint", safe=safe), *_news(track, today))
        case Outcome.NOTHING:
            return (say("outcome.said.nothing-complaint-early"), *explain_deadline(track, today))
        case Outcome.SNOOZE:
            return ()
        case Outcome.CLOSE:
            return (say("outcome.said.close", to=named(track)),)
        case Outcome.PROGRESS:
            said = say("outcome.said.progress") if track.examined else say("outcome.said.progress-late")
            return (said, *explain_deadline(track, today))
        case Outcome.RETURNED:
            return (say("returned.noted-complaint"),)
        case Outcome.DONE:
            return (say("outcome.said.done-complaint"),)
        case Outcome.ACCESS | Outcome.PARTIAL | Outcome.ELSEWHERE | Outcome.IDENTITY | Outcome.UNIDENTIFIED as what:
            raise ValueError(f"an authority is not said to have answered {what}")
        case Outcome.TIME | Outcome.ACKNOWLEDGED as what:
            raise ValueError(f"an authority is not said to have answered {what}")


def _refused(track: ComplaintTrack, today: date) -> Say:
    """The sentence on the refusal of the authority, which moves the last day only within the first period.

    CJA art. R. 421-2.
    """
    safe = track.appeal_by
    if track.granted:
        return say("outcome.said.declined-complaint-granted")
    if safe is None:
        return say("outcome.said.declined-complaint-ended")
    if track.refused_too_late or today > safe:
        return say("outcome.said.declined-complaint-late", safe=safe)
    return say("outcome.said.declined-complaint", safe=safe)


def _news(track: ComplaintTrack, today: date) -> tuple[Say, ...]:
    return (say("why.authority-silent"),) if track.deadline.passed(today) and not track.news_asked else ()


def next_word_of(asked: Asked) -> tuple[Say, ...]:
    """The sentence on the next reminder of this track, if there is one."""
    return next_word(reminder for reminder in coming(asked) if reminder.track == asked.track(asked.about).key)
