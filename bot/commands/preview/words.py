"""The French words of the preview and the review sheet. The bot's messages are in the catalogues."""

from bot.core.campaign.fact import Confidence
from bot.core.campaign.letter_name import LetterKind, LetterName

KINDS = {
    LetterKind.REQUEST: "Première lettre",
    LetterKind.CHASE: "Relance",
    LetterKind.CHASE2: "Seconde relance",
    LetterKind.IDENTITY: "Réponse à une demande d’identité",
    LetterKind.ELSEWHERE: "Réponse à un renvoi vers un autre organisme",
    LetterKind.EXTENSION: "Réponse à un délai supplémentaire",
    LetterKind.REFUSAL: "Réponse à un refus",
    LetterKind.UNIDENTIFIED: "Réponse à « nous ne pouvons pas vous identifier »",
    LetterKind.COMPLAINT: "Réclamation à la CNIL",
    LetterKind.NEWS: "Demande d’information à la CNIL",
    LetterKind.SETTLED: "Fin de la réclamation à la CNIL",
}
SHEET = "Fiche sur le Conseil d’État"
DOSSIER = "Dossier pour la CNIL, avec ses annexes"
BODIES = {
    "caisse": "caisse",
    "cnam": "Cnam",
    "hdh": "Health Data Hub",
    "access": "accès au Health Data Hub",
    "cnil": "CNIL",
}
CONFIDENCE = {
    Confidence.HIGH: "H : copie officielle ou conforme",
    Confidence.MEDIUM: "M : source secondaire ou ancienne",
    Confidence.LOW: "L : choix ou estimation d’Objecteur",
}


def title(name: LetterName) -> str:
    """The title of a letter in the preview: « Relance (caisse) »."""
    return KINDS[name.kind] if name.track == "cnil" else f"{KINDS[name.kind]} ({BODIES[name.track]})"
