"""The form that pauses all reminders, for a week, a month or until a day, or ends the pause."""

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.core.case.event import Event, RemindersPaused, RemindersResumed
from bot.core.case.hours import (
    good_day_from,
)
from bot.core.conversation.dates import person_today
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.typed_day import as_typed, day_to_come
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, Words, say

_LONGEST = timedelta(days=183)
"""The longest pause, half a year: shorter than a case is kept (`retention.case`), so that no pause outlives it."""


TOLD = "told"
"""The day that a sentence named, with which the form is opened: it is asked whether that is meant."""


def paused_until(asked: Asked) -> date | None:
    """The first day on which reminders come again; None when there is no pause, or it is over."""
    pause = next((case.pause for case in asked.cases if case.pause), None)
    until = good_day_from(pause.until, request_of(asked).territory) if pause else None
    return until if until and until > person_today(asked) else None


def _choices(asked: Asked) -> tuple[Choice, ...]:
    resume = (Choice("resume", say("pause.resume")),) if paused_until(asked) else ()
    if TOLD in asked.answers:
        return Choice(TOLD, say("pause.told")), Choice("keep", say("pause.keep-them"))
    offered = Choice("week", say("pause.week")), Choice("month", say("pause.month")), Choice("keep", say("pause.keep"))
    return *resume, *offered


def _told(asked: Asked) -> date | None:
    return date.fromisoformat(asked.answers[TOLD]) if TOLD in asked.answers else None


_UNTIL = re.compile(r"\b(?=(?:jusqu (?:au?|en)|avant|until|till|before|pendant|for) (?!mon\b))")
_MOST_OF_A_DAY = 5
"""Words of « jusqu’au vendredi 3 janvier »."""


def told_until(typed: str, asked: Asked) -> date | None:
    """The day until which a sentence wants no reminder: « pas de rappel avant février ».

    None where it names none, or one that a pause cannot have.
    """
    today = person_today(asked)
    for begun in _UNTIL.finditer(folded := fold(typed)):
        words = folded[begun.start() :].split()
        for end in range(min(_MOST_OF_A_DAY, len(words)), 1, -1):
            day = day_to_come(" ".join(words[:end]), today)
            if isinstance(day, date) and _is_possible(day, today):
                return day
    return None


def _is_possible(day: date, today: date) -> bool:
    return today < day <= today + _LONGEST


def _read(typed: str, asked: Asked) -> Reading:
    today, delays = person_today(asked), asked.world.campaign.delays
    match typed:
        case "told" if told := _told(asked):
            day: date | Say = told
        case "keep" | "resume":
            return Taken({"until": typed})
        case "week":
            day = today + timedelta(days=delays.snooze.count)
        case "month":
            day = today + timedelta(days=delays.pause.count)
        case _:
            day = told_until(typed, asked) or day_to_come(typed, today)
    if isinstance(day, Say) or not _is_possible(day, today):
        return NotTaken((say("outcome.until-between", first=today + timedelta(days=1), last=today + _LONGEST),))
    return Taken({"until": day.isoformat()})


def _ask(asked: Asked) -> tuple[Say, ...]:
    if told := _told(asked):
        return say("pause.told-question", day=told), say("pause.appeal")
    until = paused_until(asked)
    standing = (say("reminders.paused", day=until),) if until else ()
    example = as_typed(person_today(asked) + timedelta(days=10))
    return *standing, say("pause.question", example=example), say("pause.appeal")


UNTIL = Question("until", ask=_ask, read=_read, choices=_choices, closed=False)


def pause_until(typed: str, asked: Asked) -> Finished | None:
    """The result of a pause whose day a command gives, « /pause 15/01 »; None when no day can be read in it."""
    reading = _read(typed, asked)
    return _finish(replace(asked, answers=dict(reading.sets))) if isinstance(reading, Taken) else None


def _finish(asked: Asked) -> Finished:
    today = person_today(asked)
    match asked.answers["until"]:
        case "keep":
            return Finished(messages=(Words((say("pause.kept"),)),))
        case "resume":
            event: Event = RemindersResumed(today)
            return Finished((event,), (Words((say("pause.resumed"),)),))
        case day:
            until = good_day_from(date.fromisoformat(day), request_of(asked).territory)
            return Finished((RemindersPaused(today, until),), (Words((say("pause.done", day=until),)),))


PAUSE = Form("pause", (UNTIL,), finish=_finish)
