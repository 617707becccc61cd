"""The events of one track, and what follows from them whoever it is with: what was sent, received and answered.

`BodyTrack` (bot/core/case/body.py) is a body that was written to, `CnilTrack` (bot/core/case/cnil.py) a complaint
to the CNIL. Nothing here is stored but the events. A wrong rule mended in these files mends every case at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from bot.core.campaign import Delays, Medium, TrackName
from bot.core.case.deadline import Deadline
from bot.core.case.effect import Effect, effect_of, told_on
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Event,
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
from bot.core.case.letter_name import LetterKind
from bot.core.case.working_days import add_working_days, holidays_of

Kind = TypeVar("Kind", bound=Event)
Settling = Confirmed | Declined | Partial | Unidentified | Closed
PAPER = frozenset({Medium.POST, Medium.REGISTERED})
BODY_WROTE = frozenset({Effect.HEARD, Effect.GRANTED, Effect.REFUSED})


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
class Track(ABC):
    """One recipient's events, from the letter that started its present clock.

    log      the events since that letter, which is the first of them
    opened   the place in the case's log of the letter that opened the track: with the name, its key
    before   the events before that letter: it was sent anew, after it had come back for instance
    touched  the last thing that was told of the track, a correction of one of its events included
    """

    name: TrackName
    log: tuple[Recorded, ...]
    delays: Delays
    opened: int
    before: tuple[Recorded, ...] = ()
    touched: Recorded | None = None

    @property
    def key(self) -> str:
        """What names this track among all of a case: « caisse.2 »."""
        return f"{self.name}.{self.opened}"

    @property
    def told_on(self) -> date:
        """The day on which something was last told of it."""
        return told_on((self.touched or self.log[-1]).event)

    @property
    def touched_seq(self) -> int:
        """The place in the log of what was last told of it."""
        return (self.touched or self.log[-1]).seq

    @property
    @abstractmethod
    def deadline(self) -> Deadline:
        """The last day that the recipient has."""

    @abstractmethod
    def status(self, today: date) -> Status:
        """Where the track stands on that day."""

    def _entries(self, kind: type[Kind]) -> tuple[tuple[int, Kind], ...]:
        """The events of a kind, with their places, in the order in which they were told."""
        return tuple((entry.seq, entry.event) for entry in self.log if isinstance(entry.event, kind))

    def _last(self, kind: type[Kind]) -> Kind | None:
        found = self._entries(kind)
        return found[-1][1] if found else None

    def last_entry(self, *kinds: type[Event]) -> Recorded | None:
        """The last event of one of these kinds, with its place."""
        return next((entry for entry in reversed(self.log) if isinstance(entry.event, kinds)), None)

    # --- What was sent ----------------------------------------------------------------------------------------------

    @property
    def request(self) -> Posted:
        """The letter whose receipt started the clock."""
        event = self.log[0].event
        if not isinstance(event, Posted):
            raise TypeError("a track begins with a letter that was sent")
        return event

    @property
    def request_seq(self) -> int:
        """Where that letter stands in the log."""
        return self.log[0].seq

    @cached_property
    def letters(self) -> tuple[Recorded, ...]:
        """The letters that were sent on it and did not come back, the first one included."""
        return tuple(e for e in self.log if isinstance(e.event, Posted) and not self._came_back(e.seq, e.event))

    @property
    def chase(self) -> Recorded | None:
        """The last chase letter that was sent, if one was."""
        chases = [e for e in self.letters if _kind(e) in {LetterKind.CHASE, LetterKind.CHASE2}]
        return chases[-1] if chases else None

    def answered_with(self, kind: LetterKind) -> Posted | None:
        """The last letter of a kind that was sent on this track."""
        found = [e.event for e in self.letters if isinstance(e.event, Posted) and _kind(e) is kind]
        return found[-1] if found else None

    def reply(self, seq: int, on: date, kind: LetterKind) -> Posted | None:
        """The first letter of a kind that answers what came at that place of the log, dated that day.

        Sent on a later day, or on the same day and told after it: one letter does not answer what came after it.
        """
        for entry in self.letters:
            event = entry.event
            if isinstance(event, Posted) and event.letter.kind is kind and (event.on, entry.seq) > (on, seq):
                return event
        return None

    # --- Receipt ----------------------------------------------------------------------------------------------------

    def _came_back(self, seq: int, letter: Posted) -> Returned | None:
        """The letter's return, unless its delivery was told since; of the first letter, unless the recipient wrote."""
        found: Returned | None = None
        for entry in self.log:
            event = entry.event
            if entry.seq < seq:
                continue
            if isinstance(event, Returned) and event.letter is letter.letter:
                found = event
            elif self._arrived(event, letter, seq):
                found = None
            elif isinstance(event, Posted) and entry.seq > seq and event.letter is letter.letter:
                break  # what came back later is the second copy
        return found

    def _arrived(self, event: Event, letter: Posted, seq: int) -> bool:
        """Whether an event shows that a letter arrived: its delivery; for the first one, anything that was written."""
        delivered = isinstance(event, Delivered) and event.letter is letter.letter
        return delivered or (seq == self.request_seq and effect_of(event) in BODY_WROTE)

    @cached_property
    def returned(self) -> Returned | None:
        """That the letter which started the clock came back."""
        return self._came_back(self.request_seq, self.request)

    @property
    def delivery(self) -> Delivered | None:
        """The delivery of the first letter, if the person told it: another letter's starts no clock."""
        return self.delivery_of(self.request)

    def delivery_of(self, letter: Posted) -> Delivered | None:
        """The delivery of one of the letters, if the person told it."""
        told = (event for _, event in reversed(self._entries(Delivered)))
        return next((event for event in told if event.letter is letter.letter and event.on >= letter.on), None)

    @property
    def awaits_delivery(self) -> bool:
        """Whether it went by registered post and nobody told yet when it was handed over, or that it came back."""
        return self.request.medium is Medium.REGISTERED and self.delivery is None and not self.returned

    @property
    def receipt_assumed(self) -> bool:
        """Whether the day of receipt is an estimate: sent by post, and no notice of delivery."""
        return self.assumed(self.request)

    def assumed(self, letter: Posted) -> bool:
        """The same of any letter."""
        return letter.medium in PAPER and self.delivery_of(letter) is None

    @cached_property
    def received(self) -> date:
        """The day the clock starts from: receipt, not sending."""
        return self._receipt_of(self.request)

    def _receipt_of(self, letter: Posted) -> date:
        """The day a letter was received.

        An electronic message is received the day it is sent. Paper is received on the day of its notice, and without
        one on the estimate of the campaign's `post` delay, which errs on the late side: a body is never said to be
        late too early. An acknowledgement proves the receipt and moves no day: nothing that a body writes makes its
        last day an earlier one.
        """
        if delivery := self.delivery_of(letter):
            return delivery.on
        if letter.medium not in PAPER:
            return letter.on
        return add_working_days(letter.on, self.delays.post.count, holidays_of(letter.territory))

    @property
    def _holidays(self) -> tuple[Container[date], ...]:
        """The holidays where the body is, and where the person was when they wrote."""
        home = self.request.home
        return (holidays_of(self.request.territory), *((holidays_of(home),) if home else ()))

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


def _kind(entry: Recorded) -> LetterKind | None:
    return entry.event.letter.kind if isinstance(entry.event, Posted) else None
