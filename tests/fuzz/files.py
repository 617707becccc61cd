"""The readers of files and of stored values: each refuses in its own way, or reads."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content import ContentError
from bot.content.caisses import load_directory, load_postcodes
from bot.content.campaigns import load_campaign
from bot.content.catalogues import load_catalogues
from bot.content.opendata import read_open_data
from bot.content.place import content_root
from bot.settings import CREDENTIALS, SettingsError, read_settings
from bot.store import StoreError
from bot.store.copying import copy_in
from bot.store.deeds import DeedKind, DeedsFile
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.records import load_conversation, load_destination, load_event, load_payload
from bot.store.seal import Keyring, parse_keys
from tests.content.open_data import AIN, TOWN_HALL, bulk, of_the_api
from tests.fuzz.mutating import mutated_bytes, mutated_document, mutated_lines
from tests.fuzz.target import Target
from tests.real.running import ROOT
from tests.store.bench import KEY, NOW, keyring, new_database

STORED = ROOT / "tests" / "stored"
TEMPLATES = content_root() / "templates"
DIRECTORY = TEMPLATES / "directory"
LARGEST = 40_000
"""Bytes of a file to begin from: the head of a longer one is as good, and quicker."""


def stored(kind: str) -> tuple[bytes, ...]:
    """Every record of a kind that a release wrote."""
    found: list[object] = []
    for path in sorted(STORED.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8")).get(kind, ())
        found += content.values() if isinstance(content, dict) else content
    return tuple(json.dumps(one).encode() for one in found)


def refusing(
    refusal: type[Exception] | tuple[type[Exception], ...], read: Callable[[bytes], object]
) -> Callable[[bytes], None]:
    """Read, and take this refusal for an answer; it is one line that says something."""

    def tried(raw: bytes) -> None:
        try:
            read(raw)
        except refusal as error:
            said = str(error).strip()
        else:
            return
        assert said, "a refusal without a word"

    return tried


def _record(name: str, kind: str, load: Callable[[bytes], object]) -> Target:
    return Target(name, stored(kind), mutated_document, refusing(StoreError, load))


def _sealed(raw: bytes) -> None:
    Keyring((KEY,)).open("person/1/name", raw)


def _restored(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        file, database = Path(folder) / "backup", f"sqlite:///{folder}/objecteur.sqlite3"
        file.write_bytes(raw)
        copy_in(file, database)
        engine = open_engine(database)
        try:
            migrate(engine)
        finally:
            engine.dispose()


def _deeds(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "deeds.sqlite3"
        file.write_bytes(raw)
        DeedsFile(file).read(keyring())


def _some_deeds() -> bytes:
    with TemporaryDirectory() as folder:
        file = DeedsFile(Path(folder) / "deeds.sqlite3")
        marks = [(kind.value, keyring().seal(f"deed|{kind.value}|mark", b"a mark"), NOW) for kind in DeedKind]
        file.add(marks, NOW)
        found = file.read(keyring())
        assert found
        assert len(found.deeds) == len(marks)
        return file.path.read_bytes()


def _of_directory(name: str, load: Callable[[Path], object]) -> Callable[[bytes], None]:
    """Read the directory of caisses with one file of it replaced."""

    def read(raw: bytes) -> None:
        with TemporaryDirectory() as folder:
            for path in DIRECTORY.iterdir():
                if path.name != name:
                    (Path(folder) / path.name).symlink_to(path)
            (Path(folder) / name).write_bytes(raw)
            load(Path(folder))

    return read


def _head(path: Path) -> bytes:
    return path.read_bytes()[:LARGEST].rpartition(b"\n")[0] + b"\n"


def _campaign(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "bank-data"
        shutil.copytree(TEMPLATES / "bank-data", copy, symlinks=True)
        (copy / "campaign.toml").write_bytes(raw)
        load_campaign(copy)


def _catalogue(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "locales"
        shutil.copytree(content_root() / "locales", copy, ignore=shutil.ignore_patterns("said", "*.txt", "*.py"))
        (copy / "en" / "LC_MESSAGES" / "objecteur.po").write_bytes(raw)
        load_catalogues(copy, ())


def _open_data(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "official.json").write_bytes(raw)
        read_open_data(Path(folder) / "official.json")


@contextmanager
def _nothing_set(folder: str) -> Iterator[None]:
    before, where = dict(os.environ), Path.cwd()
    for name in [name for name in os.environ if name.startswith("OBJECTEUR_") or name == CREDENTIALS]:
        del os.environ[name]
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)


def _settings(raw: bytes) -> None:
    """The same lines as a `.env`, as the environment, and each as a credential."""
    with TemporaryDirectory() as folder, _nothing_set(folder):
        Path(".env").write_bytes(raw)
        refusing(SettingsError, lambda _: read_settings())(raw)
        Path(".env").unlink()
        credentials = Path(folder) / "credentials"
        credentials.mkdir()
        for line in raw.splitlines():
            name, _, value = line.partition(b"=")
            if name.startswith(b"OBJECTEUR_") and name.decode(errors="replace").isidentifier() and b"\0" not in value:
                os.environb[name] = value
                (credentials / os.fsdecode(name[:100])).write_bytes(value)
        refusing(SettingsError, lambda _: read_settings())(raw)
        for set_before in [variable for variable in os.environ if variable.startswith("OBJECTEUR_")]:
            del os.environ[set_before]
        os.environ[CREDENTIALS] = str(credentials)
        refusing(SettingsError, lambda _: read_settings())(raw)


ENVIRONMENT = b"""OBJECTEUR_DATA_DIR=var
OBJECTEUR_DATABASE_URL=postgresql://objecteur:made-up@127.0.0.1/objecteur
OBJECTEUR_TELEGRAM_TOKEN=123456789:AAmade-up_for_these_tests_only_0000
OBJECTEUR_TELEGRAM_API_URL=http://127.0.0.1:8081
OBJECTEUR_TELEGRAM_WEBHOOK_URL=https://bot.exemple.test/telegram
OBJECTEUR_TELEGRAM_PER_SECOND=25
OBJECTEUR_MATRIX_HOMESERVER=https://matrix.exemple.test
OBJECTEUR_MATRIX_USER=@objecteur:exemple.test
OBJECTEUR_MATRIX_WELCOME_ROOM=#objecteur:exemple.test
OBJECTEUR_HTTP_ADDRESS=[::1]:8080
OBJECTEUR_TIMEZONE=Europe/Paris
OBJECTEUR_LOG_FORMAT=json
OBJECTEUR_CONTROLLER="Association Exemple, contact@exemple.test"
"""


def targets() -> tuple[Target, ...]:
    """Every reader of a file or of a stored value."""
    databases = (*(path.read_bytes() for path in sorted(STORED.glob("*.sqlite3"))), new_database()["objecteur.sqlite3"])
    directories = {"caisses.csv": load_directory, "communes.csv": load_postcodes}
    return (
        _record("stored-event", "events", load_event),
        _record("stored-conversation", "conversations", load_conversation),
        _record("stored-payload", "payloads", load_payload),
        Target(
            "stored-address",
            (b'{"person": "a", "place": "b", "thread": ""}',),
            mutated_document,
            refusing(StoreError, load_destination),
        ),
        Target(
            "sealed-value",
            (Keyring((KEY,)).seal("person/1/name", b"Camille"),),
            mutated_bytes,
            refusing(StoreError, _sealed),
        ),
        Target(
            "keys",
            (b"a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=, eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=",),
            mutated_bytes,
            refusing((StoreError, ValueError), lambda raw: parse_keys(raw.decode("utf-8", "surrogateescape"))),
        ),
        Target("restored-database", databases, mutated_bytes, refusing(StoreError, _restored)),
        Target("restored-deeds", (_some_deeds(),), mutated_bytes, refusing(StoreError, _deeds)),
        *(
            Target(
                f"directory-{name}",
                (_head(DIRECTORY / name),),
                mutated_lines,
                refusing(ContentError, _of_directory(name, load)),
            )
            for name, load in directories.items()
        ),
        Target(
            "campaign",
            ((TEMPLATES / "bank-data" / "campaign.toml").read_bytes(),),
            mutated_lines,
            refusing(ContentError, _campaign),
        ),
        Target(
            "catalogue",
            ((content_root() / "locales" / "en" / "LC_MESSAGES" / "objecteur.po").read_bytes(),),
            mutated_lines,
            refusing(ContentError, _catalogue),
        ),
        Target(
            "open-data",
            (bulk(TOWN_HALL, AIN).encode(), of_the_api(TOWN_HALL, AIN).encode()),
            mutated_document,
            refusing(ContentError, _open_data),
        ),
        Target("settings", (ENVIRONMENT,), mutated_lines, _settings),
    )
