"""`objecteur backup` and `objecteur restore`: a copy of what is kept, and putting one back so that nothing is undone.

The keys of people stand in a file of their own beside the copy, which is deleted after seven days: whoever was erased
since opens nowhere then, not even in a copy that somebody kept.

What was erased since stays erased, what was sent since is not sent again, and what nobody can know is told to people at
their next contact. 0 done; 2 (in `bot.cli`) a file or the database cannot be used.
"""

import contextlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import clock
from bot.app.assembly import build
from bot.service.remembering import PutRight, move
from bot.settings import Settings
from bot.store import StoreError, opening
from bot.store.copying import copy_in, copy_out, has_keys_apart, number_of, set_aside, take_back
from bot.store.deeds import KEPT, DeedsFile
from bot.store.engine import exists, open_engine
from bot.store.keeping import is_old, keys_of, note_folder, old_keys
from bot.store.migrating import REVISIONS, put_number, take_number
from bot.store.opening import deeds_file, open_store
from bot.store.rotating import Rotation


def backup(settings: Settings, to: Path) -> int:
    """Copy the database to a file, its keys and what no backup may undo beside it; delete keys that are too old.

    Returns the exit status. Raises StoreError.
    """
    opening.refuse_half_restored(settings)
    store, now = open_store(settings), clock.now()
    Rotation(store, lambda *_: None).adopt()  # what is sealed with the operator's key no copy forgets
    with store.transaction() as unit:
        unit.backups.begin(now)
    keys = keys_of(to)
    copy_out(settings.database, to, keys)
    os.utime(keys, (now.timestamp(),) * 2)
    deeds_file(settings).copy(_beside(to))
    note_folder(settings, to.parent)
    print(f"{to}: all that was kept at {_told(settings, now)}, without what opens it")  # noqa: T201
    print(f"{keys}: what opens it. Keep it apart from the secret key, and seven days at most, wherever you copy it")  # noqa: T201
    for old in old_keys(to.parent, now):
        old.unlink()
        print(f"{old} is deleted: it was older than seven days")  # noqa: T201
    return 0


def restore(settings: Settings, file: Path) -> int:
    """Put a backup in the place of the database. Returns the exit status.

    Raises StoreError when it cannot be used, or the bot runs; the database is then as it was.
    """
    began, now = time.monotonic(), clock.now()
    with contextlib.suppress(StoreError):  # what is replaced may be what is broken
        opening.upgrade(settings)
    with opening.alone(settings):
        if opening.known_keyring(settings) is None:
            raise StoreError("the key is missing: put secret.key in the data directory, or set OBJECTEUR_SECRET_KEYS")
        keys = _keys_for(settings, file, now)
        here, copied = deeds_file(settings), DeedsFile(_beside(file))
        lost = not here.path.exists()
        if exists(open_engine(settings.database)):  # an empty one that is made here would know of no deed
            with contextlib.suppress(StoreError):  # what is replaced may be what is broken
                move(open_store(settings), here, now)
        if lost and copied.path.exists():
            here.go_on_from(copied, now)
        aside = settings.data_dir / f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        half, earlier = opening.half_restored(settings, aside)
        set_aside(settings.database, aside)
        try:
            done = _put_back(settings, file, keys, here)
        except BaseException:  # Ctrl-C too: what was put back is not fit to serve from yet
            take_back(aside, settings.database)
            if earlier is None:
                half.unlink()
            raise
        for name in ("session.json", "crypto.sqlite3"):  # read from now on, by a new device, which sees nothing twice
            (settings.data_dir / "matrix" / name).unlink(missing_ok=True)
        half.unlink()
        move(open_store(settings), here, clock.now())
    _say(settings, done, time.monotonic() - began)
    print(f"{earlier or aside} is the database that was replaced: delete it once all is well")  # noqa: T201
    if earlier:
        print(f"{aside} is what a restore that was cut short had left: delete it too")  # noqa: T201
    return 0


def _keys_for(settings: Settings, file: Path, now: datetime) -> Path | None:
    """The file with the keys of a backup; None for one of an earlier release, which holds them. Raises StoreError."""
    if not has_keys_apart(file, settings.database):
        return None
    keys = keys_of(file)
    if not keys.is_file():
        raise StoreError(f"{keys} is missing: without the keys nobody can read {file}")
    if is_old(keys, now):
        raise StoreError(f"{keys} is older than {KEPT.days} days: who had themselves erased since would come back")
    return keys


def _put_back(settings: Settings, file: Path, keys: Path | None, deeds: DeedsFile) -> PutRight:
    copy_in(file, settings.database, keys)
    number = number_of(file, settings.database)
    _bring_up(settings, number)
    app = build(settings, numbered=number is None)
    try:
        done = app.service.put_right(deeds.read(app.store.keyring), clock.now())
        if number:  # last: from now on whoever is started on any machine serves from it
            put_number(app.store.engine, REVISIONS[-1])
        return done
    finally:
        app.store.engine.dispose()


def _bring_up(settings: Settings, number: str | None) -> None:
    """Bring what was put back to the present schema; one that has no number yet has none afterwards."""
    if number == REVISIONS[-1]:
        return
    if number:
        put_number(open_engine(settings.database), number)
    engine = opening.migrated(settings)
    if number:
        take_number(engine)


def _say(settings: Settings, done: PutRight, took: float) -> None:
    print(f"put back in {took:.0f} s: what was kept at {_told(settings, done.taken_at)}")  # noqa: T201
    print("what people said since is lost; each is told so when they write")  # noqa: T201
    print(f"erased again: {done.forgotten}; reminders that were sent since: {done.reminded}")  # noqa: T201
    print(f"messages that may have arrived, not sent again: {done.uncertain}")  # noqa: T201
    began, ended = (_told(settings, moment) for moment in done.unsure)
    print(f"nobody knows what was done from {began} to {ended}: {done.unknown} reminders of then are not sent")  # noqa: T201
    if settings.matrix:
        print("Matrix: the bot logs in as a new device: set OBJECTEUR_MATRIX_PASSWORD for the next start")  # noqa: T201


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.deeds")


def _told(settings: Settings, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d %H:%M}"
