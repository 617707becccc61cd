"""What the service level stands on: the people, the agenda, and what each step of the service must lead to.

Beside each person runs their life on the pure core, which says what the service must queue, keep and forget.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappush
from pathlib import Path
from random import Random

from bot.core.campaign.letter_name import LetterName
from bot.core.case.letter_event import Posted
from bot.core.ports.incoming import Content, Incoming, Left
from bot.core.ports.message import Words, say
from bot.core.ports.network_name import NetworkName
from tests.simulation.bodies import Answer, answers
from tests.simulation.core import LENGTH, begins, outages
from tests.simulation.counted import Count, Journal, silent
from tests.simulation.figure import Figure, figure
from tests.simulation.fuse import Fuse
from tests.simulation.laws import NOW_AND_THEN, TURN_LAWS, Scene, check
from tests.simulation.life import first_version
from tests.simulation.network import Item, VirtualNetwork

NAMES = (NetworkName.TELEGRAM, NetworkName.MATRIX)
PEOPLE = 3


@dataclass
class Ground:
    """One world, from one seed, on a database in that directory; what happens there and what must follow."""

    seed: int
    directory: Path
    journal: Journal = silent
    count: Count = field(default_factory=Count)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.begin = self.now = begins(self.rng)
        self.figures = [figure(self.rng, number, self.seed) for number in range(PEOPLE)]
        self.places = {(one.network, one.to): one for one in self.figures}
        self.keys: dict[tuple[NetworkName, str], tuple[Figure, Item]] = {}
        self.fuse = Fuse()
        self.networks: dict[NetworkName, VirtualNetwork] = {}
        self.outages = outages(self.rng, self.begin)
        self.release = self.begin + LENGTH * self.rng.random() if self.rng.random() < 0.5 else None
        self.files = first_version()
        self.agenda: list[tuple[datetime, int, Figure | None, Answer | str]] = []
        self.number = 0
        self.again = self.begin
        self.taken: set[str] = set()

    # --- The agenda -------------------------------------------------------------------------------------------------

    def at(self, when: datetime, who: Figure | None, what: Answer | str) -> None:
        """Put something on the agenda."""
        self.number += 1
        heappush(self.agenda, (when, self.number, who, what))

    def later(self, low: float, high: float, who: Figure | None, what: Answer | str) -> None:
        self.at(self.now + timedelta(days=self.rng.uniform(low, high)), who, what)

    # --- In ---------------------------------------------------------------------------------------------------------

    def writes(self, who: Figure, content: Content) -> None:
        """Somebody sends something; the network keeps it until it is read."""
        self.count.messages += 1
        self.journal(self.now, f"{who.mind.name} ({who.mind.home}, {who.network}): {content}")
        number = f"m{len(self.networks[who.network].inbox)}"
        incoming = Incoming(who.network, number, who.to.person, who.to.place, content, "fr")
        self.networks[who.network].inbox.append((self.now, incoming))
        who.blocked = isinstance(content, Left)

    def _took(self, who: Figure, content: Content, told: list[str], late: tuple[list[str], bool]) -> None:
        """A message was taken: the life goes on with it, and says what must have been queued."""
        before, asked = who.life.case.log, who.life.view
        lost, told_already = who.life.lost, len(who.life.case.log)
        turn = who.life.receive(content, self.now)
        if turn is None:
            who.drop()
            return
        for item in who.open:
            item.unasked = False  # they are there: what waited for their day comes before the answer
        who.life.unaware = []
        self.count.told_of_loss += bool(lost.said)
        if who.life.known:
            who.life.ledger |= dict.fromkeys(lost.keys, told_already)
        for item in [item for item in who.open if item.key in (*told, *late[0])]:
            item.over = "told"
        notes = (
            *((Words(lost.said),) if lost.said else ()),
            *((Words((say("delivery.uncertain"),)),) if told else ()),
            *((Words((say("delivery.late"),)),) if late[1] else ()),
        )
        if turn.forget:
            who.drop()
            self.count.erased += 1
        who.items += [Item(text, unasked=False) for text in who.life.texts(turn, *notes)]
        if turn.leaves and who.life.can.leaves:
            who.items.append(Item("", unasked=False, order=True))
        scene = Scene(who.life, turn, self.now, before, asked=asked, content=content)
        self.journal(self.now, f"    bot: {', '.join(s.key for s in scene.said)} → {who.life.view.scope}")
        check(scene, *TURN_LAWS, *(NOW_AND_THEN if who.mind.chance(0.05) else ()))
        who.memory.turn(scene)
        for seq, event in enumerate(turn.events, start=len(before)):
            self.journal(self.now, f"    event: {event}")
            if isinstance(event, Posted) and who.life.known:
                self.count.complaints += event.letter == LetterName("cnil")
                key = f"{event.letter.track}.{who.life.case.threads.opener[seq]}"
                for answer in answers(self.rng, event, key):
                    arrives = datetime.combine(answer.arrives, datetime.min.time(), UTC) + timedelta(hours=11)
                    self.at(max(arrives, self.now), who, answer)

    def _ticked(self, did: Collection[str]) -> None:
        """First everybody whose time is over is forgotten, in one transaction; then reminders, in another."""
        for one in self.figures if "forgot" in did else ():
            if one.life.known and self.now.date() >= one.life.expires_on:
                self.journal(self.now, f"{one.mind.name} expires")
                self.count.expired += 1
                goodbye, home = one.life.goodbye(), one.life.home
                one.life.forget()
                one.memory = type(one.memory)()
                one.drop()
                one.items += [Item(text, unasked=True, order=not text, home=home) for text in goodbye]
        for one in self.figures if "reminded" in did else ():
            before, unaware = one.life.case.log, bool(one.life.unaware)
            if came := one.life.tick(self.now):
                self.count.told_of_loss += unaware
                kinds = ", ".join(f"{r.kind} of {r.track} for {r.day}" for r in came.due)
                self.journal(self.now, f"reminder to {one.mind.name}: {kinds}")
                self.count.reminders += len(came.due)
                self.count.merged += len(came.due) > 1
                self.count.late += any(r.due.astimezone(UTC).date() < self.now.date() for r in came.due)
                one.items += [Item(text, unasked=True) for text in one.life.texts(came.turn)]
                check(Scene(one.life, came.turn, self.now, before, came.due), *TURN_LAWS)
                one.memory.reminded(one.life, came.due, came.noted)
                if one.mind.chance(0.75):
                    self.later(0.01, 5, one, "session")
