"""The journey of a person, written once: the same words, in the same order, on every network."""

import re
import subprocess
from pathlib import Path
from typing import Any, Protocol

NAME = "Camille Exemple-Témoin"
STREET = "12 rue des Essais"


class Person(Protocol):
    """Whoever talks to the bot."""

    async def say(self, text: str) -> Any:
        """Write."""

    async def sees(self, pattern: str) -> Any:
        """Wait for an answer that matches."""

    def transcript(self) -> str:
        """All that was seen."""


async def to_the_letters(person: Person) -> None:
    """From hello to both letters, with wrong answers on the way."""
    await person.say("bonjour")
    await person.sees("Êtes-vous d’accord")
    await person.say("oui")
    await person.sees("caisse d’assurance maladie")
    await person.say("75011")
    await person.sees("[Rr]elevée en février 2015")
    await person.say("la garder")
    await person.sees("Votre nom et votre prénom")
    await person.say("1 85 05 78 006 084 36")
    await person.sees("numéro de sécurité sociale. Je ne le demande jamais")
    await person.say(NAME)
    await person.sees("Votre adresse postale")
    await person.say("retour")
    await person.sees("Votre nom et votre prénom")
    await person.say(NAME)
    await person.sees("Votre adresse postale")
    await person.say(STREET)
    await person.sees("La suite")
    await person.say("75011 Paris")
    await person.sees("Vérifions vos réponses")
    await person.say("1")
    for body in ("CPAM de Paris", "Plateforme des données de santé"):
        await person.sees(
            rf"{NAME}\n{STREET}\n75011 Paris\n\n[^\n]*(\n)?{body}[\s\S]*?[Jj]e m’oppose[\s\S]*?Signature :"
        )
    await person.sees("Que voulez-vous faire")


async def to_the_reminders(person: Person) -> None:
    """Both letters sent, reminders agreed to."""
    await person.say("J’ai envoyé une lettre")
    await person.sees("Quelle lettre")
    await person.say("1")
    await person.sees("Comment avez-vous envoyé")
    await person.say("par lettre recommandée")
    await person.sees("Quel jour")
    await person.say("demain")
    await person.sees("n’est pas encore arrivé")
    await person.say("25/11/2026")
    await person.sees("n’est pas encore arrivé")
    await person.say("hier")
    await person.sees("vraiment envoyée avant")
    await person.say("oui")
    await person.sees("remise")
    await person.say("24/11/2026")
    await person.sees("Le délai d’un mois finit le jeudi 24 décembre 2026")
    await person.sees("Voulez-vous que je vous prévienne")
    await person.say("oui")
    await person.sees("je vous écrirai")
    await person.sees("Que voulez-vous faire")


async def to_another_action(person: Person) -> None:
    """Beside the first case: what a campaign's folder alone brings, from the list of actions to its letter."""
    await person.say("/demarches")
    await person.sees("Fermer Mon espace santé")
    await person.say("Fermer Mon espace santé")
    await person.sees("Êtes-vous d’accord")
    await person.say("oui")
    await person.sees("Que deviennent les données de l’espace")
    await person.say("2")
    await person.sees("Votre nom et votre prénom")
    await person.say(NAME)
    await person.sees("Votre adresse postale")
    await person.say(f"{STREET}, 75011 Paris")
    await person.sees("Vérifions vos réponses")
    await person.say("c’est juste")
    await person.sees(
        rf"{NAME}\n{STREET}\n75011 Paris\n\nCaisse nationale[\s\S]*?la clôture de mon espace[\s\S]*?Signature :"
    )
    await person.sees("Que voulez-vous faire")
    await person.say("/dossier")
    for title in ("Données de santé et recherche", "Fermer Mon espace santé"):
        await person.sees(f"Démarche : {title}")
    await person.sees("Que voulez-vous faire")


async def from_the_reminder(person: Person) -> None:
    """The reminder of two things, nothing came, the chase letter, the complaint; then everything erased."""
    due = "était attendue au plus tard le jeudi 24 décembre 2026"
    last = r"Avez-vous envoyé la lettre au Health Data Hub \?"
    await person.sees(rf"lettre du lundi 23 novembre 2026 {due} .CPAM de Paris.[\s\S]*{last}")
    await person.say("non, pas encore")
    await person.sees(r"elle n’est pas encore partie[\s\S]*19 janvier 2027")
    await person.sees(r"Votre lettre du lundi 23 novembre 2026 .CPAM de Paris. : où en êtes-vous")
    await person.say("Rien n’est venu")
    await person.sees("Que voulez-vous faire")
    await person.say("Préparer la relance à votre caisse")
    await person.sees("Le délai de réponse que fixe l’article 12, paragraphe 3, du RGPD a pris fin le 24 décembre 2026")
    await person.sees("Que voulez-vous faire")
    await person.say("Préparer ma réclamation à la CNIL")
    await person.sees(r"19 jours après cette date[\s\S]*1\. Copie de ma demande du 23 novembre 2026")
    await person.sees("Que voulez-vous faire")
    await person.say("dossier")
    await person.sees("CPAM de Paris")
    await person.sees("Que voulez-vous faire")
    await person.say("effacer")
    await person.sees("Confirmez-vous")
    await person.say("oui, tout effacer")
    await person.sees("C’est effacé")


def traces(data: Path) -> list[str]:
    """What `strings` finds of the person in the files of a data directory; the letters' own words too."""
    words = (NAME, "Exemple-T", "rue des Essais", "CPAM de Paris", "oppose")
    found = []
    for path in (path for path in data.rglob("*") if path.is_file()):
        text = subprocess.run(["strings", "-e", "S", str(path)], capture_output=True, check=True).stdout.decode(
            "latin-1"
        )
        found += [f"{word} in {path.name}" for word in words if word in text or word.encode().decode("latin-1") in text]
        if re.search(r"(?<![0-9a-f])75011(?![0-9a-f])", text):  # in a row's id of 32 digits it stands by chance
            found.append(f"75011 in {path.name}")
    return found
