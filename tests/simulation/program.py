"""The program under simulation: the real Service, Delivery and SQLite store, which end at any step and begin again."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.core.case.absence import Absence
from bot.core.ports.incoming import Incoming
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.runtime.delivery import Delivery
from bot.service.answering import Service
from bot.service.limits import Bucket, Limits
from bot.store import DatabaseError
from bot.store.claiming import Outgoing
from tests.simulation import books, law
from tests.simulation.figure import Figure
from tests.simulation.fuse import Crash, FusedStore
from tests.simulation.ground import NAMES, Ground
from tests.simulation.laws import BrokenError
from tests.simulation.life import CONTROLLER, second_version
from tests.simulation.network import CAN, KEPT, Item, VirtualNetwork, lawful_try, read_file
from tests.store.bench import keyring

STRICT_HOURS = True
"""Known, and counted: a reminder that waits in the outbox over 19:00 leaves when it can (docs/simulation.md)."""


def _unlimited() -> Limits:
    """Nobody here floods anybody, and what came late is told each time: what must be said is then known."""
    return Limits(late=Bucket(1, timedelta(0)).keeper())


class Program(Ground):
    """The program, as it is started, used and ended."""

    loop: asyncio.AbstractEventLoop
    store: FusedStore
    service: Service
    deliveries: dict[NetworkName, Delivery]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.read_at = self.begin
        self.networks = {name: VirtualNetwork(name, self.rng, self.fuse, self) for name in NAMES}

    # --- The program ------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """A program begins on the data that are there, and recovers; it may end in the middle of that too."""
        while True:
            try:
                self.fuse.mend()
                if self.rng.random() < 0.1:
                    self.fuse.set(self.rng.randint(1, 12), fails=False)
                self.store = FusedStore(str(self.directory / "objecteur.sqlite3"), keyring(), self.fuse)
                self.service = Service(self.store, self.files, CAN, law.PARIS, CONTROLLER, limits=_unlimited())
                self.deliveries = {
                    name: Delivery(network, self.store, lambda: self.now, partial(self._gone, name))
                    for name, network in self.networks.items()
                }
                for name, delivery in self.deliveries.items():
                    delivery.recover()
                    self._read_from_cursor(self.networks[name])
                self.fuse.mend()
                break
            except Crash:
                self.store.engine.dispose()
        books.balance(self.store, self.figures, self.keys)

    def _read_from_cursor(self, network: VirtualNetwork) -> None:
        """A network hands in again whatever was not saved as read, as far as it keeps it."""
        with self.store.looking() as unit:
            cursor = unit.cursor(network.name)
        network.read = int(cursor.value) if cursor else 0
        while network.read < len(network.inbox):
            sent, incoming = network.inbox[network.read]
            if self.now - sent < KEPT[network.name] or incoming.message_id + network.name in self.taken:
                return
            self.count.lost += 1
            network.read += 1

    def _crashed(self) -> None:
        """The program ended: another begins, at once or some days later."""
        self._was_read_at(self.now)
        self.count.crashes += 1
        self.journal(self.now, f"crash at {self.fuse.blown}")
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.store.engine.dispose()
        self.fuse.mend()
        self.now += self.rng.choice((timedelta(0), timedelta(seconds=20), timedelta(hours=3), timedelta(days=2)))
        self._up()
        self._start()
        self._reads_again()

    # --- What a network no longer keeps -----------------------------------------------------------------------------

    def _was_read_at(self, moment: datetime) -> None:
        """The program was reading its networks until then: it says so every ten minutes."""
        self.read_at = moment
        with self.store.looking() as unit:
            for name in NAMES:
                unit.absences.read(name, moment)

    def _reads_again(self) -> None:
        """The program reads its networks again, and says so before it takes anything."""
        for name in NAMES:
            while True:
                try:
                    self.service.reading(name, self.now)
                except Crash:
                    self.store.engine.dispose()
                    self._start()
                except DatabaseError:
                    continue
                else:
                    break
            if self.now - self.read_at > KEPT[name]:
                missed = Absence(self.read_at.astimezone(UTC), (self.now - KEPT[name]).astimezone(UTC))
                for one in (one for one in self.figures if one.network is name and one.life.known):
                    one.life.unaware.append(missed)
        self.read_at = self.now

    def _down(self) -> bool:
        return any(down <= self.now < up for down, up in self.outages)

    def _up(self) -> None:
        """Let an outage pass; what comes after it is a new program, perhaps of a newer release."""
        passed = [(down, up) for down, up in self.outages if down <= self.now < up]
        if not passed and not (self.release and self.now >= self.release):
            return
        self._was_read_at(max(self.read_at, min([self.now, *(down for down, _ in passed)])))
        self.now = max([self.now, *(up for _, up in passed)])
        if self.release and self.now >= self.release:
            self.release, self.files = None, second_version()
            for one in self.figures:
                one.life.files, one.memory.promised = self.files, set()
            self.journal(self.now, "a new release: other delays, other templates")
        self.count.restarts += 1
        self.store.engine.dispose()
        self._start()
        self._reads_again()
        self._tick()
        self._read()

    def _read(self) -> None:
        """The program takes what waits on the networks, message by message, and answers."""
        while True:
            try:
                for network in self.networks.values():
                    while network.read < len(network.inbox):
                        self._take(network.inbox[network.read][1], network.read + 1)
                        network.read += 1
                self._deliver()
            except Crash:
                self._crashed()
            except DatabaseError:
                continue
            else:
                return

    def _take(self, incoming: Incoming, cursor: int) -> None:
        who = self.places[incoming.network, Destination(incoming.person, incoming.place)]
        told, late = books.uncertain(self.store, who), books.late(self.store, who, self.now)
        self.count.uncertain += len(told)
        commits = self.store.commits
        try:
            self.service.receive(incoming, self.now, str(cursor))
        finally:
            if self.store.commits > commits and incoming.message_id + incoming.network not in self.taken:
                self.taken.add(incoming.message_id + incoming.network)
                self._took(who, incoming.content, told, late)
        if self.rng.random() < 0.03:
            self.journal(self.now, "    the same message is handed in again")
            self.service.receive(incoming, self.now, str(cursor))

    # --- Reminders --------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self.store.did.clear()
        try:
            self.service.tick(self.now)
        except Crash:
            self._ticked(self.store.did)
            self._crashed()
            self._deliver()
        except DatabaseError:
            self._ticked(self.store.did)
        else:
            self._ticked(("forgot", "reminded"))
            for one in self.figures:
                one.memory.ticked(one.life, self.now)
            books.people(self.store, self.figures)
            books.same(self.store, self.rng.choice(self.figures))
            self._deliver()

    # --- Out --------------------------------------------------------------------------------------------------------

    def _deliver(self) -> None:
        """Deliver all that can leave now. What cannot is tried again later."""
        try:
            waiting = books.balance(self.store, self.figures, self.keys)
            self.loop.run_until_complete(self._drained(waiting))
        except Crash:
            self._crashed()
        except DatabaseError:
            pass
        self.count.said = len(self.keys)
        if books.balance(self.store, self.figures, self.keys) and self.again <= self.now:
            self.again = self.now + timedelta(days=self.rng.uniform(0.001, 0.3))
            self.at(self.again, None, "deliver")

    async def _drained(self, waiting: set[NetworkName]) -> None:
        for name in NAMES:
            while name in waiting and await self.deliveries[name].once():
                pass

    def tried(self, network: NetworkName, to: Destination, payload: Payload, key: str) -> Item:
        """Look at a message that leaves. Raises BrokenError when it must not."""
        item, who = self.sought(network, to, key), self.places[network, to]
        if item.text != payload.text:
            raise BrokenError("conservation", f"{network}: {who.mind.name} gets other words than were said")
        ends = self.count.crashes + self.count.restarts
        unheard = item.over == "refused" and item.tried_in < ends
        item.tried_in = ends
        if item.over and not unheard:
            raise BrokenError("nothing_after_leaving", f"{who.mind.name} gets what was {item.over}")
        lawful_try(network, item, self.now)
        read = f"{payload.text} {payload.html} {read_file(payload.file)}"
        for other in self.figures:
            if other is not who and any(secret in read for secret in other.secrets):
                raise BrokenError("nothing_of_another", f"{who.mind.name} reads about {other.mind.name}")
        if item.unasked and not law.good_hour(self.now, item.home or who.life.home):
            self.night(who)
        return item

    def sought(self, network: NetworkName, to: Destination, key: str) -> Item:
        """The message of that key. Raises BrokenError when it is nobody's, or another person's."""
        who, item = self.keys.get((network, key), (None, None))
        if who is None or item is None or who.to != to:
            raise BrokenError("conservation", f"{network}: a message that was never queued, or for somebody else")
        return item

    def night(self, who: Figure) -> None:
        """A reminder leaves outside the hours: it was queued in them, and the network or the program was away."""
        self.count.nights += 1
        if STRICT_HOURS:
            local = self.now.astimezone(law.ZONES[who.life.home])
            raise BrokenError("reminded_in_good_hours", f"{who.mind.name}, at {local}")

    def meanwhile(self, network: NetworkName, to: Destination) -> None:
        """Now and then somebody leaves while something is on its way to them."""
        who = self.places[network, to]
        if self.rng.random() < 0.002 and not self.fuse.blown and who.life.known:
            self.journal(self.now, f"{who.mind.name} leaves while a message is sent")
            self.service.gone(network, to, None, self.now)
            who.life.reachable = False
            who.drop()

    def blocked(self, network: NetworkName, to: Destination) -> bool:
        return self.places[network, to].blocked

    def _gone(self, network: NetworkName, out: Outgoing) -> None:
        commits, to = self.store.commits, out.to
        try:
            self.service.gone(network, to, out.queued_at, self.now)
        finally:
            if self.store.commits > commits:
                who = self.places[network, to]
                who.life.reachable = False
                who.drop()
