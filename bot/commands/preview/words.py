"""The French words of the preview and the review sheet. The bot's messages are in the catalogues."""

from bot.core.campaign.campaign import Campaign
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
    LetterKind.COMPLAINT: "Réclamation",
    LetterKind.NEWS: "Demande d’information sur une réclamation",
    LetterKind.SETTLED: "Fin d’une réclamation",
}
SHEET = "Fiche sur la suite d’une réclamation"
DOSSIER = "Réclamation avec ses annexes"
CONFIDENCE = {
    Confidence.HIGH: "H : copie officielle ou conforme",
    Confidence.MEDIUM: "M : source secondaire ou ancienne",
    Confidence.LOW: "L : choix ou estimation d’Objecteur",
}


def body(campaign: Campaign, key: str) -> str:
    """The name of a recipient in a list: « Health Data Hub », « caisse » for one that the person says."""
    to = campaign.recipients[key]
    if not to.chosen:
        return to.called
    return f"{to.label.lower()}, {to.second}" if to.second else to.label.lower()


def title(campaign: Campaign, name: LetterName) -> str:
    """The title of a letter in the preview: « Relance (caisse) »."""
    return f"{KINDS[name.kind]} ({body(campaign, name.track)})"
