"""The events of one recipient, and what follows from them: receipt, deadlines, where the track stands.

Nothing here is stored but the events. A wrong rule mended in this file mends every case at once.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from bot.core.campaign import Delays, Medium, TrackName
from bot.core.deadline import Deadline, deadline, last_day_to_appeal, silence
from bot.core.event import (
    Acknowledged,
    Closed,
    Confirmed,
    Declined,
    Delivered,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Posted,
    Progressed,
    Recorded,
    Redirected,
    Reopened,
    Unidentified,
)
from bot.core.letter_name import LetterKind
from bot.core.working_days import add_working_days, holidays_of

Kind = TypeVar("Kind", bound=Event)
_PAPER = {Medium.POST, Medium.REGISTERED}
_STARTS = {LetterKind.REQUEST, LetterKind.COMPLAINT}


class Status(StrEnum):
    """Where a track stands on a given day."""

    WAITING = "waiting"
    LATE = "late"
    ASKED = "asked"  # they wait for the person: an identity was asked
    UNIDENTIFIED = "unidentified"
    PARTIAL = "partial"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


DONE = frozenset({Status.CONFIRMED, Status.CLOSED})


@dataclass(frozen=True)
class Track:
    """One recipient's events, from the letter that started its clock.

    A request sent anew (to another caisse) starts a new clock, and what the first body answered no longer counts. Of
    the complaints to the CNIL the first one still open counts: for the person's own deadline the earlier is the safer.
    """

    name: TrackName
    log: tuple[Recorded, ...]
    delays: Delays

    def _last(self, kind: type[Kind]) -> Kind | None:
        return next((entry.event for entry in reversed(self.log) if isinstance(entry.event, kind)), None)

    def _posted(self, *kinds: LetterKind) -> tuple[Recorded, ...]:
        return tuple(e for e in self.log if isinstance(e.event, Posted) and e.event.letter.kind in kinds)

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

    @property
    def chase(self) -> Recorded | None:
        """The last chase letter that was sent, if one was."""
        chases = self._posted(LetterKind.CHASE, LetterKind.CHASE2)
        return chases[-1] if chases else None

    def answered_with(self, kind: LetterKind) -> Posted | None:
        """The last letter of a kind that was sent on this track."""
        found = self._posted(kind)
        event = found[-1].event if found else None
        return event if isinstance(event, Posted) else None

    # --- Receipt ----------------------------------------------------------------------------------------------------

    @property
    def delivery(self) -> Delivered | None:
        """The delivery of the first letter, if the person told it: another letter's starts no clock."""
        return self.delivery_of(self.request)

    def delivery_of(self, letter: Posted) -> Delivered | None:
        """The delivery of one of the letters, if the person told it."""
        told = (entry.event for entry in reversed(self.log) if isinstance(entry.event, Delivered))
        return next((event for event in told if event.letter is letter.letter and event.on >= letter.on), None)

    @property
    def awaits_delivery(self) -> bool:
        """Whether it went by registered post and nobody told yet when it was handed over."""
        return self.request.medium is Medium.REGISTERED and self.delivery is None

    @property
    def receipt_assumed(self) -> bool:
        """Whether the day of receipt is an estimate: sent by post, and no notice of delivery."""
        return self.delivery is None and self.request.medium in _PAPER

    @cached_property
    def received(self) -> date:
        """The day the clock starts from: receipt, not sending."""
        return self._receipt_of(self.request)

    def _receipt_of(self, letter: Posted) -> date:
        """The day a letter was received.

        An electronic message is received the day it is sent. Paper is received on the day of its notice, and
        without one on the estimate of the campaign's `post` delay, which errs on the late side (a body is never said
        to be late too early), or on the day of an acknowledgement that came sooner.
        """
        if delivery := self.delivery_of(letter):
            return delivery.on
        if letter.medium not in _PAPER:
            return letter.on
        estimate = add_working_days(letter.on, self.delays.post.count, holidays_of(letter.territory))
        known = (e.event.on for e in self.log if isinstance(e.event, Acknowledged) and e.event.on >= letter.on)
        return min((estimate, *known)) if letter is self.request else estimate

    # --- Deadlines --------------------------------------------------------------------------------------------------

    @cached_property
    def first_deadline(self) -> Deadline:
        """One month from receipt: GDPR art. 12(3)."""
        return self._counted(self.received, self.delays.answer.count)

    @cached_property
    def identity_asked(self) -> IdentityAsked | None:
        """The demand for an identity that counts: made within the first month."""
        asked = self._last(IdentityAsked)
        return asked if asked and not self.first_deadline.passed(asked.on) else None

    @cached_property
    def identity_answer(self) -> Posted | None:
        """The person's answer to it, if it was sent."""
        answer = self.answered_with(LetterKind.IDENTITY)
        return answer if answer and self.identity_asked and answer.on >= self.identity_asked.on else None

    @cached_property
    def runs_from(self) -> date:
        """The day from which the month is counted.

        Whether a demand for an identity in time stops the clock (GDPR art. 12(6)) is not settled: the later date is
        taken, the receipt of the person's answer, so that nobody is accused too early.
        """
        return self._receipt_of(self.identity_answer) if self.identity_answer else self.received

    @cached_property
    def extension(self) -> Extended | None:
        """The announcement that counts: made within the first month, with reasons (GDPR art. 12(3))."""
        return next((e for e in self._extensions if e.reasons and not self._basic.passed(e.on)), None)

    @cached_property
    def invalid_extension(self) -> Extended | None:
        """The last announcement, when none counts: too late, or without reasons."""
        return self._extensions[-1] if self._extensions and not self.extension else None

    @cached_property
    def _extensions(self) -> tuple[Extended, ...]:
        return tuple(entry.event for entry in self.log if isinstance(entry.event, Extended))

    @cached_property
    def _basic(self) -> Deadline:
        return self._counted(self.runs_from, self.delays.answer.count)

    @cached_property
    def deadline(self) -> Deadline:
        """The last day the body has, extension counted; for the CNIL, the end of the three months of silence."""
        if self.name is TrackName.CNIL:
            return silence(self.request.on, self.delays.cnil_silence.count)
        if self.extension:
            return self._counted(self.runs_from, self.delays.answer.count + self.delays.extension.count)
        return self._basic

    def _counted(self, start: date, months: int) -> Deadline:
        return deadline(start, months, *self._holidays)

    @property
    def _holidays(self) -> tuple[Container[date], ...]:
        """The holidays where the body is, and where the person was when they wrote."""
        home = self.request.home
        return (holidays_of(self.request.territory), *((holidays_of(home),) if home else ()))

    @cached_property
    def appeal_by(self) -> date | None:
        """For the CNIL: the last safe day to go to the Conseil d'État, after its decision or its silence.

        None when it said that it deals with the complaint, or dealt with it.
        """
        if self.name is not TrackName.CNIL or isinstance(self.settled, Confirmed):
            return None
        if isinstance(self.settled, Declined):
            return last_day_to_appeal(self.settled.on, self.delays.appeal.count, *self._holidays)
        if self.progress:
            return None
        return last_day_to_appeal(self.deadline.last_day, self.delays.appeal.count, *self._holidays)

    # --- Answers ----------------------------------------------------------------------------------------------------

    @cached_property
    def settled(self) -> Confirmed | Declined | Partial | Unidentified | Closed | None:
        """The last thing that settles the track one way or the other, if it was not taken up again since."""
        last = self._last_of(Confirmed, Declined, Partial, Unidentified, Closed, Reopened)
        return None if last is None or isinstance(last, Reopened) else last  # type: ignore[return-value]

    def _last_of(self, *kinds: type[Event]) -> Event | None:
        return next((entry.event for entry in reversed(self.log) if isinstance(entry.event, kinds)), None)

    @property
    def answer(self) -> Confirmed | Declined | Partial | None:
        """The last answer on the substance."""
        return self._last_of(Confirmed, Declined, Partial)  # type: ignore[return-value]

    @property
    def acknowledged(self) -> Acknowledged | None:
        """The last acknowledgement of the body, which is no answer."""
        return self._last(Acknowledged)

    @property
    def unheard(self) -> bool:
        """Whether the body wrote nothing at all, not even that it received the letter."""
        wrote = (Acknowledged, Confirmed, Declined, Partial, Unidentified, IdentityAsked, Redirected, Extended)
        return not any(isinstance(entry.event, wrote) for entry in self.log)

    @property
    def redirected(self) -> Redirected | None:
        """The last time that the body sent the person elsewhere."""
        return self._last(Redirected)

    @property
    def unidentified(self) -> Unidentified | None:
        """The last time that the body said that it cannot identify the person."""
        return self._last(Unidentified)

    @property
    def progress(self) -> Progressed | None:
        """The last news of the CNIL's examination."""
        return self._last(Progressed)

    def status(self, today: date) -> Status:
        """Where the track stands on that day."""
        match self.settled:
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
            case None:
                return self._unsettled(today)

    def _unsettled(self, today: date) -> Status:
        if self.identity_asked and not self.identity_answer:
            return Status.ASKED
        if self.name is TrackName.CNIL and self.progress:
            return Status.WAITING
        return Status.LATE if self.deadline.passed(today) else Status.WAITING

    def complaint_opens(self) -> date | None:
        """The first day on which the CNIL can be asked; None when there is nothing to complain of.

        At once after a refusal, a partial answer, or "we cannot identify you"; otherwise the day after the last day of
        the deadline: the CNIL wants a prior request and a month of silence. Not while the person is asked who they are.
        """
        if self.name is TrackName.CNIL:
            return None
        match self.settled:
            case Confirmed() | Closed():
                return None
            case Declined(on=on) | Partial(on=on) | Unidentified(on=on):
                return on
            case None:
                waits = self.identity_asked and not self.identity_answer
                return None if waits else self.deadline.late_from

    def complaint_open(self, today: date) -> bool:
        """Whether the CNIL can be asked about this track on that day."""
        opens = self.complaint_opens()
        return opens is not None and today >= opens


def start_of(log: tuple[Recorded, ...], name: TrackName) -> int | None:
    """Where the track's present clock begins in its log; None when nothing was sent that starts one."""
    starts = [i for i, e in enumerate(log) if isinstance(e.event, Posted) and e.event.letter.kind in _STARTS]
    if not starts or name is not TrackName.CNIL:
        return starts[-1] if starts else None
    ends = [i for i, e in enumerate(log) if isinstance(e.event, Confirmed | Declined | Closed) and i < starts[-1]]
    return next(i for i in starts if not ends or i > ends[-1])
