"""The news that a person is told once, before anything else: lost messages, and changes in their letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign, Change
from bot.core.campaign.letter_name import LetterName
from bot.core.case.absence import Absence
from bot.core.case.case import Case
from bot.core.case.letter_event import Prepared
from bot.core.case.track import DONE
from bot.core.ports.message import Say, say


@dataclass(frozen=True, slots=True)
class News:
    """The sentences of the news, and the keys by which the ledger notes that they were told."""

    said: tuple[Say, ...] = ()
    keys: tuple[tuple[int, str], ...] = ()


def news(missed: Sequence[Absence], changed: Sequence[Change], language: str, zone: ZoneInfo) -> News:
    """The news about absences and changes. `zone`: the person's civil time."""
    spans = tuple(
        say("absence.span", began=one.began.astimezone(zone).date(), ended=one.ended.astimezone(zone).date())
        for one in missed
    )
    lost = (say("absence.told", spans=spans),) if spans else ()
    other = tuple(
        say("change.told", what=change.told(language), source=change.fact.source, read=change.fact.read_on)
        for change in changed
    )
    return News((*lost, *other), (*(one.key for one in missed), *(key_of(change) for change in changed)))


def key_of(change: Change) -> tuple[int, str]:
    """The key by which the ledger of a case notes that the person was told of a change."""
    return (0, f"letters@{change.templates}")


def changed_since(case: Case, campaign: Campaign, today: date) -> tuple[Change, ...]:
    """The changes that concern a case: it holds a letter of an earlier version, not sent or not settled."""
    return tuple(
        change
        for change in campaign.changes
        if any(_holds(case, LetterName(letter), change, campaign, today) for letter in change.letters)
    )


def _holds(case: Case, letter: LetterName, change: Change, campaign: Campaign, today: date) -> bool:
    given = [e for e in case.entries if isinstance(e.event, Prepared) and letter in e.event.letters]
    if not given or not isinstance(given[-1].event, Prepared) or given[-1].event.templates >= change.templates:
        return False
    waits = any(unsent.letter == letter for unsent in case.unsent(campaign))
    tracks = (track for track in case.tracks(campaign) if track.name == letter.track)
    return waits or any(track.status(today) not in DONE for track in tracks)
