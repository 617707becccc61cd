"""The letters that files are made of: the golden ones, and one for any name and address."""

from datetime import date
from functools import cache

import pytest

from bot.core.campaign import Medium
from bot.core.letter import Addressee, Applicant, Letter, Sheet
from bot.core.letter_name import LetterName
from bot.core.page import PaperKind
from bot.core.postal import PostalAddress
from bot.render.paper import paper
from tests.letters.written import BLANKS, FULL, MADE, content, posted, request, tracks, written

every_letter = pytest.mark.parametrize(
    ("name", "blanks"),
    [(letter, blanks) for letter in LetterName for blanks in (False, True)],
    ids=[f"{letter}-{answers}" for letter in LetterName for answers in ("full", "blanks")],
)
SIX_LINES = PostalAddress(
    (
        "Appartement 1234, escalier B, troisième étage à gauche",
        "Résidence des Grands Essais du Bord de l’Exemple",
        "Entrée du côté de la place, bâtiment principal numéro 12",
        "1234 bis avenue du Très Long Exemple de Toponyme Composé",
        "Lieu-dit l’Essai-des-Hauts-de-l’Exemple, boîte postale 99",
        "97400 Saint-Exemple-de-la-Très-Longue-Commune Cedex 12",
    )
)


def letter_of(name: str | None, address: PostalAddress | None = None, *, to: Addressee | None = None) -> Letter:
    """A request to the Health Data Hub by anybody."""
    asked = request(FULL)
    to = to or asked.addressee(LetterName.HDH)
    return content().letters.write(LetterName.HDH, Applicant(name, address), to, MADE)


@cache
def file_of(name: LetterName, kind: PaperKind, *, blanks: bool = False) -> bytes:
    """A golden letter as a file: written once for all that look at it."""
    return paper(golden(name, blanks=blanks), kind)


@cache
def leaflet() -> Sheet:
    """The sheet on the Conseil d'État."""
    about = tracks(posted(LetterName.CNIL, FULL, date(2026, 10, 5), Medium.ONLINE))
    return content().letters.sheet("conseil-etat", about)


def golden(name: LetterName, *, blanks: bool = False) -> Letter:
    """A golden letter."""
    return written(name, BLANKS if blanks else FULL)
