"""What a person says from hello to the end, drawn from a seed; and by what one knows that a line is answered in full.

Each turn of the bot ends with one question: a line's `until` matches the last message of its turn and no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from random import Random


class Deed(Enum):
    """What is done without words."""

    COMES = auto()
    """Opens the chat for the first time."""
    GOES_AND_COMES_BACK = auto()
    """Leaves the chat, and opens it anew."""
    BEGINS_AGAIN = auto()
    """Turns to the bot again after all was erased: on Matrix in a new room, as the bot has left the one before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a person says or does.

    said   what is typed, or a deed
    until  how the last message of the answer reads
    tap    words of the button that says the same, where there are buttons
    """

    said: str | Deed
    until: str
    tap: str = ""


Talk = tuple[Line, ...]

HELLO = "Êtes-vous d’accord pour que je garde ces informations"
CAISSE = "Quelle est votre caisse d’assurance maladie"
KEEP = "Voulez-vous la garder"
NAME = "Votre nom et votre prénom"
ADDRESS = "Votre adresse postale"
CHECK = "Est-ce juste"
MENU = "Que voulez-vous faire"
MENU_EN = "What do you want to do"
POSTCODES = ("33000", "69003", "13001", "44000", "31000", "67000", "97400", "20000", "75011")
NAMES = ("Camille Exemple", "Alix Essai", "Dominique Témoin-Exemple", "Sasha d’Exemple")
STREETS = ("12 rue des Essais", "3 place de l’Exemple", "Bâtiment B, 7 bis allée du Test")
NONSENSE = ("blabla", "🎲🎲🎲", "et alors ?", "x" * 900, "mon chat s’appelle <b>Minou</b> & compagnie")
AT_ANY_QUESTION = ("/aide", "/confidentialite", "/dossier", "/rappels", "/inconnu")
FORMATS = ("1", "2", "3", "4", "5")

AT_THE_MENU: tuple[Talk, ...] = (
    (Line("/dossier", MENU),),
    (Line("/exporter", MENU),),
    (Line("/lettres", MENU),),
    (Line("/aide", MENU),),
    (Line("/confidentialite", MENU),),
    (Line("/langue en", MENU_EN), Line("/case", MENU_EN), Line("/langue fr", MENU)),
    (Line("/adresse", "Quelle adresse est fausse"), Line("/annuler", MENU)),
)
BEFORE_SENDING: tuple[Talk, ...] = (
    (Line("/rappels", MENU),),
    (Line("/pause", MENU),),
    (Line("/retour", "Que voulez-vous corriger"), Line("/annuler", MENU)),
)
SENDING: Talk = (
    Line("J’ai envoyé une lettre", "Quelle lettre avez-vous envoyée", tap="J’ai envoyé une lettre"),
    Line("1", "Comment avez-vous envoyé", tap="à votre caisse"),
    Line("par lettre recommandée", "Quel jour est partie", tap="par lettre recommandée"),
    Line("demain", "Quel jour est partie"),
    Line("hier", "L’avez-vous vraiment envoyée avant", tap="Hier"),
    Line("oui", "Quel jour la lettre recommandée a-t-elle été remise", tap="Oui"),
    Line("24/11/2026", "Êtes-vous d’accord"),
    Line("oui", MENU, tap="prévenez-moi"),
)
AFTER_SENDING: tuple[Talk, ...] = (
    (Line("/rappels", MENU),),
    (Line("/pause", "Jusqu’à quand voulez-vous une pause"), Line("/annuler", MENU)),
    (Line("/stop", MENU), Line("/rappels", "Êtes-vous d’accord"), Line("oui", MENU, tap="prévenez-moi")),
)
ERASING: Talk = (
    Line("/effacer", "Confirmez-vous"),
    Line("oui, tout effacer", "C’est effacé", tap="tout effacer"),
)


def lives(draw: Random) -> Iterator[Line]:
    """One life after the other, without end: each begins where a stranger begins, and ends with everything erased."""
    yield Line(Deed.COMES, HELLO)
    while True:
        yield from _life(draw)
        yield Line(draw.choice((Deed.BEGINS_AGAIN, Deed.BEGINS_AGAIN, Deed.GOES_AND_COMES_BACK)), HELLO)


def tour() -> Iterator[Line]:
    """One life in which all there is is asked for once: what is read or made at its first use is there afterwards."""
    yield Line(Deed.COMES, HELLO)
    yield from _to_the_letters(Random(0))
    for talk in (*AT_THE_MENU, *BEFORE_SENDING):
        yield from talk
    for kind in FORMATS:
        yield from _file("1", kind)
    yield from SENDING
    for talk in (*AT_THE_MENU, *AFTER_SENDING):
        yield from talk
    yield from ERASING


def _life(draw: Random) -> Iterator[Line]:
    yield from _to_the_letters(draw)
    yield from _some(draw, (*AT_THE_MENU, *BEFORE_SENDING, *_files(draw)), 2, 6)
    yield from SENDING
    yield from _some(draw, (*AT_THE_MENU, *AFTER_SENDING, *_files(draw)), 2, 8)
    yield from ERASING


def _to_the_letters(draw: Random) -> Iterator[Line]:
    name = draw.choice(NAMES)
    asked = (
        (HELLO, Line("oui", CAISSE, tap="Oui, je suis d’accord")),
        (CAISSE, Line(draw.choice(POSTCODES), KEEP)),
        (KEEP, Line("la garder", NAME, tap="La garder")),
        (NAME, Line("1 85 05 78 006 084 36", NAME)),  # the bot never takes a number of social security
        (NAME, Line(name, ADDRESS)),
        (ADDRESS, Line(draw.choice(STREETS), "La suite")),
        ("La suite", Line("75011 Paris", CHECK)),
    )
    for question, line in asked:
        if question in {HELLO, KEEP} and draw.random() < 0.3:
            yield Line(
                draw.choice(NONSENSE[:3]), question if question == KEEP else "Êtes-vous d’accord pour que je garde"
            )
        if question in {CAISSE, NAME, ADDRESS} and draw.random() < 0.2:
            yield Line(draw.choice(AT_ANY_QUESTION), question)
        yield line
    if draw.random() < 0.4:
        yield Line("4", NAME, tap="Changer mon nom")
        yield Line(draw.choice(NAMES), CHECK)
    yield Line("1", MENU, tap="C’est juste")


def _files(draw: Random) -> tuple[Talk, ...]:
    return (_file(draw.choice(("1", "2")), draw.choice(FORMATS)), (Line(draw.choice(NONSENSE), MENU),))


def _file(which: str, kind: str) -> Talk:
    return (
        Line("/fichiers", "Quelle lettre voulez-vous en fichier"),
        Line(which, "Sous quelle forme"),
        Line(kind, MENU),
    )


def _some(draw: Random, talks: tuple[Talk, ...], least: int, most: int) -> Iterator[Line]:
    for _ in range(draw.randint(least, most)):
        yield from draw.choice(talks)
