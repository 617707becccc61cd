"""What `objecteur check` says of the place: who can read the files, what is sent in clear, what cannot be a secret."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from bot import clock
from bot.commands.finding import Finding, Level
from bot.settings import Settings
from bot.store import StoreError
from bot.store.deeds import KEPT
from bot.store.keeping import backup_folders, is_old, old_keys
from bot.store.opening import KEY_FILE, known_keyring, known_matrix_key
from bot.store.seal import parse_keys, read_key_file

ENV_FILE = Path(".env")
_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")
"""The shape of a Telegram token: the bot's id, a colon, a secret of 35 characters; test servers take shorter ones."""


def files(settings: Settings) -> Iterator[Finding]:
    """Who can read the files, and where the key is."""
    for path, mode in ((settings.data_dir, "700"), (ENV_FILE, "600")):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(Level.ERROR, "files", f"{path} can be read by others: chmod {mode} {path}")
    key = settings.data_dir / KEY_FILE
    if settings.secret_keys is None and key.exists() and (settings.telegram or settings.matrix):
        says = f"{key} lies beside the database: fit for trying out. Whoever copies the folder reads everything: "
        yield Finding(Level.WARNING, "key", f"{says}set OBJECTEUR_SECRET_KEYS to what it holds, and remove it")
    if _guessed(settings, key):
        yield Finding(
            Level.ERROR, "key", "one byte over and over: anybody guesses it. Make one: openssl rand -base64 32"
        )


def _guessed(settings: Settings, key: Path) -> bool:
    try:
        given = settings.secret_keys
        keys = parse_keys(given.get_secret_value()) if given else read_key_file(key) if key.exists() else ()
    except Exception:  # noqa: BLE001  what is wrong with it is another finding
        return False
    return any(len(set(one)) == 1 for one in keys)


def kept_keys(settings: Settings) -> Iterator[Finding]:
    """Keys of backups, and databases that were replaced, which are older than they may be kept."""
    now = clock.now()
    copies = [path for folder in backup_folders(settings) if folder.is_dir() for path in old_keys(folder, now)]
    copies += [path for path in sorted(settings.data_dir.glob("replaced-*")) if is_old(path, now)]
    for path in copies:
        says = f"{path} is older than {KEPT.days} days and opens what was erased since: delete it, and its copies"
        yield Finding(Level.WARNING, "backup", says)


def connections(settings: Settings) -> Iterator[Finding]:
    """What is sent in clear, or shown to everybody; and a token that is none."""
    token = settings.telegram_token
    if token and not _TOKEN.fullmatch(token.get_secret_value()):
        yield Finding(Level.ERROR, "telegram", "the token cannot be one: copy it whole from @BotFather")
    for name, url in (("telegram", settings.telegram_api_url), ("matrix", settings.matrix_homeserver)):
        if url and urlsplit(url).scheme == "http" and not _here(urlsplit(url).hostname or ""):
            yield Finding(Level.WARNING, name, f"{url} is not encrypted: use https")
    yield from _database(settings)
    yield from _listener(settings)


def _listener(settings: Settings) -> Iterator[Finding]:
    """An address that is open to everybody, and a socket in whose place anybody may put another."""
    match settings.listens:
        case None:
            return
        case Path() as path:
            if not path.parent.is_dir():
                yield Finding(Level.ERROR, "http", f"{path.parent} is no folder: make it, for the bot's user alone")
            elif path.parent.stat().st_mode & 0o002:
                says = f"anybody may put another socket in the place of {path}: chmod o-w {path.parent}"
                yield Finding(Level.ERROR, "http", says)
        case host, _:
            if not _here(host):
                says = f"{settings.http_address} is open to everybody, metrics too: listen on 127.0.0.1 behind a proxy"
                yield Finding(Level.WARNING, "http", says)


def _database(settings: Settings) -> Iterator[Finding]:
    """A PostgreSQL on another machine, whose connection is not encrypted, or to whom it may be."""
    if settings.sqlite:
        return
    url = make_url(settings.database)
    host = url.host or str(url.query.get("host", "/"))
    if not host.startswith("/") and not _here(host) and url.query.get("sslmode") != "verify-full":
        says = "the database is on another machine, and nobody checks that it is that one: add ?sslmode=verify-full"
        yield Finding(Level.WARNING, "database", says)


def matrix_store(settings: Settings) -> Iterator[Finding]:
    """What is lost or damaged of what the Matrix account keeps."""
    folder = settings.data_dir / "matrix"
    if not settings.matrix or not folder.is_dir():
        return
    from bot.networks.matrix.auditing import lost  # noqa: PLC0415  SQLCipher, for who serves Matrix

    try:
        keyring = known_keyring(settings)
        found = tuple(lost(folder, known_matrix_key(settings, keyring))) if keyring else ()
    except (StoreError, OSError) as error:
        found = (f"{folder}: {error if isinstance(error, StoreError) else error.strerror}",)
    for says in found:
        yield Finding(Level.ERROR, "matrix", says)


def _here(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pages(settings: Settings) -> Iterator[Finding]:
    """Whether SQLite's file is whole. Another database looks after its own."""
    path = Path(settings.database.removeprefix("sqlite:///"))
    if not settings.sqlite or not path.exists() or not os.access(path, os.R_OK):
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            found = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        yield Finding(Level.ERROR, "database", f"{path} is damaged: `objecteur restore` puts a backup in its place")
