"""Mistakes planted in the program, by name: the judge must see each. Installed by the launcher, never in `bot/`."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.ports.incoming import Incoming
from bot.core.ports.network_name import NetworkName
from bot.runtime.delivery import Delivery
from bot.service.answering import Service
from bot.store.claiming import Claims, Outgoing
from bot.store.fates import Fates
from tests.crash import hooks


def resend() -> None:
    """What may have left is sent again, whether or not the network knows it again."""

    def recovering(original: Callable[..., int]) -> Callable[..., int]:
        def recover(self: Fates, network: NetworkName, now: datetime, _: timedelta | None, **named: Any) -> int:
            return original(self, network, now, timedelta(hours=20), **named)

        return recover

    hooks.replace(Fates, "recover", recovering)


def cursor_first() -> None:
    """How far the network was read is saved before the message is taken, not with it."""

    def receiving(original: Callable[..., None]) -> Callable[..., None]:
        def receive(self: Service, incoming: Incoming, now: datetime, cursor: str | None = None) -> None:
            if cursor is not None:
                with self._store.transaction() as unit:
                    unit.save_cursor(incoming.network, cursor, now)
            original(self, incoming, now, None)

        return receive

    hooks.replace(Service, "receive", receiving)


def no_recovery() -> None:
    """What was being sent when the program ended is not looked at."""

    def recovering(_: Callable[..., None]) -> Callable[..., None]:
        def recover(self: Delivery) -> None:
            """Do nothing."""

        return recover

    hooks.replace(Delivery, "recover", recovering)


def record_first() -> None:
    """A message is recorded as delivered before it is sent."""

    def claiming(original: Callable[..., tuple[Outgoing, ...]]) -> Callable[..., tuple[Outgoing, ...]]:
        def claim(self: Claims, *given: Any, **named: Any) -> tuple[Outgoing, ...]:
            claimed = original(self, *given, **named)
            for one in claimed:
                self._fates.done(one.key)
            return claimed

        return claim

    hooks.replace(Claims, "claim", claiming)


MUTANTS: Mapping[str, Callable[[], None]] = {
    "resend": resend,
    "cursor first": cursor_first,
    "no recovery": no_recovery,
    "record first": record_first,
}
