"""Sample letters: each letter of a campaign in every situation that its template tells apart, for made-up people.

Nobody is called « Exemple » and no caisse is « des Exemples »: a sample that leaves the machine misleads nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.campaign import Campaign, Medium, TrackName
from bot.core.case.case import Case
from bot.core.case.event import (
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Unidentified,
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
_POST, _HANDED, _EMAIL = Medium.POST, Medium.REGISTERED, Medium.EMAIL


@dataclass(frozen=True, slots=True)
class Sample:
    """What a letter, or a sheet, is filled with.

    key      the name of its files: the letter, the situation, and `blancs` where nothing was answered
    says     the situation in words
    answers  what the made-up person answered, for the letters that it is about
    """

    key: str
    says: str
    answers: Answers
    applicant: Applicant
    to: Addressee
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class _Story:
    """What happened before a letter, in days before it: `ago` the first letter was sent, by that medium.

    then  what followed; of an extension whether it had reasons, of a confirmation whether it was of all that was asked
    only  the one recipient that it can happen with
    both  whether the first letter asked for the objection and for access, as it did before
    """

    key: str
    says: str
    ago: int = 70
    medium: Medium = _POST
    then: tuple[tuple[int, type[Event], bool | None], ...] = ()
    only: TrackName | None = None
    both: bool = False


_SENT = _Story("", "la demande est partie par courrier, aucune réponse")
_STORIES: dict[LetterKind, tuple[_Story, ...]] = {
    LetterKind.CHASE: (
        _SENT,
        _Story("remise", "la demande a été remise en recommandé, sans réponse", 70, _HANDED, ((67, Delivered, None),)),
        _Story("courriel", "la demande est partie par courriel, aucune réponse", 70, _EMAIL),
        _Story("accuse", "l’organisme a seulement accusé réception", 70, _POST, ((66, Acknowledged, None),)),
        _Story("renvoi", "l’organisme a renvoyé vers un autre service", 70, _POST, ((50, Redirected, None),)),
        _Story("prolongation", "le délai a été prolongé à temps, puis rien", 130, _POST, ((115, Extended, True),)),
        _Story(
            "acces",
            "l’opposition est enregistrée, la demande d’accès est sans réponse",
            70,
            _EMAIL,
            ((60, Confirmed, False),),
            TrackName.HDH,
            both=True,
        ),
    ),
    LetterKind.CHASE2: (
        _Story("", "une première relance est restée sans réponse", 70, _POST, ((30, Posted, None),)),
        _Story(
            "remise",
            "la demande a été remise en recommandé, une relance est restée sans réponse",
            70,
            _HANDED,
            ((67, Delivered, None), (30, Posted, None)),
        ),
        _Story(
            "renvoi",
            "l’organisme a renvoyé vers un autre service, puis n’a plus répondu",
            70,
            _POST,
            ((50, Redirected, None), (30, Posted, None)),
        ),
        _Story(
            "prolongation",
            "le délai a été prolongé à temps, une relance est restée sans réponse",
            160,
            _POST,
            ((145, Extended, True), (40, Posted, None)),
        ),
        _Story(
            "acces",
            "l’opposition est enregistrée, la demande d’accès et une relance sont sans réponse",
            70,
            _EMAIL,
            ((60, Confirmed, False), (30, Posted, None)),
            TrackName.HDH,
            both=True,
        ),
    ),
    LetterKind.IDENTITY: (
        _Story("", "l’organisme demande de justifier de son identité", 20, _POST, ((7, IdentityAsked, None),)),
    ),
    LetterKind.ELSEWHERE: (
        _Story("", "l’organisme renvoie vers un autre", 20, _POST, ((7, Redirected, None),)),
    ),
    LetterKind.EXTENSION: (
        _Story("", "un délai annoncé à temps, mais sans motifs", 20, _POST, ((5, Extended, False),)),
        _Story("depuis", "la même annonce, une fois le mois passé", 70, _POST, ((50, Extended, False),)),
        _Story("tardive", "un délai annoncé avec ses motifs, mais trop tard", 70, _POST, ((5, Extended, True),)),
        _Story(
            "tardive-remise",
            "la même annonce tardive, après un recommandé",
            70,
            _HANDED,
            ((67, Delivered, None), (5, Extended, True)),
        ),
        _Story("tardive-courriel", "la même annonce tardive, après un courriel", 70, _EMAIL, ((5, Extended, True),)),
    ),
    LetterKind.REFUSAL: (
        _Story("", "l’organisme a refusé", 40, _POST, ((10, Declined, None),)),
        _Story("partiel", "l’organisme n’a répondu qu’en partie", 40, _POST, ((10, Partial, None),)),
        _Story(
            "acces",
            "l’opposition est enregistrée, l’accès est refusé",
            40,
            _EMAIL,
            ((20, Confirmed, False), (10, Declined, None)),
            TrackName.HDH,
            both=True,
        ),
    ),
    LetterKind.UNIDENTIFIED: (
        _Story("", "l’organisme dit ne pas pouvoir identifier la personne", 40, _POST, ((10, Unidentified, None),)),
    ),
}  # fmt: skip
_COMPLAINTS: tuple[tuple[str, str, tuple[tuple[TrackName, _Story], ...]], ...] = (
    (
        "",
        "la caisse n’a pas répondu malgré une relance ; le Health Data Hub a renvoyé ailleurs, puis refusé",
        (
            (TrackName.CAISSE, _Story("", "", 90, _HANDED, ((87, Delivered, None), (30, Posted, None)))),
            (TrackName.HDH, _Story("", "", 89, _EMAIL, ((70, Redirected, None), (40, Declined, None)))),
        ),
    ),
    (
        "prolongations",
        "la caisse a prolongé sans motifs ; le Health Data Hub a prolongé avec ses motifs, puis n’a plus répondu",
        (
            (TrackName.CAISSE, _Story("", "", 150, Medium.AMELI, ((140, Acknowledged, None), (130, Extended, False)))),
            (TrackName.HDH, _Story("", "", 150, _POST, ((135, Extended, True), (20, Posted, None)))),
        ),
    ),
    (
        "identite",
        "la caisse a demandé une identité, puis répondu en partie ; le Health Data Hub ne peut pas identifier",
        (
            (TrackName.CAISSE, _Story("", "", 90, _POST, ((70, IdentityAsked, None), (30, Partial, None)))),
            (TrackName.HDH, _Story("", "", 90, Medium.ONLINE, ((60, Unidentified, None),))),
        ),
    ),
    (
        "acces",
        "le Health Data Hub a enregistré l’opposition, et n’a pas répondu à la demande d’accès de la même lettre",
        ((TrackName.HDH, _Story("", "", 90, _EMAIL, ((70, Confirmed, False),), both=True)),),
    ),
    (
        "acces-seul",
        "le Health Data Hub n’a pas répondu à la demande d’accès",
        ((TrackName.ACCESS, _Story("", "", 90, _EMAIL)),),
    ),
    (
        "acces-aussi",
        "le Health Data Hub n’a répondu ni à l’opposition ni à la demande d’accès",
        ((TrackName.HDH, _Story("", "", 90, _EMAIL)), (TrackName.ACCESS, _Story("", "", 88, _EMAIL))),
    ),
)
_NEWS: tuple[tuple[str, str, tuple[tuple[int, type[Event], bool | None], ...]], ...] = (
    ("", "la CNIL n’a rien dit de la réclamation", ()),
    ("examen", "la CNIL a écrit qu’elle l’examine, puis plus rien", ((95, Progressed, None),)),
)


def samples(campaign: Campaign, today: date) -> Iterator[tuple[LetterName, Sample]]:
    """Each letter filled in every situation, and with blanks in the first; all dated that day, after what they tell."""
    for name in LetterName:
        for n, (key, says) in enumerate(_situations(name, campaign)):
            yield name, _sample(name, FILLED, key, says, campaign, today)
            if n == 0:
                yield name, _sample(name, BLANK, f"{key}-blancs", f"{says} ; rien n’est rempli", campaign, today)


def sheets(campaign: Campaign, today: date) -> Iterator[Sample]:
    """The sheet on the Conseil d'État after each thing that it can follow."""
    for key, says, ago, then in (
        ("conseil-etat-silence", "la CNIL se tait depuis plus de trois mois", 100, ()),
        ("conseil-etat-refus", "la CNIL n’a pas donné suite", 60, ((7, Declined, None),)),
        ("conseil-etat-refus-tardif", "la CNIL n’a pas donné suite, longtemps après", 200, ((7, Declined, None),)),
    ):
        story = _Story("", "", ago, Medium.ONLINE, then)
        request = Request(FILLED, NOWHERE, campaign)
        tracks = _tracks(campaign, *_events(TrackName.CNIL, story, request, today))
        yield Sample(key, says, FILLED, request.applicant, Addressee("", None), tracks)


def _situations(name: LetterName, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """The key of a letter's files, and its situation in words."""
    match name.kind:
        case LetterKind.REQUEST:
            yield str(name), "rien n’a encore été écrit"
        case LetterKind.NEWS:
            yield from ((_key(name, key), says) for key, says, _ in _NEWS)
        case LetterKind.SETTLED:
            yield str(name), "les organismes ont fait ce qui était demandé"
        case LetterKind.COMPLAINT:
            yield from ((_key(name, key), says) for key, says, _ in _COMPLAINTS)
        case kind:
            media = campaign.recipients[name.track].media
            told = (story for story in _STORIES[kind] if story.only in {None, name.track})
            yield from ((_key(name, s.key), s.says) for s in told if s.medium is _POST or s.medium in media)


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
            then = next(then for of, _, then in _NEWS if _key(name, of) == key)
            yield from _events(TrackName.CNIL, _Story("", "", 110, Medium.ONLINE, then), request, today)
        case LetterKind.SETTLED:
            yield from _events(TrackName.CAISSE, _Story("", "", 120, _POST), request, today)
            complaint = tuple(_events(TrackName.CNIL, _Story("", "", 70, Medium.ONLINE), request, today))
            yield from (replace(one, about=(TrackName.CAISSE,)) for one in complaint if isinstance(one, Posted))
            yield Confirmed(today - timedelta(days=9), TrackName.CAISSE)
        case LetterKind.COMPLAINT:
            bodies = next(bodies for of, _, bodies in _COMPLAINTS if _key(name, of) == key)
            for track, story in bodies:
                yield from _events(track, story, request, today)
        case kind:
            story = next(story for story in _STORIES[kind] if _key(name, story.key) == key)
            yield from _events(name.track, story, request, today)


def _events(track: TrackName, story: _Story, request: Request, today: date) -> Iterator[Event]:
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
            yield posted(ago, letter_of(LetterKind.CHASE, track), _POST)
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
