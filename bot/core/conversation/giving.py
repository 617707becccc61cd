"""Which version of a letter the bot shows: as it was sent, as it was given, or written today."""

from dataclasses import dataclass
from datetime import date

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case, Given, read_key
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import Recorded
from bot.core.case.letter_event import Posted, Prepared
from bot.core.case.track import Track
from bot.core.conversation.dates import person_today
from bot.core.conversation.question import Asked
from bot.core.conversation.request import request_of
from bot.core.letters.letter import Letter


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter to show, with its state.

    key       the key of the letter within the case
    sent_on   the day it was sent, when this is a copy of a letter that was sent
    given     the event to record, when the letter is given for the first time
    """

    key: str
    letter: Letter
    sent_on: date | None = None
    given: Prepared | None = None


def letter_now(asked: Asked, key: str, *, dated: bool = True) -> Shown:
    """A letter in its present state: as it was sent, else as it was given, else written today.

    Raises ValueError when no letter was sent on the track that it follows on.
    """
    name, opened_by = read_key(key)
    waits = any(given.key == key for given in asked.unsent)
    posted = asked.case.posted(name, opened_by)
    if posted and isinstance(posted.event, Posted) and not waits and not _goes_again(asked, posted):
        return Shown(key, as_sent(asked, posted), posted.event.on)
    return letter_to_give(asked, key, dated=dated)


def letter_to_give(asked: Asked, key: str, *, dated: bool = True) -> Shown:
    """A letter that is still to be sent: as it was given, else written today, whatever was sent before.

    A letter that was given keeps its date and its words for as long as nothing that it says has changed; then a new one
    is written, and given. Raises ValueError when no letter was sent on the track that it follows on.
    """
    name, opened_by = read_key(key)
    waits = next((given for given in asked.unsent if given.key == key), None)
    if waits and stands(asked, waits):
        return Shown(key, _as_given(asked, waits))
    letter = written_on(asked, name, opened_by, person_today(asked) if dated else None)
    return Shown(key, letter, given=prepared(asked, (name,), opened_by))


def _goes_again(asked: Asked, posted: Recorded) -> bool:
    """Whether a first letter that was sent is to be sent anew: it came back, and nothing settled its track since."""
    if not isinstance(posted.event, Posted) or posted.event.letter.kind is not LetterKind.REQUEST:
        return False
    track = next((one for one in asked.tracks if one.request_seq == posted.seq), None)
    return track is not None and track.returned is not None and not track.settled


def stands(asked: Asked, given: Given) -> bool:
    """Whether a letter that was given would have the same words if it were written now with the same date."""
    now = written_on(asked, given.letter, given.opened_by, given.on, given.templates)
    return now.text == _as_given(asked, given).text


def written_on(
    asked: Asked, name: LetterName, opened_by: int | None, day: date | None, version: int | None = None
) -> Letter:
    """A letter written from what the conversation and the case know, dated that day; without one, not dated."""
    request, tracks = request_of(asked), tracks_of(asked, name, opened_by)
    sent = tracks[0].request if tracks and not name.kind.opens else None
    to = request.addressee(name, sent)
    return asked.world.letters.write(
        name, request.applicant, to, day, tracks, on=day or person_today(asked), version=version
    )


def _as_given(asked: Asked, given: Given) -> Letter:
    """A letter that waits to be sent, with the day and the words that it was given with."""
    then = _then(asked, given.seq)
    request, tracks = request_of(then), _tracks_then(asked, then, given.letter, given.opened_by, given.on)
    to = request.addressee(given.letter, tracks[0].request if tracks and not given.letter.kind.opens else None)
    write = then.world.letters.write
    return write(given.letter, request.applicant, to, given.on, tracks, version=given.templates)


def as_sent(asked: Asked, posted: Recorded) -> Letter:
    """A letter as it was sent: the day, the words and the answers of its giving. What was added by hand is not on it.

    Raises TypeError for an event that is no letter.
    """
    sent = posted.event
    if not isinstance(sent, Posted):
        raise TypeError("only what was sent can be shown as it was sent")
    opened_by = None if sent.letter.kind.opens else asked.case.opener_of(posted)
    given = asked.case.given(sent.letter, opened_by, before=posted.seq)
    day = min(given.event.on, sent.on) if given else sent.on
    then = _then(asked, given.seq if given else posted.seq)
    request = request_of(then)
    tracks = _tracks_then(asked, then, sent.letter, opened_by, day)
    version = given.event.templates if given and isinstance(given.event, Prepared) else None
    to = request.as_sent(sent)
    return then.world.letters.write(sent.letter, request.applicant, to, day, tracks, version=version)


def _then(asked: Asked, seq: int) -> Asked:
    """The view as it was when a letter was given at that place of the log, without the corrections since."""
    case = Case(tuple(entry for entry in asked.case.log if entry.seq < seq))
    conversation = asked.conversation.as_written(seq)
    return Asked(conversation.answers, asked.about, conversation, case, asked.world)


def _tracks_then(asked: Asked, then: Asked, name: LetterName, opened_by: int | None, day: date) -> tuple[Track, ...]:
    """The tracks that a letter was about when it was given; as they are now, when their first letter was told anew."""
    if not name.kind.opens:
        key = str(name.track) if opened_by is None else f"{name.track}.{opened_by}"
        return (then.case.track(key, then.campaign) or asked.track(key),)
    return open_on(then, day) if name.kind is LetterKind.COMPLAINT else ()


def tracks_of(asked: Asked, name: LetterName, opened_by: int | None = None) -> tuple[BodyTrack | ComplaintTrack, ...]:
    """The tracks that a letter is about: a complaint's are those that can be complained of, any other letter's its own.

    Raises ValueError when no letter was sent on that track.
    """
    if not name.kind.opens:
        return (asked.track(str(name.track) if opened_by is None else f"{name.track}.{opened_by}"),)
    return complained_of(asked) if name.kind is LetterKind.COMPLAINT else ()


def complained_of(asked: Asked) -> tuple[BodyTrack, ...]:
    """The tracks that a complaint made today is about."""
    return open_on(asked, person_today(asked))


def open_on(asked: Asked, day: date) -> tuple[BodyTrack, ...]:
    """The tracks that a complaint made on that day is about."""
    bodies = (track for track in asked.tracks if isinstance(track, BodyTrack))
    return tuple(track for track in bodies if track.complaint_open(day) and not track.complained)


def prepared(asked: Asked, names: tuple[LetterName, ...], opened_by: int | None = None) -> Prepared:
    """The event which records that these letters were given today."""
    return Prepared(person_today(asked), names, asked.world.campaign.templates, opened_by)
