"""The letters that files are made of: the golden ones, and one for any name and address."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from random import Random

from bot.core.campaign.letter_name import LetterName
from bot.core.campaign.recipient import Medium
from bot.core.conversation.request import SKIPPED
from bot.core.directory.postal import PostalAddress
from bot.core.letters.letter import Addressee, Applicant, Capacity, Letter, Sheet
from bot.core.letters.page import PaperKind
from bot.render.paper import paper
from tests.folded import folded
from tests.letters.written import BLANKS, FULL, LETTERS, MADE, content, posted, request, tracks, written

every_letter = folded(
    ("name", "blanks"),
    [(letter, blanks) for letter in LETTERS for blanks in (False, True)],
    ids=[f"{letter}-{answers}" for letter in LETTERS for answers in ("full", "blanks")],
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
    to = to or asked.addressee(LetterName("hdh"))
    return content().letters.write(LetterName("hdh"), Applicant(name, address), to, MADE)


_GIVEN = (
    "Camille",
    "Marie-Antoinette",
    "Jean-Christophe",
    "Nguyễn Thị",
    "Fatima-Zahra",
    "Ünal",
    "Maximilien-Alexandre",
)
_SURNAMES = (
    "Exemple",
    "de La Très-Longue-Exemple",
    "Exemple-Desessais-Debeauregard",
    "O’Exemple",
    "Ben Essai El Exemple",
)
_STREETS = ("12 rue des Essais", "1234 bis avenue du Très Long Exemple de Toponyme Composé", "Lieu-dit l’Essai")
_TOWNS = (
    "75011 Paris",
    "97410 Saint-Pierre",
    "97670 Chiconi",
    "68000 Colmar",
    "64300 Saint-Exemple-de-la-Longue-Commune Cedex",
)
_FIRST = (LetterName("caisse"), LetterName("hdh"), LetterName("cnam"))


def drawn(seed: int) -> dict[str, str]:
    """The answers of somebody drawn by lot: long names, homes overseas, for another person, with blanks."""
    lot = Random(seed)

    def name() -> str:
        return f"{lot.choice(_GIVEN)} {lot.choice(_SURNAMES)}"

    lines = [f"Résidence des Grands Essais, bâtiment {n}, escalier B" for n in range(lot.randrange(4))]
    said = {
        "name": name(),
        "address": "\n".join((*lines, lot.choice(_STREETS), lot.choice(_TOWNS))),
        "capacity": lot.choice([*Capacity]),
        "whom": name(),
        "which": lot.choice([caisse.id for caisse in content().directory.caisses]),
        "caisse_address": "keep",
    }
    left_out = {key for key in ("name", "address", "whom") if lot.random() < 0.15}
    return {key: SKIPPED if key in left_out else value for key, value in said.items()}


def first_letters(people: int) -> Iterator[Letter]:
    """The first letters of people drawn by lot."""
    for seed in range(people):
        asked = request(drawn(seed))
        for name in _FIRST:
            yield content().letters.write(name, asked.applicant, asked.addressee(name), MADE)


@cache
def file_of(name: LetterName, kind: PaperKind, *, blanks: bool = False) -> bytes:
    """A golden letter as a file: written once for all that look at it."""
    return paper(golden(name, blanks=blanks), kind)


@cache
def leaflet() -> Sheet:
    """The sheet on the Conseil d'État."""
    about = tracks(posted(LetterName("cnil"), FULL, date(2026, 10, 5), Medium.ONLINE))
    return content().letters.sheet("conseil-etat", about)


def golden(name: LetterName, *, blanks: bool = False) -> Letter:
    """A golden letter."""
    return written(name, BLANKS if blanks else FULL)
