"""The letters of made-up persons: filled, with blanks, and after each thing that can happen to a case."""

from dataclasses import replace
from datetime import date

from bot.core.campaign import Medium, TrackName
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.cnil import CnilTrack
from bot.core.case.event import (
    Accessed,
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Progressed,
    Redirected,
    Scope,
    Unidentified,
)
from bot.core.case.letter_event import Delivered, Posted, Prepared
from bot.core.case.letter_name import LAST_WITH_ACCESS, LetterKind, LetterName, letter_of
from bot.core.case.track import Track
from bot.core.case.working_days import Territory
from bot.core.conversation.request import OTHER, SKIPPED, Request
from bot.core.letters.letter import Letter
from tests import read

NAME = "Camille Exemple"
FULL = {
    "search": OTHER,
    "body": "Caisse de prévoyance des Exemples",
    "body_address": "1 place de l’Essai\n59000 Lille",
    "name": NAME,
    "address": "12 rue des Essais\nBât. B\n75011 Paris",
}
BLANKS = {"search": OTHER, "body": SKIPPED, "body_address": SKIPPED, "name": SKIPPED, "address": SKIPPED}
MADE = date(2026, 11, 24)
CHASED = date(2027, 1, 5)
LATE = date(2027, 1, 26)
content = read.content


def request(answers: dict[str, str]) -> Request:
    """The answers as values."""
    return Request(answers, content().directory, content().campaign)


def sent(
    on: date, letter: LetterName, medium: Medium, to: str, address: tuple[str, ...] = (), *about: TrackName
) -> Posted:
    """A letter that was sent."""
    return Posted(on, letter, medium, to, Territory.METROPOLE, address, about)


def tracks(*events: Event) -> tuple[BodyTrack | CnilTrack, ...]:
    """The tracks of a case with these events."""
    return Case().adding(events).tracks(content().campaign.delays)


def posted(letter: LetterName, answers: dict[str, str], on: date, medium: Medium) -> Posted:
    """That letter as somebody with these answers sent it."""
    asked = request(answers)
    address = asked.addressee(letter).address
    return sent(on, letter, medium, asked.named(letter.track), address.lines if address else ())


def told_before(letter: LetterName, answers: dict[str, str]) -> tuple[Event, ...]:
    """What had happened on its own track when that letter was written, after the request."""
    track, on = letter.track, date(2026, 12, 7)
    full = answers is FULL
    match letter.kind:
        case LetterKind.CHASE:
            return (Redirected(on, track),) if track is TrackName.HDH and full else ()
        case LetterKind.CHASE2:
            return (posted(letter_of(LetterKind.CHASE, track), answers, CHASED, Medium.POST),)
        case LetterKind.IDENTITY:
            return (IdentityAsked(on, track),)
        case LetterKind.ELSEWHERE:
            return (Redirected(on, track),)
        case LetterKind.EXTENSION:
            return (Extended(LATE, track, reasons=True) if full else Extended(on, track, reasons=False),)
        case LetterKind.REFUSAL:
            return (Declined(on, track, Scope.ALL),)
        case LetterKind.UNIDENTIFIED:
            return (Unidentified(on, track),)
        case _:
            return ()


def tracks_for(letter: LetterName, answers: dict[str, str]) -> tuple[Track, ...]:
    """What has happened when that letter is written: nothing yet; its own story; silence and a refusal for the CNIL."""
    full = answers is FULL
    medium = Medium.REGISTERED if full else Medium.POST
    caisse = posted(LetterName.CAISSE, answers, MADE, medium)
    hdh = posted(LetterName.HDH, answers, date(2026, 11, 25), Medium.EMAIL)
    match letter.kind:
        case LetterKind.REQUEST:
            return ()
        case LetterKind.COMPLAINT:
            return tracks(
                caisse,
                *((Delivered(date(2026, 11, 26), LetterName.CAISSE),) if full else ()),
                hdh,
                Acknowledged(date(2026, 12, 1), TrackName.CAISSE),
                posted(LetterName.CHASE_CAISSE, answers, CHASED, Medium.POST),
                Redirected(date(2026, 12, 7), TrackName.HDH),
                Declined(date(2026, 12, 14), TrackName.HDH, Scope.ALL),
            )
        case LetterKind.NEWS:
            return tracks(posted(LetterName.CNIL, answers, date(2026, 10, 5), Medium.ONLINE))
        case LetterKind.SETTLED:
            filed = posted(LetterName.CNIL, answers, CHASED, Medium.ONLINE)
            filed = replace(filed, about=(TrackName.CAISSE, TrackName.HDH), against=(0, 1))
            granted = Confirmed(date(2027, 1, 12), TrackName.CAISSE), Confirmed(date(2027, 1, 19), TrackName.HDH)
            return tracks(caisse, hdh, filed, *granted)[-1:]
        case _:
            first = {TrackName.HDH: hdh, TrackName.CAISSE: caisse}
            first[TrackName.ACCESS] = posted(LetterName.ACCESS, answers, date(2026, 11, 25), Medium.EMAIL)
            begun = first.get(letter.track) or posted(LetterName.CNAM, answers, MADE, medium)
            handed = (
                (Delivered(date(2026, 11, 26), begun.letter),) if full and begun.medium is Medium.REGISTERED else ()
            )
            found = tracks(begun, *handed, *told_before(letter, answers))
            return tuple(track for track in found if track.name is letter.track)


def others() -> dict[str, Letter]:
    """Letters whose words are others after what has happened, by the name of their golden file."""
    hdh = posted(LetterName.HDH, FULL, MADE, Medium.EMAIL)
    both = Prepared(MADE, (LetterName.HDH,), LAST_WITH_ACCESS)
    access = posted(LetterName.ACCESS, FULL, MADE, Medium.EMAIL)
    recorded, on = Confirmed(date(2026, 12, 7), TrackName.HDH, whole=False), date(2026, 12, 14)
    chase = posted(LetterName.CHASE_HDH, FULL, CHASED, Medium.POST)
    accessed = Accessed(on, TrackName.HDH)
    filed = posted(LetterName.CNIL, FULL, date(2026, 10, 5), Medium.ONLINE)
    told: dict[str, tuple[LetterName, tuple[Event, ...]]] = {
        "chase-hdh-both": (LetterName.CHASE_HDH, (both, hdh)),
        "chase-hdh-access": (LetterName.CHASE_HDH, (both, hdh, recorded)),
        "chase-hdh-objection": (LetterName.CHASE_HDH, (both, hdh, accessed)),
        "chase2-hdh-access": (LetterName.CHASE2_HDH, (both, hdh, recorded, chase)),
        "refusal-answer-hdh-access": (
            LetterName.REFUSAL_HDH, (both, hdh, recorded, Declined(on, TrackName.HDH, Scope.ALL)),
        ),
        "cnil-access": (LetterName.CNIL, (both, hdh, recorded)),
        "cnil-access-alone": (LetterName.CNIL, (access,)),
        "cnil-access-too": (LetterName.CNIL, (hdh, access)),
        "cnil-news-examined": (LetterName.CNIL_NEWS, (filed, Progressed(date(2026, 10, 20), TrackName.CNIL))),
    }  # fmt: skip
    return {name: written(letter, FULL, tracks(*events), LATE) for name, (letter, events) in told.items()}


def written(
    letter: LetterName,
    answers: dict[str, str] = FULL,
    about: tuple[Track, ...] | None = None,
    today: date | None = None,
) -> Letter:
    """One letter, as the conversation writes it."""
    asked = request(answers)
    about = tracks_for(letter, answers) if about is None else about
    today = today or (LATE if about else MADE)
    first = about[0].request if about and letter.kind is not LetterKind.REQUEST else None
    return content().letters.write(letter, asked.applicant, asked.addressee(letter, first), today, about)


def sheet(*events: Event) -> str:
    """The sheet on the Conseil d'État, for a complaint with these events."""
    (cnil,) = (track for track in tracks(*events) if track.name is TrackName.CNIL)
    return content().letters.sheet("conseil-etat", (cnil,)).text
