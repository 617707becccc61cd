"""The number of committed messages and of each fate: sums about nobody, which must agree with the outbox.

At every commit: committed = delivered + refused + uncertain + erased + what is in the outbox and has no fate yet.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import Connection, bindparam, select, update

from bot.core.ports.network_name import NetworkName
from bot.store.statement import Statement
from bot.store.tables import TallyRow

_SUMS = select(TallyRow.network, TallyRow.what, TallyRow.n)
_ADD = Statement(
    update(TallyRow)
    .where(TallyRow.network == bindparam("on"), TallyRow.what == bindparam("of"))
    .values(n=TallyRow.n + bindparam("more"))
)


class Count(StrEnum):
    """The kinds of sums. Stored."""

    COMMITTED = "committed"
    DELIVERED = "delivered"
    REFUSED = "refused"
    """The network certainly did not take the message: it refused it, or the person had left."""
    UNCERTAIN = "uncertain"
    ERASED = "erased"
    """The message was deleted before it could leave."""


class Tally:
    """The sums of one transaction, written at its end."""

    def __init__(self, connection: Connection) -> None:
        """Take the transaction's connection."""
        self._connection = connection
        self._added: Counter[tuple[NetworkName, Count]] = Counter()

    def add(self, count: Count, networks: Iterable[NetworkName | str]) -> int:
        """Count one message for each of these networks. Returns how many there were."""
        n = 0
        for n, network in enumerate(networks, 1):  # noqa: B007  how many there were
            self._added[NetworkName(network), count] += 1
        return n

    @property
    def added(self) -> Counter[tuple[NetworkName, Count]]:
        """The sums so far that are not written yet."""
        return self._added.copy()

    def back_to(self, added: Counter[tuple[NetworkName, Count]]) -> None:
        """Set the unwritten sums back to these, after a part of the transaction was rolled back."""
        self._added = added

    def settle(self) -> None:
        """Write the sums, always in one order, so that two transactions that end together cannot lock each other."""
        for (network, count), n in sorted(self._added.items()):
            _ADD.run(self._connection, {"on": network, "of": count, "more": n})
        self._added.clear()

    def read(self) -> dict[tuple[NetworkName, Count], int]:
        """All committed sums."""
        return {(NetworkName(row.network), Count(row.what)): row.n for row in self._connection.execute(_SUMS)}
