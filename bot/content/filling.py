"""Filling letters: what their templates can say beside the words of their own. This loads Jinja2, 3 MB.

A start whose letters were tried out before fills none, and does without.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import jinja2

from bot.content.days import day_of_month
from bot.core.campaign.campaign import FRENCH, Campaign
from bot.core.campaign.letter_name import LetterKind, LetterName
from bot.core.campaign.recipient import Medium
from bot.core.case.exhibits import chronology, exhibits
from bot.core.letters.letter import SHORT_BLANK, Applicant, Capacity

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


def environment_of(folders: tuple[Path, ...], campaign: Campaign) -> jinja2.Environment:
    """What fills the templates of some folders, of which the first that has one counts."""
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
    text = day_of_month(day, FRENCH)
    return f"1er{text[1:]}" if day.day == 1 else text
