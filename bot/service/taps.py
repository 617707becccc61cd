"""One button tapped twice at once, by a thumb or a slow phone: the second tap is the first once more, and is silent.

In memory only, and as a hash that no other process can make: a tap that a restart parts from its double is answered as
that of an old button, and no trace is kept of who tapped what.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.core.ports.incoming import Incoming, Pressed

AT_ONCE = timedelta(seconds=10)
"""Whoever taps again later saw no answer, and needs one."""


class Taps:
    """The taps of the last seconds."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: OrderedDict[int, datetime] = OrderedDict()

    def again(self, incoming: Incoming, now: datetime) -> bool:
        """Whether it is a tap on a button that the same person tapped just now, under the same message."""
        at = self._taken.get(_name(incoming)) if _is_known(incoming) else None
        return at is not None and timedelta(0) <= now - at < AT_ONCE

    def took(self, incoming: Incoming, now: datetime) -> None:
        """Note a tap, once what it led to is committed: one that is tried again is no second one."""
        if not _is_known(incoming):
            return
        self._taken[_name(incoming)] = now
        self._taken.move_to_end(_name(incoming))
        while now - next(iter(self._taken.values())) >= AT_ONCE:
            self._taken.popitem(last=False)


def _is_known(incoming: Incoming) -> bool:
    """Whether it is a tap, and on which button is known: where messages are not told apart, each is answered."""
    return isinstance(incoming.content, Pressed) and bool(incoming.content.under)


def _name(incoming: Incoming) -> int:
    return hash((incoming.network, incoming.person, incoming.content))
