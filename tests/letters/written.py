"""The letters of made-up persons: filled, with blanks, and after each thing that can happen to a case."""

from datetime import date
from functools import cache

from bot.app import load_content
from bot.core.campaign import Medium, TrackName
from bot.core.case import Case, Declined, Delivered, Event, LetterName, Posted, Redirected, Track
from bot.core.conversation.request import OTHER, SKIPPED, Request
from bot.core.letter import Letter
from bot.core.working_days import Territory
from bot.service import Content

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
LATE = date(2027, 1, 12)


@cache
def content() -> Content:
    """What the bot reads at start."""
    return load_content()


def sent(on: date, letter: LetterName, medium: Medium, to: str) -> Posted:
    """A letter that was sent."""
    return Posted(on, letter, medium, to, Territory.METROPOLE)


def tracks(*events: Event) -> tuple[Track, ...]:
    """The tracks of a case with these events."""
    return Case().adding(events).tracks(content().campaign.delays)


def tracks_for(letter: LetterName, answers: dict[str, str]) -> tuple[Track, ...]:
    """What has happened when that letter is written: nothing yet, or silence on one side and a refusal on the other."""
    request = Request(answers, content().directory, content().campaign)
    caisse, hdh = request.named(TrackName.CAISSE), request.named(TrackName.HDH)
    known = answers is FULL
    medium = Medium.REGISTERED if known else Medium.POST
    events: tuple[Event, ...] = (
        sent(date(2026, 11, 24), LetterName.CAISSE, medium, caisse),
        *((Delivered(date(2026, 11, 26), LetterName.CAISSE),) if known else ()),
        sent(date(2026, 11, 25), LetterName.HDH, Medium.EMAIL, hdh),
        sent(date(2026, 12, 29), LetterName.CHASE_CAISSE, Medium.POST, caisse),
    )
    match letter:
        case LetterName.CAISSE | LetterName.HDH:
            return ()
        case LetterName.CNIL:
            answered = (Redirected(date(2026, 12, 7), TrackName.HDH), Declined(date(2026, 12, 14), TrackName.HDH))
            return tracks(*events, *answered)
        case _:
            return tuple(track for track in tracks(*events[:-1]) if track.name is letter.track)


def written(
    letter: LetterName,
    answers: dict[str, str] = FULL,
    about: tuple[Track, ...] | None = None,
    today: date | None = None,
) -> Letter:
    """One letter, as the conversation writes it."""
    request = Request(answers, content().directory, content().campaign)
    about = tracks_for(letter, answers) if about is None else about
    today = today or (LATE if about else MADE)
    return content().letters.write(letter, request.applicant, request.addressee(letter), today, about)
