"""Reading letter templates into a `LetterBook`, and trying each on sample cases so that a broken one fails at start."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import jinja2
from babel.dates import format_date

from bot.content import ContentError
from bot.content.letter_files import COMMON, MANDATE, line_of, refuse_strays, versions_before
from bot.content.samples import Sample, samples, sheets
from bot.core.campaign.campaign import Campaign
from bot.core.campaign.fact import Fact
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.exhibits import chronology, exhibits
from bot.core.letters.law import kept_though_optional
from bot.core.letters.letter import SHORT_BLANK, Applicant, Capacity, LetterBook

_BY_MEDIUM = {
    Medium.POST: "par courrier",
    Medium.REGISTERED: "par lettre recommandée avec avis de réception",
    Medium.EMAIL: "par courriel",
    Medium.AMELI: "par la messagerie de mon compte ameli",
    Medium.ONLINE: "par un formulaire en ligne",
    Medium.HAND: "par dépôt sur place",
}
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
    LetterKind.SETTLED: "ma lettre sur la fin de ma réclamation",
}


def _whom(applicant: Applicant) -> str:
    return applicant.whom or SHORT_BLANK


def _again(applicant: Applicant) -> str:
    """The words for a person whom the letter has named already, so that a blank name is filled in only once."""
    return applicant.whom or "cette personne"


def _mine(applicant: Applicant) -> bool:
    return applicant.capacity is Capacity.SELF


def _data(applicant: Applicant, which: str = "") -> str:
    """The words for the data: « mes données du SNDS », « les données du SNDS qui concernent Camille Exemple »."""
    which = f" {which}" if which else ""
    return f"mes données{which}" if _mine(applicant) else f"les données{which} qui concernent {_again(applicant)}"


def _of_data(applicant: Applicant, which: str) -> str:
    if _mine(applicant):
        return f"de mes données {which}"
    return f"des données {which} qui concernent {_again(applicant)}"


_ITS = {
    Capacity.PARENT: "de mon enfant",
    Capacity.GUARDIAN: "d’une personne que je représente",
    Capacity.MANDATE: "d’une personne qui m’en donne mandat",
}


def _of_their_data(applicant: Applicant, which: str) -> str:
    """The words for the data in a subject line, which names nobody."""
    return f"de mes données {which}" if _mine(applicant) else f"des données {which} {_ITS[applicant.capacity]}"


_VOICE: dict[str, Callable[..., str]] = {
    "whom": _whom,
    "again": _again,
    "my_data": _data,
    "of_my_data": _of_data,
    "of_their_data": _of_their_data,
    "about_me": lambda applicant: "qui me concernent" if _mine(applicant) else f"qui concernent {_again(applicant)}",
}
"""Jinja filters for the data that a letter is about: the person's own, or those of the one they write for. They put no
« de » before a name, where it would have to become « d’ »."""


def load_letters(folder: Path, campaign: Campaign, *, tried: bool = False) -> LetterBook:
    """Read `letters/*.txt.jinja` in a campaign's folder, and the earlier versions in `letters-<version>/`.

    What its folder does not have comes from `common/letters/` beside it: the letters that all campaigns share.

    tried  whether these letters were tried out before, and need not be again

    Raises ContentError with the file and line when one is missing, is not Jinja2, or asks for an unknown value; and for
    a file that no letter is made of.
    """
    before = versions_before(folder, campaign.templates)
    try:
        present = _environment((folder / "letters", folder.parent / COMMON / "letters"), campaign)
        environments = {version: _environment((path,), campaign) for version, path in before.items()}
        book = LetterBook(present, campaign, environments)
        if not tried:
            refuse_strays(folder / "letters", present, campaign)
            for version, path in before.items():
                refuse_strays(path, environments[version], campaign)
            for version in book.versions:
                _try_out(book, campaign, version)
    except jinja2.TemplateSyntaxError as error:
        raise ContentError(f"{error.filename or error.name}, line {error.lineno}: {error.message}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{folder / 'letters'}: a letter is not written in UTF-8") from None
    except jinja2.TemplateNotFound as error:
        raise ContentError(f"{folder / 'letters'}: {error.name} is missing") from None
    except jinja2.TemplateError as error:
        raise ContentError(f"{line_of(error.__traceback__) or folder / 'letters'}: {error.message}") from None
    return book


class _Compiled(jinja2.BytecodeCache):
    """Templates compiled once in a process: all campaigns share most of them."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give the code of that file with these words, if it was compiled before."""
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep it."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _environment(folders: tuple[Path, ...], campaign: Campaign) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  plain text, never HTML
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    environment.filters["french_date"] = french_date
    environment.filters["by_medium"] = lambda medium: _BY_MEDIUM[Medium(str(medium))]
    environment.filters["french_letter"] = lambda letter: _IN_FRENCH[LetterName(str(letter)).kind]
    mine = {to.short: to.mine for to in campaign.recipients.values() if to.mine}
    environment.filters["own"] = lambda to: mine.get(to, to)
    environment.filters["exhibits"] = exhibits
    environment.filters["chronology"] = chronology
    environment.filters |= _VOICE
    environment.filters["sentence"] = lambda text: str(text)[:1].upper() + str(text)[1:]
    return environment


def french_date(day: date | jinja2.Undefined) -> str:
    """A date in French: « 1er avril 2027 ». Raises UndefinedError for a value that a template was not given."""
    if isinstance(day, jinja2.Undefined):
        raise jinja2.UndefinedError("a date is asked for that is not given")
    return _in_french(day)


@lru_cache(maxsize=2_000)
def _in_french(day: date) -> str:
    text = format_date(day, "d MMMM y", locale="fr")
    return f"1er{text[1:]}" if day.day == 1 else text


# --- Trying out -----------------------------------------------------------------------------------------------------

_ANY_DAY = date(2026, 11, 24)


def _try_out(book: LetterBook, campaign: Campaign, version: int) -> None:
    """Fill every letter in each situation that it is written for, so that a mistake shows at start, not to a person.

    Each is filled once with every fact current and once with none, because a stale fact takes another branch; and by
    whoever can write it, in the first situation: who writes and what happened stand in pieces of their own. Tests
    fill each letter for everybody in every situation.
    """
    tried: set[LetterName] = set()
    for name, one in samples(campaign, _ANY_DAY):
        if not book.has(name, version):
            continue
        for on in (_ANY_DAY, date.max):
            letter = book.write(name, one.applicant, one.to, _ANY_DAY, one.tracks, on=on, version=version)
            _refuse_kept(letter.stale, one)
        for capacity in () if name in tried else Capacity:
            book.write(name, Applicant(None, None, capacity), one.to, _ANY_DAY, one.tracks, version=version)
        tried.add(name)
    if version == campaign.templates:
        for sample in sheets(campaign, _ANY_DAY):
            for on in (_ANY_DAY, date.max):
                _refuse_kept(book.sheet(campaign.court, sample.tracks, on).stale, sample)
        book.sheet(MANDATE, applicant=Applicant(None, None, Capacity.MANDATE))


def _refuse_kept(stale: tuple[Fact, ...], sample: Sample) -> None:
    """Raises ContentError where a letter relies on a fact that it should have left out."""
    if fact := kept_though_optional(stale):
        raise ContentError(
            f"letters: {sample.key} keeps « {fact.title} » past its review, though it is to be dropped: "
            'put {% if law.current("…") %} around it, or set stale = "hedge" in campaign.toml'
        )
