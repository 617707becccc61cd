"""Sample letters: each letter of a campaign in every situation that its template tells apart, for made-up people.

Nobody is called « Exemple » and no caisse is « des Exemples »: a sample that leaves the machine misleads nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.content.stories import APPEALS, COMPLAINTS, NEWS, STORIES, Story
from bot.core.campaign import Campaign, Medium, TrackName
from bot.core.case.case import Case
from bot.core.case.event import (
    Confirmed,
    Event,
    Extended,
)
from bot.core.case.letter_event import Delivered, Posted, Prepared
from bot.core.case.letter_name import LAST_WITH_ACCESS, LetterKind, LetterName, letter_of
from bot.core.case.track import Track
from bot.core.case.working_days import Territory
from bot.core.conversation.request import OTHER, SKIPPED, Request
from bot.core.conversation.state import Answers
from bot.core.directory.directory import Directory
from bot.core.directory.finding.gazetteer import Gazetteer
from bot.core.letters.letter import Addressee, Applicant

FILLED: Answers = {
    "search": OTHER,
    "body": "Caisse d’assurance maladie des Exemples",
    "body_address": "1 place de l’Essai\n99999 Exemples",
    "name": "Camille Exemple",
    "address": "12 rue des Essais\nBât. B\n99999 Exemples",
}
BLANK: Answers = {"search": OTHER, "body": SKIPPED, "body_address": SKIPPED, "name": SKIPPED, "address": SKIPPED}
NOWHERE = Directory((), (), Gazetteer((), {}), {})


@dataclass(frozen=True, slots=True)
class Sample:
    """The values that a letter or a sheet is filled with.

    key      the name of its files: the letter, the situation, and `blancs` when no question was answered
    says     the situation in words
    answers  the answers of the made-up person, to fill in the letters that a complaint is about
    """

    key: str
    says: str
    answers: Answers
    applicant: Applicant
    to: Addressee
    tracks: tuple[Track, ...]


def samples(campaign: Campaign, today: date) -> Iterator[tuple[LetterName, Sample]]:
    """The samples of each letter: one in every situation, and one with blanks in the first; all are dated that day."""
    for name in LetterName:
        for n, (key, says) in enumerate(_situations(name, campaign)):
            yield name, _sample(name, FILLED, key, says, campaign, today)
            if n == 0:
                yield name, _sample(name, BLANK, f"{key}-blancs", f"{says} ; rien n’est rempli", campaign, today)


def sheets(campaign: Campaign, today: date) -> Iterator[Sample]:
    """The samples of the sheet on the Conseil d'État, after each answer of the CNIL that it can follow."""
    for key, says, ago, then in APPEALS:
        story = Story("", "", ago, Medium.ONLINE, then)
        request = Request(FILLED, NOWHERE, campaign)
        tracks = _tracks(campaign, *_events(TrackName.CNIL, story, request, today))
        yield Sample(key, says, FILLED, request.applicant, Addressee("", None), tracks)


def _situations(name: LetterName, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The key and the words of each situation of a letter."""
    match name.kind:
        case LetterKind.REQUEST:
            yield str(name), "rien n’a encore été écrit"
        case LetterKind.NEWS:
            yield from ((_key(name, key), says) for key, says, _ in NEWS)
        case LetterKind.SETTLED:
            yield str(name), "les organismes ont fait ce qui était demandé"
        case LetterKind.COMPLAINT:
            yield from ((_key(name, key), says) for key, says, _ in COMPLAINTS)
        case LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.IDENTITY | LetterKind.ELSEWHERE as kind:
            yield from _after(kind, name, campaign)
        case LetterKind.EXTENSION | LetterKind.REFUSAL | LetterKind.UNIDENTIFIED as kind:
            yield from _after(kind, name, campaign)


def _after(kind: LetterKind, name: LetterName, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The situations of a letter that follows another, of those that its recipient can be in."""
    media = campaign.recipients[name.track].media
    told = (story for story in STORIES[kind] if story.only in {None, name.track})
    yield from ((_key(name, s.key), s.says) for s in told if s.medium is Medium.POST or s.medium in media)


def _key(name: LetterName, situation: str) -> str:
    return f"{name}-{situation}" if situation else str(name)


def _sample(name: LetterName, answers: Answers, key: str, says: str, campaign: Campaign, today: date) -> Sample:
    request = Request(answers, NOWHERE, campaign)
    tracks = _tracks(campaign, *_told(name, key.removesuffix("-blancs"), request, today))
    about = tuple(track for track in tracks if name.kind is LetterKind.COMPLAINT or track.name is name.track)
    first = about[0].request if about else None
    return Sample(key, says, answers, request.applicant, request.addressee(name, first), about)


def _told(name: LetterName, key: str, request: Request, today: date) -> Iterator[Event]:
    match name.kind:
        case LetterKind.REQUEST:
            return
        case LetterKind.NEWS:
            then = next(then for of, _, then in NEWS if _key(name, of) == key)
            yield from _events(TrackName.CNIL, Story("", "", 110, Medium.ONLINE, then), request, today)
        case LetterKind.SETTLED:
            yield from _events(TrackName.CAISSE, Story("", "", 120, Medium.POST), request, today)
            complaint = tuple(_events(TrackName.CNIL, Story("", "", 70, Medium.ONLINE), request, today))
            yield from (replace(one, about=(TrackName.CAISSE,)) for one in complaint if isinstance(one, Posted))
            yield Confirmed(today - timedelta(days=9), TrackName.CAISSE)
        case LetterKind.COMPLAINT:
            bodies = next(bodies for of, _, bodies in COMPLAINTS if _key(name, of) == key)
            for track, story in bodies:
                yield from _events(track, story, request, today)
        case LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.IDENTITY | LetterKind.ELSEWHERE as kind:
            yield from _events(name.track, _story(kind, name, key), request, today)
        case LetterKind.EXTENSION | LetterKind.REFUSAL | LetterKind.UNIDENTIFIED as kind:
            yield from _events(name.track, _story(kind, name, key), request, today)


def _story(kind: LetterKind, name: LetterName, key: str) -> Story:
    return next(story for story in STORIES[kind] if _key(name, story.key) == key)


def _events(track: TrackName, story: Story, request: Request, today: date) -> Iterator[Event]:
    first = LetterName.CNIL if track is TrackName.CNIL else letter_of(LetterKind.REQUEST, track)
    if story.both:
        yield Prepared(today - timedelta(days=story.ago), (first,), LAST_WITH_ACCESS)
    address = request.addressee(first).address
    lines = address.lines if address else ()

    def posted(ago: int, letter: LetterName, medium: Medium) -> Posted:
        return Posted(
            today - timedelta(days=ago), letter, medium, request.named(track), Territory.METROPOLE, tuple(lines)
        )

    yield posted(story.ago, first, story.medium)
    for ago, kind, reasons in story.then:
        on = today - timedelta(days=ago)
        if kind is Posted:
            yield posted(ago, letter_of(LetterKind.CHASE, track), Medium.POST)
        elif kind is Delivered:
            yield Delivered(on, first)
        elif kind is Confirmed:
            yield Confirmed(on, track, whole=bool(reasons))
        elif kind is Extended:
            yield Extended(on, track, reasons=bool(reasons))
        else:
            yield kind(on, track)  # type: ignore[call-arg,arg-type]


def _tracks(campaign: Campaign, *events: Event) -> tuple[Track, ...]:
    return Case().adding(events).tracks(campaign.delays)
