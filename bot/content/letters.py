"""Letter templates to a `LetterBook`, each one tried on sample cases so that a broken one is known at start."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import jinja2
from babel.dates import format_date

from bot.content import ContentError
from bot.core.campaign import Campaign, Delays, Medium, TrackName
from bot.core.case import Case
from bot.core.complaint import chronology, exhibits
from bot.core.event import (
    Acknowledged,
    Declined,
    Delivered,
    Event,
    Extended,
    IdentityAsked,
    LetterKind,
    LetterName,
    Partial,
    Posted,
    Redirected,
    Unidentified,
    letter_of,
)
from bot.core.letter import Addressee, Applicant, LetterBook
from bot.core.track import Track
from bot.core.working_days import Territory

_BY_MEDIUM = {
    Medium.POST: "par courrier",
    Medium.REGISTERED: "par lettre recommandée avec avis de réception",
    Medium.EMAIL: "par courriel",
    Medium.AMELI: "par la messagerie de mon compte ameli",
    Medium.ONLINE: "par un formulaire en ligne",
}
_OWN = "ma caisse d’assurance maladie"
"""How somebody who left the name of their caisse blank speaks of it to others."""
_IN_FRENCH = {
    LetterKind.REQUEST: "ma demande",
    LetterKind.CHASE: "ma relance",
    LetterKind.CHASE2: "ma seconde relance",
    LetterKind.IDENTITY: "ma réponse sur mon identité",
    LetterKind.ELSEWHERE: "ma demande de transmission",
    LetterKind.EXTENSION: "ma réponse sur le délai",
    LetterKind.REFUSAL: "ma réponse au refus",
    LetterKind.UNIDENTIFIED: "ma réponse sur l’identification",
    LetterKind.COMPLAINT: "ma réclamation",
    LetterKind.NEWS: "ma demande d’information",
}


def load_letters(folder: Path, campaign: Campaign) -> LetterBook:
    """Read `letters/*.txt.jinja` in a campaign's folder.

    Raises ContentError with the file and line when one is missing, is not Jinja2, or asks for an unknown value.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder / "letters"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  plain text, never HTML
        auto_reload=False,
    )
    environment.filters["french_date"] = french_date
    environment.filters["by_medium"] = lambda medium: _BY_MEDIUM[Medium(str(medium))]
    environment.filters["french_letter"] = lambda letter: _IN_FRENCH[LetterName(str(letter)).kind]
    short = campaign.recipients[TrackName.CAISSE].short
    environment.filters["own"] = lambda to: _OWN if to == short else to
    environment.filters["exhibits"] = exhibits
    environment.filters["chronology"] = chronology
    environment.filters["sentence"] = lambda text: str(text)[:1].upper() + str(text)[1:]
    try:
        book = LetterBook(environment, campaign)
        _try_out(book, campaign)
    except jinja2.TemplateSyntaxError as error:
        raise ContentError(f"{error.filename or error.name}, line {error.lineno}: {error.message}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{folder / 'letters'}: a letter is not written in UTF-8") from None
    except jinja2.TemplateNotFound as error:
        raise ContentError(f"{folder / 'letters'}: {error.name} is missing") from None
    except jinja2.TemplateError as error:
        raise ContentError(f"{folder / 'letters'}: {error.message}") from None
    return book


def french_date(day: date | jinja2.Undefined) -> str:
    """« 1er avril 2027 », « 24 novembre 2026 ». Raises UndefinedError for a value that a template was not given."""
    if isinstance(day, jinja2.Undefined):
        raise jinja2.UndefinedError("a date is asked for that is not given")
    text = format_date(day, "d MMMM y", locale="fr")
    return f"1er{text[1:]}" if day.day == 1 else text


# --- Trying out -----------------------------------------------------------------------------------------------------

_BEGUN = date(2026, 11, 24)
_LATER = _BEGUN + timedelta(days=70)


def _try_out(book: LetterBook, campaign: Campaign) -> None:
    """Fill every letter in each situation that it is written for: a mistake speaks now, not in front of a person."""
    for name in LetterName:
        for tracks in _situations(name, campaign.delays):
            for applicant, to in ((Applicant(None, None), Addressee("X", None)),):
                book.write(name, applicant, to, _LATER, tracks)
    for cnil in _of(TrackName.CNIL, campaign.delays, (), (Declined(_LATER, TrackName.CNIL),)):
        book.sheet("conseil-etat", cnil)


def _situations(name: LetterName, delays: Delays) -> Iterator[tuple[Track, ...]]:
    if name is LetterName.CNIL:
        for other in (TrackName.CAISSE, TrackName.HDH):
            yield from _of(other, delays, (), *((event,) for event in _answers(other)))
    else:
        yield from _of(name.track, delays, *_told_before(name.kind, name.track))


def _told_before(kind: LetterKind, track: TrackName) -> tuple[tuple[Event, ...], ...]:
    """What may have happened before a letter of that kind."""
    sent_on = Redirected(_BEGUN, track)
    match kind:
        case LetterKind.CHASE:
            handed = Delivered(_BEGUN, letter_of(LetterKind.REQUEST, track))
            return (), (sent_on,), (Extended(_BEGUN, track, reasons=True),), (handed,)
        case LetterKind.CHASE2:
            return (_chase(track),), (sent_on, _chase(track))
        case LetterKind.IDENTITY:
            return ((IdentityAsked(_BEGUN, track),),)
        case LetterKind.ELSEWHERE:
            return ((sent_on,),)
        case LetterKind.EXTENSION:
            return (Extended(_BEGUN, track, reasons=False),), (Extended(_LATER, track, reasons=True),)
        case LetterKind.REFUSAL:
            return (Declined(_BEGUN, track),), (Partial(_BEGUN, track),)
        case LetterKind.UNIDENTIFIED:
            return ((Unidentified(_BEGUN, track),),)
        case _:
            return ((),)


def _answers(track: TrackName) -> tuple[Event, ...]:
    return (
        Delivered(_BEGUN, letter_of(LetterKind.REQUEST, track)), Acknowledged(_BEGUN, track), Declined(_BEGUN, track),
        Partial(_BEGUN, track), Unidentified(_BEGUN, track), IdentityAsked(_BEGUN, track), Redirected(_BEGUN, track),
        Extended(_BEGUN, track, reasons=True), Extended(_BEGUN, track, reasons=False),
    )  # fmt: skip


def _chase(track: TrackName) -> Posted:
    return Posted(_BEGUN, letter_of(LetterKind.CHASE, track), Medium.POST, "X", Territory.METROPOLE)


def _of(track: TrackName, delays: Delays, *told: tuple[Event, ...]) -> Iterator[tuple[Track, ...]]:
    """The track with its first letter sent by each medium, and what was told after it."""
    first = LetterName.CNIL if track is TrackName.CNIL else letter_of(LetterKind.REQUEST, track)
    for events in told:
        for medium in (Medium.POST, Medium.EMAIL):
            posted = Posted(_BEGUN, first, medium, "X", Territory.METROPOLE)
            yield tuple(t for t in Case().adding((posted, *events)).tracks(delays) if t.name is track)
