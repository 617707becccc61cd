"""Repeating an answer that ends or judges a track, with its body, for the person to confirm before it is recorded."""

import re
from datetime import date

from bot.core.campaign.recipient import Outcome
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.letter_event import WhyReturned
from bot.core.conversation.dates import named, person_today
from bot.core.conversation.forms.day import read_day
from bot.core.conversation.forms.noting import HEARD
from bot.core.conversation.forms.outcome.possible import JUDGES, outcome_told
from bot.core.conversation.forms.outcome.returned import came_back
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.telling import day_in
from bot.core.conversation.titles import (
    title_of,
)
from bot.core.directory.folding import fold
from bot.core.ports.message import Choice, Say, say


def _echo(asked: Asked) -> Say:
    """The sentence that repeats the answer, its body and its day."""
    what, track = Outcome(asked.answers["what"]), asked.track(asked.about)
    to, day = named(track), date.fromisoformat(asked.answers.get("when", person_today(asked).isoformat()))
    if what is Outcome.RETURNED:
        letter, why = title_of(came_back(asked).letter), asked.answers["why"]
        if why == WhyReturned.UNKNOWN:
            return say("echo.returned-somehow", letter=letter, to=to, day=day)
        return say("echo.returned", letter=letter, to=to, day=day, why=say(f"returned.{why}"))
    if what is Outcome.CLOSE:
        return say("echo.close", to=to)
    if what is Outcome.SNOOZE:
        return say("echo.snooze", to=to, day=date.fromisoformat(asked.answers["until"]))
    if isinstance(track, ComplaintTrack):
        return _echo_of_complaint(what, to, day)
    if what is Outcome.DONE and "access" in asked.answers:
        both = asked.answers["access"] == "yes"
        return say("echo.done-both", to=to, day=day) if both else say("echo.done-only", to=to, day=day)
    if what is Outcome.DECLINED and track.owes_access:
        return say("echo.declined-access", to=to, day=day)
    return say(f"echo.{what}", to=to, day=day)


def _echo_of_complaint(what: Outcome, to: "str | Say", day: date) -> Say:
    if what is Outcome.DONE:
        return say("echo.done-complaint", to=to, day=day)
    if what is Outcome.DECLINED:
        return say("echo.declined-complaint", to=to, day=day)
    return say(f"echo.{what}", to=to, day=day)


_ALL = (HEARD, "came", "what", "which", "why", "when", "reasons", "exclusions", "access", "until")
_NO = re.compile(r"(?:(?:ah|oh|euh|mais|pardon|sorry|well) )*(?:non|no|nope)\b")


_YES = re.compile(r"\b(?:oui|ouais|yes|ok|d accord|c est (?:bien )?(?:ca|cela)|juste|exact|correct|right)\b")
"""Words of a yes: « non mais oui » is neither."""


def _read_sure(typed: str, asked: Asked) -> Reading:
    """Read whether it is so; a day in the sentence takes the place of the one that was understood."""
    if typed == "yes":
        return Taken({"sure": "yes"})
    named = day_in(_NO.sub("", fold(typed)), person_today(asked)) if typed != "no" else None
    if named and "when" in asked.answers:
        return read_day("when", named.isoformat(), asked, asked.track(asked.about).request.on)
    if typed == "no" or (_NO.match(fold(typed)) and not _YES.search(fold(typed))):
        return Taken(drops=_ALL)
    return NotTaken((say("assent.unclear"),))


SURE = Question(
    "sure",
    ask=lambda asked: (_echo(asked), say("outcome.sure")),
    read=_read_sure,
    choices=lambda _: (Choice("yes", say("outcome.sure-yes")), Choice("no", say("outcome.sure-no"))),
    applies=lambda asked: outcome_told(asked) in JUDGES or (HEARD in asked.answers and outcome_told(asked) is not None),
    strict=lambda _: (say("assent.unclear"),),
)
