"""How long the keys of backups are kept: seven days from the moment that a backup gives to its file of keys."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings
from bot.store import StoreError
from bot.store.deeds import KEPT
from bot.store.opening import data_dir

_END = ".keys"
_FOLDERS = "backup-folders"
_HEADS = (b"SQLite format 3\0", b"PGDMP")
"""How a file begins that `objecteur backup` wrote."""


def keys_of(backup: Path) -> Path:
    """The file with the keys of a backup."""
    return backup.with_name(f"{backup.name}{_END}")


def is_old(keys: Path, now: datetime) -> bool:
    """Whether a file is older than its keys may be kept."""
    return now - datetime.fromtimestamp(keys.stat().st_mtime, UTC) > KEPT


def old_keys(folder: Path, now: datetime) -> Iterator[Path]:
    """The files of keys in a folder that are to be deleted. Raises StoreError when it cannot be read."""
    try:
        yield from (path for path in sorted(folder.glob(f"*{_END}")) if _is_ours(path) and is_old(path, now))
    except OSError as error:
        raise StoreError(f"{folder} cannot be read: {error.strerror}") from None


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).startswith(_HEADS)


def note_folder(settings: Settings, folder: Path) -> None:
    """Note that backups are written into a folder, for `objecteur check`. Raises StoreError."""
    known = backup_folders(settings)
    if (this := folder.resolve()) not in known:
        written = "".join(f"{path}\n" for path in (*known, this))
        (data_dir(settings) / _FOLDERS).write_text(written, encoding="utf-8")


def backup_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders into which backups were written."""
    file = settings.data_dir / _FOLDERS
    return tuple(map(Path, file.read_text(encoding="utf-8").splitlines())) if file.exists() else ()
