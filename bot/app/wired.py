"""The networks that the program knows: what each can do, and which settings turn it on. Nothing is loaded for that."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.ports.capabilities import Capabilities
from bot.core.ports.network_name import NetworkName
from bot.networks.matrix.capabilities import MATRIX
from bot.networks.telegram.capabilities import TELEGRAM
from bot.networks.terminal import TERMINAL
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Wired:
    """One network, before anything of it runs.

    can    what it can do
    on     how `run` serves it with these settings, in words; empty where it does not
    needs  what an operator does to turn it on; empty where `run` never serves it
    """

    can: Capabilities
    on: Callable[[Settings], str]
    needs: str


def wired(name: NetworkName) -> Wired:
    """What is known of a network: who adds one adds its case here."""
    match name:
        case NetworkName.TELEGRAM:
            return Wired(TELEGRAM, _telegram, "set OBJECTEUR_TELEGRAM_TOKEN")
        case NetworkName.MATRIX:
            needs = "set OBJECTEUR_MATRIX_HOMESERVER and OBJECTEUR_MATRIX_USER"
            return Wired(MATRIX, lambda its: f"as {its.matrix_user}" if its.matrix else "", needs)
        case NetworkName.TERMINAL:
            return Wired(TERMINAL, lambda _: "", "")


def _telegram(settings: Settings) -> str:
    if not settings.telegram:
        return ""
    return f"posts to {settings.telegram_webhook_url}" if settings.telegram_webhook_url else "long polling"


def configured(settings: Settings) -> tuple[NetworkName, ...]:
    """The networks that `run` serves with these settings."""
    return tuple(name for name in NetworkName if wired(name).on(settings))
