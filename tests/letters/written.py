"""The letters of made-up persons: filled, with blanks, and after each thing that can happen to a case."""

from dataclasses import replace
from datetime import date

from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.body import BodyTrack
from bot.core.case.case import Case
from bot.core.case.complaint_track import ComplaintTrack
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
LETTERS = content().campaign.letters
RECIPIENTS = tuple(content().campaign.recipients)


def request(answers: dict[str, str]) -> Request:
    """The answers as values."""
    return Request(answers, content().directory, content().campaign)


def sent(on: date, letter: LetterName, medium: Medium, to: str, address: tuple[str, ...] = (), *about: str) -> Posted:
    """A letter that was sent."""
    return Posted(on, letter, medium, to, Territory.METROPOLE, address, about)


def tracks(*events: Event) -> tuple[BodyTrack | ComplaintTrack, ...]:
    """The tracks of a case with these events."""
    return Case().adding(events).tracks(content().campaign)


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
            return (Redirected(on, track),) if track == "hdh" and full else ()
        case LetterKind.CHASE2:
            return (posted(LetterName.of(LetterKind.CHASE, track), answers, CHASED, Medium.POST),)
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
    caisse = posted(LetterName("caisse"), answers, MADE, medium)
    hdh = posted(LetterName("hdh"), answers, date(2026, 11, 25), Medium.EMAIL)
    match letter.kind:
        case LetterKind.REQUEST:
            return ()
        case LetterKind.COMPLAINT:
            return tracks(
                caisse,
                *((Delivered(date(2026, 11, 26), LetterName("caisse")),) if full else ()),
                hdh,
                Acknowledged(date(2026, 12, 1), "caisse"),
                posted(LetterName("chase-caisse"), answers, CHASED, Medium.POST),
                Redirected(date(2026, 12, 7), "hdh"),
                Declined(date(2026, 12, 14), "hdh", Scope.ALL),
            )
        case LetterKind.NEWS:
            return tracks(posted(LetterName("cnil"), answers, date(2026, 10, 5), Medium.ONLINE))
        case LetterKind.SETTLED:
            filed = posted(LetterName("cnil"), answers, CHASED, Medium.ONLINE)
            filed = replace(filed, about=("caisse", "hdh"), against=(0, 1))
            granted = Confirmed(date(2027, 1, 12), "caisse"), Confirmed(date(2027, 1, 19), "hdh")
            return tracks(caisse, hdh, filed, *granted)[-1:]
        case _:
            first = {"hdh": hdh, "caisse": caisse}
            first["access"] = posted(LetterName("access"), answers, date(2026, 11, 25), Medium.EMAIL)
            begun = first.get(letter.track) or posted(LetterName("cnam"), answers, MADE, medium)
            handed = (
                (Delivered(date(2026, 11, 26), begun.letter),) if full and begun.medium is Medium.REGISTERED else ()
            )
            found = tracks(begun, *handed, *told_before(letter, answers))
            return tuple(track for track in found if track.name == letter.track)


def others() -> dict[str, Letter]:
    """Letters whose words are others after what has happened, by the name of their golden file."""
    hdh = posted(LetterName("hdh"), FULL, MADE, Medium.EMAIL)
    both = Prepared(MADE, (LetterName("hdh"),), 1)
    access = posted(LetterName("access"), FULL, MADE, Medium.EMAIL)
    recorded, on = Confirmed(date(2026, 12, 7), "hdh", whole=False), date(2026, 12, 14)
    chase = posted(LetterName("chase-hdh"), FULL, CHASED, Medium.POST)
    accessed = Accessed(on, "hdh")
    filed = posted(LetterName("cnil"), FULL, date(2026, 10, 5), Medium.ONLINE)
    told: dict[str, tuple[LetterName, tuple[Event, ...]]] = {
        "chase-hdh-both": (LetterName("chase-hdh"), (both, hdh)),
        "chase-hdh-access": (LetterName("chase-hdh"), (both, hdh, recorded)),
        "chase-hdh-objection": (LetterName("chase-hdh"), (both, hdh, accessed)),
        "chase2-hdh-access": (LetterName("chase2-hdh"), (both, hdh, recorded, chase)),
        "refusal-answer-hdh-access": (
            LetterName("refusal-answer-hdh"), (both, hdh, recorded, Declined(on, "hdh", Scope.ALL)),
        ),
        "cnil-access": (LetterName("cnil"), (both, hdh, recorded)),
        "cnil-access-alone": (LetterName("cnil"), (access,)),
        "cnil-access-too": (LetterName("cnil"), (hdh, access)),
        "cnil-news-examined": (LetterName("cnil-news"), (filed, Progressed(date(2026, 10, 20), "cnil"))),
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
    (cnil,) = (track for track in tracks(*events) if track.name == "cnil")
    return content().letters.sheet("conseil-etat", (cnil,)).text
