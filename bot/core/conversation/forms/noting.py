"""The results of the forms in which the person tells that a letter left, arrived, waits, or will not be sent."""

from dataclasses import replace
from datetime import date

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import read_key
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Closed, Event
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    Posted,
    Unposted,
)
from bot.core.case.reminder import (
    Reminder,
)
from bot.core.case.working_days import Territory
from bot.core.conversation.dates import explain_deadline, person_today
from bot.core.conversation.forms.settings import coming, next_word
from bot.core.conversation.giving import (
    open_on,
)
from bot.core.conversation.question import Asked, Finished
from bot.core.conversation.request import request_of
from bot.core.conversation.state import Opened
from bot.core.conversation.telling import Dispatch
from bot.core.conversation.titles import (
    title_in,
    title_of,
)
from bot.core.letters.letter import Addressee
from bot.core.ports.message import Say, Words, say

LATER = "later"
HEARD = "heard"
"""The answers of a form were read in a free sentence: they are said back before they count."""
ALSO = "also"
"""Another letter that left with the one that is asked about."""


def key_asked(asked: Asked) -> str:
    """The key of the letter that is asked about."""
    return asked.answers.get("letter") or asked.about


def letter_asked(asked: Asked) -> LetterName:
    """The name of the letter that is asked about."""
    return read_key(key_asked(asked))[0]


def opener_asked(asked: Asked) -> int | None:
    """The place in the log of the letter that the letter asked about follows; None when it opens its own track."""
    return read_key(key_asked(asked))[1]


def title_asked(asked: Asked, key: str) -> Say:
    """The name of a letter of the case in a sentence."""
    return title_in(asked.case, asked.campaign, key)


def given_on(asked: Asked) -> date | None:
    """The day on which the bot gave the letter that is asked about; None if it never did."""
    given = asked.case.given(letter_asked(asked), opener_asked(asked))
    return given.event.on if given else None


def sent_on(asked: Asked) -> date:
    """The day on which the letter that is asked about left, as just told or as the case has it."""
    return date.fromisoformat(asked.answers["day"]) if "day" in asked.answers else asked.track(asked.about).request.on


def delivery_matters(asked: Asked) -> bool:
    """Whether to ask for the delivery: of the one letter that starts a clock, and not on the day it was sent."""
    if asked.answers.get("left", Dispatch.YES) != Dispatch.YES or ALSO in asked.answers:  # of two it is told later
        return False
    starts = letter_asked(asked).kind is LetterKind.REQUEST
    return starts and asked.answers.get("medium") == Medium.REGISTERED and sent_on(asked) < person_today(asked)


def finish_sent(asked: Asked) -> Finished:
    """That a letter left, and the one that left with it."""
    first = _finish_one(asked)
    if not (also := asked.answers.get(ALSO)):
        return first
    answers = {key: value for key, value in asked.answers.items() if key not in {"letter", "delivered"}}
    then = replace(asked, about=also, answers=answers, case=asked.case.adding(first.events))
    second = _finish_one(then)
    return Finished((*first.events, *second.events), (*first.messages, *second.messages), second.opens)


def _finish_one(asked: Asked) -> Finished:
    """Record that a letter left, how and when; say which clock runs from it, and ask about reminders."""
    letter, request = letter_asked(asked), request_of(asked)
    on, medium = date.fromisoformat(asked.answers["day"]), Medium(asked.answers["medium"])
    posted = _posted(asked, letter, on, medium)
    events: list[Event] = [posted]
    if (delivered := asked.answers.get("delivered", LATER)) != LATER:
        told = person_today(asked)
        events.append(Delivered(date.fromisoformat(delivered), letter, _delivered_of(asked, posted), told))
    how = say(f"medium.{medium}")
    if asked.campaign.is_chosen(letter.track):
        noted = say(
            "sent.noted", letter=title_of(letter), to=posted.to or request.named(letter.track), medium=how, day=on
        )
    else:  # the letter's name says to whom it goes
        noted = say("sent.noted-to", letter=title_of(letter), medium=how, day=on)
    receipt = (say("sent.receipt"),) if medium is Medium.HAND else ()
    return _noted(asked, tuple(events), letter, (noted, *receipt))


def _delivered_of(asked: Asked, posted: Posted) -> int | None:
    """The opener of the track that a letter just opened, or that another letter to the same body opened before."""
    after = asked.case.adding((posted,))
    return after.opener_of(after.log[-1])


def _posted(asked: Asked, letter: LetterName, on: date, medium: Medium) -> Posted:
    request, told = request_of(asked), person_today(asked)
    opened_by = opener_asked(asked)
    if not letter.kind.opens:  # it follows the first letter, to the same body
        track = asked.track(str(letter.track) if opened_by is None else f"{letter.track}.{opened_by}")
        to = track.request
        lines = _lines(request.addressee(letter, to))
        home, opened_by = request.territory, track.opened
        return Posted(on, letter, medium, to.to, to.territory, lines, home=home, opened_by=opened_by, told=told)
    territory = request.territory if asked.campaign.is_chosen(letter.track) else Territory.METROPOLE
    against: tuple[BodyTrack, ...] = ()
    if letter.kind is LetterKind.COMPLAINT:
        given = given_on(asked) or on  # it complains of what could be complained of when it was given
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


def finish_left(asked: Asked) -> Finished:
    """Record that a letter left, will leave later, or will never leave."""
    letter, today = letter_asked(asked), person_today(asked)
    match Dispatch(asked.answers["left"]):
        case Dispatch.YES:
            return finish_sent(asked)
        case Dispatch.LATER:
            event: Event = Unposted(today, letter, opener_asked(asked))
            after = replace(asked, case=asked.case.adding((event,)))
            prepare = () if any(given.key == key_asked(asked) for given in asked.unsent) else (say("left.prepare"),)
            return Finished((event,), (Words((say("left.noted-later"), *prepare, *_asked_again(after))),))
        case Dispatch.NEVER:
            return _given_up(asked, letter, today)


def _given_up(asked: Asked, letter: LetterName, today: date) -> Finished:
    """Record that a letter will not be sent. When it came back and is not sent again, its track is closed."""
    bodies = (track for track in asked.tracks if isinstance(track, BodyTrack) and track.returned)
    ended = [track for track in bodies if track.awaited == key_asked(asked)]
    events: tuple[Event, ...] = (Dropped(today, letter, opener_asked(asked)),)
    events += tuple(Closed(today, track.name, track.opened) for track in ended)
    return Finished(events, (Words((say("left.noted-never", letter=title_of(letter)),)),))


def _asked_again(after: Asked) -> tuple[Say, ...]:
    return next_word(r for r in coming(after) if _about_letter(r, after))


def _about_letter(reminder: Reminder, asked: Asked) -> bool:
    key = key_asked(asked)
    return reminder.letter.key == key if reminder.letter else key.endswith(f"-{reminder.track}")


def finish_delivered(asked: Asked) -> Finished:
    """Record the day on which a registered letter was delivered, or that the person does not know it yet."""
    delivered = asked.answers["delivered"]
    track, today = asked.track(asked.about), person_today(asked)
    if delivered == LATER:
        explained = explain_deadline(track, today) if track.request.told == today else ()  # it was not said yet
        return Finished((), (Words((say("delivered.when-known"), *explained)),), _offer(asked))
    letter = track.request.letter
    noted = (say("delivered.noted", day=date.fromisoformat(delivered)),)
    event = Delivered(date.fromisoformat(delivered), letter, track.opened, person_today(asked))
    return _noted(asked, (event,), letter, noted)


def _noted(asked: Asked, events: tuple[Event, ...], letter: LetterName, noted: tuple[Say, ...]) -> Finished:
    """The sentences after recording: what was noted, the deadline if one starts, and the reminders that fall away."""
    after = replace(asked, case=asked.case.adding(events))
    opener = after.case.opener_of(after.case.log[-1])
    track = after.case.track(f"{letter.track}.{opener}", asked.campaign) if opener is not None else None
    if track and "delivered" not in asked.answers and delivery_matters(asked):  # its day says when the delay begins
        return Finished(events, (Words((*noted, *_instead(asked, after))),), (Opened("delivery", track.key),))
    starts = track is not None and letter.kind.opens
    explained = explain_deadline(track, person_today(asked)) if track and starts else _next_word(after, track)
    return Finished(events, (Words((*noted, *explained, *_instead(asked, after))),), _offer(asked))


def _offer(asked: Asked) -> tuple[Opened, ...]:
    """The question whether to remind, where nothing reminds yet."""
    return () if asked.case.reminding else (Opened("reminders"),)


def _instead(asked: Asked, after: Asked) -> tuple[Say, ...]:
    """The sentences on promised reminders that a complaint replaces, and on those that come instead."""
    kept = {(r.track, r.day) for r in coming(after)}
    bodies = {track.key: track for track in after.tracks if isinstance(track, BodyTrack) and track.complained}
    gone = [r for r in coming(asked) if r.track in bodies and not r.letter and (r.track, r.day) not in kept]
    return tuple(say("complaint.instead", to=bodies[r.track].request.to, day=r.due.date()) for r in gone)


def _next_word(after: Asked, track: BodyTrack | ComplaintTrack | None) -> tuple[Say, ...]:
    """The sentence on the next reminder after a letter that starts no clock, if there is one."""
    return next_word(r for r in coming(after) if track and r.track == track.key and not r.letter)
