"""The stories of the sample letters, as data: the events before each letter."""

from dataclasses import dataclass

from bot.core.campaign.letter_name import LetterKind
from bot.core.campaign.recipient import Medium, Right
from bot.core.case.event import (
    Acknowledged,
    Confirmed,
    Declined,
    Event,
    Extended,
    IdentityAsked,
    Partial,
    Progressed,
    Redirected,
    Unidentified,
)
from bot.core.case.letter_event import Delivered, Posted

_POST, _HANDED, _EMAIL = Medium.POST, Medium.REGISTERED, Medium.EMAIL


@dataclass(frozen=True, slots=True)
class Story:
    """The events before a letter, in days before it: `ago` the first letter was sent, by that medium.

    then  the events after it; an extension says whether it had reasons, a confirmation whether it grants all
    both  whether the first letter asked for the objection and for access, as some once did: only of such a body
    """

    key: str
    says: str
    ago: int = 70
    medium: Medium = _POST
    then: tuple[tuple[int, type[Event], bool | None], ...] = ()
    both: bool = False


_SENT = Story("", "la demande est partie par courrier, aucune réponse")
STORIES: dict[LetterKind, tuple[Story, ...]] = {
    LetterKind.CHASE: (
        _SENT,
        Story("remise", "la demande a été remise en recommandé, sans réponse", 70, _HANDED, ((67, Delivered, None),)),
        Story("courriel", "la demande est partie par courriel, aucune réponse", 70, _EMAIL),
        Story("accuse", "l’organisme a seulement accusé réception", 70, _POST, ((66, Acknowledged, None),)),
        Story("renvoi", "l’organisme a renvoyé vers un autre service", 70, _POST, ((50, Redirected, None),)),
        Story("prolongation", "le délai a été prolongé à temps, puis rien", 130, _POST, ((115, Extended, True),)),
        Story(
            "acces",
            "l’opposition est enregistrée, la demande d’accès est sans réponse",
            70,
            _EMAIL,
            ((60, Confirmed, False),),
            both=True,
        ),
    ),
    LetterKind.CHASE2: (
        Story("", "une première relance est restée sans réponse", 70, _POST, ((30, Posted, None),)),
        Story(
            "remise",
            "la demande a été remise en recommandé, une relance est restée sans réponse",
            70,
            _HANDED,
            ((67, Delivered, None), (30, Posted, None)),
        ),
        Story(
            "renvoi",
            "l’organisme a renvoyé vers un autre service, puis n’a plus répondu",
            70,
            _POST,
            ((50, Redirected, None), (30, Posted, None)),
        ),
        Story(
            "prolongation",
            "le délai a été prolongé à temps, une relance est restée sans réponse",
            160,
            _POST,
            ((145, Extended, True), (40, Posted, None)),
        ),
        Story(
            "acces",
            "l’opposition est enregistrée, la demande d’accès et une relance sont sans réponse",
            70,
            _EMAIL,
            ((60, Confirmed, False), (30, Posted, None)),
            both=True,
        ),
    ),
    LetterKind.IDENTITY: (
        Story("", "l’organisme demande de justifier de son identité", 20, _POST, ((7, IdentityAsked, None),)),
    ),
    LetterKind.ELSEWHERE: (
        Story("", "l’organisme renvoie vers un autre", 20, _POST, ((7, Redirected, None),)),
    ),
    LetterKind.EXTENSION: (
        Story("", "un délai annoncé à temps, mais sans motifs", 20, _POST, ((5, Extended, False),)),
        Story("depuis", "la même annonce, une fois le mois passé", 70, _POST, ((50, Extended, False),)),
        Story("tardive", "un délai annoncé avec ses motifs, mais trop tard", 70, _POST, ((5, Extended, True),)),
        Story(
            "tardive-remise",
            "la même annonce tardive, après un recommandé",
            70,
            _HANDED,
            ((67, Delivered, None), (5, Extended, True)),
        ),
        Story("tardive-courriel", "la même annonce tardive, après un courriel", 70, _EMAIL, ((5, Extended, True),)),
    ),
    LetterKind.REFUSAL: (
        Story("", "l’organisme a refusé", 40, _POST, ((10, Declined, None),)),
        Story("partiel", "l’organisme n’a répondu qu’en partie", 40, _POST, ((10, Partial, None),)),
        Story(
            "acces",
            "l’opposition est enregistrée, l’accès est refusé",
            40,
            _EMAIL,
            ((20, Confirmed, False), (10, Declined, None)),
            both=True,
        ),
    ),
    LetterKind.UNIDENTIFIED: (
        Story("", "l’organisme dit ne pas pouvoir identifier la personne", 40, _POST, ((10, Unidentified, None),)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Against:
    """One body in a complaint: the `place`-th of those whose letters are given at once, and its story.

    asks  a further request to that body, where it asks for that: the story is of that one
    """

    place: int
    story: Story
    asks: Right | None = None


COMPLAINTS: tuple[tuple[str, str, tuple[Against, ...]], ...] = (
    (
        "",
        "{0} n’a pas répondu malgré une relance ; {1} a renvoyé ailleurs, puis refusé",
        (
            Against(0, Story("", "", 90, _HANDED, ((87, Delivered, None), (30, Posted, None)))),
            Against(1, Story("", "", 89, _EMAIL, ((70, Redirected, None), (40, Declined, None)))),
        ),
    ),
    (
        "prolongations",
        "{0} a prolongé sans motifs ; {1} a prolongé avec ses motifs, puis n’a plus répondu",
        (
            Against(0, Story("", "", 150, Medium.AMELI, ((140, Acknowledged, None), (130, Extended, False)))),
            Against(1, Story("", "", 150, _POST, ((135, Extended, True), (20, Posted, None)))),
        ),
    ),
    (
        "identite",
        "{0} a demandé une identité, puis répondu en partie ; {1} ne peut pas identifier",
        (
            Against(0, Story("", "", 90, _POST, ((70, IdentityAsked, None), (30, Partial, None)))),
            Against(1, Story("", "", 90, Medium.ONLINE, ((60, Unidentified, None),))),
        ),
    ),
    (
        "acces",
        "{1} a enregistré l’opposition, et n’a pas répondu à la demande d’accès de la même lettre",
        (Against(1, Story("", "", 90, _EMAIL, ((70, Confirmed, False),), both=True)),),
    ),
    (
        "acces-seul",
        "{1} n’a pas répondu à la demande d’accès",
        (Against(1, Story("", "", 90, _EMAIL), Right.ACCESS),),
    ),
    (
        "acces-aussi",
        "{1} n’a répondu ni à l’opposition ni à la demande d’accès",
        (Against(1, Story("", "", 90, _EMAIL)), Against(1, Story("", "", 88, _EMAIL), Right.ACCESS)),
    ),
)
"""The situations of a complaint: of a campaign that writes to one body only, those that speak of it alone."""
NEWS: tuple[tuple[str, str, tuple[tuple[int, type[Event], bool | None], ...]], ...] = (
    ("", "{0} n’a rien dit de la réclamation", ()),
    ("examen", "{0} a écrit qu’elle l’examine, puis plus rien", ((95, Progressed, None),)),
)
APPEALS: tuple[tuple[str, str, int, tuple[tuple[int, type[Event], bool | None], ...]], ...] = (
    ("silence", "{0} se tait depuis plus de trois mois", 100, ()),
    ("refus", "{0} n’a pas donné suite", 60, ((7, Declined, None),)),
    ("refus-tardif", "{0} n’a pas donné suite, longtemps après", 200, ((7, Declined, None),)),
)
