"""Recording the fates of sent messages in the outbox and the traces, and reporting the people who left.

A fate that the database could not take stays in memory until it does, because a message must not be sent again for
want of a record. The fates that came together are recorded together.
"""

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.core.ports.network import LONGEST_PAUSE, Sender
from bot.core.ports.outgoing import Fate, Gone, Later, Refused, Sent, Uncertain
from bot.store import DatabaseError, told
from bot.store.claiming import Outgoing
from bot.store.tally import Count
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

LATE = timedelta(minutes=1)
"""The time after which an answer counts as late."""

Ended = tuple[Outgoing, Fate]
"""A message and its fate."""


class Recorder:
    """The recorder of the fates of one network's messages."""

    def __init__(
        self,
        network: Sender,
        store: Store,
        now: Callable[[], datetime],
        gone: Callable[[Outgoing], None],
    ) -> None:
        """Take the network, the store, the clock, and what to do when a message finds that its person has left."""
        self._network = network
        self._store = store
        self._now = now
        self._gone = gone
        self._held: dict[str, Ended] = {}
        self._left: deque[Outgoing] = deque()

    @property
    def unrecorded(self) -> bool:
        """Whether something still waits to be recorded."""
        return bool(self._held or self._left)

    def hold(self, out: Outgoing, fate: Fate) -> None:
        """Take a fate that is to be recorded."""
        self._held[out.key] = out, fate

    def record(self, unit: Unit) -> tuple[Ended, ...]:
        """Record all held fates in a transaction. Returns what `recorded` is told once it has committed."""
        held = tuple(self._held.values())
        for out, fate in held:
            self._record(unit, out, fate)
        return held

    def record_apart(self) -> None:
        """Record each held fate in a transaction of its own, because one that cannot be recorded must stop no other.

        Of such a one it is recorded that nobody knows it. Raises DatabaseError when the database fails.
        """
        for out, fate in tuple(self._held.values()):
            try:
                with self._store.transaction() as unit:
                    self._record(unit, out, fate)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  whatever it is, it is one message's
                log.error("%s: a fate cannot be recorded: %s", self._network.name, told(error))  # noqa: TRY400
                self._record_as_unknown(out.key)
            self.recorded(((out, fate),))

    def _record_as_unknown(self, key: str) -> None:
        """Let the chat go on whose message stands there as being sent. Raises DatabaseError."""
        try:
            with self._store.transaction() as unit:
                unit.fates.uncertain(key)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  then its chat waits for the next start, and no other does
            log.error("%s: a chat waits for the next start: %s", self._network.name, told(error))  # noqa: TRY400

    def recorded(self, ended: tuple[Ended, ...]) -> None:
        """Note that these fates are in the database."""
        for out, fate in ended:
            del self._held[out.key]
            if isinstance(fate, Gone):
                self._left.append(out)

    def report_gone(self) -> None:
        """Report the people who were found to have left. Raises DatabaseError when that has to be done later."""
        while self._left:
            try:
                self._gone(self._left[0])
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  their row does not open, or what nobody foresaw
                # The fate is recorded; the person's departure cannot be.
                log.error("%s: a departure cannot be recorded: %s", self._network.name, told(error))  # noqa: TRY400
            self._left.popleft()

    def _record(self, unit: Unit, out: Outgoing, fate: Fate) -> None:
        match fate:
            case Later(perhaps=True):
                now, within = self._now(), self._network.capabilities.resend_within
                unit.fates.put_back_doubtful(out.key, now + _wait(fate, out.tries), now, within)
            case Later():
                unit.fates.put_back(out.key, self._now() + _wait(fate, out.tries))
            case Uncertain():
                unit.fates.uncertain(out.key)
            case Sent():
                self._delivered(unit, out, fate)
            case Refused() | Gone():
                unit.fates.done(out.key, Count.REFUSED)
                self._forget_numbers(unit, out)

    def _delivered(self, unit: Unit, out: Outgoing, sent: Sent) -> None:
        """Record a delivery; if the message tells who the person is, store its trace, so that it can be removed."""
        within = self._network.capabilities.removes_within
        # Not for a person who erased everything while the message was on its way.
        if out.payload.tells and within and sent.message and unit.fates.wanted(out.key):
            unit.traces.add(self._network.name, out.to, sent.message, self._now() + within)
        if not sent.before and self._late(out):
            unit.fates.delivered_late(out.key)
        else:
            unit.fates.done(out.key)
        self._forget_numbers(unit, out)

    def _forget_numbers(self, unit: Unit, out: Outgoing) -> None:
        # After the outbox, in the order of an erasure, so that the two cannot lock each other.
        if out.payload.removes:
            unit.traces.forget_numbers(self._network.name, out.to, out.payload.removes)

    def _late(self, out: Outgoing) -> bool:
        """Whether an answer, not a reminder, waited so long for its network that the person must be told."""
        queued_at = out.queued_at if out.priority.asked_for else None
        return queued_at is not None and self._now() - queued_at > LATE


def _wait(fate: Later, tries: int) -> timedelta:
    """The time until a message's next try."""
    if fate.wait > timedelta(0):
        return fate.wait
    # When the network does not answer: a little longer than its pause, so that another message is tried before this
    # one, which may be the one that it fails on. When it answers, the trouble is this message's own.
    longest = LONGEST_PAUSE + 1 if fate.everyone else 300
    return timedelta(seconds=min(2**tries, longest))
