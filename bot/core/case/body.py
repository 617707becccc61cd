"""The track of a body that was written to: its month, what moves it, and from when the CNIL can be asked about it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.core.case.effect import Effect, effect_of
from bot.core.case.event import (
    Closed,
    Confirmed,
    Declined,
    Recorded,
    Scope,
)
from bot.core.case.request_track import RequestTrack
from bot.core.case.track import Status


@dataclass(frozen=True)
class BodyTrack(RequestTrack):
    """One body: where it stands, and what the CNIL can be told of it.

    complaints  the complaints about it that were sent to the CNIL since its clock started and did not come back
    """

    complaints: tuple[Recorded, ...] = ()

    # --- Where it stands --------------------------------------------------------------------------------------------

    def status(self, today: date) -> Status:
        """Where the track stands on that day."""
        if self.settled:
            return self._status_of(self.settled)
        if self.returned:
            return Status.RETURNED
        if self.identity_waits:
            return Status.ASKED
        return Status.LATE if self.deadline.passed(today) else Status.WAITING

    # --- The CNIL ---------------------------------------------------------------------------------------------------

    def complaint_opens(self) -> date | None:
        """The first day on which the CNIL can be asked; None when there is nothing to complain of.

        At once after a refusal, a partial answer, or "we cannot identify you"; otherwise the day after the last day of
        the deadline: the CNIL wants a prior request and a month of silence. Not while the person is asked who they
        are, nor when the letter came back.
        """
        if isinstance(self.settled, Confirmed | Closed):
            return None
        return self.settled.on if self.settled else self._silent_from

    @property
    def _silent_from(self) -> date | None:
        return None if self.identity_waits or self.returned else self.deadline.late_from

    def complaint_open(self, today: date) -> bool:
        """Whether the CNIL can be asked about this track on that day."""
        opens = self.complaint_opens()
        return opens is not None and today >= opens

    @cached_property
    def complained(self) -> date | None:
        """The day a complaint about it was sent that stands; None when none was, or each was sent too early."""
        return next((e.event.on for e in self.complaints if not self.premature(e)), None)

    def premature(self, complaint: Recorded) -> bool:
        """Whether a complaint was sent before the CNIL could be asked, by what is known of the dates now.

        The day of the delivery, or an extension, may be told after the complaint has left.
        """
        if isinstance(self.settled, Confirmed | Closed):
            return False  # it does not matter any more
        answers = [e.event.on for e in self.log if effect_of(e.event) is Effect.REFUSED]
        days = [*answers, *([self._silent_from] if self._silent_from else [])]
        return not days or complaint.event.on < min(days)

    @property
    def too_early(self) -> tuple[Recorded, ...]:
        """The complaints that were sent too early, where none stands."""
        return () if self.complained else tuple(e for e in self.complaints if self.premature(e))

    @property
    def refused_on_exclusions(self) -> bool:
        """Whether it only invoked CSP art. R. 1461-9 II: said before anybody complains of it."""
        return isinstance(self.settled, Declined) and self.settled.scope is Scope.EXCLUSIONS
