"""What a person can do next, why, from which day and until which: computed from the case, and nothing else is offered.

The menu, the timeline and every sentence that announces a step are drawn from `steps`, so that they never disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign import Delays, TrackName
from bot.core.case import Case
from bot.core.event import Declined, Scope
from bot.core.letter_name import LetterKind, LetterName, letter_of
from bot.core.track import DONE, Status, Track


class StepKind(StrEnum):
    """What can be done. In the order of urgency."""

    APPEAL = "appeal"
    SENT = "sent"
    LETTER = "letter"
    COMPLAINT = "complaint"
    OUTCOME = "outcome"
    DELIVERY = "delivery"


class Why(StrEnum):
    """The reason of a step; each has its sentence, `why.<value>`, with its rule of law."""

    LATE = "late"  # GDPR art. 12(3): a month, and no answer
    STILL_LATE = "still-late"  # after a first chase
    IDENTITY = "identity"  # GDPR art. 12(6)
    ELSEWHERE = "elsewhere"  # CRPA art. L. 114-2
    EXTENSION = "extension"  # GDPR art. 12(3): too late, or without reasons
    REFUSAL = "refusal"  # GDPR art. 12(4)
    UNIDENTIFIED = "unidentified"  # GDPR art. 11(2)
    CNAM = "cnam"  # the national fund, where the caisse sends the person on
    COMPLAINT = "complaint"  # GDPR art. 77
    EXCLUSIONS = "exclusions"  # the same, after a refusal that is probably lawful: CSP art. R. 1461-9 II
    CNIL_SILENT = "cnil-silent"  # GDPR art. 77(2)
    APPEAL = "appeal"  # CJA art. R. 311-1, R. 421-1
    GIVEN = "given"  # a letter was given and not marked as sent
    RUNNING = "running"  # something may have come
    REGISTERED = "registered"  # the clock starts with the delivery


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    letter   for a letter: which
    opens    the first day on which it is justified
    expires  the last day on which it is of use, None when there is none
    """

    kind: StepKind
    why: Why
    track: TrackName | None
    opens: date
    expires: date | None = None
    letter: LetterName | None = None


def steps(case: Case, delays: Delays, today: date) -> tuple[Step, ...]:
    """The steps that are open on that day, the most urgent first."""
    every = [step for step in all_steps(case, delays, today) if step.opens <= today]
    usable = [step for step in every if step.expires is None or today <= step.expires]
    order = list(StepKind)
    return tuple(sorted(usable, key=lambda step: order.index(step.kind)))


def all_steps(case: Case, delays: Delays, today: date) -> Iterator[Step]:
    """The steps that are open on that day, and those that open later if nothing comes."""
    tracks = case.tracks(delays)
    for track in tracks:
        if track.name is TrackName.CNIL:
            yield from _of_cnil(track, today)
        else:
            yield from _letters(track, case, today)
    if not any(track.name is TrackName.CNAM for track in tracks):
        yield from _to_the_national_fund(tracks)
    open_tracks = [track for track in tracks if track.complaint_opens() and not case.complained(track)]
    if open_tracks:
        first = min(open_tracks, key=lambda track: track.complaint_opens() or date.max)
        now = [track for track in open_tracks if track.complaint_open(today)] or [first]
        why = Why.EXCLUSIONS if all(probably_lawful(track) for track in now) else Why.COMPLAINT
        yield Step(StepKind.COMPLAINT, why, None, first.complaint_opens() or today, letter=LetterName.CNIL)
    if case.unsent:
        yield Step(StepKind.SENT, Why.GIVEN, None, today)
    for track in tracks:
        if track.status(today) not in DONE and not (track.name is TrackName.CNIL and track.settled):
            yield Step(StepKind.OUTCOME, Why.RUNNING, track.name, track.request.on)
        if track.awaits_delivery and track.settled is None and track.name is not TrackName.CNIL:
            yield Step(StepKind.DELIVERY, Why.REGISTERED, track.name, track.request.on)


def probably_lawful(track: Track) -> bool:
    """Whether the body refused only what CSP art. R. 1461-9 II excludes: said before anybody complains of it."""
    return isinstance(track.settled, Declined) and track.settled.scope is Scope.EXCLUSIONS


def _letters(track: Track, case: Case, today: date) -> Iterator[Step]:
    """The letters that a track calls for: an answer to what the body wrote, or a chase."""
    wanted = _answer_to(track, today)
    if wanted and not track.answered_with(wanted[0]):
        kind, why, opens = wanted
        yield Step(StepKind.LETTER, why, track.name, opens, letter=letter_of(kind, track.name))
    if track.settled is None and not case.complained(track) and track.status(today) is not Status.ASKED:
        yield from _chases(track)


def _answer_to(track: Track, today: date) -> tuple[LetterKind, Why, date] | None:
    match track.status(today):
        case Status.DECLINED | Status.PARTIAL if track.answer:
            return LetterKind.REFUSAL, Why.REFUSAL, track.answer.on
        case Status.UNIDENTIFIED if track.unidentified:
            return LetterKind.UNIDENTIFIED, Why.UNIDENTIFIED, track.unidentified.on
        case Status.ASKED if track.identity_asked:
            return LetterKind.IDENTITY, Why.IDENTITY, track.identity_asked.on
        case Status.WAITING | Status.LATE if track.redirected:
            return LetterKind.ELSEWHERE, Why.ELSEWHERE, track.redirected.on
        case Status.WAITING | Status.LATE if track.invalid_extension:
            return LetterKind.EXTENSION, Why.EXTENSION, track.invalid_extension.on
        case _:
            return None


def _chases(track: Track) -> Iterator[Step]:
    late = track.deadline.late_from
    if track.chase is None:
        yield Step(StepKind.LETTER, Why.LATE, track.name, late, letter=letter_of(LetterKind.CHASE, track.name))
    elif not track.answered_with(LetterKind.CHASE2):
        again = max(late, track.chase.event.on + timedelta(days=track.delays.chase.count))
        yield Step(StepKind.LETTER, Why.STILL_LATE, track.name, again, letter=letter_of(LetterKind.CHASE2, track.name))


def _to_the_national_fund(tracks: tuple[Track, ...]) -> Iterator[Step]:
    for track in tracks:
        if track.name is TrackName.CAISSE and track.redirected:
            yield Step(StepKind.LETTER, Why.CNAM, TrackName.CNAM, track.redirected.on, letter=LetterName.CNAM)


def _of_cnil(track: Track, today: date) -> Iterator[Step]:
    if track.status(today) is Status.LATE and not track.answered_with(LetterKind.NEWS):
        opens = track.deadline.late_from
        yield Step(StepKind.LETTER, Why.CNIL_SILENT, track.name, opens, letter=LetterName.CNIL_NEWS)
    if track.appeal_by and track.status(today) in {Status.LATE, Status.DECLINED}:
        opens = track.settled.on if isinstance(track.settled, Declined) else track.deadline.late_from
        yield Step(StepKind.APPEAL, Why.APPEAL, track.name, opens, track.appeal_by)
