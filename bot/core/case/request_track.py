"""The track of a body: what the person asked of it, the identity that it demands in return, and its month to answer."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.core.campaign.delay import PeriodUnit
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Right
from bot.core.case.computed import computed
from bot.core.case.deadline import Deadline, deadline
from bot.core.case.effect import Effect, effect_of
from bot.core.case.event import (
    Extended,
    IdentityAsked,
)
from bot.core.case.letter_event import Posted
from bot.core.case.track import Track
from bot.core.case.working_days import LegalHolidays


@dataclass(frozen=True, slots=True)
class Demand:
    """A body's demand for an identity, its place in the log, and the person's answer to it.

    in_time  whether the body made it within its month: only such a demand stops the month until the answer
    """

    seq: int
    asked: IdentityAsked
    in_time: bool
    answer: Posted | None


@dataclass(frozen=True)
class RequestTrack(Track):
    """A track with what was asked of a body, the identity that it demands in return, and its month to answer.

    asks  what the letter that started it asks for
    both  whether that letter asks for access (GDPR art. 15) as well, as the first version of the letters did
    """

    asks: Right = Right.OBJECTION
    both: bool = False

    # --- What was asked ---------------------------------------------------------------------------------------------

    @property
    def asks_access(self) -> bool:
        """Whether the first letter asks for access (GDPR art. 15), alone or beside the objection."""
        return self.both or not self.asks_objection

    @property
    def asks_objection(self) -> bool:
        """Whether the first letter asks for something to be done (to object, GDPR art. 21), alone or beside access."""
        return self.asks is not Right.ACCESS

    @property
    def awaits_access(self) -> bool:
        """Whether the first letter asks for access and the body has not answered that."""
        return self.asks_access and not self.accessed

    @property
    def owes_access(self) -> bool:
        """Whether the answer on access is all that the body still owes: it recorded the objection, or none was made."""
        return self.awaits_access and (self.recorded is not None or not self.asks_objection)

    @property
    def owes_objection(self) -> bool:
        """Whether the body answered on access and not yet on the objection."""
        return self.both and self.recorded is None and self.accessed

    @property
    def granted_on(self) -> date | None:
        """The day of the last answer by which the body did what was asked; None before there is one."""
        return max((e.event.on for e in self._since if effect_of(e.event) is Effect.GRANTED), default=None)

    # --- Demands for an identity ------------------------------------------------------------------------------------

    @computed
    def demands(self) -> tuple[Demand, ...]:
        """Every demand for an identity, in the order of its day; each has its own answer.

        A demand is in time within the month from receipt, or from the receipt of the last answer to such a demand.
        """
        found, start = list[Demand](), self.received
        for seq, asked in sorted(self._entries(IdentityAsked), key=lambda one: (one[1].on, one[0])):
            answer = self.reply(seq, asked.on, LetterKind.IDENTITY)
            in_time = not self._counted(start, self.delays.answer.count).passed(asked.on)
            found.append(Demand(seq, asked, in_time, answer))
            if in_time and answer:
                start = max(start, self._receipt_of(answer))
        return tuple(found)

    @property
    def demanded(self) -> Demand | None:
        """The last demand that the person has not answered, whether the body made it in time or not."""
        return next((one for one in reversed(self.demands) if one.answer is None), None)

    @property
    def identity_waits(self) -> bool:
        """Whether the body waits for the person's identity: they have not answered a demand that was made in time."""
        return any(one.in_time and one.answer is None for one in self.demands)

    @property
    def identity_asked(self) -> IdentityAsked | None:
        """The demand that a letter mentions: the one to be answered, or else the last one that moved the month."""
        if self.demanded:
            return self.demanded.asked
        answered = [one for one in self.demands if one.in_time]
        return answered[-1].asked if answered else None

    @computed
    def identity_answer(self) -> Posted | None:
        """The person's answer from whose receipt the month is counted, if there is one."""
        answers = [one.answer for one in self.demands if one.in_time and one.answer]
        last = max(answers, key=self._receipt_of, default=None)
        return last if last and self._receipt_of(last) >= self.received else None

    @property
    def awaited(self) -> str | None:
        """The key of the letter that the track waits for: the first letter again, or the answer to a demand."""
        if self.settled:
            return None
        if self.returned:
            return str(self.request.letter)
        return f"{LetterName.of(LetterKind.IDENTITY, self.name)}.{self.opened}" if self.demanded else None

    # --- Deadlines --------------------------------------------------------------------------------------------------

    @computed
    def runs_from(self) -> date:
        """The day from which the month is counted.

        Whether a demand for an identity in time stops the clock (GDPR art. 12(6)) is not settled: the later date is
        taken, the receipt of the person's answer, so that nobody is accused too early. No demand makes it earlier.
        """
        return self._receipt_of(self.identity_answer) if self.identity_answer else self.received

    @property
    def runs_on_estimate(self) -> bool:
        """Whether the day from which the month is counted is an estimate."""
        return self.assumed(self.identity_answer or self.request)

    @computed
    def extension(self) -> Extended | None:
        """The body's announcement of more time that counts: within the first month, with reasons (GDPR art. 12(3))."""
        return next((e for _, e in self._extensions if e.reasons and not self._basic.passed(e.on)), None)

    @computed
    def invalid_extension(self) -> Extended | None:
        """The body's last announcement of more time, when none counts: it came too late, or without reasons."""
        return self._extensions[-1][1] if self._extensions and not self.extension else None

    @computed
    def _extensions(self) -> tuple[tuple[int, Extended], ...]:
        return self._entries(Extended)

    @computed
    def _basic(self) -> Deadline:
        return self._counted(self.runs_from, self.delays.answer.count)

    @computed
    def deadline(self) -> Deadline:
        """The last day that the body has to answer, its extension counted."""
        if self.extension:
            return self._counted(self.runs_from, self.delays.answer.count + self.delays.extension.count)
        return self._basic

    def _counted(self, start: date, count: int) -> Deadline:
        return _deadline(start, count, self.delays.answer.unit, *self._holidays)


@lru_cache(maxsize=2_000)
def _deadline(start: date, count: int, unit: PeriodUnit, *holidays: LegalHolidays) -> Deadline:
    """The last day of a period, counted once for all who wrote on the same day from the same places."""
    return deadline(start, count, *holidays, unit=unit)
