"""The service: one incoming message is one transaction; due reminders are computed, and queued with their ledger row.

    network --Incoming--> receive --> step (pure) --> conversation, events, messages --> outbox --> delivery
                                      tick(now) --> reminders (pure) ------------------> outbox

What both are given is values; the only things they touch are the store's transactions, which messages of different
people may share. Nothing here waits for a network. `admitting` decides which messages are taken, `conversing` answers
those that are said in private.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.case.absence import absence
from bot.core.conversation.step import ask_again
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming, Left, Redacted
from bot.core.ports.message import Say, Words, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.service.admitting import Admission
from bot.service.attempts import Attempts
from bot.service.casework import Casework
from bot.service.conversing import Dialogue, Received
from bot.service.departing import Departures, Goodbyes
from bot.service.forgetting import Expiry
from bot.service.limits import Limits, Verdict
from bot.service.linking import AccountLinker
from bot.service.passing import Passing
from bot.service.public import Public
from bot.service.remembering import PutRight, put_right
from bot.service.rounds import Rounds
from bot.service.speaking import Content, Speaker
from bot.store.deeds import Remembered
from bot.store.outbox import Priority
from bot.store.turns import CrossedError
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)


class Service:
    """Takes what comes in, and says what is due."""

    def __init__(  # noqa: PLR0913  each is given by who puts the program together
        self,
        store: Store,
        content: Content,
        networks: Mapping[NetworkName, Capabilities],
        zone: ZoneInfo,
        controller: str,
        encrypted: str = "",
        *,
        limits: Limits | None = None,
        attempts: Attempts | None = None,
        served: Collection[NetworkName] = tuple(NetworkName),
        link: Callable[[NetworkName], str] = lambda _: "",
    ) -> None:
        """Take the store, the content, what each served network can do, the civil time and who runs the bot.

        encrypted  a link to the bot where a chat is encrypted end to end; empty when there is none
        limits     what it bears; the usual ones where none are given
        attempts   where it is counted what it refuses
        served     the networks that can be written to now
        link       where a person finds the bot on a network; empty while that is not known
        """
        self._store, self.attempts = store, attempts or Attempts()
        limits = limits or Limits()
        self._networks = networks
        self._speaker = Speaker(content, networks, zone, controller, encrypted)
        self._casework = Casework(content, self._speaker)
        self._public = Public(self._speaker, self._casework)
        self._rounds = Rounds(store, content, networks, self._speaker, self._casework, served=served)
        self._passing = Passing(store, networks, self._speaker, self._casework, served=served)
        self._first = content.campaign.id
        longest = max(campaign.retention.longest for campaign in content.campaigns.values())
        self._expiry = Expiry(store, content.campaign, longest, zone, Goodbyes(networks, self._speaker, served).to)
        linker = AccountLinker(content.campaign.id, served, link, self.attempts)
        self._admission = Admission(limits, self.attempts)
        self._dialogue = Dialogue(
            networks, self._speaker, self._casework, linker, limits=limits, attempts=self.attempts, served=served
        )
        self._departures = Departures(content.campaign.id)

    # --- In ---------------------------------------------------------------------------------------------------------

    def receive(self, incoming: Incoming, now: datetime, cursor: str | None = None, *, late: bool = False) -> None:
        """Take one incoming message, in one transaction, as `receive_together` does."""
        self.receive_together((incoming,), now, cursor, late=late)

    def receive_together(
        self, some: Sequence[Incoming], now: datetime, cursor: str | None = None, *, late: bool = False
    ) -> None:
        """Take messages of different people, in one transaction; a replay is a no-op, and so is a doubled tap.

        some    of one network, one of each person at most, in the order in which they came
        now     the moment, aware
        cursor  how far their network was read with them, saved in the same transaction
        late    their network could not be read for a while, and they may have waited

        Raises StoreError when the database fails: nothing was taken, they may be received again.
        """
        first: tuple[str, ...] = ()
        while True:  # each time with somebody more who gave a code, and a message has at most one
            try:
                return self._receive(some, now, cursor, first, late=late)
            except CrossedError as crossed:
                first += crossed.people

    def _receive(
        self, some: Sequence[Incoming], now: datetime, cursor: str | None, first: Collection[str], *, late: bool
    ) -> None:
        """Take messages. `first`: the ids of people who are to be locked before all others."""
        with self._store.transaction() as unit:
            for one in some:
                unit.in_turn(one.network, one.person)
            unit.order.lock_first(first)
            if cursor is not None:
                unit.save_cursor(some[-1].network, cursor, now)
            new = [one for one in some if unit.first_time(one.network, one.message_id, now.date())]
            forgotten = [self._admitted(unit, one, now) and self._take(unit, one, now, late=late) for one in new]
        for one in new:
            self._admission.took(one, now)
        if any(forgotten):
            self._store.scrub()

    def fail(self, incoming: Incoming, now: datetime, cursor: str | None = None) -> None:
        """Set aside a message that cannot be taken, and say so to the person; their earlier answers stand."""
        with self._store.transaction() as unit:
            unit.in_turn(incoming.network, incoming.person)
            if cursor is not None:
                unit.save_cursor(incoming.network, cursor, now)
            if unit.first_time(incoming.network, incoming.message_id, now.date()):
                self._say_alone(unit, incoming, say("failed"), now)

    def _say_alone(self, unit: Unit, incoming: Incoming, words: Say, now: datetime) -> None:
        """Answer with one line that says nothing of anybody, whatever the conversation is at."""
        alone = (Words((words,), personal=False),)
        line = self._speaker.rendered(incoming.network, self._speaker.language(incoming), alone)
        unit.outbox.put(incoming.network, _to(incoming), line, Priority.ANSWER, now)

    def _admitted(self, unit: Unit, incoming: Incoming, now: datetime) -> bool:
        """Whether a message is taken; who floods the bot is told once, until they slow down."""
        verdict = self._admission.verdict(incoming, _name(unit, incoming), now)
        if verdict is Verdict.TOLD:
            self._say_alone(unit, incoming, say("limit.slow"), now)
        return verdict is Verdict.TAKEN

    def _take(self, unit: Unit, incoming: Incoming, now: datetime, *, late: bool) -> bool:
        """Whether something was erased."""
        if not incoming.private:
            self._public.answer(unit, incoming, now)
            return False
        if isinstance(incoming.content, Left):
            self._departures.leave(unit, incoming.network, _to(incoming), now)
            return False
        known, name = unit.standings.of(incoming.network, incoming.person), _name(unit, incoming)
        if known is None and isinstance(incoming.content, Redacted):
            return False
        if known is None and not self._admission.welcomes(name, incoming.network, now):
            self._say_alone(unit, incoming, say("limit.full"), now)
            return False
        return self._dialogue.answer(unit, Received(incoming, now, name, late), known)

    def gone(self, network: NetworkName, to: Destination, queued_at: datetime | None, now: datetime) -> None:
        """A delivery found out that the person blocked the bot or left, with a message that was queued then."""
        with self._store.transaction() as unit:
            self._departures.leave(unit, network, to, now, *((queued_at,) if queued_at else ()))

    # --- News -------------------------------------------------------------------------------------------------------

    def reading(self, network: NetworkName, now: datetime) -> None:
        """Note that a network is being read again, and what it no longer kept. Raises DatabaseError."""
        with self._store.transaction() as unit:
            last = unit.absences.last_read(network)
            if last and (missed := absence(last, now, self._networks[network].keeps)):
                unit.absences.add(network, missed)
                log.warning("%s: what was written between %s and %s is lost", network, missed.began, missed.ended)
            unit.absences.read(network, now)

    # --- Reminders --------------------------------------------------------------------------------------------------

    def tick(self, now: datetime, *, forgets: bool = True) -> int:
        """Forget whose time is over, and queue every reminder that is due. Returns how many were queued.

        forgets  whether the clock was read twice, and can be believed: else nobody is forgotten by it

        Raises StoreError.
        """
        try:
            self._expiry.look(now, agreed=forgets)
        finally:  # who cannot be forgotten keeps nobody from their reminder
            queued = self._rounds.tick(now)
        return queued

    @property
    def set_aside(self) -> int:
        """How many cases could not be looked at twice or more since the start, and cannot still."""
        return self._rounds.set_aside

    def forget(self, now: datetime) -> None:
        """Forget whose time is over, as `tick` does. Raises StoreError."""
        self._expiry.look(now)

    # --- After a backup was put back ---------------------------------------------------------------------------------

    def put_right(self, known: Remembered | None, now: datetime) -> PutRight:
        """Make a database that was put back safe to serve from. Raises StoreError when it cannot be."""
        return put_right(self._store, self._passing, known, now, first=self._first)

    # --- Out --------------------------------------------------------------------------------------------------------

    def where_we_are(self, network: NetworkName, person: str, now: datetime) -> tuple[Payload, ...]:
        """What to show to someone who comes back to the terminal: where the conversation stands, changing nothing."""
        with self._store.transaction() as unit:
            standing = unit.standings.of(network, person)
        if standing is None or not standing.person.conversation.greeted:
            return ()
        conversation, world = standing.person.conversation, self._casework.world(standing, now)
        turn = ask_again(conversation, self._casework.case(standing), world, say("start.resume"))
        return self._speaker.rendered(network, conversation.language, turn.messages)


def _to(incoming: Incoming) -> Destination:
    return Destination(incoming.person, incoming.place)


def _name(unit: Unit, incoming: Incoming) -> bytes:
    """The name by which the limits know a person, which says nothing of them."""
    return unit.people.fingerprints(incoming.network, incoming.person)[0]
