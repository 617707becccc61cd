"""What was sent: which letter, by what medium, on which day; then the day a registered letter was delivered."""

from dataclasses import replace
from datetime import date, timedelta

from bot.core.campaign import Medium, TrackName
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.settings import coming
from bot.core.conversation.letters import title_of
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.state import Opened
from bot.core.conversation.typed_day import past_day, written
from bot.core.event import Delivered, Event, Posted
from bot.core.letter_name import LetterKind, LetterName
from bot.core.message import Choice, Say, Words, say
from bot.core.working_days import Territory

LATER = "later"
_OLDEST = timedelta(days=366)
_STARTS = {LetterKind.REQUEST, LetterKind.COMPLAINT}


def _letter(asked: Asked) -> LetterName:
    return LetterName(asked.answers.get("letter") or asked.about)


def _read_letter(value: str, asked: Asked) -> Reading:
    if value in asked.case.unsent:
        return Taken({"letter": value})
    return NotTaken((say("choice.expected"),))


LETTER = Question(
    "letter",
    ask=lambda _: (say("sent.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(letter, title_of(letter)) for letter in asked.case.unsent),
    applies=lambda asked: not asked.about,
)


def _media(asked: Asked) -> tuple[Choice, ...]:
    request = request_of(asked)
    track = _letter(asked).track
    media = list(request.media(track))
    if Medium.EMAIL not in media and track is not TrackName.CNIL:
        media.append(Medium.EMAIL)
    if Medium.ONLINE not in media:
        media.append(Medium.ONLINE)
    return tuple(Choice(medium, say(f"medium.{medium}")) for medium in media)


def _read_medium(value: str, asked: Asked) -> Reading:
    if value in {choice.value for choice in _media(asked)}:
        return Taken({"medium": value})
    return NotTaken((say("choice.expected"),))


MEDIUM = Question(
    "medium",
    ask=lambda asked: (say("sent.medium", letter=title_of(_letter(asked))),),
    read=_read_medium,
    choices=_media,
)


def read_day(key: str, typed: str, asked: Asked, earliest: date) -> Reading:
    """A day that is told: today, yesterday, or typed; neither in the future nor before `earliest`."""
    today = person_today(asked)
    match typed:
        case "today" | "yesterday":
            day: date | Say = today - timedelta(days=typed == "yesterday")
        case _:
            day = past_day(typed, today, earliest)
    if isinstance(day, Say):
        return NotTaken((day,))
    if day < earliest:
        return NotTaken((say("day.too-early", day=day, earliest=earliest),))
    return Taken({key: day.isoformat()}, notes=(say("day.understood", day=day),))


def day_choices(_: Asked) -> tuple[Choice, ...]:
    """Today, yesterday; another day is typed."""
    return Choice("today", say("day.today")), Choice("yesterday", say("day.yesterday"))


def example_day(asked: Asked) -> str:
    """A date of these days, as it can be typed."""
    return written(person_today(asked) - timedelta(days=3))


DAY = Question(
    "day",
    ask=lambda asked: (say("sent.day", letter=title_of(_letter(asked)), example=example_day(asked)),),
    read=lambda typed, asked: read_day("day", typed, asked, person_today(asked) - _OLDEST),
    choices=day_choices,
    closed=False,
)


def _given_on(asked: Asked) -> date | None:
    given = asked.case.prepared(_letter(asked))
    return given.event.on if given else None


def _before_it_was_given(asked: Asked) -> bool:
    given = _given_on(asked)
    return given is not None and "day" in asked.answers and date.fromisoformat(asked.answers["day"]) < given


EARLIER = Question(
    "earlier",
    ask=lambda asked: (
        say(
            "sent.earlier", day=date.fromisoformat(asked.answers["day"]), given=_given_on(asked) or person_today(asked)
        ),
    ),
    read=lambda value, _: (
        Taken({"earlier": "yes"})
        if value == "yes"
        else Taken(drops=("day",))
        if value == "no"
        else NotTaken((say("choice.expected"),))
    ),
    choices=lambda _: (Choice("yes", say("choice.yes")), Choice("no", say("sent.another-day"))),
    applies=_before_it_was_given,
)


def _sent_on(asked: Asked) -> date:
    return date.fromisoformat(asked.answers["day"]) if "day" in asked.answers else asked.track(asked.about).request.on


def _read_delivered(typed: str, asked: Asked) -> Reading:
    if typed == LATER:
        return Taken({"delivered": LATER})
    return read_day("delivered", typed, asked, _sent_on(asked))


def _delivery_matters(asked: Asked) -> bool:
    """Only the letter that starts a clock, and not on the day it was sent."""
    if "medium" not in asked.answers:
        return True  # the form about the delivery alone
    starts = _letter(asked).kind in _STARTS and _letter(asked).track is not TrackName.CNIL
    return starts and asked.answers["medium"] == Medium.REGISTERED and _sent_on(asked) < person_today(asked)


DELIVERED = Question(
    "delivered",
    ask=lambda _: (say("delivered.question"), say("delivered.where")),
    read=_read_delivered,
    choices=lambda _: (Choice(LATER, say("delivered.later")),),
    applies=_delivery_matters,
    numbered=False,
    closed=False,
)


def _finish_sent(asked: Asked) -> Finished:
    letter, request = _letter(asked), request_of(asked)
    on, medium = date.fromisoformat(asked.answers["day"]), Medium(asked.answers["medium"])
    events: list[Event] = [_posted(asked, letter, on, medium)]
    if (delivered := asked.answers.get("delivered", LATER)) != LATER:
        events.append(Delivered(date.fromisoformat(delivered), letter))
    how = say(f"medium.{medium}")
    if letter.track is TrackName.CAISSE:
        noted = say("sent.noted", letter=title_of(letter), to=request.named(letter.track), medium=how, day=on)
    else:  # its name says to whom
        noted = say("sent.noted-to", letter=title_of(letter), medium=how, day=on)
    return _noted(asked, tuple(events), letter, noted)


def _posted(asked: Asked, letter: LetterName, on: date, medium: Medium) -> Posted:
    request, delays = request_of(asked), asked.world.campaign.delays
    first = asked.case.track(letter.track, delays) if letter.kind not in _STARTS else None
    if first:  # it follows the first letter, to the same body
        to = first.request
        return Posted(on, letter, medium, to.to, to.territory, to.address, home=request.territory)
    territory = request.territory if letter.track is TrackName.CAISSE else Territory.METROPOLE
    address = request.addressee(letter).address
    about: tuple[TrackName, ...] = ()
    if letter.kind is LetterKind.COMPLAINT:
        given = _given_on(asked) or on  # it complains of what could be complained of when it was given
        tracks = asked.case.tracks(delays)
        about = tuple(t.name for t in tracks if t.complaint_open(given) and not asked.case.complained(t))
    lines = address.lines if address else ()
    return Posted(on, letter, medium, request.named(letter.track), territory, lines, about, request.territory)


def _finish_delivered(asked: Asked) -> Finished:
    delivered = asked.answers["delivered"]
    if delivered == LATER:
        return Finished(messages=(Words((say("delivered.when-known"),)),))
    letter = asked.track(asked.about).request.letter
    noted = say("delivered.noted", day=date.fromisoformat(delivered))
    return _noted(asked, (Delivered(date.fromisoformat(delivered), letter),), letter, noted)


def _noted(asked: Asked, events: tuple[Event, ...], letter: LetterName, noted: Say) -> Finished:
    """What was noted, and the deadline where the letter starts one."""
    track = asked.case.adding(events).track(letter.track, asked.world.campaign.delays)
    explained = explain_deadline(track) if track and letter.kind in _STARTS else _next_word(asked, events, letter)
    offer = () if asked.case.reminding else (Opened("reminders"),)
    return Finished(events, (Words((noted, *explained)),), offer)


def _next_word(asked: Asked, events: tuple[Event, ...], letter: LetterName) -> tuple[Say, ...]:
    """After a letter that starts no clock: when the bot will come back, if it will."""
    here = [r for r in coming(replace(asked, case=asked.case.adding(events))) if r.track is letter.track]
    return (say("reminders.next", day=here[0].due.date()),) if here else ()


SENT = Form("sent", (LETTER, MEDIUM, DAY, EARLIER, DELIVERED), finish=_finish_sent, leads_to=("reminders",))
DELIVERY = Form("delivery", (DELIVERED,), finish=_finish_delivered, leads_to=("reminders",))
