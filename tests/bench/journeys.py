"""What the people of the benchmark say: the same eight lines to any bot."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line that is said, and a pattern in the last message of the answer to it."""

    said: str
    ends: str


TO_THE_LETTERS = (
    Line("bonjour", "Êtes-vous d’accord"),
    Line("oui", "caisse d’assurance maladie"),
    Line("75011", "Relevée en février 2015"),
    Line("la garder", "Votre nom et votre prénom"),
    Line("Camille Exemple-Témoin", "Votre adresse postale"),
    Line("12 rue des Essais", "La suite"),
    Line("75011 Paris", "Vérifions vos réponses"),
    Line("1", "Que voulez-vous faire"),
)
"""The answer to the last one is two letters, each as words and as a PDF, and what follows."""
BEFORE_THE_LETTERS = TO_THE_LETTERS[:-1]
"""Those whose answers are words only."""
TO_A_PEER = tuple(Line(line.said, "Bien reçu") for line in TO_THE_LETTERS)
"""The same lines to a bot that answers each with a short text."""
