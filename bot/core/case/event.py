"""What can happen to a case: dated, typed, stored as they are and never changed.

A wrong entry is mended by a later event (`Redated`, `Withdrawn`), so that the log tells what was believed, and when.

Several tracks of one recipient can run at once: two caisses that were written to, two complaints. An event says which
one it belongs to by `opened_by`: the place in the log of the letter that opened that track. It is None in events that
were stored before there could be two; `Case` then takes the newest that was open at that place of the log.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from bot.core.campaign import Medium, TrackName
from bot.core.case.letter_name import LetterName
from bot.core.case.working_days import Territory


@dataclass(frozen=True, slots=True)
class Prepared:
    """The bot gave these letters, made with that version of the templates. Nothing runs from it.

    opened_by  for a letter that follows another: the track that it goes on
    """

    on: date
    letters: tuple[LetterName, ...]
    templates: int
    opened_by: int | None = None
    kind: Literal["prepared"] = "prepared"


@dataclass(frozen=True, slots=True)
class Posted:
    """The person says that they sent a letter.

    to       the body, as it was named then; address: its lines, as they were on the letter (empty: left blank)
    territory  where that body is
    about    for a complaint: the recipients that it complains of
    against  for a complaint: their tracks, by the letters that opened them; empty in events stored before it was noted
    opened_by  for a letter that follows another: the track that it goes on
    told     the day on which the person told it
    home     where the person was then; None in events stored before it was noted: as if there were no other holidays
    """

    on: date
    letter: LetterName
    medium: Medium
    to: str
    territory: Territory
    address: tuple[str, ...] = ()
    about: tuple[TrackName, ...] = ()
    home: Territory | None = None
    against: tuple[int, ...] = ()
    opened_by: int | None = None
    told: date | None = None
    kind: Literal["posted"] = "posted"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The day a registered letter was handed over, read on its notice."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    told: date | None = None
    kind: Literal["delivered"] = "delivered"


class WhyReturned(StrEnum):
    """Why a letter came back. Stored: never renamed."""

    ADDRESS = "address"  # unknown there, moved away, an e-mail that cannot be delivered: nothing was received
    UNCLAIMED = "unclaimed"  # registered post, announced and not fetched
    REFUSED = "refused"  # registered post, refused at the door
    UNKNOWN = "unknown"  # the person does not know


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter came back: it was not received, whatever the reason, so no clock runs from it.

    Of registered post that was refused or not claimed the courts often say that it counts as received on the day it
    was shown (CE, 24 April 2012, 341146, for decisions of an administration). That it does so for a request under the
    GDPR is not settled: by the safe side nobody is said to be late because of it (`returned.law` of the catalogues).
    """

    on: date
    letter: LetterName
    why: WhyReturned = WhyReturned.UNKNOWN
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["returned"] = "returned"


@dataclass(frozen=True, slots=True)
class Unposted:
    """Asked on that day, the person said that this letter had not left yet."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    kind: Literal["unposted"] = "unposted"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The person will not send this letter."""

    on: date
    letter: LetterName
    opened_by: int | None = None
    kind: Literal["dropped"] = "dropped"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The body wrote that it received the request, and nothing more: no answer, but a proof."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The body wrote that it recorded the objection; from the CNIL: that it dealt with the complaint.

    whole  False where the letter had asked for access too (GDPR art. 15) and that was not answered yet
    """

    on: date
    track: TrackName
    whole: bool = True
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, slots=True)
class Accessed:
    """The body answered the request for access (GDPR art. 15), which says nothing of the objection."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["accessed"] = "accessed"


class Scope(StrEnum):
    """What a refusal bears on: only the exclusions of CSP art. R. 1461-9 II, or more. Stored."""

    EXCLUSIONS = "exclusions"
    ALL = "all"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Declined:
    """The body refused; from the CNIL: it closed or rejected the complaint."""

    on: date
    track: TrackName
    scope: Scope = Scope.UNKNOWN
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["declined"] = "declined"


@dataclass(frozen=True, slots=True)
class Partial:
    """The body answered in part only."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["partial"] = "partial"


@dataclass(frozen=True, slots=True)
class Unidentified:
    """The body wrote that its data do not let it identify the person (GDPR art. 11 and 12(2))."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["unidentified"] = "unidentified"


@dataclass(frozen=True, slots=True)
class IdentityAsked:
    """The body asks who the person is (GDPR art. 12(6))."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["identity-asked"] = "identity-asked"


@dataclass(frozen=True, slots=True)
class Redirected:
    """The body sent the person elsewhere. Its own clock goes on: it should have forwarded (CRPA art. L. 114-2)."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["redirected"] = "redirected"


@dataclass(frozen=True, slots=True)
class Extended:
    """The body announced that it needs more time; `reasons` says whether it told why."""

    on: date
    track: TrackName
    reasons: bool
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["extended"] = "extended"


@dataclass(frozen=True, slots=True)
class Progressed:
    """The CNIL wrote that it deals with the complaint: its silence is then no rejection (CE, 24 July 2023, 465229)."""

    on: date
    track: TrackName
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["progressed"] = "progressed"


@dataclass(frozen=True, slots=True)
class Silent:
    """Asked on that day, the person said that nothing had come."""

    on: date
    track: TrackName
    opened_by: int | None = None
    kind: Literal["silent"] = "silent"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person asked to be reminded of this track on another day."""

    on: date
    track: TrackName
    until: date
    opened_by: int | None = None
    kind: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class Closed:
    """The person is done with this track, whatever was answered."""

    on: date
    track: TrackName
    opened_by: int | None = None
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True, slots=True)
class Reopened:
    """The person takes this track up again."""

    on: date
    track: TrackName
    opened_by: int | None = None
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True)
class Redated:
    """The person was wrong about the date of an earlier event, at that place of the log: it was `day`."""

    on: date
    seq: int
    day: date
    kind: Literal["redated"] = "redated"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An earlier event, at that place of the log, never happened."""

    on: date
    seq: int
    kind: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True, slots=True)
class RemindersAccepted:
    """The person agreed to be written to, having read that version of the terms."""

    on: date
    terms: int
    kind: Literal["reminders-accepted"] = "reminders-accepted"


@dataclass(frozen=True, slots=True)
class RemindersStopped:
    """The person wants no more reminders."""

    on: date
    kind: Literal["reminders-stopped"] = "reminders-stopped"


@dataclass(frozen=True, slots=True)
class RemindersPaused:
    """The person wants none before that day; what falls due meanwhile comes then, in one message."""

    on: date
    until: date
    kind: Literal["reminders-paused"] = "reminders-paused"


@dataclass(frozen=True, slots=True)
class RemindersResumed:
    """The pause is over sooner."""

    on: date
    kind: Literal["reminders-resumed"] = "reminders-resumed"


Told = (
    Acknowledged
    | Confirmed
    | Accessed
    | Declined
    | Partial
    | Unidentified
    | IdentityAsked
    | Redirected
    | Extended
    | Progressed
    | Silent
    | Snoozed
    | Closed
    | Reopened
)
"""What a person tells of one track."""
OfLetter = Posted | Delivered | Returned | Unposted | Dropped
"""What became of one letter."""
OfReminders = RemindersAccepted | RemindersStopped | RemindersPaused | RemindersResumed
"""What a person wants of reminders."""
Correction = Redated | Withdrawn
"""What mends an earlier event."""
Event = Prepared | OfLetter | Told | Correction | OfReminders


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and its place in the log, which never changes: the ledger of sent reminders points to it."""

    seq: int
    event: Event


class Effect(StrEnum):
    """What an event does to its track. Every kind of event has one: `effect_of` does not compile without it."""

    SENT = "sent"  # a letter left
    RECEIVED = "received"  # the day of its delivery is known
    RETURNED = "returned"  # it came back: nothing was received
    HEARD = "heard"  # the body wrote, and settled nothing
    GRANTED = "granted"  # the body did all that was asked, or a part of it
    REFUSED = "refused"  # the body settled it, and not as was asked
    NOTED = "noted"  # the person told how things stand; the body did nothing
    CLOSED = "closed"  # the person is done with it
    REOPENED = "reopened"
    NONE = "none"  # of no track, or about another event


def effect_of(event: Event) -> Effect:  # noqa: PLR0911, C901  one line for each effect
    """What an event does to the track that it belongs to."""
    match event:
        case Posted():
            return Effect.SENT
        case Delivered():
            return Effect.RECEIVED
        case Returned():
            return Effect.RETURNED
        case Acknowledged() | IdentityAsked() | Redirected() | Extended() | Progressed():
            return Effect.HEARD
        case Confirmed() | Accessed():
            return Effect.GRANTED
        case Declined() | Partial() | Unidentified():
            return Effect.REFUSED
        case Silent() | Snoozed() | Unposted() | Dropped():
            return Effect.NOTED
        case Closed():
            return Effect.CLOSED
        case Reopened():
            return Effect.REOPENED
        case Prepared() | Redated() | Withdrawn():
            return Effect.NONE
        case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
            return Effect.NONE


def told_on(event: Event) -> date:
    """The day on which an event came to be known here: what a body wrote may be told days later (`told`)."""
    return getattr(event, "told", None) or event.on


def track_of(event: Event) -> TrackName | None:
    """Whose track an event belongs to; None for what concerns the whole case."""
    match event:
        case Posted() | Delivered() | Returned() | Unposted() | Dropped():
            return event.letter.track
        case Prepared() | Redated() | Withdrawn():
            return None
        case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
            return None
        case Acknowledged() | Confirmed() | Accessed() | Declined() | Partial() | Unidentified() | IdentityAsked():
            return event.track
        case Redirected() | Extended() | Progressed() | Silent() | Snoozed() | Closed() | Reopened():
            return event.track


def opener_of(event: Event) -> int | None:
    """The place in the log of the letter that opened the event's track, where the event says so."""
    return getattr(event, "opened_by", None)
