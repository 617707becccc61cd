"""How much one person may ask in a while: a bucket that fills up again, by the keyed hash of who they are.

In memory only: what stops a flood need not survive a restart, and no trace of who wrote how often is kept.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.ports.network_name import NetworkName

MOST = 100_000
"""Buckets that are remembered; the one unused for longest gives way."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many at once, then one more each time that passes."""

    burst: int
    every: timedelta

    def keeper(self) -> "Keeper":
        """What keeps the buckets of everybody."""
        return Keeper(self)


class Keeper:
    """Everybody's bucket, by a name that says nothing of them. Safe to use from several threads."""

    def __init__(self, bucket: Bucket) -> None:
        """Take how large a bucket is."""
        self._bucket = bucket
        self._full_at: OrderedDict[bytes, datetime] = OrderedDict()
        """When each bucket will be full again (generic cell rate algorithm, ITU-T I.371)."""
        self._one = threading.Lock()

    def allows(self, name: bytes, now: datetime, n: int = 1) -> bool:
        """Take `n` out of a bucket; whether they were in it. What was not in it is not taken."""
        with self._one:
            whole = self._bucket.every * self._bucket.burst
            standing = max(self._full_at.pop(name, now), now)
            if standing > now + whole:
                standing = now  # the clock was set back: nobody is locked out for it
            full_at = standing + self._bucket.every * n
            allowed = full_at <= now + whole
            self._full_at[name] = full_at if allowed else full_at - self._bucket.every * n
            if len(self._full_at) > MOST:
                self._full_at.popitem(last=False)
            return allowed

    def give_back(self, name: bytes, now: datetime) -> None:
        """Put one back that was taken for nothing."""
        with self._one:
            self._full_at[name] = max(self._full_at.get(name, now) - self._bucket.every, now)


class Verdict(StrEnum):
    """What becomes of a message, by how many came before it."""

    TAKEN = "taken"
    TOLD = "told"
    """Too many: it is not taken, and the person is told so."""
    IGNORED = "ignored"
    """Too many, and they were told."""


@dataclass
class Limits:
    """What the service bears of one person, and of everybody together. Generous: nobody in good faith meets them.

    messages   one person's, whatever is in them
    told       how often they are told that they write too much
    papers     files made for one person
    returning  how often one person counts as a newcomer: nothing is kept of who gives no consent
    newcomers  people who speak for the first time, by network: a flood on one is nothing to the others
    removed    how many messages of theirs one person removes
    reports    the wrong addresses that one person reports
    late       how often one person is told that the bot is slow
    """

    messages: Keeper = field(default_factory=Bucket(60, timedelta(seconds=1)).keeper)
    told: Keeper = field(default_factory=Bucket(1, timedelta(minutes=2)).keeper)
    papers: Keeper = field(default_factory=Bucket(150, timedelta(minutes=1)).keeper)
    returning: Keeper = field(default_factory=Bucket(1, timedelta(hours=1)).keeper)
    newcomers: Keeper = field(default_factory=Bucket(1_000, timedelta(milliseconds=200)).keeper)
    removed: Keeper = field(default_factory=Bucket(120, timedelta(seconds=1)).keeper)
    reports: Keeper = field(default_factory=Bucket(5, timedelta(hours=6)).keeper)
    late: Keeper = field(default_factory=Bucket(1, timedelta(hours=6)).keeper)

    def verdict(self, name: bytes, now: datetime) -> Verdict:
        """What becomes of one more message of somebody."""
        if self.messages.allows(name, now):
            return Verdict.TAKEN
        return Verdict.TOLD if self.told.allows(name, now) else Verdict.IGNORED

    def welcomes(self, name: bytes, network: NetworkName, now: datetime) -> bool:
        """Whether somebody of whom nothing is known is listened to on that network."""
        return not self.returning.allows(name, now) or self.newcomers.allows(network.encode(), now)
