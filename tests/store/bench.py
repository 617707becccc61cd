"""What the tests of the store share: keys, made-up people, and what the files of a data directory hold."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.core.conversation.state import Conversation, Opened, Said
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Button, Destination, File, Payload
from bot.settings import CREDENTIALS, Settings
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.people import Person, new_person
from bot.store.seal import Keyring
from bot.store.unit import Store, Unit

CAMPAIGN = "health-data-hub"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
KEY, OLD_KEY, OTHER_KEY = b"k" * 32, b"o" * 32, b"x" * 32
CAMILLE = Destination("camille-exemple-4001", "place-of-camille-4001")
DOMINIQUE = Destination("dominique-exemple-4002", "place-of-dominique-4002")


DATABASE = "objecteur.sqlite3"
"""What a database on SQLite is called in its data directory."""


@cache
def new_database() -> dict[str, bytes]:
    """The files of a database at the present schema in which nobody is: migrated once, that takes a while."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/{DATABASE}")
        migrate(engine)
        engine.dispose()
        return database_files(Path(folder))


def database_files(directory: Path) -> dict[str, bytes]:
    """The database and its write-ahead log as they stand, with all that is not yet overwritten in them."""
    found = (directory / f"{DATABASE}{end}" for end in ("", "-wal"))
    return {path.name: path.read_bytes() for path in found if path.exists()}


def keyring(*keys: bytes) -> Keyring:
    return Keyring(keys or (KEY,))


def never_without_power(engine: Engine) -> Engine:
    """Let SQLite wait for no disk: nobody cuts the power of a test, and each commit costs milliseconds less."""

    @event.listens_for(engine, "connect")  # after what the product says on each connection
    def hurry(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute("PRAGMA synchronous=OFF")

    return engine


def conversation(name: str = "Camille Exemple") -> Conversation:
    """Someone in the middle of the request, with a form over it."""
    return Conversation(
        language="fr",
        greeted=True,
        said=(Said("consent", "1@2026-11-24"), Said("name", name)),
        before=((), (Said("consent", "1@2026-11-24"),)),
        revising="name",
        opened=(Opened("outcome", "caisse", (Said("what", "done"),)),),
    )


def payload(text: str) -> Payload:
    """A message with everything that a message can have."""
    return Payload(
        text, f"<b>{text}</b>", (Button("Oui", "form@:question=yes"),), File("a.txt", "text/plain", b"\x00\xff")
    )


def kept(store: Store, to: Destination = CAMILLE, expires_on: date = date(2026, 12, 24)) -> Person:
    """A person whom the store keeps from now on."""
    person = replace(new_person(NetworkName.TELEGRAM, to, conversation(), TODAY), expires_on=expires_on)
    with store.transaction() as unit:
        unit.people.save(person, CAMPAIGN)
    return person


def prints(unit: Unit, to: Destination = CAMILLE, network: NetworkName = NetworkName.TELEGRAM) -> tuple[bytes, ...]:
    """The hashes under which somebody is kept."""
    return unit.people.fingerprints(network, to.person)


def written(directory: Path) -> bytes:
    """All bytes of all files in a directory, one after the other."""
    return b"\n".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


def forms_of(word: str) -> tuple[bytes, ...]:
    """How a word may stand in a file: as it is, as JSON escapes it, in UTF-16."""
    return (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le"))


class PowerCutError(Exception):
    """The program ends in the middle of a transaction."""


def cut_short(store: Store, act: Callable[[Unit], object], error: BaseException | None = None) -> None:
    """Do something in a transaction that then fails."""
    with store.transaction() as unit:
        act(unit)
        raise error or PowerCutError


def without_settings(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away whatever the machine or the working directory would set."""
    monkeypatch.chdir(directory)
    monkeypatch.delenv(CREDENTIALS, raising=False)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OBJECTEUR_{name.upper()}", raising=False)


def tells_uncertain(unit: Unit, network: NetworkName, to: Destination) -> bool:
    """Whether somebody who writes from there now is told that a message may not have arrived; it is told once."""
    pending = unit.outbox.pending(network, to)
    unit.outbox.settle(network, to, pending, NOW)
    return pending.uncertain
