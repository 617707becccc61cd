"""The story of months that this project springs from, told once and lived on every network, the clock moved between.

Two chases to the caisse, « c’est fait » at last; the Health Data Hub silent, chased, complained of; the CNIL silent
too; what can follow. `make story` writes docs/story.md, this story at the terminal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.real.journey import Person


@dataclass(frozen=True)
class Stage:
    """One day: what it is about, its moment, and what is typed (None: nothing) and then seen, message by message."""

    title: str
    when: str
    talk: tuple[tuple[str | None, str], ...]


ANY = r"[\s\S]*"
COMPLAINT = (
    f"Health Data Hub\\), 9 rue Georges Pitard{ANY}43 jours après{ANY}3\\. Copie de ma relance du 26 décembre 2026"
)
STORY = (
    Stage(
        "24 novembre 2026 : les lettres",
        "2026-11-24T10:00:00+01:00",
        (
            ("bonjour", "Êtes-vous d’accord"),
            ("oui, je veux bien", "Quelle est votre caisse"),
            ("sécu de Lyon", "Voulez-vous la garder"),
            ("oui", "Votre nom et votre prénom"),
            ("Camille Exemple", "Votre adresse postale"),
            ("3 rue des Essais", "La suite"),
            ("Lyon 69003", "Est-ce juste"),
            ("c’est juste", "Que voulez-vous faire"),
            ("envoyé", "Quelle lettre"),
            ("la première", "Comment avez-vous envoyé"),
            ("par la poste", "Quel jour"),
            ("aujourd’hui", r"estimation prudente[\s\S]*lundi 4 janvier 2027 … Êtes-vous d’accord"),
            ("oui", "Que voulez-vous faire"),
            ("envoyé", "Comment avez-vous envoyé"),
            ("par mail", "Quel jour"),
            ("aujourd’hui", "jeudi 24 décembre 2026 … Que voulez-vous faire"),
        ),
    ),
    Stage(
        "26 décembre 2026 : le Health Data Hub n’a pas répondu",
        "2026-12-26T10:00:00+01:00",
        (
            (None, r"Votre démarche[\s\S]*jeudi 24 décembre 2026[\s\S]*où en êtes-vous"),
            ("toujours rien", "Je vous en reparlerai le lundi 11 janvier 2027 … Que voulez-vous faire"),
            ("préparer la relance au Health Data Hub", "d’opposition du 24 novembre 2026 … Que voulez-vous faire"),
            ("envoyé", "Comment avez-vous envoyé"),
            ("par mail", "Quel jour"),
            ("aujourd’hui", "C’est noté … Que voulez-vous faire"),
        ),
    ),
    Stage(
        "5 janvier 2027 : la caisse non plus",
        "2027-01-05T10:00:00+01:00",
        (
            (None, r"lundi 4 janvier 2027[\s\S]*où en êtes-vous"),
            ("rien", "date est estimée … Que voulez-vous faire"),
            ("préparer la relance à votre caisse", "selon mon estimation … Que voulez-vous faire"),
            ("envoyé", "Comment avez-vous envoyé"),
            ("en recommandé", "Quel jour"),
            ("aujourd’hui", "C’est noté … Que voulez-vous faire"),
        ),
    ),
    Stage(
        "21 janvier 2027 : deux rappels en un, après quelques jours d’arrêt",
        "2027-01-21T10:00:00+01:00",
        (
            (None, f"Vous aviez écrit de nouveau{ANY}Vous aviez écrit{ANY}je n’étais pas en service{ANY}où en"),
            ("rien", "où en êtes-vous"),
            ("rien", "Que voulez-vous faire"),
            ("préparer la seconde relance à votre caisse", "il y a 17 jours … Que voulez-vous faire"),
            ("envoyé", "Comment avez-vous envoyé"),
            ("lrar", "Quel jour"),
            ("aujourd’hui", "C’est noté … Que voulez-vous faire"),
        ),
    ),
    Stage(
        "5 février 2027 : « c’est fait, mais demandez au Health Data Hub » ; la réclamation",
        "2027-02-05T10:00:00+01:00",
        (
            (None, f"Vous aviez écrit de nouveau{ANY}Vous n’aviez pas encore{ANY}où en êtes-vous"),
            ("mon opposition est enregistrée", "Quel jour"),
            ("le 3", r"J’ai compris : votre opposition est enregistrée .CPAM du Rhône.[\s\S]*mercredi 3 février 2027"),
            ("oui, c’est cela", "Bravo … où en êtes-vous"),
            ("rien", "Que voulez-vous faire"),
            ("préparer ma réclamation à la CNIL", f"{COMPLAINT} … Que voulez-vous faire"),
            ("envoyé", "Comment avez-vous envoyé"),
            ("en ligne", "Quel jour"),
            ("aujourd’hui", "mercredi 5 mai 2027 … Que voulez-vous faire"),
        ),
    ),
    Stage(
        "7 mai 2027 : la CNIL se tait",
        "2027-05-07T10:00:00+02:00",
        (
            (None, r"a eu trois mois le mercredi 5 mai 2027[\s\S]*où en êtes-vous"),
            ("rien", "lundi 5 juillet 2027 … Que voulez-vous faire"),
            ("après la CNIL", r"Conseil d’État[\s\S]*5 juillet 2027 … Que voulez-vous faire"),
            ("dossier", f"Votre dossier{ANY}C’est réglé{ANY}Trois mois de silence sont passés … Que voulez-vous faire"),
        ),
    ),
)  # fmt: skip


HEAD = """# The story: from a first letter to the Conseil d’État, at the terminal

`make story` writes this page: it is what `objecteur chat` printed, its clock moved between the days. A test lives the
same story on Telegram and in an encrypted Matrix room. Nobody in it is real.
"""


def told(transcripts: Sequence[str]) -> str:
    """The page docs/story.md: the stages, each with what was printed on its day."""
    days = (
        f"## {stage.title}\n\n```text\n{text.strip()}\n```\n" for stage, text in zip(STORY, transcripts, strict=True)
    )
    return "\n".join((HEAD, *days))


async def lives(person: Person, stage: Stage) -> None:
    """One day of the story."""
    for typed, seen in stage.talk:
        if typed is not None:
            await person.say(typed)
        for message in seen.split(" … "):
            await person.sees(message)
