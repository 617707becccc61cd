"""Making a bot from settings: its content, its store and its service, without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import clock
from bot.app.wired import configured, wired
from bot.content.caisses import load_directory, load_postcodes
from bot.content.campaigns import load_campaigns
from bot.content.catalogues import load_catalogues
from bot.content.letters import load_letters
from bot.content.place import content_root
from bot.content.tried import Tried
from bot.content.understanding import load_model
from bot.core.ports.network import Network
from bot.core.ports.network_name import NetworkName
from bot.networks.matrix.capabilities import link_to as matrix_link
from bot.service.answering import Service
from bot.service.speaking import Content
from bot.settings import PLACEHOLDER, Settings
from bot.store.claiming import Outgoing
from bot.store.opening import open_to_serve
from bot.store.unit import Store

CAPABILITIES = {name: wired(name).can for name in NetworkName}


@dataclass(frozen=True)
class App:
    """The parts of a bot that a command needs."""

    settings: Settings
    content: Content
    store: Store
    service: Service
    serving: dict[NetworkName, Network]
    """The networks that are being served."""


def load_content(root: Path | None = None, *, tried: bool = False) -> Content:
    """Read every file of the bot's content, and try out its letters unless they were before. Raises ContentError."""
    root = root or content_root()
    campaigns = load_campaigns(root / "templates")
    return Content(
        books={
            key: load_letters(root / "templates" / key, campaign, tried=tried) for key, campaign in campaigns.items()
        },
        catalogues=load_catalogues(root / "locales", campaigns),
        directory=load_directory(root / "templates" / "directory"),
        postcodes=load_postcodes(root / "templates" / "directory"),
        model=load_model(root / "locales"),
    )


def build(settings: Settings, *, numbered: bool = True) -> App:
    """Make the bot, without a network. `numbered` is `open_store`'s. Raises ContentError or StoreError."""
    tried = Tried(content_root(), settings.data_dir)
    content = load_content(tried=(already := tried.already))
    store = open_to_serve(settings, numbered=numbered)
    store.go_to_work()
    if not already:
        tried.note()
    encrypted = matrix_link(settings.matrix_user or "") if settings.matrix else ""
    controller = "" if settings.controller == PLACEHOLDER else settings.controller
    served = (*configured(settings), NetworkName.TERMINAL)
    zone = ZoneInfo(settings.timezone)
    serving: dict[NetworkName, Network] = {}

    def link(name: NetworkName) -> str:
        return serving[name].link if name in serving else ""

    service = Service(store, content, CAPABILITIES, zone, controller, encrypted, served=served, link=link)
    return App(settings, content, store, service, serving)


def when_gone(app: App, network: NetworkName) -> Callable[[Outgoing], None]:
    """Make the function that a delivery calls when it finds that a person has left that network."""
    return lambda out: app.service.gone(network, out.to, out.queued_at, clock.now())
