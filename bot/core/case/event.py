"""The events of a case: dated, typed, stored as they are and never changed.

A later event corrects a wrong one (`Redated`, `Withdrawn`), so that the log tells what the person believed, and when.

Several tracks of one recipient can run at once: two bodies that were written to, two complaints. An event says which
one it belongs to by `opened_by`: the place in the log of the letter that opened that track. It is None in events that
were stored before there could be two; `Case` then takes the newest that was open at that place of the log.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from bot.core.case.letter_event import OfLetter, Prepared


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The body wrote that it received the request, and nothing more: a proof of receipt, and no answer."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The body wrote that it recorded the objection; from the authority: that it dealt with the complaint.

    whole  False where the letter had asked for access too (GDPR art. 15) and that was not answered yet
    """

    on: date
    track: str
    whole: bool = True
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, slots=True)
class Accessed:
    """The body answered the request for access (GDPR art. 15), which says nothing of the objection."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["accessed"] = "accessed"


class Scope(StrEnum):
    """What a body refused: only what CSP art. R. 1461-9 II excludes, or more. Stored."""

    EXCLUSIONS = "exclusions"
    ALL = "all"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Declined:
    """The body refused; from the authority: it closed or rejected the complaint."""

    on: date
    track: str
    scope: Scope = Scope.UNKNOWN
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["declined"] = "declined"


@dataclass(frozen=True, slots=True)
class Partial:
    """The body answered in part only."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["partial"] = "partial"


@dataclass(frozen=True, slots=True)
class Unidentified:
    """The body wrote that its data do not let it identify the person (GDPR art. 11 and 12(2))."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["unidentified"] = "unidentified"


@dataclass(frozen=True, slots=True)
class IdentityAsked:
    """The body asks who the person is (GDPR art. 12(6))."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["identity-asked"] = "identity-asked"


@dataclass(frozen=True, slots=True)
class Redirected:
    """The body sent the person elsewhere. Its own clock goes on: it should have forwarded (CRPA art. L. 114-2)."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["redirected"] = "redirected"


@dataclass(frozen=True, slots=True)
class Extended:
    """The body announced that it needs more time; `reasons` says whether it told why."""

    on: date
    track: str
    reasons: bool
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["extended"] = "extended"


@dataclass(frozen=True, slots=True)
class Progressed:
    """The authority wrote that it deals with the complaint: silence then rejects nothing (CE, 24 July 2023, 465229)."""

    on: date
    track: str
    told: date | None = None
    opened_by: int | None = None
    kind: Literal["progressed"] = "progressed"


@dataclass(frozen=True, slots=True)
class Silent:
    """Asked on that day, the person said that nothing had come."""

    on: date
    track: str
    opened_by: int | None = None
    kind: Literal["silent"] = "silent"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person asked to be reminded of this track on another day."""

    on: date
    track: str
    until: date
    opened_by: int | None = None
    kind: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class Closed:
    """The person closed this track, whatever the body answered."""

    on: date
    track: str
    opened_by: int | None = None
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True, slots=True)
class Reopened:
    """The person opened this track again after closing it."""

    on: date
    track: str
    opened_by: int | None = None
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True)
class Redated:
    """The person corrects the date of the event at the place `seq` of the log: it was `day`."""

    on: date
    seq: int
    day: date
    kind: Literal["redated"] = "redated"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The person takes back the event at the place `seq` of the log: it never happened."""

    on: date
    seq: int
    kind: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True, slots=True)
class RemindersAccepted:
    """The person agreed to receive reminders, having read that version of the terms."""

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
    """The person wants no reminder before `until`; those that fall due meanwhile come then, in one message."""

    on: date
    until: date
    kind: Literal["reminders-paused"] = "reminders-paused"


@dataclass(frozen=True, slots=True)
class RemindersResumed:
    """The person ended the pause of reminders before its day."""

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
"""The events that a person tells of one track."""
OfReminders = RemindersAccepted | RemindersStopped | RemindersPaused | RemindersResumed
"""The events by which a person accepts, stops or pauses reminders."""
Correction = Redated | Withdrawn
"""The events that correct an earlier event."""
Event = Prepared | OfLetter | Told | Correction | OfReminders


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and its place in the log, which never changes: the ledger of sent reminders points to it."""

    seq: int
    event: Event
