"""Letter templates to a `LetterBook`, each one tried on sample values so that a broken one is known at start."""

from datetime import date
from pathlib import Path

import jinja2
from babel.dates import format_date

from bot.content import ContentError
from bot.core.campaign import Campaign, Medium
from bot.core.case import Case, LetterName, Posted
from bot.core.complaint import exhibits
from bot.core.letter import Addressee, Applicant, LetterBook
from bot.core.working_days import Territory

_BY_MEDIUM = {
    Medium.POST: "par courrier",
    Medium.REGISTERED: "par lettre recommandée avec avis de réception",
    Medium.EMAIL: "par courriel",
    Medium.AMELI: "par la messagerie de mon compte ameli",
    Medium.ONLINE: "par voie électronique",
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
    environment.filters["exhibits"] = exhibits
    try:
        book = LetterBook(environment, campaign)
        _try_out(book, campaign)
    except jinja2.TemplateSyntaxError as error:
        raise ContentError(f"{error.filename or error.name}, line {error.lineno}: {error.message}") from None
    except jinja2.TemplateNotFound as error:
        raise ContentError(f"{folder / 'letters'}: {error.name} is missing") from None
    except jinja2.TemplateError as error:
        raise ContentError(f"{folder / 'letters'}: {error.message}") from None
    return book


def french_date(day: date) -> str:
    """« 1er avril 2027 », « 24 novembre 2026 »."""
    text = format_date(day, "d MMMM y", locale="fr")
    return f"1er{text[1:]}" if day.day == 1 else text


def _try_out(book: LetterBook, campaign: Campaign) -> None:
    """Fill every letter once, with blanks: StrictUndefined then speaks at start, not in front of a person."""
    day = date(2026, 11, 24)
    for name in LetterName:
        posted = Posted(day, LetterName.HDH, Medium.POST, "X", Territory.METROPOLE)
        tracks = Case().adding((posted,)).tracks(campaign.delays)
        book.write(name, Applicant(None, None), Addressee("X", None), day, tracks)
