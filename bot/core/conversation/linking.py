"""One case from two accounts: the requests `/lier`, `/ici` and `/delier`, and the spelling of a code.

The code is eight letters and digits that cannot be taken for each other, 40 bits: guessed a hundred thousand times
against a hundred valid codes, the chance of one hit is one in a hundred thousand. It is valid once, for ten
minutes, and shows nothing of its owner.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8
GOOD_FOR = timedelta(minutes=10)
"""The time for which a code is valid, as `link.code` says in every catalogue."""


class LinkAct(StrEnum):
    """The request of a person about the accounts of their case."""

    OFFER = "offer"
    """Get a code to type from another account."""
    JOIN = "join"
    """Join the case of the code that was typed."""
    HERE = "here"
    """Receive reminders in this account."""
    PART = "part"
    """Take this account off the case."""
    PUT_OUT = "put out"
    """Take the account that was joined later off the case."""


@dataclass(frozen=True, slots=True)
class Linking:
    """One request; `code` is the typed one, as `as_compared` spells it."""

    act: LinkAct
    code: str = ""


def as_compared(typed: str) -> str:
    """A typed code in one spelling: « abcd efgh », « ABCD-EFGH » are the same. Other text becomes an invalid code."""
    bare = "".join(c for c in typed.upper() if c.isalnum())
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else ""


def as_shown(code: str) -> str:
    """A code as the person reads it: two groups of four."""
    return f"{code[:4]}-{code[4:]}"
