"""The letters of one track: those sent, those that came back, and the day from which its clock runs."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.core.campaign.delay import Delays
from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Medium
from bot.core.case.computed import computed
from bot.core.case.effect import Effect, effect_of, told_on
from bot.core.case.event import (
    Event,
    Recorded,
)
from bot.core.case.letter_event import (
    Delivered,
    Posted,
    Returned,
)
from bot.core.case.working_days import LegalHolidays, add_working_days, holidays_of

Kind = TypeVar("Kind", bound=Event)
PAPER = frozenset({Medium.POST, Medium.REGISTERED})
BODY_WROTE = frozenset({Effect.HEARD, Effect.GRANTED, Effect.REFUSED})


@dataclass(frozen=True)
class Correspondence:
    """The letters to one recipient since the one that started its present clock, and what became of them.

    log      the events since that letter, which is the first of them
    opened   the place in the case's log of the letter that opened the track; with the name, it makes the track's key
    before   the events before that letter: it was sent anew, after it had come back for instance
    touched  the last event that the person told of the track, or their correction of one
    """

    name: str
    log: tuple[Recorded, ...]
    delays: Delays
    opened: int
    before: tuple[Recorded, ...] = ()
    touched: Recorded | None = None

    @computed
    def key(self) -> str:
        """The key of this track within its case: « caisse.2 »."""
        return f"{self.name}.{self.opened}"

    @property
    def told_on(self) -> date:
        """The day on which the person last told something of this track."""
        return told_on((self.touched or self.log[-1]).event)

    @property
    def touched_seq(self) -> int:
        """The place in the log of the last event that the person told of this track."""
        return (self.touched or self.log[-1]).seq

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
        """The place in the log of `request`."""
        return self.log[0].seq

    @computed
    def letters(self) -> tuple[Recorded, ...]:
        """The letters that were sent on this track and did not come back, `request` included."""
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
        """The first letter of a kind that answers the event at that place of the log, which is of that day.

        It was sent on a later day, or on the same day and told after the event: no letter answers what came after it.
        """
        for entry in self.letters:
            event = entry.event
            if isinstance(event, Posted) and event.letter.kind is kind and (event.on, entry.seq) > (on, seq):
                return event
        return None

    # --- Receipt ----------------------------------------------------------------------------------------------------

    def _came_back(self, seq: int, letter: Posted) -> Returned | None:
        """A letter's return, unless its delivery was told since; for `request`, unless the recipient wrote since."""
        found: Returned | None = None
        for entry in self.log:
            event = entry.event
            if entry.seq < seq:
                continue
            if isinstance(event, Returned) and event.letter == letter.letter:
                found = event
            elif self._arrived(event, letter, seq):
                found = None
            elif isinstance(event, Posted) and entry.seq > seq and event.letter == letter.letter:
                break  # what came back later is the second copy
        return found

    def _arrived(self, event: Event, letter: Posted, seq: int) -> bool:
        """Whether an event shows that a letter arrived: its delivery; for `request`, any word of the recipient."""
        delivered = isinstance(event, Delivered) and event.letter == letter.letter
        return delivered or (seq == self.request_seq and effect_of(event) in BODY_WROTE)

    @computed
    def returned(self) -> Returned | None:
        """The return of `request`, the letter that started the clock, if it came back."""
        return self._came_back(self.request_seq, self.request)

    @property
    def delivery(self) -> Delivered | None:
        """The delivery of `request`, if the person told it; that of a later letter starts no clock."""
        return self.delivery_of(self.request)

    def delivery_of(self, letter: Posted) -> Delivered | None:
        """The delivery of a letter, if the person told it."""
        told = (event for _, event in reversed(self._entries(Delivered)))
        return next((event for event in told if event.letter == letter.letter and event.on >= letter.on), None)

    @property
    def awaits_delivery(self) -> bool:
        """Whether `request` went by registered post and the person told neither its delivery nor its return."""
        return self.request.medium is Medium.REGISTERED and self.delivery is None and not self.returned

    @property
    def receipt_assumed(self) -> bool:
        """Whether the day of receipt of `request` is an estimate: it went by post and its delivery was not told."""
        return self.assumed(self.request)

    def assumed(self, letter: Posted) -> bool:
        """Whether the day of receipt of a letter is an estimate."""
        return letter.medium in PAPER and self.delivery_of(letter) is None

    @computed
    def received(self) -> date:
        """The day of receipt of `request`, from which the clock runs."""
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
    def _holidays(self) -> tuple[LegalHolidays, ...]:
        """The holidays of the place where the body is, and of the place where the person was when they wrote."""
        home = self.request.home
        return (holidays_of(self.request.territory), *((holidays_of(home),) if home else ()))


def _kind(entry: Recorded) -> LetterKind | None:
    return entry.event.letter.kind if isinstance(entry.event, Posted) else None
