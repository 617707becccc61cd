"""What was sent: which letter, by what medium, on which day; then the day a registered letter was delivered.

The form LEFT asks first whether a letter has left at all: a reminder opens it. Medium and day are read wherever a
sentence says them.
"""

from dataclasses import replace
from datetime import date, timedelta

from bot.core.campaign import Medium, TrackName
from bot.core.case.body import BodyTrack
from bot.core.case.case import read_key
from bot.core.case.cnil import CnilTrack
from bot.core.case.event import Closed, Event
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    Posted,
    Unposted,
)
from bot.core.case.letter_name import LetterKind, LetterName
from bot.core.case.reminder import Reminder
from bot.core.case.working_days import Territory
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.settings import coming, next_word
from bot.core.conversation.letters import open_on, title_in, title_of
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.request import request_of
from bot.core.conversation.state import Opened
from bot.core.conversation.telling import Left, Telling, told_in
from bot.core.conversation.typed_day import past_day, written
from bot.core.letters.letter import Addressee
from bot.core.ports.message import Choice, Say, Words, say

LATER = "later"


def _key(asked: Asked) -> str:
    return asked.answers.get("letter") or asked.about


def _letter(asked: Asked) -> LetterName:
    return read_key(_key(asked))[0]


def _opened_by(asked: Asked) -> int | None:
    return read_key(_key(asked))[1]


def _title(asked: Asked, key: str) -> Say:
    return title_in(asked.case, asked.delays, key)


def sendable(asked: Asked) -> tuple[str, ...]:
    """The letters of which somebody can say that they left: those that wait, and those that a track waits for."""
    waiting = (given.key for given in asked.unsent)
    asked_for = (track.awaited for track in asked.tracks if isinstance(track, BodyTrack))
    return tuple(dict.fromkeys((*waiting, *filter(None, asked_for))))


def _read_letter(value: str, asked: Asked) -> Reading:
    if value in {given.key for given in asked.unsent}:
        return Taken({"letter": value})
    return NotTaken((say("choice.expected"),))


LETTER = Question(
    "letter",
    ask=lambda _: (say("sent.which"),),
    read=_read_letter,
    choices=lambda asked: tuple(Choice(given.key, _title(asked, given.key)) for given in asked.unsent),
    applies=lambda asked: not asked.about,
)


# --- Whether it left ------------------------------------------------------------------------------------------------


def _ask_left(asked: Asked) -> tuple[Say, ...]:
    return (say("left.question", letter=_title(asked, _key(asked))),)


def _read_left(typed: str, asked: Asked) -> Reading:
    """Yes, not yet, or never; a sentence may say by what medium and on which day as well."""
    if typed in set(Left):
        return Taken({"left": typed})
    found = told_in(typed, person_today(asked))
    match found.left:
        case Left.YES:
            return _with(found, {"left": Left.YES}, asked)
        case Left.LATER | Left.NEVER:
            return Taken({"left": found.left})
        case None:
            return NotTaken((say("left.again"),))


def _with(found: Telling, sets: dict[str, str], asked: Asked) -> Reading:
    """What a sentence says of medium and day, where they can be; the rest is asked."""
    offered = {choice.value for choice in _media(asked)}
    medium = {"medium": str(found.medium)} if found.medium in offered else {}
    reading = _read_day(found.day, asked) if found.day else None
    day = dict(reading.sets) if isinstance(reading, Taken) else {}
    notes = reading.notes if reading else ()
    return Taken({**sets, **medium, **day}, notes=notes)


LEFT_QUESTION = Question(
    "left",
    ask=_ask_left,
    read=_read_left,
    choices=lambda _: (
        Choice(Left.YES, say("left.yes")),
        Choice(Left.LATER, say("left.later")),
        Choice(Left.NEVER, say("left.never")),
    ),
    closed=False,
)


def _has_left(asked: Asked) -> bool:
    return asked.answers.get("left", Left.YES) == Left.YES


# --- How and when ---------------------------------------------------------------------------------------------------


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
    found = told_in(value, person_today(asked))
    return _with(found, {}, asked) if found.medium else NotTaken((say("choice.expected"),))


MEDIUM = Question(
    "medium",
    ask=lambda asked: (say("sent.medium", letter=_title(asked, _key(asked))),),
    read=_read_medium,
    choices=_media,
    applies=_has_left,
    closed=False,
)


def read_day(key: str, typed: str, asked: Asked, earliest: date) -> Reading:
    """A day that is told: today, yesterday, or typed; neither in the future nor before `earliest`."""
    today = person_today(asked)
    match typed:
        case "today" | "yesterday":
            day: date | Say = today - timedelta(days=typed == "yesterday")
        case _:
            day = past_day(typed, today, earliest)
            if isinstance(day, Say) and day.key == "day.unreadable":
                found = told_in(typed, today).day
                day = past_day(written(found), today, earliest) if found else day
    return _taken_day(key, day, earliest)


def _taken_day(key: str, day: date | Say, earliest: date) -> Reading:
    if isinstance(day, Say):
        return NotTaken((day,))
    if day < earliest:
        return NotTaken((say("day.too-early", day=day, earliest=earliest),))
    return Taken({key: day.isoformat()}, notes=(say("day.understood", day=day),))


def _read_day(day: date, asked: Asked) -> Reading:
    earliest, today = _earliest(asked), person_today(asked)
    return _taken_day("day", day if day <= today else say("day.future", day=day, today=today), earliest)


def _earliest(asked: Asked) -> date:
    """A letter may have left long before the bot knew the person; what follows another, not before that one."""
    first = asked.case.track(f"{_letter(asked).track}.{_opened_by(asked)}", asked.delays)
    return first.request.on if first else asked.world.campaign.since


def day_choices(_: Asked) -> tuple[Choice, ...]:
    """Today, yesterday; another day is typed."""
    return Choice("today", say("day.today")), Choice("yesterday", say("day.yesterday"))


def example_day(asked: Asked) -> str:
    """A date of these days, as it can be typed."""
    return written(person_today(asked) - timedelta(days=3))


DAY = Question(
    "day",
    ask=lambda asked: (say("sent.day", letter=_title(asked, _key(asked)), example=example_day(asked)),),
    read=lambda typed, asked: read_day("day", typed, asked, _earliest(asked)),
    choices=day_choices,
    applies=_has_left,
    closed=False,
)


def _given_on(asked: Asked) -> date | None:
    given = asked.case.given(_letter(asked), _opened_by(asked))
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
    if not _has_left(asked):
        return False
    if "medium" not in asked.answers:
        return True  # the form about the delivery alone
    starts = _letter(asked).kind is LetterKind.REQUEST
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
    posted = _posted(asked, letter, on, medium)
    events: list[Event] = [posted]
    if (delivered := asked.answers.get("delivered", LATER)) != LATER:
        told = person_today(asked)
        events.append(Delivered(date.fromisoformat(delivered), letter, _delivered_of(asked, posted), told))
    how = say(f"medium.{medium}")
    if letter.track is TrackName.CAISSE:
        noted = say(
            "sent.noted", letter=title_of(letter), to=posted.to or request.named(letter.track), medium=how, day=on
        )
    else:  # its name says to whom
        noted = say("sent.noted-to", letter=title_of(letter), medium=how, day=on)
    return _noted(asked, tuple(events), letter, noted)


def _delivered_of(asked: Asked, posted: Posted) -> int | None:
    """The track that a letter opened just now, or was opened before by another letter to the same body."""
    after = asked.case.adding((posted,))
    return after.opener_of(after.log[-1])


def _posted(asked: Asked, letter: LetterName, on: date, medium: Medium) -> Posted:
    request, told = request_of(asked), person_today(asked)
    opened_by = _opened_by(asked)
    if not letter.kind.opens:  # it follows the first letter, to the same body
        track = asked.track(str(letter.track) if opened_by is None else f"{letter.track}.{opened_by}")
        to = track.request
        lines = _lines(request.addressee(letter, to))
        home, opened_by = request.territory, track.opened
        return Posted(on, letter, medium, to.to, to.territory, lines, home=home, opened_by=opened_by, told=told)
    territory = request.territory if letter.track is TrackName.CAISSE else Territory.METROPOLE
    against: tuple[BodyTrack, ...] = ()
    if letter.kind is LetterKind.COMPLAINT:
        given = _given_on(asked) or on  # it complains of what could be complained of when it was given
        against = open_on(asked, given)
    return Posted(
        on,
        letter,
        medium,
        request.named(letter.track),
        territory,
        _lines(request.addressee(letter)),
        tuple(dict.fromkeys(track.name for track in against)),
        request.territory,
        tuple(track.opened for track in against),
        told=told,
    )


def _lines(to: Addressee) -> tuple[str, ...]:
    return to.address.lines if to.address else ()


def _finish_left(asked: Asked) -> Finished:
    letter, today = _letter(asked), person_today(asked)
    match Left(asked.answers["left"]):
        case Left.YES:
            return _finish_sent(asked)
        case Left.LATER:
            event: Event = Unposted(today, letter, _opened_by(asked))
            after = replace(asked, case=asked.case.adding((event,)))
            prepare = () if any(given.key == _key(asked) for given in asked.unsent) else (say("left.prepare"),)
            return Finished((event,), (Words((say("left.noted-later"), *prepare, *_asked_again(after))),))
        case Left.NEVER:
            return _given_up(asked, letter, today)


def _given_up(asked: Asked, letter: LetterName, today: date) -> Finished:
    """A letter that will not be sent: it waits no more. One that came back and is not sent again ends its track."""
    bodies = (track for track in asked.tracks if isinstance(track, BodyTrack) and track.returned)
    ended = [track for track in bodies if track.awaited == _key(asked)]
    events: tuple[Event, ...] = (Dropped(today, letter, _opened_by(asked)),)
    events += tuple(Closed(today, track.name, track.opened) for track in ended)
    return Finished(events, (Words((say("left.noted-never", letter=title_of(letter)),)),))


def _asked_again(after: Asked) -> tuple[Say, ...]:
    return next_word(r for r in coming(after) if _about_letter(r, after))


def _about_letter(reminder: Reminder, asked: Asked) -> bool:
    key = _key(asked)
    return reminder.letter.key == key if reminder.letter else key.endswith(f"-{reminder.track}")


def _finish_delivered(asked: Asked) -> Finished:
    delivered = asked.answers["delivered"]
    if delivered == LATER:
        return Finished(messages=(Words((say("delivered.when-known"),)),))
    track = asked.track(asked.about)
    letter = track.request.letter
    noted = say("delivered.noted", day=date.fromisoformat(delivered))
    event = Delivered(date.fromisoformat(delivered), letter, track.opened, person_today(asked))
    return _noted(asked, (event,), letter, noted)


def _noted(asked: Asked, events: tuple[Event, ...], letter: LetterName, noted: Say) -> Finished:
    """What was noted; the deadline where the letter starts one; and where a complaint takes a reminder's place."""
    after = replace(asked, case=asked.case.adding(events))
    opener = after.case.opener_of(after.case.log[-1])
    track = after.case.track(f"{letter.track}.{opener}", asked.delays) if opener is not None else None
    starts = track is not None and letter.kind.opens
    explained = explain_deadline(track, person_today(asked)) if track and starts else _next_word(after, track)
    offer = () if asked.case.reminding else (Opened("reminders"),)
    return Finished(events, (Words((noted, *explained, *_instead(asked, after))),), offer)


def _instead(asked: Asked, after: Asked) -> tuple[Say, ...]:
    """Which promised reminders do not come because a complaint was sent, and what comes instead."""
    kept = {(r.track, r.day) for r in coming(after)}
    bodies = {track.key: track for track in after.tracks if isinstance(track, BodyTrack) and track.complained}
    gone = [r for r in coming(asked) if r.track in bodies and not r.letter and (r.track, r.day) not in kept]
    return tuple(say("complaint.instead", to=bodies[r.track].request.to, day=r.due.date()) for r in gone)


def _next_word(after: Asked, track: BodyTrack | CnilTrack | None) -> tuple[Say, ...]:
    """After a letter that starts no clock: when the bot will come back, if it will."""
    return next_word(r for r in coming(after) if track and r.track == track.key and not r.letter)


SENT = Form("sent", (LETTER, MEDIUM, DAY, EARLIER, DELIVERED), finish=_finish_sent, leads_to=("reminders",))
LEFT = Form("left", (LEFT_QUESTION, MEDIUM, DAY, EARLIER, DELIVERED), finish=_finish_left, leads_to=("reminders",))
DELIVERY = Form("delivery", (DELIVERED,), finish=_finish_delivered, leads_to=("reminders",))
