"""The steps that a person can take next, each with its reason and its days. They are computed from the case.

The menu, the timeline and every sentence that announces a step are drawn from `steps`, so that they never disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
from bot.core.case.event import (
    Declined,
    Event,
    Extended,
    Partial,
    Redirected,
    Unidentified,
)
from bot.core.case.track import DONE, Status, Track


class StepKind(StrEnum):
    """The kinds of steps, the most urgent first."""

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
    ALTERNATIVE = "alternative"  # another body, where this one sends the person on
    RETURNED = "returned"  # the first letter came back
    COMPLAINT = "complaint"  # GDPR art. 77
    EXCLUSIONS = "exclusions"  # the same, after a refusal that is probably lawful: CSP art. R. 1461-9 II
    AUTHORITY_SILENT = "authority-silent"  # GDPR art. 77(2)
    GRANTED = "granted"  # every body has done what was asked: the authority can be told
    APPEAL = "appeal"  # CJA art. R. 311-1, R. 421-1
    GIVEN = "given"  # a letter was given and not marked as sent
    RUNNING = "running"  # something may have come
    REGISTERED = "registered"  # the clock starts with the delivery


@dataclass(frozen=True, slots=True)
class Step:
    """One step that the person can take.

    track    the key of the track that it is about; None when it is about several or none
    letter   for a step that sends a letter: its name
    opens    the first day on which it is justified
    expires  the last day on which it is of use, None when there is none
    """

    kind: StepKind
    why: Why
    track: str | None
    opens: date
    expires: date | None = None
    letter: LetterName | None = None

    @property
    def letter_key(self) -> str:
        """The key of the step's letter, with the track that it follows. Raises ValueError for a step without one."""
        if self.letter is None:
            raise ValueError(f"{self.kind} is no letter")
        follows = self.letter.kind not in {LetterKind.REQUEST, LetterKind.COMPLAINT} and self.track
        return f"{self.letter}.{self.track.partition('.')[2]}" if follows and self.track else str(self.letter)


def steps(case: Case, campaign: Campaign, today: date) -> tuple[Step, ...]:
    """The steps that are open on that day, the most urgent first."""
    every = [step for step in all_steps(case, campaign, today) if step.opens <= today]
    usable = [step for step in every if step.expires is None or today <= step.expires]
    order = list(StepKind)
    return tuple(sorted(usable, key=lambda step: order.index(step.kind)))


def all_steps(case: Case, campaign: Campaign, today: date) -> Iterator[Step]:
    """The steps that are open on that day, and those that open later if no body writes until then."""
    tracks = case.tracks(campaign)
    for track in tracks:
        if isinstance(track, ComplaintTrack):
            yield from _of_complaint(track, campaign, today)
        else:
            yield from _letters(track, campaign, today)
    bodies = [track for track in tracks if isinstance(track, BodyTrack)]
    yield from _alternatives(bodies, campaign)
    yield from _complaint(bodies, campaign, today)
    if case.unsent(campaign):
        yield Step(StepKind.SENT, Why.GIVEN, None, today)
    for track in tracks:
        status = track.status(today)
        if status not in DONE and status is not Status.RETURNED:
            yield Step(StepKind.OUTCOME, Why.RUNNING, track.key, track.request.on)
        if track.awaits_delivery and track.settled is None and isinstance(track, BodyTrack):
            yield Step(StepKind.DELIVERY, Why.REGISTERED, track.key, track.request.on)


def _complaint(bodies: list[BodyTrack], campaign: Campaign, today: date) -> Iterator[Step]:
    open_tracks = [track for track in bodies if track.complaint_opens() and not track.complained]
    if not open_tracks:
        return
    first = min(open_tracks, key=lambda track: track.complaint_opens() or date.max)
    now = [track for track in open_tracks if track.complaint_open(today)] or [first]
    why = Why.EXCLUSIONS if all(track.refused_on_exclusions for track in now) else Why.COMPLAINT
    yield Step(StepKind.COMPLAINT, why, None, first.complaint_opens() or today, letter=campaign.complaint)


def _letters(track: BodyTrack, campaign: Campaign, today: date) -> Iterator[Step]:
    """The steps that send a letter to a body: the first letter again, an answer to the body's words, or a chase."""
    if track.status(today) is Status.RETURNED and track.returned:
        first = track.request.letter
        yield Step(StepKind.LETTER, Why.RETURNED, track.key, track.returned.on, letter=first)
        return
    for kind, why, opens in _answers_to(track, today):
        if letter := campaign.letter(kind, track.name):
            yield Step(StepKind.LETTER, why, track.key, opens, letter=letter)
    if track.settled is None and not track.complained and track.status(today) is not Status.ASKED:
        yield from _chases(track, campaign)


def _answers_to(track: BodyTrack, today: date) -> Iterator[tuple[LetterKind, Why, date]]:
    """The answers that the person owes to what the body wrote: of each its kind, its reason and its first day."""
    match track.status(today):
        case Status.DECLINED | Status.PARTIAL:
            yield from _unanswered(track, LetterKind.REFUSAL, Why.REFUSAL, Declined, Partial)
        case Status.UNIDENTIFIED:
            yield from _unanswered(track, LetterKind.UNIDENTIFIED, Why.UNIDENTIFIED, Unidentified)
        case Status.WAITING | Status.LATE | Status.ASKED:
            if track.demanded:
                yield LetterKind.IDENTITY, Why.IDENTITY, track.demanded.asked.on
            yield from _unanswered(track, LetterKind.ELSEWHERE, Why.ELSEWHERE, Redirected)
            if track.invalid_extension:
                yield from _unanswered(track, LetterKind.EXTENSION, Why.EXTENSION, Extended)
        case Status.CONFIRMED | Status.GRANTED | Status.CLOSED | Status.RETURNED:
            return


def _unanswered(
    track: Track, kind: LetterKind, why: Why, *wrote: type[Event]
) -> Iterator[tuple[LetterKind, Why, date]]:
    last = track.last_entry(*wrote)
    if last and track.reply(last.seq, last.event.on, kind) is None:
        yield kind, why, last.event.on


def _chases(track: BodyTrack, campaign: Campaign) -> Iterator[Step]:
    late = track.deadline.late_from
    if track.chase is None:
        if letter := campaign.letter(LetterKind.CHASE, track.name):
            yield Step(StepKind.LETTER, Why.LATE, track.key, late, letter=letter)
    elif not track.answered_with(LetterKind.CHASE2) and (letter := campaign.letter(LetterKind.CHASE2, track.name)):
        again = max(late, track.chase.event.on + timedelta(days=track.delays.chase.count))
        yield Step(StepKind.LETTER, Why.STILL_LATE, track.key, again, letter=letter)


def _alternatives(bodies: list[BodyTrack], campaign: Campaign) -> Iterator[Step]:
    """The requests to those whom a body sent the person on to, and whom nobody wrote to yet."""
    for key, to in campaign.recipients.items():
        sent_on = [track.redirected for track in bodies if track.name == to.instead_of and track.redirected]
        if sent_on and not any(track.name == key for track in bodies):
            first = LetterName.of(LetterKind.REQUEST, key)
            yield Step(StepKind.LETTER, Why.ALTERNATIVE, None, sent_on[0].on, letter=first)


def _of_complaint(track: ComplaintTrack, campaign: Campaign, today: date) -> Iterator[Step]:
    status = track.status(today)
    settled = campaign.letter(LetterKind.SETTLED, track.name)
    if settled and status is Status.GRANTED and track.settled is None and not track.answered_with(LetterKind.SETTLED):
        since = max((body.granted_on for body in track.against if body.granted_on), default=today)
        yield Step(StepKind.LETTER, Why.GRANTED, track.key, since, letter=settled)
    news = campaign.letter(LetterKind.NEWS, track.name)
    if news and status is Status.LATE and not track.news_asked:
        yield Step(StepKind.LETTER, Why.AUTHORITY_SILENT, track.key, track.deadline.late_from, letter=news)
    if track.appeal_by and status in {Status.WAITING, Status.LATE, Status.DECLINED}:
        opens = track.refusal.on if track.refusal else track.silence.late_from
        yield Step(StepKind.APPEAL, Why.APPEAL, track.key, opens, track.appeal_by)
