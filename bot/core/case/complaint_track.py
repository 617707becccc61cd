"""The track of one complaint to the authority: its silence, what ends it, and the person's own time after it."""

from dataclasses import dataclass
from datetime import date

from bot.core.campaign.letter_name import LetterKind
from bot.core.case.body import BodyTrack
from bot.core.case.computed import computed
from bot.core.case.deadline import Deadline, last_day_to_appeal, silence
from bot.core.case.event import (
    Closed,
    Confirmed,
    Declined,
    Progressed,
)
from bot.core.case.track import Status, Track


@dataclass(frozen=True)
class ComplaintTrack(Track):
    """The track of one complaint. Each complaint has its own clock.

    against  the tracks of the bodies that it complains of
    court    whether the campaign knows a court that hears of the authority's refusals
    """

    against: tuple[BodyTrack, ...] = ()
    court: bool = True

    @property
    def granted(self) -> bool:
        """Whether every body that the complaint is about has since done what was asked."""
        return bool(self.against) and all(isinstance(body.settled, Confirmed) for body in self.against)

    @property
    def sent_anew(self) -> bool:
        """Whether a later complaint stands, or none is needed, for each body that this one is about."""
        return bool(self.against) and all(body.complained or body.complaint_opens() is None for body in self.against)

    # --- Its silence ------------------------------------------------------------------------------------------------

    @computed
    def silence(self) -> Deadline:
        """The period at whose end the authority's silence rejects the complaint (décret 2019-536 art. 10)."""
        return silence(self.request.on, self.delays.silence.count)

    @property
    def progress(self) -> Progressed | None:
        """The authority's news with the latest date; the person may tell older ones after it."""
        return max((event for _, event in self._entries(Progressed)), key=lambda event: event.on, default=None)

    @computed
    def examined(self) -> Progressed | None:
        """The authority's first news within that period: its silence is then no rejection (CE, 24 July 2023, 465229).

        News that came later do not undo a rejection by silence.
        """
        return next((event for _, event in self._entries(Progressed) if event.on <= self.silence.last_day), None)

    @computed
    def deadline(self) -> Deadline:
        """The period after which the person can ask for news: since the authority's last news, or the complaint."""
        return silence(self.progress.on, self.delays.silence.count) if self.progress else self.silence

    @property
    def news_asked(self) -> bool:
        """Whether the person asked for news since the authority last wrote."""
        since = self.progress.on if self.progress else self.request.on
        asked = self.answered_with(LetterKind.NEWS)
        return asked is not None and asked.on >= since

    # --- The person's own time --------------------------------------------------------------------------------------

    @computed
    def refusal(self) -> Declined | None:
        """The authority's refusal; of several the earliest, from which the person's own time ends sooner."""
        found = [e.event for e in self._since if isinstance(e.event, Declined)]
        return min(found, key=lambda event: event.on) if isinstance(self.settled, Declined) and found else None

    @computed
    def appeal_after_silence(self) -> date | None:
        """The last safe day to appeal against a rejection by silence; None when the authority wrote in time."""
        return None if self.examined else self._appeal(self.silence.last_day)

    @computed
    def appeal_by(self) -> date | None:
        """The last safe day to appeal to the Conseil d'État, after a refusal or a silence; None when there is neither.

        An explicit refusal starts the two months anew only while those after the silence run (CJA art. R. 421-2).
        """
        if not self.court or self.granted or self.returned or isinstance(self.settled, Confirmed | Closed):
            return None
        if self.refusal is None:
            return self.appeal_after_silence
        return self.appeal_after_silence if self.refused_too_late else self._appeal(self.refusal.on)

    @property
    def refused_too_late(self) -> bool:
        """Whether the refusal came after the last safe day that follows the silence."""
        over = self.appeal_after_silence
        return self.refusal is not None and over is not None and self.refusal.on > over

    def _appeal(self, day: date) -> date:
        return last_day_to_appeal(day, self.delays.appeal.count, *self._holidays)

    # --- Where it stands --------------------------------------------------------------------------------------------

    def status(self, today: date) -> Status:
        """The status of the complaint on that day."""
        if isinstance(self.settled, Confirmed | Closed):
            return self._status_of(self.settled)
        if self.granted:
            return Status.GRANTED
        if self.settled:
            return self._status_of(self.settled)
        if self.returned:
            return Status.CLOSED if self.sent_anew else Status.RETURNED
        return Status.LATE if self.deadline.passed(today) else Status.WAITING
