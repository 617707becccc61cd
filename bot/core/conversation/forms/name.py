"""Who writes, and for whom: oneself; or a child, an adult whom one represents, somebody who gave a mandate."""

from bot.core.conversation.forms.address import SKIP, STEPS
from bot.core.conversation.question import Asked, NotTaken, Question, Reading, Taken
from bot.core.conversation.reading import looks_like_email, no_answer
from bot.core.conversation.request import SKIPPED, request_of
from bot.core.letter import Capacity
from bot.core.message import Choice, Say, say

BEHALF = "behalf"
"""Stored once somebody said that they write for another person: in what capacity is then asked."""


def _read_name(key: str, typed: str) -> Reading:
    if typed == "skip":
        return Taken({key: SKIPPED}, notes=(say("skipped"),))
    name = " ".join(typed.split())
    if no_answer(name):
        return NotTaken((say("no-answer"),))
    if looks_like_email(name):
        return NotTaken((say("name.email"),))
    if len(name) > 100:
        return NotTaken((say("name.too-long"),))
    if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name):
        return NotTaken((say("name.refused"),))
    return Taken({key: name}, notes=(say("understood", text=name),))


def _ask_name(asked: Asked) -> tuple[Say, ...]:
    question = say("name.question-own") if "capacity" in asked.answers else say("name.question")
    return say("step", step=3, steps=STEPS), question, say("name.example")


def _read(typed: str, _: Asked) -> Reading:
    if typed == BEHALF:
        return Taken({BEHALF: "yes"}, ("capacity", "whom"))
    return _read_name("name", typed)


def _choices(asked: Asked) -> tuple[Choice, ...]:
    return (SKIP,) if "capacity" in asked.answers else (SKIP, Choice(BEHALF, say("name.behalf")))


NAME = Question("name", ask=_ask_name, read=_read, choices=_choices, numbered=False, closed=False)


def _read_capacity(typed: str, _: Asked) -> Reading:
    if typed == Capacity.SELF:
        return Taken(drops=(BEHALF, "capacity", "whom"))
    return Taken({"capacity": typed}) if typed in set(Capacity) else NotTaken((say("choice.expected"),))


CAPACITY = Question(
    "capacity",
    ask=lambda _: (say("capacity.question"),),
    read=_read_capacity,
    choices=lambda _: (
        Choice(Capacity.PARENT, say("capacity.parent")),
        Choice(Capacity.GUARDIAN, say("capacity.guardian")),
        Choice(Capacity.MANDATE, say("capacity.mandate")),
        Choice(Capacity.SELF, say("capacity.self")),
    ),
    applies=lambda asked: BEHALF in asked.answers,
)
WHOM = Question(
    "whom",
    ask=lambda _: (say("whom.question"), say("name.example")),
    read=lambda typed, _: _read_name("whom", typed),
    choices=lambda _: (SKIP,),
    applies=lambda asked: "capacity" in asked.answers,
    numbered=False,
    closed=False,
)


def check_whom(asked: Asked) -> tuple[Say, ...]:
    """The line of the check that says for whom somebody writes; nothing for who writes for themselves."""
    applicant = request_of(asked).applicant
    if applicant.capacity is Capacity.SELF:
        return ()
    whom = say("verbatim", text=applicant.whom) if applicant.whom else say("check.blank")
    return (say("check.whom", name=whom, capacity=say(f"capacity.{applicant.capacity}")),)
