"""One case in two places: what a person asks for with `/lier`, `/ici` and `/delier`, and how a code is written.

The code is eight letters and digits that cannot be taken for each other, 40 bits: guessed a hundred thousand times
against a hundred codes that stand, the chance of one hit is one in a hundred thousand. It is good once, for ten
minutes, and shows nothing of whose it is.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8
GOOD_FOR = timedelta(minutes=10)
"""As `link.code` says in every catalogue."""


class LinkAct(StrEnum):
    """What is asked."""

    OFFER = "offer"
    """A code, to type elsewhere."""
    JOIN = "join"
    """To be joined to the case of the code that was typed."""
    HERE = "here"
    """That reminders come to this place."""
    PART = "part"
    """That this place is on the case no more."""
    PUT_OUT = "put out"
    """That a place which was joined later is on the case no more."""


@dataclass(frozen=True, slots=True)
class Linking:
    """One act; `code` where one was typed, as it is compared."""

    act: LinkAct
    code: str = ""


def as_compared(typed: str) -> str:
    """A code as it is compared: « abcd efgh », « ABCD-EFGH » are the same. Anything else gives what no code is."""
    bare = "".join(c for c in typed.upper() if c.isalnum())
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else ""


def as_shown(code: str) -> str:
    """A code as it is read out and typed: two groups of four."""
    return f"{code[:4]}-{code[4:]}"
