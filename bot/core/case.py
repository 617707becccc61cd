"""The case (*dossier*): an append-only list of dated events, from which all else is computed.

What is stored is `log`. What counts is `entries`: the log with the person's own corrections applied. An entry keeps
its place in the log, so that the ledger of sent reminders holds whatever is corrected.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bot.core.campaign import Delays, TrackName
from bot.core.event import (
    Event,
    OfReminders,
    Posted,
    Prepared,
    Recorded,
    Redated,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Withdrawn,
    track_of,
)
from bot.core.letter_name import LetterName
from bot.core.track import DONE, Track, start_of


@dataclass(frozen=True)
class Case:
    """Everything a person has undertaken in one campaign."""

    log: tuple[Recorded, ...] = ()

    def adding(self, events: Iterable[Event]) -> "Case":
        """The case with these events at its end."""
        start = len(self.log)
        return Case((*self.log, *(Recorded(start + i, event) for i, event in enumerate(events))))

    @cached_property
    def entries(self) -> tuple[Recorded, ...]:
        """What counts: without the events that were withdrawn, with the dates that were corrected."""
        withdrawn = {entry.event.seq for entry in self.log if isinstance(entry.event, Withdrawn)}
        days = {entry.event.seq: entry.event.day for entry in self.log if isinstance(entry.event, Redated)}
        return tuple(
            replace(entry, event=replace(entry.event, on=days[entry.seq])) if entry.seq in days else entry
            for entry in self.log
            if entry.seq not in withdrawn and not isinstance(entry.event, Withdrawn | Redated)
        )

    # --- Tracks -----------------------------------------------------------------------------------------------------

    def tracks(self, delays: Delays) -> tuple[Track, ...]:
        """The tracks on which a letter was sent, in the order of TrackName."""
        # A case never changes, and a dozen questions of one message ask for its tracks: computed once for these delays.
        if delays not in self._tracks:
            self._tracks[delays] = self._computed(delays)
        return self._tracks[delays]

    @cached_property
    def _tracks(self) -> dict[Delays, tuple[Track, ...]]:
        return {}

    def _computed(self, delays: Delays) -> tuple[Track, ...]:
        found: list[Track] = []
        for name in TrackName:
            log = tuple(entry for entry in self.entries if track_of(entry.event) is name)
            start = start_of(log, name)
            if start is not None:
                found.append(Track(name, log[start:], delays))
        return tuple(found)

    def track(self, name: TrackName, delays: Delays) -> Track | None:
        """One track, or None when nothing was sent on it."""
        return next((track for track in self.tracks(delays) if track.name is name), None)

    def complained(self, track: Track) -> date | None:
        """The day a complaint about that track was sent to the CNIL, since its clock started; None when none was."""
        posted = (
            entry.event for entry in self.entries if isinstance(entry.event, Posted) and entry.seq > track.request_seq
        )
        return next((event.on for event in posted if track.name in event.about), None)

    # --- Letters ----------------------------------------------------------------------------------------------------

    def _last_seq(self, kind: type[Prepared | Posted], letter: LetterName) -> int:
        for entry in reversed(self.entries):
            match entry.event:
                case Prepared(letters=letters) if kind is Prepared and letter in letters:
                    return entry.seq
                case Posted(letter=sent) if kind is Posted and sent is letter:
                    return entry.seq
                case _:
                    pass
        return -1

    @cached_property
    def unsent(self) -> tuple[LetterName, ...]:
        """The letters that were given and not marked as sent since."""
        return tuple(name for name in LetterName if self._last_seq(Prepared, name) > self._last_seq(Posted, name))

    def prepared(self, letter: LetterName) -> Recorded | None:
        """The last time that a letter was given."""
        seq = self._last_seq(Prepared, letter)
        return next((entry for entry in self.entries if entry.seq == seq), None)

    def posted(self, letter: LetterName) -> Posted | None:
        """The last time that a letter was marked as sent."""
        seq = self._last_seq(Posted, letter)
        return next((e.event for e in self.entries if e.seq == seq and isinstance(e.event, Posted)), None)

    # --- Reminders --------------------------------------------------------------------------------------------------

    @property
    def reminding(self) -> RemindersAccepted | None:
        """The standing consent to reminders, if there is one."""
        last = self._last_of(RemindersAccepted, RemindersStopped)
        return last if isinstance(last, RemindersAccepted) else None

    @property
    def pause(self) -> RemindersPaused | None:
        """The last pause of reminders that was not ended; its day may be over."""
        last = self._last_of(RemindersAccepted, RemindersStopped, RemindersPaused, RemindersResumed)
        return last if isinstance(last, RemindersPaused) else None

    def _last_of(self, *kinds: type[OfReminders]) -> OfReminders | None:
        return next((e.event for e in reversed(self.entries) if isinstance(e.event, kinds)), None)

    def closed(self, delays: Delays, today: date) -> bool:
        """Whether every track that was opened is done with, and no letter waits to be sent."""
        tracks = self.tracks(delays)
        return bool(tracks) and not self.unsent and all(track.status(today) in DONE for track in tracks)
