"""`make rotation`: the keys of 100,000 people are rotated while one talks, killed (-9) twice and gone on with.

Then the old key is taken out, and every value is opened with the new one alone. On PostgreSQL with fsync, or on SQLite.
"""

import argparse
import base64
import contextlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg

from bot.app.assembly import CAPABILITIES
from bot.core.ports.incoming import Incoming, Text
from bot.core.ports.outgoing import Destination
from bot.service.answering import Service
from bot.store.audit import unreadable
from bot.store.engine import open_engine
from bot.store.migrating import migrate
from bot.store.rotating import share_before
from bot.store.seal import Keyring
from bot.store.unit import Store
from tests.bench import rows
from tests.real.running import environment
from tests.store.bench import CAMILLE, DATABASE, KEY, OLD_KEY
from tests.store.postgres import TEMPLATE, Postgres
from tests.store.talk import BEGUN, CONTROLLER, PARIS, REMINDED, TELEGRAM, the_content

KILLED_AT = (1 / 3, 2 / 3)
"""The shares of people whose keys are sealed anew at which the rotation is killed."""
LINES = ("bonjour", "oui", "75011", "/dossier")
_LOOKS = 0.5


@dataclass
class Talk:
    """Somebody new after somebody new says a few lines; how long each took, and what failed."""

    service: Service
    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Talk until it is over."""
        ids = count(1)
        for number in count():
            who = Destination(f"newcomer-{number}", f"newcomer-{number}")
            for line in LINES:
                if self.over.wait(0.05):
                    return
                began = time.monotonic()
                try:
                    said = Incoming(TELEGRAM, f"said-{next(ids)}", who.person, who.place, Text(line), "fr")
                    self.service.receive(said, BEGUN)
                except Exception as error:  # noqa: BLE001  it is told
                    self.failed.append(type(error).__name__)
                self.waits.append(time.monotonic() - began)

    @contextlib.contextmanager
    def going(self) -> Iterator[None]:
        """Talk while the block lasts."""
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join()


def _service(store: Store) -> Service:
    return Service(store, the_content(), CAPABILITIES, PARIS, CONTROLLER)


def _peopled(url: str, people: int) -> None:
    """So many people under the old key, each with a case and its events."""
    engine = open_engine(url)
    migrate(engine)
    store = Store(engine, Keyring((OLD_KEY,)))
    store.check()
    service = _service(store)
    for number, line in enumerate(REMINDED):
        service.receive(Incoming(TELEGRAM, f"m{number}", CAMILLE.person, CAMILLE.place, Text(line), "fr"), BEGUN)
    with store.transaction() as unit:
        first = unit.people.find(TELEGRAM, CAMILLE.person)
    assert first
    rows.multiply(store, first, people - 1, timedelta(days=32))
    engine.dispose()


def _rotated(url: str, data: Path, store: Store) -> tuple[list[float], str]:
    """Run the command, killed at each share. Returns the seconds of each run, and what the last one said."""
    keys = ",".join(base64.b64encode(key).decode() for key in (KEY, OLD_KEY))
    settings = environment(data, database_url=url, secret_keys=keys)
    runs: list[float] = []
    for share in (*KILLED_AT, None):
        began = time.monotonic()
        command = [sys.executable, "-m", "bot", "keys", "rotate"]
        with subprocess.Popen(command, cwd=data, env=settings, stdout=subprocess.PIPE, text=True) as rotating:
            while share is not None and rotating.poll() is None:
                before, of = share_before(store)
                if of - before >= share * of:
                    rotating.send_signal(signal.SIGKILL)
                    break
                time.sleep(_LOOKS)
            said, _ = rotating.communicate()
        runs.append(time.monotonic() - began)
        ended = -signal.SIGKILL if share is not None else 0
        assert rotating.returncode == ended, f"status {rotating.returncode}: {said}"
    return runs, said


def lived(url: str, data: Path, people: int) -> list[str]:
    """Do it all. Returns what went wrong."""
    began = time.monotonic()
    _peopled(url, people)
    print(f"{people:,} people under the old key: {time.monotonic() - began:.0f} s", flush=True)
    both, alone = (Store(open_engine(url), Keyring(keys)) for keys in ((KEY, OLD_KEY), (KEY,)))
    both.go_to_work()
    talk = Talk(_service(both))
    with talk.going():
        runs, said = _rotated(url, data, both)
    each, wrong = " + ".join(f"{one:.1f}" for one in runs), []
    print(f"rotated in {each} = {sum(runs):.1f} s, killed at {' and '.join(f'{one:.0%}' for one in KILLED_AT)}")
    waits = [1000 * one for one in talk.waits]
    print(
        f"{len(waits)} lines said meanwhile: median {statistics.median(waits):.0f} ms, "
        f"p99 {statistics.quantiles(waits, n=100)[98]:.0f}, longest {max(waits):.0f}; {len(talk.failed)} failed"
    )
    if "the old key can be removed" not in said:
        wrong.append(f"the old key cannot be removed: {said}")
    if talk.failed:
        wrong.append(f"lines that could not be taken: {set(talk.failed)}")
    began = time.monotonic()
    alone.check()
    before, of = share_before(alone)
    if found := {what: len(ids) for what, ids in unreadable(alone).items() if ids}:
        wrong.append(f"what does not open with the new key alone: {found}")
    if before or of < people:
        wrong.append(f"{before} of {of} people are under an older key")
    print(f"all of {of:,} people opened with the new key alone: {time.monotonic() - began:.0f} s")
    for store in (both, alone):
        store.engine.dispose()
    return wrong


@contextlib.contextmanager
def _database(folder: Path, *, sqlite: bool) -> Iterator[str]:
    if sqlite:
        yield f"sqlite:///{folder / DATABASE}"
        return
    server = Postgres(folder / "postgres")
    try:
        url = server.empty("rotation", TEMPLATE)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = on")  # as it is used
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.stop()


def main() -> int:
    """Run it. Returns 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.rotation", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objecteur-rotation-", ignore_cleanup_errors=True) as made:
        (data := Path(made) / "data").mkdir(mode=0o700)
        with _database(Path(made), sqlite=given.sqlite) as url:
            wrong = lived(url, data, given.people)
    for one in wrong:
        print(f"WRONG: {one}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
