"""Sample letters: each letter of a campaign in every situation that its template tells apart, for made-up people.

Nobody is called « Exemple » and no caisse is « des Exemples »: a sample that leaves the machine misleads nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.content.stories import APPEALS, COMPLAINTS, NEWS, STORIES, Against, Story
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium, Where
from bot.core.case.case import Case
from bot.core.case.event import (
    Confirmed,
    Event,
    Extended,
)
from bot.core.case.letter_event import Delivered, Posted, Prepared
from bot.core.case.track import Track
from bot.core.case.working_days import Territory
from bot.core.conversation.request import OTHER, SKIPPED, Request
from bot.core.conversation.state import Answers
from bot.core.directory.directory import Directory
from bot.core.directory.finding.gazetteer import NO_TOWNS, Gazetteer
from bot.core.letters.letter import Addressee, Applicant

FILLED: Answers = {
    "search": OTHER,
    "body": "Caisse d’assurance maladie des Exemples",
    "body_address": "1 place de l’Essai\n99999 Exemples",
    "name": "Camille Exemple",
    "address": "12 rue des Essais\nBât. B\n99999 Exemples",
}


def filled(campaign: Campaign) -> Answers:
    """The answers of a made-up person in a campaign: its body is called by what it is."""
    to = campaign.recipients[campaign.chosen] if campaign.chosen else None
    named = to is not None and to.where is not Where.DIRECTORY
    return {**FILLED, "body": f"{to.label} des Exemples"} if to and named else FILLED


BLANK: Answers = {"search": OTHER, "body": SKIPPED, "body_address": SKIPPED, "name": SKIPPED, "address": SKIPPED}
NOWHERE = Directory((), (), Gazetteer(NO_TOWNS, {}), {})


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
    for name in campaign.letters:
        for n, situation in enumerate(_situations(name, campaign)):
            yield name, _sample(name, filled(campaign), situation, campaign, today)
            if n == 0:
                blank = replace(situation, key=f"{situation.key}-blancs", says=f"{situation.says} ; rien n’est rempli")
                yield name, _sample(name, BLANK, blank, campaign, today)


def sheets(campaign: Campaign, today: date) -> Iterator[Sample]:
    """The samples of the sheet on the court, after each answer of the authority that it can follow, if there is one."""
    if not campaign.court:
        return
    for key, says, ago, then in APPEALS:
        request = Request(FILLED, NOWHERE, campaign)
        story = Story("", "", ago, campaign.recipients[campaign.authority].media[0], then)
        tracks = _tracks(campaign, *_events(campaign.complaint, story, request, campaign, today))
        said = says.format(campaign.recipients[campaign.authority].short)
        yield Sample(f"{campaign.court}-{key}", said, FILLED, request.applicant, Addressee("", None), tracks)


@dataclass(frozen=True, slots=True)
class _Situation:
    """The events before a letter: of each first letter its name and its story, and what happened at last."""

    key: str
    says: str
    stories: tuple[tuple[LetterName, Story], ...] = ()
    granted: bool = False


def _situations(name: LetterName, campaign: Campaign) -> Iterator[_Situation]:
    """The situations of a letter."""
    authority = campaign.recipients[campaign.authority].short
    match name.kind:
        case LetterKind.REQUEST:
            yield _Situation(str(name), "rien n’a encore été écrit")
        case LetterKind.NEWS:
            for key, says, then in NEWS:
                story = Story("", "", 110, campaign.recipients[campaign.authority].media[0], then)
                yield _Situation(_key(name, key), says.format(authority), ((campaign.complaint, story),))
        case LetterKind.SETTLED:
            yield _settled(name, campaign)
        case LetterKind.COMPLAINT:
            yield from _complaints(name, campaign)
        case LetterKind.CHASE | LetterKind.CHASE2 | LetterKind.IDENTITY | LetterKind.ELSEWHERE as kind:
            yield from _after(kind, name, campaign)
        case LetterKind.EXTENSION | LetterKind.REFUSAL | LetterKind.UNIDENTIFIED as kind:
            yield from _after(kind, name, campaign)


def _settled(name: LetterName, campaign: Campaign) -> _Situation:
    complaint = Story("", "", 70, campaign.recipients[campaign.authority].media[0])
    stories = ((campaign.first[0], Story("", "", 120, Medium.POST)), (campaign.complaint, complaint))
    return _Situation(str(name), "les organismes ont fait ce qui était demandé", stories, granted=True)


def _complaints(name: LetterName, campaign: Campaign) -> Iterator[_Situation]:
    """The situations of a complaint, those of them that can be: `_against` says whom each is about."""
    shorts = [campaign.recipients[letter.track].short for letter in campaign.first]
    for key, says, bodies in COMPLAINTS:
        about = [(_against(one, campaign), one.story) for one in bodies]
        stories = tuple((letter, story) for letter, story in about if letter)
        if len(stories) == len(bodies) or (not key and stories):
            named = says.format(*shorts, *("l’autre organisme",) * 2)
            yield _Situation(_key(name, key), named, stories)


def _against(one: Against, campaign: Campaign) -> LetterName | None:
    """The first letter to a body of a complaint; None where the campaign writes to no such body."""
    first = campaign.first[one.place : one.place + 1]
    if not first or (one.story.both and not campaign.recipients[first[0].track].asked_both_until):
        return None
    if one.asks is None:
        return first[0]
    same = (key for key, to in campaign.recipients.items() if to.same == first[0].track and to.asks is one.asks)
    return next((LetterName.of(LetterKind.REQUEST, key) for key in same), None)


def _after(kind: LetterKind, name: LetterName, campaign: Campaign) -> Iterator[_Situation]:
    """The situations of a letter that follows another, of those that its recipient can be in."""
    to = campaign.recipients[name.track]
    first = LetterName.of(LetterKind.REQUEST, name.track)
    for story in STORIES[kind]:
        usable = story.medium is Medium.POST or story.medium in to.media
        if usable and (to.asked_both_until or not story.both):
            yield _Situation(_key(name, story.key), story.says, ((first, story),))


def _key(name: LetterName, situation: str) -> str:
    return f"{name}-{situation}" if situation else str(name)


def _sample(name: LetterName, answers: Answers, situation: _Situation, campaign: Campaign, today: date) -> Sample:
    request = Request(answers, NOWHERE, campaign)
    tracks = _tracks(campaign, *_told(situation, request, campaign, today))
    about = tuple(track for track in tracks if name.kind is LetterKind.COMPLAINT or track.name == name.track)
    first = about[0].request if about else None
    to = request.addressee(name, first)
    return Sample(situation.key, situation.says, answers, request.applicant, to, about)


def _told(situation: _Situation, request: Request, campaign: Campaign, today: date) -> Iterator[Event]:
    for letter, story in situation.stories:
        events = _events(letter, story, request, campaign, today)
        complains = situation.granted and letter.kind.opens and letter.kind.to_authority
        about = (situation.stories[0][0].track,) if complains else ()
        yield from (replace(one, about=about) if about and isinstance(one, Posted) else one for one in events)
    if situation.granted:
        yield Confirmed(today - timedelta(days=9), situation.stories[0][0].track)


def _events(first: LetterName, story: Story, request: Request, campaign: Campaign, today: date) -> Iterator[Event]:
    track = first.track
    if story.both:
        until = campaign.recipients[track].asked_both_until
        yield Prepared(today - timedelta(days=story.ago), (first,), until)
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
            yield posted(ago, LetterName.of(LetterKind.CHASE, track), Medium.POST)
        elif kind is Delivered:
            yield Delivered(on, first)
        elif kind is Confirmed:
            yield Confirmed(on, track, whole=bool(reasons))
        elif kind is Extended:
            yield Extended(on, track, reasons=bool(reasons))
        else:
            yield kind(on, track)  # type: ignore[call-arg,arg-type]


def _tracks(campaign: Campaign, *events: Event) -> tuple[Track, ...]:
    return Case().adding(events).tracks(campaign)
