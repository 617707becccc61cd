"""The track of a body that was written to: its status, and from when the person can complain of it to the authority."""

from dataclasses import dataclass
from datetime import date

from bot.core.case.computed import computed
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
    """The track of one body: its status, and the complaints to the authority about it.

    complaints  the complaints about this body that were sent since its clock started, and did not come back
    """

    complaints: tuple[Recorded, ...] = ()

    # --- Where it stands --------------------------------------------------------------------------------------------

    def status(self, today: date) -> Status:
        """The status of the track on that day."""
        if self.settled:
            return self._status_of(self.settled)
        if self.returned:
            return Status.RETURNED
        if self.identity_waits:
            return Status.ASKED
        return Status.LATE if self.deadline.passed(today) else Status.WAITING

    # --- The authority ----------------------------------------------------------------------------------------------

    def complaint_opens(self) -> date | None:
        """The first day on which the person can complain of this body; None when there is no cause yet.

        At once after a refusal, a partial answer, or "we cannot identify you"; otherwise the day after the last day of
        the deadline: the authority wants a prior request and its time to answer. Not while the person is asked who they
        are, nor when the letter came back.
        """
        if isinstance(self.settled, Confirmed | Closed):
            return None
        return self.settled.on if self.settled else self._silent_from

    @property
    def _silent_from(self) -> date | None:
        return None if self.identity_waits or self.returned else self.deadline.late_from

    def complaint_open(self, today: date) -> bool:
        """Whether the person can complain of this body to the authority on that day."""
        opens = self.complaint_opens()
        return opens is not None and today >= opens

    @computed
    def complained(self) -> date | None:
        """The day on which the first complaint that was not too early was sent; None when there is none."""
        return next((e.event.on for e in self.complaints if not self.premature(e)), None)

    def premature(self, complaint: Recorded) -> bool:
        """Whether a complaint was sent before the authority could be asked, by the dates that are known now.

        The person may tell a day of delivery or an extension after having sent the complaint.
        """
        if isinstance(self.settled, Confirmed | Closed):
            return False  # the matter is closed: when the complaint was sent does not matter any more
        answers = [e.event.on for e in self.log if effect_of(e.event) is Effect.REFUSED]
        days = [*answers, *([self._silent_from] if self._silent_from else [])]
        return not days or complaint.event.on < min(days)

    @property
    def too_early(self) -> tuple[Recorded, ...]:
        """The complaints, when every one of them was sent too early; else none."""
        return () if self.complained else tuple(e for e in self.complaints if self.premature(e))

    @property
    def refused_on_exclusions(self) -> bool:
        """Whether the body refused on CSP art. R. 1461-9 II alone, which is probably lawful."""
        return isinstance(self.settled, Declined) and self.settled.scope is Scope.EXCLUSIONS
