"""The journey that is lived again and again: hello, both letters, a letter sent, the reminder, an answer to it."""

from dataclasses import dataclass

from tests.real.running import BEGUN, LATE

NAME = "Camille Exemple-Témoin"
HELLO = "bonjour"


@dataclass(frozen=True, slots=True)
class Phase:
    """What one process of the bot serves: from when, and what is said to it. `armed`: it may be killed."""

    name: str
    when: str
    lines: tuple[str, ...]
    armed: bool = True


TO_THE_REMINDERS = Phase(
    "first",
    BEGUN,
    (
        *("oui", "75011", "la garder", NAME, "12 rue des Essais", "75011 Paris", "1"),
        *("J’ai envoyé une lettre", "2", "par courriel", "aujourd’hui", "oui"),
    ),
)
FROM_THE_REMINDER = Phase("late", LATE, ("Rien n’est venu",))
AFTERWARDS = Phase("afterwards", LATE, ("dossier",), armed=False)
"""Whatever happened before is told by then."""
PHASES = (TO_THE_REMINDERS, FROM_THE_REMINDER, AFTERWARDS)
ARMED = tuple(phase for phase in PHASES if phase.armed)
