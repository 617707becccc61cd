"""The case (*dossier*): an append-only list of dated events, from which all else is computed.

What is stored is `log`. What counts is `entries`: the log with the person's own corrections applied. An entry keeps
its place in the log, so that the ledger of sent reminders holds whatever is corrected.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Right
from bot.core.case.body import BodyTrack
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.computed import computed
from bot.core.case.effect import opener_of
from bot.core.case.event import (
    Correction,
    Event,
    OfReminders,
    Recorded,
    Redated,
    RemindersAccepted,
    RemindersPaused,
    RemindersResumed,
    RemindersStopped,
    Withdrawn,
)
from bot.core.case.letter_event import (
    Delivered,
    Dropped,
    OfLetter,
    Posted,
    Prepared,
    Returned,
    Unposted,
)
from bot.core.case.threads import Threads, threads
from bot.core.case.track import DONE
from bot.core.case.working_days import Territory

if TYPE_CHECKING:
    from bot.core.case.reminder import Reminder


@dataclass(frozen=True, slots=True)
class Given:
    """A letter that was given and not marked as sent since.

    opened_by  for a letter that follows another: the track that it goes on
    seq        the place in the log of its giving
    asked      the place in the log of the last time that the person was asked whether it left; before that, `seq`
    on         the day it was given, which is the date on the letter
    templates  the version of the letters that it was made with
    """

    letter: LetterName
    opened_by: int | None
    seq: int
    on: date
    templates: int
    asked: int
    asked_on: date

    @property
    def key(self) -> str:
        """The key of the letter within its case: « chase-caisse.2 »."""
        return key_of(self.letter, self.opened_by)


def key_of(letter: LetterName, opened_by: int | None) -> str:
    """The key of a letter within its case: its name, and the track that it follows where there is one."""
    return str(letter) if opened_by is None else f"{letter}.{opened_by}"


def read_key(key: str) -> tuple[LetterName, int | None]:
    """The letter and the track that such a key names. Raises ValueError for any other text."""
    letter, _, opened_by = key.partition(".")
    return LetterName(letter), int(opened_by) if opened_by else None


@dataclass(frozen=True)
class Case:
    """Everything a person has undertaken in one campaign."""

    log: tuple[Recorded, ...] = ()

    def adding(self, events: Iterable[Event]) -> "Case":
        """The case with these events at its end."""
        start = len(self.log)
        return Case((*self.log, *(Recorded(start + i, event) for i, event in enumerate(events))))

    @computed
    def entries(self) -> tuple[Recorded, ...]:
        """The events that count: the log without those that were withdrawn, and with the corrected dates."""
        withdrawn = {entry.event.seq for entry in self.log if isinstance(entry.event, Withdrawn)}
        days = {entry.event.seq: entry.event.day for entry in self.log if isinstance(entry.event, Redated)}
        return tuple(
            replace(entry, event=replace(entry.event, on=days[entry.seq])) if entry.seq in days else entry
            for entry in self.log
            if entry.seq not in withdrawn and not isinstance(entry.event, Withdrawn | Redated)
        )

    # --- Tracks -----------------------------------------------------------------------------------------------------

    @computed
    def threads(self) -> Threads:
        """The track that each event of the log belongs to."""
        return threads(self.log)

    def tracks(self, campaign: Campaign) -> tuple[BodyTrack | ComplaintTrack, ...]:
        """The tracks on which a letter was sent, in the order of the recipients, and of each the oldest first."""
        # A case never changes, and a dozen questions of one message ask for its tracks: computed once for a campaign.
        if campaign not in self._tracks:
            self._tracks[campaign] = self._computed(campaign)
        return self._tracks[campaign]

    @computed
    def _tracks(self) -> dict[Campaign, tuple[BodyTrack | ComplaintTrack, ...]]:
        return {}

    def _computed(self, campaign: Campaign) -> tuple[BodyTrack | ComplaintTrack, ...]:
        delays, court, started = campaign.delays, bool(campaign.court), self._started()
        complaints = [
            ComplaintTrack(campaign.authority, log, delays, opened, before, touched, court=court)
            for log, opened, before, touched in started.get(campaign.authority, ())
        ]
        standing = [track.log[0] for track in complaints if not track.returned]
        bodies: dict[int, BodyTrack] = {}
        for name in campaign.bodies:
            to = campaign.recipients[name]
            claim = to.asks or Right.OBJECTION
            for log, opened, before, touched in started.get(name, ()):
                about = (e for e in standing if e.seq > log[0].seq and opened in self.threads.against.get(e.seq, ()))
                both = _asked_both(self, log[0], to.asked_both_until)
                bodies[opened] = BodyTrack(name, log, delays, opened, before, touched, claim, both, tuple(about))
        against = self.threads.against
        return (
            *bodies.values(),
            *(
                replace(t, against=tuple(bodies[of] for of in against.get(t.request_seq, ()) if of in bodies))
                for t in complaints
            ),
        )

    def _started(self) -> dict[str, list[tuple[tuple[Recorded, ...], int, tuple[Recorded, ...], Recorded | None]]]:
        """By recipient the parts of each track: its log, `opened`, `before` and `touched` (see `Correspondence`)."""
        opener, found = self.threads.opener, dict[str, list[Any]]()
        for opened, name in self.threads.names.items():
            entries = tuple(entry for entry in self.entries if opener.get(entry.seq) == opened)
            starts = [i for i, e in enumerate(entries) if isinstance(e.event, Posted) and e.event.letter.kind.opens]
            standing = {entry.seq for entry in entries}
            touched = [e for e in self.log if opener.get(e.seq) == opened and _touches(e, standing)]
            if starts:
                log, before = entries[starts[-1] :], entries[: starts[-1]]
                found.setdefault(name, []).append((log, opened, before, touched[-1] if touched else None))
        return found

    def track(self, key: str, campaign: Campaign) -> BodyTrack | ComplaintTrack | None:
        """One track by its key, or None; a recipient's name alone means its newest track."""
        found = [track for track in self.tracks(campaign) if key in (track.key, track.name)]
        return found[-1] if found else None

    # --- Letters ----------------------------------------------------------------------------------------------------

    @computed
    def _given(self) -> tuple[Given, ...]:
        """The letters that were given and neither sent nor given up since, in the order of their giving."""
        found: dict[str, Given] = {}
        for entry in self.entries:
            event = entry.event
            if isinstance(event, Prepared):
                for letter in event.letters:
                    follows = self._follows(entry, letter)
                    given = Given(letter, follows, entry.seq, event.on, event.templates, entry.seq, event.on)
                    found[given.key] = given
            elif isinstance(event, OfLetter):
                key = key_of(event.letter, self._follows(entry, event.letter))
                match event:
                    case Posted() | Dropped():
                        found.pop(key, None)
                    case Unposted() if key in found:
                        found[key] = replace(found[key], asked=entry.seq, asked_on=event.on)
                    case Unposted() | Delivered() | Returned():
                        pass
        return tuple(found.values())

    def _follows(self, entry: Recorded, letter: LetterName) -> int | None:
        return None if letter.kind.opens else self.threads.opener.get(entry.seq, opener_of(entry.event))

    def unsent(self, campaign: Campaign) -> tuple[Given, ...]:
        """The letters that were given and wait to be sent, in their order, but for those that no track needs any more.

        A letter that the campaign no longer has comes last: it can still be sent.
        """
        if campaign not in self._unsent:
            self._unsent[campaign] = self._waiting(campaign)
        return self._unsent[campaign]

    @computed
    def _unsent(self) -> dict[Campaign, tuple[Given, ...]]:
        return {}

    def _waiting(self, campaign: Campaign) -> tuple[Given, ...]:
        tracks = {track.opened: track for track in self.tracks(campaign)}
        waiting = [given for given in self._given if not _over(given, tracks)]
        order = {letter: place for place, letter in enumerate(campaign.letters)} if len(waiting) > 1 else {}
        return tuple(sorted(waiting, key=lambda given: (order.get(given.letter, len(order)), given.opened_by or 0)))

    def given(self, letter: LetterName, opened_by: int | None = None, before: int | None = None) -> Recorded | None:
        """The entry of the last time that a letter was given, before the place `before` of the log if there is one."""
        key = key_of(letter, opened_by)
        for entry in reversed(self.entries):
            if before is not None and entry.seq >= before:
                continue
            gives = isinstance(entry.event, Prepared) and letter in entry.event.letters
            if gives and key_of(letter, self._follows(entry, letter)) == key:
                return entry
        return None

    @property
    def sent(self) -> tuple[Recorded, ...]:
        """The entries of the letters that were marked as sent, in the order of the log."""
        return tuple(entry for entry in self.entries if isinstance(entry.event, Posted))

    def posted(self, letter: LetterName, opened_by: int | None = None) -> Recorded | None:
        """The entry of the last time that a letter was marked as sent."""
        key = key_of(letter, opened_by)
        found = [e for e in self.sent if isinstance(e.event, Posted) and e.event.letter == letter]
        return next((e for e in reversed(found) if key_of(letter, self._follows(e, letter)) == key), None)

    def opener_of(self, entry: Recorded) -> int | None:
        """The place in the log of the letter that opened an event's track; None for an event of no track."""
        return self.threads.opener.get(entry.seq)

    # --- Reminders --------------------------------------------------------------------------------------------------

    @property
    def reminding(self) -> RemindersAccepted | None:
        """The standing consent to reminders, if there is one."""
        last = self._last_of(RemindersAccepted, RemindersStopped)
        return last if isinstance(last, RemindersAccepted) else None

    @property
    def pause(self) -> RemindersPaused | None:
        """The last pause of reminders that the person did not end; its last day may be past."""
        last = self._last_of(RemindersAccepted, RemindersStopped, RemindersPaused, RemindersResumed)
        return last if isinstance(last, RemindersPaused) else None

    @computed
    def reckoned(self) -> "dict[tuple[Campaign, ZoneInfo, Territory], tuple[Reminder, ...]]":
        """What `reminders` found, by what it was asked for."""
        return {}

    def _last_of(self, *kinds: type[OfReminders]) -> OfReminders | None:
        return next((e.event for e in reversed(self.entries) if isinstance(e.event, kinds)), None)

    def closed(self, campaign: Campaign, today: date) -> bool:
        """Whether every track that was opened is over, and no letter waits to be sent."""
        tracks = self.tracks(campaign)
        return bool(tracks) and not self.unsent(campaign) and all(track.status(today) in DONE for track in tracks)


def _asked_both(case: Case, first: Recorded, until: int) -> bool:
    """Whether a first letter asks for access beside the objection: by the version that it was given with.

    until  the last version of the letters in which it did; zero: in none
    """
    if not until or not isinstance(first.event, Posted):
        return False
    given = case.given(first.event.letter, before=first.seq)
    return given is not None and isinstance(given.event, Prepared) and given.event.templates <= until


def _touches(entry: Recorded, standing: set[int]) -> bool:
    """Whether an entry tells something of its track: no giving of a letter, no event that was withdrawn."""
    return isinstance(entry.event, Correction) or (not isinstance(entry.event, Prepared) and entry.seq in standing)


def _over(given: Given, tracks: dict[int, BodyTrack | ComplaintTrack]) -> bool:
    """Whether a letter's track no longer needs it, so that nobody is asked whether they sent it."""
    bodies = [track for track in tracks.values() if isinstance(track, BodyTrack)]
    track = tracks.get(given.opened_by) if given.opened_by is not None else None
    match given.letter.kind:
        case LetterKind.REQUEST:
            return False
        case LetterKind.COMPLAINT:
            return all(body.complaint_opens() is None or body.complained for body in bodies)
        case LetterKind.SETTLED:
            return not (isinstance(track, ComplaintTrack) and track.granted and not track.settled)
        case LetterKind.IDENTITY:
            return not (isinstance(track, BodyTrack) and track.demanded) or track.status(date.max) in DONE
        case LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.ELSEWHERE | LetterKind.EXTENSION | LetterKind.REFUSAL:
            return track is None or track.status(date.max) in DONE
        case LetterKind.UNIDENTIFIED | LetterKind.NEWS:
            return track is None or track.status(date.max) in DONE
