"""A time of which a network keeps nothing for the bot: what people wrote then never came, and they are told so.

A network keeps what nobody reads for some time only (Telegram: 24 hours, its Bot API says). After a longer absence the
rest is lost; nobody can say whose it was. Everybody who might be concerned is told once, at the next contact.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Absence:
    """From when, until when nothing that was written could be received; both aware."""

    began: datetime
    ended: datetime

    @property
    def key(self) -> tuple[int, str]:
        """What the ledger remembers once somebody was told, within their case."""
        return (0, f"absence@{self.began:%Y-%m-%dT%H:%M}")


def absence(last_read: datetime, now: datetime, kept: timedelta | None) -> Absence | None:
    """What was lost when a network is read again.

    last_read  when it was last read
    kept       how long it keeps what nobody reads; None: for ever
    """
    if kept is None or now - last_read <= kept:
        return None
    return Absence(last_read, now - kept)


def untold(absences: Iterable[Absence], heard_on: date, told: Container[tuple[int, str]]) -> tuple[Absence, ...]:
    """The absences that somebody must be told of.

    heard_on  the day they were last heard, as the absences count days: whoever was heard after one was told then
    told      what the ledger of their case holds
    """
    return tuple(one for one in absences if heard_on <= one.ended.date() and one.key not in told)
