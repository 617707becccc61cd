"""Making the configured networks."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from bot import clock
from bot.app.assembly import CAPABILITIES, App
from bot.app.wired import configured
from bot.content.catalogues import Catalogue
from bot.core.conversation.assent import Assent, assent
from bot.core.conversation.commands import Command
from bot.core.ports.message import Say, Words, say
from bot.core.ports.network import Network
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.networks.matrix.capabilities import link_to as matrix_link
from bot.render.render import render, welcome, wording
from bot.service.attempts import Attempt
from bot.store.opening import data_dir, matrix_key

if TYPE_CHECKING:
    from bot.networks.matrix.client import Matrix
    from bot.networks.matrix.key_talk import KeyLines


def networks(app: App) -> tuple[Network, ...]:
    """The networks that are configured. Their libraries take a second to load: `chat` and `check` do without."""
    found = (made(name, app) for name in configured(app.settings))
    return tuple(network for network in found if network)


def made(name: NetworkName, app: App) -> Network | None:
    """One network with what it needs; None for one that is not served: the terminal has `chat`."""
    match name:
        case NetworkName.TELEGRAM:
            return _telegram(app)
        case NetworkName.MATRIX:
            return _matrix(app)
        case NetworkName.TERMINAL:
            return None


def _telegram(app: App) -> Network:
    from bot.networks.telegram.client import Telegram  # noqa: PLC0415

    settings, token = app.settings, app.settings.telegram_token
    return Telegram(
        token.get_secret_value() if token else "",
        api_url=settings.telegram_api_url,
        webhook_url=settings.telegram_webhook_url,
        per_second=settings.telegram_per_second,
        now=clock.now,
        commands=_commands(app.content.catalogues),
        descriptions={
            language: (wording(say("bot.description"), catalogue), wording(say("bot.short"), catalogue))
            for language, catalogue in app.content.catalogues.items()
        },
    )


def _matrix(app: App) -> "Matrix":
    from bot.networks.matrix.client import Matrix  # noqa: PLC0415

    settings, password = app.settings, app.settings.matrix_password
    return Matrix(
        settings.matrix_homeserver or "",
        settings.matrix_user or "",
        password.get_secret_value() if password else None,
        directory=data_dir(settings) / "matrix",
        store_key=matrix_key(settings, app.store.keyring),
        welcome_room=settings.matrix_welcome_room,
        welcome=welcome(
            matrix_link(settings.matrix_user or ""),
            app.content.catalogues.values(),
            CAPABILITIES[NetworkName.MATRIX],
        ),
        now=clock.now,
        key_lines={language: _key_lines(one) for language, one in app.content.catalogues.items()},
        agrees=lambda words: assent(words) is Assent.YES,
        declined=partial(app.service.attempts.note, Attempt.INVITATION),
    )


def _key_lines(catalogue: Catalogue) -> "KeyLines":
    from bot.networks.matrix.key_talk import KeyLines  # noqa: PLC0415

    def line(said: Say) -> Payload:
        (payload,) = render(Words((said,), personal=False), catalogue, CAPABILITIES[NetworkName.MATRIX])
        return payload

    return KeyLines(
        changed=line(say("keys.changed")),
        agreed=line(say("keys.agreed")),
        none=line(say("keys.none")),
        device=line(say("keys.device")),
    )


async def reset_matrix_identity(app: App) -> None:
    """Replace the cross-signing identity of the bot's Matrix account. Raises FatalNetworkError."""
    matrix = _matrix(app)
    try:
        await matrix.reset_identity()
    finally:
        await matrix.close()


def _commands(catalogues: Mapping[str, Catalogue]) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        language: tuple((command.value, wording(say(f"command.{command}"), catalogue)) for command in Command)
        for language, catalogue in catalogues.items()
    }
