"""`objecteur check`: one function for each subject, and a remedy in each finding."""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot import clock
from bot.app import assembly
from bot.app.wired import configured, wired
from bot.commands.finding import Finding, Level
from bot.commands.safety import connections, files, kept_keys, matrix_store, pages
from bot.content import ContentError
from bot.content.aging import OldAddress, ages, load_old_address
from bot.content.catalogues import Catalogue
from bot.content.place import content_root
from bot.core.campaign.campaign import Campaign
from bot.core.directory.caisse import Caisse
from bot.core.ports.network_name import NetworkName
from bot.dating import doubt
from bot.settings import PLACEHOLDER, Settings
from bot.store import StoreError, opening
from bot.store.audit import unreadable
from bot.store.engine import exists, open_engine
from bot.store.migrating import pending, refuse_newer
from bot.store.rotating import share_before
from bot.store.seal import Keyring
from bot.store.unit import Store

IDS = 5
"""The most ids that are told of one kind: with the first ones the others are found."""


def networks(settings: Settings) -> Iterator[Finding]:
    """Which networks are configured."""
    for name in NetworkName:
        if needs := wired(name).needs:
            on = wired(name).on(settings)
            yield Finding(Level.OK, name, f"on, {on}" if on else f"off: {needs}")
    if not configured(settings):
        yield Finding(Level.WARNING, "networks", "none is configured: only `objecteur chat` works")


def controller(settings: Settings) -> Iterator[Finding]:
    """Report who is responsible for the data."""
    if settings.controller == PLACEHOLDER:
        yield Finding(Level.WARNING, "controller", "set OBJECTEUR_CONTROLLER: people must know who runs this bot")
    else:
        yield Finding(Level.OK, "controller", "is named in the privacy notice")


def database(settings: Settings) -> Iterator[Finding]:
    """Report on the key, the database and its schema, without making any of them."""
    try:
        keyring = opening.known_keyring(settings)
        yield Finding(Level.OK, "key", _key(settings, keyring))
        engine = open_engine(settings.database)
        yield from _schema(engine, keyring, _today(settings))
        engine.dispose()
    except StoreError as error:
        yield Finding(Level.ERROR, "database", str(error))


def _key(settings: Settings, keyring: Keyring | None) -> str:
    if keyring is None:
        return "none yet, the first start makes one"
    return "settings" if settings.secret_keys else "key file, readable by its owner only"


def _today(settings: Settings) -> date:
    return clock.now().astimezone(ZoneInfo(settings.timezone)).date()


def _schema(engine: Engine, keyring: Keyring | None, today: date) -> Iterator[Finding]:
    """Report on the schema. Raises StoreError when the database cannot be used with that key, or with a new one."""
    if not exists(engine):
        yield Finding(Level.WARNING, "database", "none yet: the first start makes it, or `objecteur migrate`")
        return
    if pending(engine):
        refuse_newer(engine)
        yield Finding(Level.WARNING, "database", "schema to be brought up to date: `objecteur migrate`")
        return
    store = Store(engine, keyring or Keyring.new(), keep=False)
    store.check()
    yield Finding(Level.OK, "database", f"{engine.dialect.name}, present schema, opens with this key")
    yield _clock(store, today)
    yield _sealed(store)
    yield from _rotation(store)


def _rotation(store: Store) -> Iterator[Finding]:
    """Report how many people are kept under an older key, or as an earlier release kept them."""
    before, people = share_before(store)
    if before:
        under = "under an older key" if store.keyring.several else "without a key of their own for all of it"
        says = f"{before} of {people} people ({before / people:.0%}) are kept {under}: `objecteur keys rotate`"
        yield Finding(Level.WARNING, "keys", says)
    elif store.keyring.several:
        yield Finding(
            Level.OK, "keys", "nobody is kept under an older one: `objecteur keys rotate` says whether it can go"
        )


def _sealed(store: Store) -> Finding:
    """Report whether every sealed value opens."""
    found = unreadable(store, _progress)
    if not found:
        return Finding(Level.OK, "rows", "all that is sealed opens")
    counted = ", ".join(f"{kind} ({len(ids)}: {_some(ids)})" for kind, ids in found.items())
    remedy = "add the key they were written with to OBJECTEUR_SECRET_KEYS, or restore a backup"
    return Finding(Level.ERROR, "rows", f"cannot be opened: {counted}. Whom they are about is not served: {remedy}")


def _some(ids: Sequence[str]) -> str:
    """The first ids of rows, which tell nobody who they are about."""
    return " ".join(ids[:IDS]) + (" …" if len(ids) > IDS else "")


def _progress(what: str, done: int) -> None:
    """How far it is, on a terminal; it takes a while with many people."""
    if sys.stderr.isatty():
        print(f"{what}: {done:,} opened", end="\033[K\r", file=sys.stderr, flush=True)  # noqa: T201


def _clock(store: Store, today: date) -> Finding:
    """Report whether the bot believes the clock's day."""
    with store.transaction() as unit:
        last = unit.looks.last()
    if last and (why := doubt(last, today)):
        return Finding(Level.WARNING, "clock", why)
    return Finding(Level.OK, "clock", f"{today}, believed" + (f": the bot last looked on {last}" if last else ""))


def content(settings: Settings) -> Iterator[Finding]:
    """Report on catalogues, letters, the directory, and the facts whose review is overdue."""
    try:
        found = assembly.load_content(content_root())
        old = load_old_address(content_root() / "templates" / "directory")
    except ContentError as error:
        yield Finding(Level.ERROR, "content", str(error))
        return
    yield Finding(Level.OK, "catalogues", ", ".join(found.catalogues))
    yield from map(_partial, (one for one in found.catalogues.values() if one.lacking))
    today = _today(settings)
    yield _caisses(found.directory.caisses, old, today)
    if today > old.review_by:
        yield Finding(Level.WARNING, "caisses", "upkeep.toml is past its review date: when is an address old?")
    for campaign in found.campaigns.values():
        yield from _facts(campaign, today)


def _facts(campaign: Campaign, today: date) -> Iterator[Finding]:
    """Report on the facts of a campaign whose review is overdue."""
    overdue = campaign.overdue(today)
    for name in overdue:
        says = f"{campaign.id}: {name} is past its review date: read its source again"
        yield Finding(Level.WARNING, "facts", says)
    if not overdue:
        yield Finding(Level.OK, "facts", f"{len(campaign.facts)} of {campaign.id}, none past its review")


def _partial(catalogue: Catalogue) -> Finding:
    """A language that does not say everything."""
    says = f"{catalogue.language} says {len(catalogue.lacking)} sentences in French, such as {catalogue.lacking[0]}"
    return Finding(Level.WARNING, "catalogues", f"{says}: `make catalogues` lists them")


def _caisses(caisses: tuple[Caisse, ...], old: OldAddress, today: date) -> Finding:
    """Report on old addresses, which is no warning: the bot shows the month of each, and a new file takes time."""
    count = ages(caisses, old.before(today))
    says = f"{len(caisses)}, of which {count.addresses} with an address"
    if count.old or count.undated:
        aged = f"{count.old} of them were read more than {old.months} months ago, {count.undated} on no known day"
        says = f"{says}; {aged}: `objecteur caisses import`"
    return Finding(Level.OK, "caisses", says)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    networks,
    connections,
    controller,
    files,
    pages,
    kept_keys,
    matrix_store,
    database,
    content,
)


def report(settings: Settings) -> int:
    """Print every finding. Returns the exit status."""
    findings = [finding for check in CHECKS for finding in check(settings)]
    for finding in findings:
        print(f"{finding.level:8}{finding.subject:12}{finding.says}")  # noqa: T201
    levels = {finding.level for finding in findings}
    return 2 if Level.ERROR in levels else 1 if Level.WARNING in levels else 0
