"""How much one person may ask in a while: a bucket that fills up again, by the keyed hash of who they are.

In memory only: what stops a flood need not survive a restart, and no trace of who wrote how often is kept.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

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
            full_at = max(self._full_at.pop(name, now), now) + self._bucket.every * n
            allowed = full_at - now <= self._bucket.every * self._bucket.burst
            self._full_at[name] = full_at if allowed else full_at - self._bucket.every * n
            if len(self._full_at) > MOST:
                self._full_at.popitem(last=False)
            return allowed
