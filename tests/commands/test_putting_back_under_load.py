"""The drill under load: a backup is taken while people converse and reminders go, and put back later.

What it promises stands in docs/operate.md: what was said after the backup is lost (RPO), and no more; nobody who was
erased returns, nothing comes twice, and the bot serves again within the time that is given there (RTO).
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import backup
from bot.core.ports.outgoing import Destination
from bot.service.remembering import move
from bot.store.deeds import KEPT
from bot.store.opening import deeds_file
from tests.commands.ground import HOUR, TELEGRAM, Ground
from tests.commands.test_backup import DUE_ON
from tests.store.bench import CAMILLE, DOMINIQUE
from tests.store.talk import DUE, REMINDED

pytestmark = pytest.mark.long

RTO_SECONDS = 30
"""For the few people of this drill; docs/operate.md has the figure for 100,000."""
BEFORE = 3
"""The newcomers who are there before the backup is begun."""
CROWD = tuple(Destination(f"crowd-exemple-{n}", f"place-of-crowd-{n}") for n in range(12))
ERASED, LATER = CROWD[:4], CROWD[4:8]
"""Who erase themselves before the backup, and after it."""


class Load:
    """People who say hello and go on, each in turn, while something else is done; from the fourth on reminders go."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._over = threading.Event()
        self.committed: dict[Destination, float] = {}
        """When each newcomer's last line was committed, by the machine's clock."""
        self.got: Counter[tuple[str, str]] = Counter()
        """What was delivered: to whom, and which words."""
        self.failed: list[Exception] = []

    def run(self) -> None:
        """Be the load, until it is over."""
        for number in range(10_000):
            if self._over.is_set():
                return
            who = Destination(f"newcomer-{number}", f"place-of-newcomer-{number}")
            try:
                for line in ("bonjour", "oui", "75011"):
                    self._ground.hears(who, TELEGRAM, line)
                if number >= BEFORE:
                    self.ticks()
            except Exception as error:  # noqa: BLE001  told by the test
                self.failed.append(error)
                return
            self.committed[who] = time.monotonic()

    def ticks(self) -> None:
        """What the bot does every half minute, and all that can leave leaves."""
        self._ground.app.service.tick(self._ground.now)
        move(self._ground.app.store, deeds_file(self._ground.settings), self._ground.now)
        self.got.update((to.person, text) for to, text in self._ground.sent())

    @contextmanager
    def going(self) -> Iterator[None]:
        """The load, while the block lasts, and a little before and after it."""
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            self._comes_to(BEFORE)
            yield
            self._comes_to(len(self.committed) + 2)
        finally:
            self._over.set()
            thread.join()
        assert self.failed == []

    def _comes_to(self, newcomers: int) -> None:
        until = time.monotonic() + 60
        while len(self.committed) < newcomers and not self.failed:
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.mark.parametrize("age", [HOUR, KEPT - HOUR], ids=["an hour", "nearly seven days"])
def test_a_backup_taken_under_load_brings_nobody_back_and_doubles_nothing(
    ground: Ground, tmp_path: Path, age: timedelta, capsys: pytest.CaptureFixture[str]
) -> None:
    for who in CROWD:
        ground.says(who, *REMINDED)
    ground.runs_until(DUE_ON - timedelta(days=1))
    for who in ERASED:
        ground.says(who, "/effacer", "oui")
    ground.now, load = DUE_ON, Load(ground)
    with load.going():
        began = time.monotonic()
        backup.backup(ground.settings, tmp_path / "copy")
        ended = time.monotonic()
    for who in LATER:
        ground.says(who, "/effacer", "oui")
    for _ in range(8):
        ground.now += age / 8
        load.ticks()

    restoring = time.monotonic()
    ground.is_put_back(tmp_path / "copy")
    assert ground.knows(CAMILLE), "it serves"
    rto = time.monotonic() - restoring
    for _ in range(4):
        load.ticks()
        ground.now += HOUR

    before = [who for who, at in load.committed.items() if at < began]
    lost = [who for who in before if not ground.knows(who)]
    with capsys.disabled():
        print(
            f"\n{age}: {len(before)} newcomers before and {len(load.committed) - len(before)} since the backup began, "
            f"which took {ended - began:.1f} s; of before {len(lost)} are lost: RPO 0 s before it; RTO {rto:.1f} s"
        )
    assert len(before) >= BEFORE
    assert lost == [], "what was committed before the backup began is in it"
    assert rto < RTO_SECONDS
    assert [who for who in (*ERASED, *LATER) if ground.knows(who)] == [], "nobody who was erased returns"
    due = Counter(person for (person, text), times in load.got.items() if DUE in text for _ in range(times))
    assert due.keys() >= {who.person for who in (CAMILLE, DOMINIQUE, *CROWD[8:])}
    assert [person for person, times in due.items() if times > 1] == [], "each reminder came once"
    assert not due.keys() & {who.person for who in ERASED}
