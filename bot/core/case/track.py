"""The events of one track, and what follows from them for a body and an authority alike: letters, receipts, answers.

`BodyTrack` (bot/core/case/body.py) is a body that was written to, `ComplaintTrack` (bot/core/case/complaint_track.py) a
complaint. Only the events are stored, so a rule that is corrected in these files is corrected for every case.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.case.computed import computed
from bot.core.case.correspondence import BODY_WROTE, Correspondence
from bot.core.case.deadline import Deadline
from bot.core.case.effect import Effect, effect_of
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Recorded,
    Redated,
    Redirected,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Reopened,
    Silent,
    Snoozed,
    Unidentified,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    Posted,
    Prepared,
    Returned,
    Unposted,
)

Settling = Confirmed | Declined | Partial | Unidentified | Closed


class Status(StrEnum):
    """The status of a track on a given day."""

    WAITING = "waiting"
    LATE = "late"
    ASKED = "asked"  # the body asked for an identity, and waits for the person
    RETURNED = "returned"  # the letter came back: no clock runs
    UNIDENTIFIED = "unidentified"
    PARTIAL = "partial"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    GRANTED = "granted"  # a complaint whose bodies have all done what was asked
    CLOSED = "closed"


DONE = frozenset({Status.CONFIRMED, Status.GRANTED, Status.CLOSED})
"""The statuses in which nobody has anything left to do."""


@dataclass(frozen=True)
class Track(Correspondence, ABC):
    """The letters to one recipient, and its answers to them."""

    @property
    @abstractmethod
    def deadline(self) -> Deadline:
        """The last day that the recipient has to answer."""

    @abstractmethod
    def status(self, today: date) -> Status:
        """The status of the track on that day."""

    # --- Answers ----------------------------------------------------------------------------------------------------

    @property
    def _since(self) -> tuple[Recorded, ...]:
        """The events since the person last opened the track again."""
        reopened = [i for i, e in enumerate(self.log) if effect_of(e.event) is Effect.REOPENED]
        return self.log[reopened[-1] + 1 :] if reopened else self.log

    @computed
    def recorded(self) -> Confirmed | None:
        """The body's word that it recorded the objection; from the authority: that it dealt with the complaint."""
        found = [e.event for e in self._since if isinstance(e.event, Confirmed)]
        return found[-1] if found else None

    @computed
    def accessed(self) -> bool:
        """Whether there was a request for access, and the body answered it."""
        whole = self.recorded is not None and self.recorded.whole
        return whole or any(isinstance(e.event, Accessed) for e in self._since)

    @computed
    def settled(self) -> Settling | None:
        """The last event that settles the track one way or the other, if the person did not open it again since.

        Two requests have two outcomes: an objection that was recorded settles nothing while the access that the same
        letter asked for is not answered, and the answer on access settles nothing by itself.
        """
        for entry in reversed(self._since):
            match entry.event:
                case Confirmed() as confirmed:
                    return confirmed if self.accessed else None
                case Declined() | Partial() | Unidentified() | Closed() as event:
                    return event
                case Accessed() | Acknowledged() | IdentityAsked() | Redirected() | Extended() | Progressed():
                    pass  # an interim answer settles nothing
                case Posted() | Delivered() | Returned() | Unposted() | Dropped() | Silent() | Snoozed() | Reopened():
                    pass  # a letter and a note settle nothing
                case Prepared() | Redated() | Withdrawn():
                    pass  # events of no track
                case RemindersAccepted() | RemindersStopped() | RemindersPaused() | RemindersResumed():
                    pass
        return None

    @property
    def answer(self) -> Confirmed | Declined | Partial | None:
        """The last answer on the substance."""
        found = [e.event for e in self.log if isinstance(e.event, Confirmed | Declined | Partial)]
        return found[-1] if found else None

    @property
    def acknowledged(self) -> Acknowledged | None:
        """The last acknowledgement of the body, which is no answer."""
        return self._last(Acknowledged)

    @property
    def unheard(self) -> bool:
        """Whether the body wrote nothing at all, not even that it received the letter."""
        return not any(effect_of(entry.event) in BODY_WROTE for entry in self.log)

    @property
    def redirected(self) -> Redirected | None:
        """The last time that the body sent the person elsewhere."""
        return self._last(Redirected)

    @property
    def unidentified(self) -> Unidentified | None:
        """The last time that the body said that it cannot identify the person."""
        return self._last(Unidentified)

    def _status_of(self, settled: Settling) -> Status:
        match settled:
            case Confirmed():
                return Status.CONFIRMED
            case Declined():
                return Status.DECLINED
            case Partial():
                return Status.PARTIAL
            case Unidentified():
                return Status.UNIDENTIFIED
            case Closed():
                return Status.CLOSED
