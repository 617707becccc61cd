"""The letters that files are made of: the golden ones, and one for any name and address."""

from datetime import date
from functools import cache

import pytest

from bot.core.campaign import Medium
from bot.core.event import LetterName
from bot.core.letter import Addressee, Applicant, Letter, Sheet
from bot.core.postal import PostalAddress
from tests.letters.written import BLANKS, FULL, MADE, content, posted, request, tracks, written

EVERY = [(letter, answers) for letter in LetterName for answers in (FULL, BLANKS)]
every_letter = pytest.mark.parametrize(
    ("name", "answers"), EVERY, ids=[f"{letter}-{'full' if a is FULL else 'blanks'}" for letter, a in EVERY]
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
def leaflet() -> Sheet:
    """The sheet on the Conseil d'État."""
    about = tracks(posted(LetterName.CNIL, FULL, date(2026, 10, 5), Medium.ONLINE))
    return content().letters.leaflet("conseil-etat", about)


__all__ = ["BLANKS", "EVERY", "FULL", "SIX_LINES", "every_letter", "leaflet", "letter_of", "written"]
