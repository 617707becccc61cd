"""Correcting an entry of the case: its date, or that it never happened. An event is added; none is overwritten."""

from dataclasses import replace
from datetime import date

from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.effect import track_of
from bot.core.case.event import (
    Confirmed,
    Event,
    Recorded,
    Redated,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Dropped,
    OfLetter,
    Posted,
    Unposted,
)
from bot.core.conversation.dates import explain_deadline, named, person_today
from bot.core.conversation.forms.day import (
    day_choices,
    example_day,
    read_day,
)
from bot.core.conversation.forms.settings import coming, next_word
from bot.core.conversation.question import Asked, Finished, Form, NotTaken, Question, Reading, Taken
from bot.core.conversation.slots import subject_of
from bot.core.conversation.titles import (
    title_of,
)
from bot.core.ports.message import Choice, Say, Words, say

MOST = 8
ANSWERS, NOTHING = "answers", "nothing"


def _entries(asked: Asked) -> tuple[Recorded, ...]:
    """The entries that can be corrected, the newest first: those of a track, not the wishes about reminders."""
    told = [entry for entry in reversed(asked.case.entries) if track_of(entry.event)]
    return tuple(told[:MOST])


def entry_line(event: Event, to: "str | Say" = "") -> Say:
    """One entry of the case in a line: its date and its event. `to`: the body, where the entry is no letter."""
    if isinstance(event, OfLetter):
        return say(f"entry.{event.kind}", day=event.on, letter=title_of(event.letter))
    if isinstance(event, Confirmed) and not event.whole:
        return say("entry.confirmed-but-access", day=event.on, to=to)
    return say(f"entry.{event.kind}", day=event.on, to=to)  # a test holds that each kind has its words


def entry_word(event: Event) -> Say:
    """The words for an event, without its date."""
    if isinstance(event, Posted | Unposted | Dropped):
        return say(f"picture.{event.kind}", letter=title_of(event.letter))
    if isinstance(event, Confirmed) and not event.whole:
        return say("picture.confirmed-but-access")
    return say(f"picture.{event.kind}")


def _which_choices(asked: Asked) -> tuple[Choice, ...]:
    entries = tuple(Choice(str(entry.seq), entry_line(entry.event, _by(entry, asked))) for entry in _entries(asked))
    return (*entries, Choice(ANSWERS, say("correct.answers")), Choice(NOTHING, say("correct.nothing")))


def _by(entry: Recorded, asked: Asked) -> "str | Say":
    """The body that an entry is about."""
    opener = asked.case.opener_of(entry)
    track = next((one for one in asked.tracks if one.opened == opener), None)
    return named(track) if track else say(f"letter.by.{track_of(entry.event)}")


def _read_which(value: str, asked: Asked) -> Reading:
    """Read an entry by its number, or the one of the body that is named: « l’envoi au Hub »."""
    if value in {choice.value for choice in _which_choices(asked)}:
        return Taken({"which": value})
    bodies = subject_of(value, asked).bodies
    meant = [str(entry.seq) for entry in _entries(asked) if track_of(entry.event) in bodies]
    return Taken({"which": meant[0]}) if len(meant) == 1 else NotTaken((say("choice.expected"),))


WHICH = Question("which", ask=lambda _: (say("correct.which"),), read=_read_which, choices=_which_choices)


def _entry(asked: Asked) -> Recorded | None:
    return next((entry for entry in _entries(asked) if str(entry.seq) == asked.answers.get("which")), None)


def _read_how(value: str, _: Asked) -> Reading:
    return Taken({"how": value}) if value in {"date", "forget"} else NotTaken((say("choice.expected"),))


HOW = Question(
    "how",
    ask=lambda _: (say("correct.how"),),
    read=_read_how,
    choices=lambda _: (Choice("date", say("correct.date")), Choice("forget", say("correct.forget"))),
    applies=lambda asked: _entry(asked) is not None,
)


def _read_corrected(typed: str, asked: Asked) -> Reading:
    """Read the corrected day, which must fit its track: no answer before the letter, no letter after its answer."""
    entry, track = _entry(asked), _track(asked)
    if entry is None or track is None:
        return read_day("day", typed, asked, asked.world.campaign.since)
    if entry.seq != track.request_seq:
        return read_day("day", typed, asked, track.request.on)
    reading = read_day("day", typed, asked, asked.world.campaign.since)
    first = min((other.event.on for other in track.log[1:] if not isinstance(other.event, Posted)), default=date.max)
    if isinstance(reading, Taken) and date.fromisoformat(reading.sets["day"]) > first:
        return NotTaken((say("correct.after-answer", day=first),))
    return reading


def _track(asked: Asked) -> BodyTrack | ComplaintTrack | None:
    """The track of the entry that is corrected, when the entry belongs to the track's present clock."""
    entry = _entry(asked)
    return next((t for t in asked.tracks if entry and any(one.seq == entry.seq for one in t.log)), None)


DAY = Question(
    "day",
    ask=lambda asked: (say("correct.day", example=example_day(asked)),),
    read=_read_corrected,
    choices=day_choices,
    applies=lambda asked: asked.answers.get("how") == "date",
    closed=False,
)


def _finish(asked: Asked) -> Finished:
    entry, today = _entry(asked), person_today(asked)
    if entry is None:
        return Finished(recheck=asked.answers["which"] == ANSWERS)
    if asked.answers["how"] == "forget":
        events: tuple[Event, ...] = (Withdrawn(today, entry.seq),)
        return Finished(events, (Words((say("correct.forgotten"), *_next_word(asked, events, entry))),))
    day = date.fromisoformat(asked.answers["day"])
    events = (Redated(today, entry.seq, day),)
    after = replace(asked, case=asked.case.adding(events))
    track = _track(asked)
    moved = after.case.track(track.key, asked.campaign) if track and track.settled is None else None
    explained = explain_deadline(moved, today) if moved else ()
    return Finished(events, (Words((say("correct.done", day=day), *explained, *_next_word(asked, events, entry))),))


def _next_word(asked: Asked, events: tuple[Event, ...], entry: Recorded) -> tuple[Say, ...]:
    """The sentence on the next reminder of the track that was corrected, if there is one."""
    after = replace(asked, case=asked.case.adding(events))
    opener = asked.case.opener_of(entry)
    keys = {track.key for track in after.tracks if track.opened == opener}
    return next_word(reminder for reminder in coming(after) if reminder.track in keys)


CORRECT = Form("correct", (WHICH, HOW, DAY), finish=_finish, leads_to=("request",))
