"""What is lost or damaged of what a Matrix account keeps between starts, told before a start; nothing is changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from bot.core.ports.network import FatalNetworkError
from bot.networks.matrix.cipher_store import PLAIN, database_key
from bot.networks.matrix.sealing import Sealer
from bot.networks.matrix.session import CRYPTO, SEALED, SEEDS, SESSION

_LOST = f"{CRYPTO} is missing or empty, and {SESSION} is there: the bot could read nobody"
_DAMAGED = "cannot be opened: it is damaged, or of another key"


def lost(directory: Path, store_key: str) -> Iterator[str]:
    """What is wrong with the files of an account, one line each; nothing of one that never logged in."""
    session, crypto = directory / SESSION, directory / CRYPTO
    for path in (session, directory / SEEDS):
        if path.exists() and not _opens(path, store_key):
            yield f"{path} {_DAMAGED}"
    if not session.exists():
        return
    if not crypto.exists() or crypto.stat().st_size == 0:
        yield f"{_LOST}. Remove {session}, and set the password: the bot logs in as a new device"
    elif not _is_whole(crypto, store_key):
        yield f"{crypto} {_DAMAGED}. Remove it and {session}, and set the password: the bot logs in as a new device"
    if not (directory / SEEDS).exists():
        yield f"{directory / SEEDS} is missing: put it back, or people's apps warn that the bot is somebody else"


def _opens(path: Path, store_key: str) -> bool:
    """Whether a sealed file opens; one of an earlier release is not sealed."""
    raw = path.read_bytes()
    if not raw.startswith(SEALED):
        return raw.startswith(b"{")
    try:
        Sealer(store_key).open(path.name, raw[len(SEALED) :])
    except FatalNetworkError:
        return False
    return True


def _is_whole(path: Path, store_key: str) -> bool:
    """Whether each page of an encrypted database opens; one of an earlier release is not encrypted."""
    with path.open("rb") as file:
        if file.read(len(PLAIN)) == PLAIN:
            return True
    try:
        with closing(dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute(f'PRAGMA key = "{database_key(store_key)}"')
            return not database.execute("PRAGMA cipher_integrity_check").fetchall() and bool(
                database.execute("SELECT count(*) FROM accounts").fetchone()[0]
            )
    except dbapi2.Error:
        return False
