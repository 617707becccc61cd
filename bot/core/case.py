"""The case (*dossier*): an append-only list of dated events, and what follows from it.

Nothing here is stored but the events. Status, deadlines, next steps and reminders are computed from them, from the
campaign's delays and from the day it is. A wrong rule mended in this file mends every case at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Literal

from bot.core.campaign import Delays, Medium, TrackName
from bot.core.deadline import Deadline, deadline
from bot.core.working_days import Territory, add_working_days, holidays_of


class LetterName(StrEnum):
    """The letters of a campaign. Stored: never renamed."""

    CAISSE = "caisse"
    HDH = "hdh"
    CHASE_CAISSE = "chase-caisse"
    CHASE_HDH = "chase-hdh"
    CNIL = "cnil"

    @property
    def track(self) -> TrackName:
        """Whose track this letter belongs to."""
        return _TRACK[self]


_TRACK = {
    LetterName.CAISSE: TrackName.CAISSE,
    LetterName.HDH: TrackName.HDH,
    LetterName.CHASE_CAISSE: TrackName.CAISSE,
    LetterName.CHASE_HDH: TrackName.HDH,
    LetterName.CNIL: TrackName.CNIL,
}
CHASES = {TrackName.CAISSE: LetterName.CHASE_CAISSE, TrackName.HDH: LetterName.CHASE_HDH}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The bot gave these letters, made with that version of the templates. Nothing runs from it."""

    on: date
    letters: tuple[LetterName, ...]
    templates: int
    kind: Literal["prepared"] = "prepared"


@dataclass(frozen=True, slots=True)
class Posted:
    """The person says that they sent a letter: to whom (as named then), by what medium, on which day."""

    on: date
    letter: LetterName
    medium: Medium
    to: str
    territory: Territory
    kind: Literal["posted"] = "posted"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The day a registered letter was handed over, read on its notice."""

    on: date
    letter: LetterName
    kind: Literal["delivered"] = "delivered"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The body wrote that it recorded the objection, or the person says that this track is done."""

    on: date
    track: TrackName
    kind: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, slots=True)
class Declined:
    """The body refused, or answered in part only."""

    on: date
    track: TrackName
    kind: Literal["declined"] = "declined"


@dataclass(frozen=True, slots=True)
class Redirected:
    """The body sent the person elsewhere. Its own clock goes on: it should have forwarded (CRPA art. L. 114-2)."""

    on: date
    track: TrackName
    kind: Literal["redirected"] = "redirected"


@dataclass(frozen=True, slots=True)
class Extended:
    """The body announced that it needs more time; `reasons` says whether it told why."""

    on: date
    track: TrackName
    reasons: bool
    kind: Literal["extended"] = "extended"


@dataclass(frozen=True, slots=True)
class Silent:
    """Asked on that day, the person said that nothing had come."""

    on: date
    track: TrackName
    kind: Literal["silent"] = "silent"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person asked to be reminded of this track on another day."""

    on: date
    track: TrackName
    until: date
    kind: Literal["snoozed"] = "snoozed"


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


Event = (
    Prepared
    | Posted
    | Delivered
    | Confirmed
    | Declined
    | Redirected
    | Extended
    | Silent
    | Snoozed
    | RemindersAccepted
    | RemindersStopped
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and its place in the log, which never changes: the ledger of sent reminders points to it."""

    seq: int
    event: Event


class Status(StrEnum):
    """Where a track stands on a given day."""

    WAITING = "waiting"
    LATE = "late"
    DECLINED = "declined"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Track:
    """The events of one recipient, from the day its letter was sent; everything else is computed."""

    name: TrackName
    log: tuple[Recorded, ...]
    delays: Delays

    def _last(self, *kinds: type) -> Recorded | None:
        return next((entry for entry in reversed(self.log) if isinstance(entry.event, kinds)), None)

    @cached_property
    def request(self) -> Posted:
        """The letter whose receipt started the clock: the first one of the track."""
        return next(entry.event for entry in self.log if isinstance(entry.event, Posted))

    @cached_property
    def request_seq(self) -> int:
        """Where that letter stands in the log."""
        return next(entry.seq for entry in self.log if isinstance(entry.event, Posted))

    @cached_property
    def chase(self) -> Recorded | None:
        """The last chase letter that was sent, if one was."""
        chases = [entry for entry in self.log if isinstance(entry.event, Posted)]
        return chases[-1] if len(chases) > 1 else None

    @cached_property
    def delivery(self) -> Delivered | None:
        """The delivery of the first letter, if the person told it: a chase letter's starts no clock."""
        told = (entry.event for entry in reversed(self.log) if isinstance(entry.event, Delivered))
        return next((event for event in told if event.letter is self.request.letter), None)

    @property
    def awaits_delivery(self) -> bool:
        """Whether it went by registered post and nobody told yet when it was handed over."""
        return self.request.medium is Medium.REGISTERED and self.delivery is None

    @property
    def receipt_assumed(self) -> bool:
        """Whether the day of receipt is an estimate: sent by post, and no notice of delivery."""
        return self.delivery is None and self.request.medium in {Medium.POST, Medium.REGISTERED}

    @cached_property
    def received(self) -> date:
        """The day the clock starts from: receipt, not sending.

        An electronic message is received the day it is sent. Paper is received on the day of its notice, and
        without one on the estimate of the campaign's `post` delay, which errs on the late side: a body is never
        said to be late too early.
        """
        if self.delivery:
            return self.delivery.on
        if self.receipt_assumed:
            return add_working_days(self.request.on, self.delays.post.count, holidays_of(self.request.territory))
        return self.request.on

    @cached_property
    def first_deadline(self) -> Deadline:
        """One month from receipt: GDPR art. 12(3)."""
        return deadline(self.received, self.delays.answer.count, holidays_of(self.request.territory))

    @cached_property
    def extension(self) -> Extended | None:
        """The announcement that counts: made within the first month, with reasons (GDPR art. 12(3))."""
        return next(
            (
                entry.event
                for entry in self.log
                if isinstance(entry.event, Extended)
                and entry.event.reasons
                and not self.first_deadline.passed(entry.event.on)
            ),
            None,
        )

    @cached_property
    def deadline(self) -> Deadline:
        """The last day the body has, extension counted."""
        if self.name is TrackName.CNIL:
            return deadline(self.received, self.delays.cnil_silence.count, holidays_of(self.request.territory))
        if self.extension:
            months = self.delays.answer.count + self.delays.extension.count
            return deadline(self.received, months, holidays_of(self.request.territory))
        return self.first_deadline

    @cached_property
    def answer(self) -> Recorded | None:
        """The last answer that settles the track one way or the other."""
        return self._last(Confirmed, Declined)

    def status(self, today: date) -> Status:
        """Where the track stands on that day."""
        match self.answer:
            case Recorded(event=Confirmed()):
                return Status.CONFIRMED
            case Recorded(event=Declined()):
                return Status.DECLINED
            case _:
                return Status.LATE if self.deadline.passed(today) else Status.WAITING

    def complaint_opens(self) -> date | None:
        """The first day on which the CNIL can be asked; None once the objection is confirmed.

        At once after a refusal; otherwise the day after the last day of the deadline: the CNIL wants a prior
        request and a month of silence.
        """
        match self.answer:
            case Recorded(event=Confirmed()):
                return None
            case Recorded(event=Declined() as declined):
                return declined.on
            case _:
                return self.deadline.last_day + timedelta(days=1)

    def complaint_open(self, today: date) -> bool:
        """Whether the CNIL can be asked about this track on that day."""
        opens = self.complaint_opens()
        return self.name is not TrackName.CNIL and opens is not None and today >= opens


@dataclass(frozen=True)
class Case:
    """Everything a person has undertaken in one campaign."""

    log: tuple[Recorded, ...] = ()

    def adding(self, events: Iterable[Event]) -> "Case":
        """The case with these events at its end."""
        start = len(self.log)
        return Case((*self.log, *(Recorded(start + i, event) for i, event in enumerate(events))))

    def tracks(self, delays: Delays) -> tuple[Track, ...]:
        """The tracks on which a letter was sent, in the order of TrackName."""
        logs = ((name, self._log_of(name)) for name in TrackName)
        return tuple(
            Track(name, log, delays) for name, log in logs if any(isinstance(entry.event, Posted) for entry in log)
        )

    def track(self, name: TrackName, delays: Delays) -> Track | None:
        """One track, or None when nothing was sent on it."""
        return next((track for track in self.tracks(delays) if track.name is name), None)

    def _log_of(self, name: TrackName) -> tuple[Recorded, ...]:
        return tuple(entry for entry in self.log if _track_of(entry.event) is name)

    @property
    def prepared(self) -> dict[LetterName, date]:
        """The letters that were given, each with the day it was last given."""
        return {
            letter: entry.event.on
            for entry in self.log
            if isinstance(entry.event, Prepared)
            for letter in entry.event.letters
        }

    @property
    def posted(self) -> dict[LetterName, date]:
        """The letters that were marked as sent, each with the last day told."""
        return {entry.event.letter: entry.event.on for entry in self.log if isinstance(entry.event, Posted)}

    @property
    def unsent(self) -> tuple[LetterName, ...]:
        """The letters that were given and not yet marked as sent."""
        return tuple(letter for letter in LetterName if letter in self.prepared and letter not in self.posted)

    @property
    def reminding(self) -> RemindersAccepted | None:
        """The standing consent to reminders, if there is one."""
        last = next(
            (
                entry.event
                for entry in reversed(self.log)
                if isinstance(entry.event, RemindersAccepted | RemindersStopped)
            ),
            None,
        )
        return last if isinstance(last, RemindersAccepted) else None

    def closed(self, delays: Delays, today: date) -> bool:
        """Whether every track that was opened is confirmed."""
        tracks = self.tracks(delays)
        return bool(tracks) and all(track.status(today) is Status.CONFIRMED for track in tracks)


def _track_of(event: Event) -> TrackName | None:
    match event:
        case Posted(letter=letter) | Delivered(letter=letter):
            return letter.track
        case (
            Confirmed(track=track)
            | Declined(track=track)
            | Redirected(track=track)
            | Extended(track=track)
            | Silent(track=track)
            | Snoozed(track=track)
        ):
            return track
        case Prepared() | RemindersAccepted() | RemindersStopped():
            return None
