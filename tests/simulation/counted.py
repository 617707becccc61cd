"""What a run counts, and the journal that tells it."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

Journal = Callable[[datetime, str], None]


def silent(_: datetime, __: str) -> None:
    """A journal that nobody reads."""


def aloud(now: datetime, line: str) -> None:
    """A journal on the standard output."""
    print(f"{now:%a %Y-%m-%d %H:%M:%S}  {line}")


@dataclass
class Count:
    """Figures of one run, or of many."""

    cases: int = 0
    days: int = 0
    messages: int = 0
    said: int = 0
    reminders: int = 0
    late: int = 0
    merged: int = 0
    complaints: int = 0
    erased: int = 0
    expired: int = 0
    restarts: int = 0
    crashes: int = 0
    uncertain: int = 0
    lost: int = 0
    told_of_loss: int = 0
    nights: int = 0

    def add(self, other: "Count") -> None:
        """Add the figures of another run."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def __str__(self) -> str:
        return ", ".join(f"{getattr(self, one.name):,} {one.name}" for one in fields(self))
