"""Mistakes planted in the program, by name: the judge must see each. Installed by the launcher, never in `bot/`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.exchange import Incoming
from bot.delivery import Delivery
from bot.networks.telegram.client import Telegram
from bot.service import Service
from tests.crash import hooks


def resend() -> None:
    """What may have left for Telegram is sent again."""
    Telegram.capabilities = replace(Telegram.capabilities, resend_within=timedelta(hours=20))


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


def no_dedupe() -> None:
    """A message that was received before is taken again."""
    from bot.store.unit import Unit  # noqa: PLC0415

    def looking(_: Callable[..., bool]) -> Callable[..., bool]:
        def first_time(self: Unit, *_: Any) -> bool:
            return True

        return first_time

    hooks.replace(Unit, "first_time", looking)


MUTANTS: Mapping[str, Callable[[], None]] = {
    "resend": resend,
    "cursor first": cursor_first,
    "no recovery": no_recovery,
    "no dedupe": no_dedupe,
}
