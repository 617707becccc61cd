"""The events of one track, and what follows from them whoever it is with: what was sent, received and answered.

`BodyTrack` (bot/core/case/body.py) is a body that was written to, `CnilTrack` (bot/core/case/cnil.py) a complaint
to the CNIL. Nothing here is stored but the events. A wrong rule mended in these files mends every case at once.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

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
    """Where a track stands on a given day."""

    WAITING = "waiting"
    LATE = "late"
    ASKED = "asked"  # they wait for the person: an identity was asked
    RETURNED = "returned"  # the letter came back: nothing runs
    UNIDENTIFIED = "unidentified"
    PARTIAL = "partial"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    GRANTED = "granted"  # a complaint whose bodies have all done what was asked
    CLOSED = "closed"


DONE = frozenset({Status.CONFIRMED, Status.GRANTED, Status.CLOSED})
"""Nothing is awaited of anybody any more."""


@dataclass(frozen=True)
class Track(Correspondence, ABC):
    """One recipient's events: its letters, and what was answered to them."""

    @property
    @abstractmethod
    def deadline(self) -> Deadline:
        """The last day that the recipient has."""

    @abstractmethod
    def status(self, today: date) -> Status:
        """Where the track stands on that day."""

    # --- Answers ----------------------------------------------------------------------------------------------------

    @property
    def _since(self) -> tuple[Recorded, ...]:
        """The events since the person last took the track up again."""
        reopened = [i for i, e in enumerate(self.log) if effect_of(e.event) is Effect.REOPENED]
        return self.log[reopened[-1] + 1 :] if reopened else self.log

    @cached_property
    def recorded(self) -> Confirmed | None:
        """That the objection was recorded; from the CNIL: that it dealt with the complaint."""
        found = [e.event for e in self._since if isinstance(e.event, Confirmed)]
        return found[-1] if found else None

    @cached_property
    def accessed(self) -> bool:
        """Whether the request for access was answered, where there was one."""
        whole = self.recorded is not None and self.recorded.whole
        return whole or any(isinstance(e.event, Accessed) for e in self._since)

    @cached_property
    def settled(self) -> Settling | None:
        """The last thing that settles the track one way or the other, if it was not taken up again since.

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
                    pass  # an interim answer
                case Posted() | Delivered() | Returned() | Unposted() | Dropped() | Silent() | Snoozed() | Reopened():
                    pass  # a letter, a note
                case Prepared() | Redated() | Withdrawn():
                    pass  # of no track
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
