"""A time whose messages a network no longer has: the bot never received them, and tells people so.

A network keeps unread messages for some time only (Telegram: 24 hours, its Bot API says). When the bot was away for
longer, the older ones are lost, and nobody can say who wrote them. Each person who may have written is told once, at
their next contact.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Absence:
    """A time whose messages are lost, from its beginning to its end; both moments are aware."""

    began: datetime
    ended: datetime

    @property
    def key(self) -> tuple[int, str]:
        """The key by which the ledger of a case notes that the person was told of this absence."""
        return (0, f"absence@{self.began:%Y-%m-%dT%H:%M}")


def absence(last_read: datetime, now: datetime, kept: timedelta | None) -> Absence | None:
    """The absence whose messages were lost before the bot read a network again; None when none was lost.

    last_read  when the bot last read the network
    kept       how long the network keeps unread messages; None: for ever
    """
    if kept is None or now - last_read <= kept:
        return None
    return Absence(last_read, now - kept)


def untold(absences: Iterable[Absence], heard_on: date, told: Container[tuple[int, str]]) -> tuple[Absence, ...]:
    """The absences that a person must still be told of.

    heard_on  the day of the person's last message: whoever wrote after an absence was told of it then
    told      the keys in the ledger of their case
    """
    return tuple(one for one in absences if heard_on <= one.ended.date() and one.key not in told)
