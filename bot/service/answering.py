"""The service: one incoming message is one transaction; due reminders are computed, and queued with their ledger row.

    network --Incoming--> receive --> step (pure) --> conversation, events, messages --> outbox --> delivery
                                      tick(now) --> reminders (pure) ------------------> outbox

Both read like design.md's diagram. What they are given is values; the only things they touch are the store's
transactions. Nothing here waits for a network.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.case.absence import absence
from bot.core.case.case import Case
from bot.core.conversation.asking import Turn
from bot.core.conversation.linking import Linking
from bot.core.conversation.news import News
from bot.core.conversation.state import Conversation
from bot.core.conversation.step import ask_again, misses, step
from bot.core.ports.capabilities import Capabilities
from bot.core.ports.incoming import Incoming, Left, Redacted
from bot.core.ports.message import Bundle, Paper, Picture, Say, Words, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Destination, Payload
from bot.service.casework import Casework
from bot.service.cleaning import CLEANING, marked, note_heard
from bot.service.forgetting import Expiry, erase, expiry
from bot.service.limits import Asked, Limits
from bot.service.linking import Places
from bot.service.public import Public
from bot.service.rounds import Rounds
from bot.service.speaking import Content, Speaker
from bot.service.taps import Taps
from bot.store.outbox import Priority
from bot.store.people import Person, moved, new_person
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
        served: Collection[NetworkName] = tuple(NetworkName),
        link: Callable[[NetworkName], str] = lambda _: "",
    ) -> None:
        """Take the store, the content, what each served network can do, the civil time and who runs the bot.

        encrypted  a link to the bot where a chat is encrypted end to end; empty when there is none
        limits     what it bears; the usual ones where none are given
        served     the networks that can be written to now
        link       where a person finds the bot on a network; empty while that is not known
        """
        self._store = store
        self._content = content
        self._networks = networks
        self._speaker = Speaker(content, networks, zone, controller, encrypted)
        self._casework = Casework(content, self._speaker)
        self._public = Public(self._speaker, self._casework)
        self._rounds = Rounds(store, content, networks, self._speaker, self._casework, served=served)
        self._expiry = Expiry(store, content.campaign, zone)
        self._places = Places(content.campaign.id, served, link)
        self._limits = limits or Limits()
        self._served = frozenset(served)
        self._taps = Taps()

    # --- In ---------------------------------------------------------------------------------------------------------

    def receive(self, incoming: Incoming, now: datetime, cursor: str | None = None, *, late: bool = False) -> None:
        """Take one incoming message, in one transaction; a replay of it is a no-op, and so is a doubled tap.

        now     the moment, aware
        cursor  how far its network was read with it, saved in the same transaction
        late    its network could not be read for a while, and it may have waited

        Raises StoreError when the database fails: nothing was taken, it may be received again.
        """
        with self._store.transaction() as unit:
            if cursor is not None:
                unit.save_cursor(incoming.network, cursor, now)
            if not unit.first_time(incoming.network, incoming.message_id, now.date()):
                return
            forgotten = self._admitted(unit, incoming, now) and self._take(unit, incoming, now, late=late)
        self._taps.took(incoming, now)
        if forgotten:
            self._store.scrub()

    def fail(self, incoming: Incoming, now: datetime, cursor: str | None = None) -> None:
        """Set aside a message that cannot be taken, and say so to the person; their earlier answers stand."""
        with self._store.transaction() as unit:
            if cursor is not None:
                unit.save_cursor(incoming.network, cursor, now)
            if unit.first_time(incoming.network, incoming.message_id, now.date()):
                self._say_alone(unit, incoming, say("failed"), now)

    def _say_alone(self, unit: Unit, incoming: Incoming, words: Say, now: datetime) -> None:
        """Answer with one line that says nothing of anybody, whatever the conversation is at."""
        line = self._speaker.rendered(
            incoming.network, self._speaker.language(incoming), (Words((words,), personal=False),)
        )
        unit.outbox.put(incoming.network, _to(incoming), line, Priority.ANSWER, now)

    def _admitted(self, unit: Unit, incoming: Incoming, now: datetime) -> bool:
        """Whether a message is taken: not a doubled tap; who floods the bot is told once, until they slow down."""
        if self._taps.again(incoming, now):
            return False
        if not incoming.private or isinstance(incoming.content, Left | Redacted):
            return True
        name = unit.people.fingerprints(incoming.network, incoming.person)[0]
        asked = self._limits.asked(name, now)
        if asked is Asked.TOLD:
            self._say_alone(unit, incoming, say("limit.slow"), now)
        return asked is Asked.TAKEN

    def _take(self, unit: Unit, incoming: Incoming, now: datetime, *, late: bool) -> bool:
        """Whether something was erased."""
        to = _to(incoming)
        if not incoming.private:
            self._public.answer(unit, incoming, now)
            return False
        if isinstance(incoming.content, Left):
            self._leave(unit, incoming.network, to, now)
            return False
        known = unit.people.find(incoming.network, incoming.person)
        if known is None and isinstance(incoming.content, Redacted):
            return False
        name = unit.people.fingerprints(incoming.network, incoming.person)[0]
        if known is None and not self._limits.welcomes(name, now):
            self._say_alone(unit, incoming, say("limit.full"), now)
            return False
        return self._answer(unit, incoming, known, now, late=late)

    def _answer(self, unit: Unit, incoming: Incoming, known: Person | None, now: datetime, *, late: bool) -> bool:
        """Take what somebody said in private, and answer it. Returns whether something was erased."""
        to, name = _to(incoming), unit.people.fingerprints(incoming.network, incoming.person)[0]
        fresh = new_person(incoming.network, to, Conversation(self._speaker.language(incoming)), now.date())
        person = moved(known, to, now.date()) if known else fresh
        before, case = person.conversation, unit.cases.load(person.case_id)
        can = self._networks[person.network]
        turn = self._turn(unit, incoming, person, case, now)
        if turn.link:
            person, case, turn = self._placed(unit, person, case, turn.link, incoming, now)
        turn = self._affordable(turn, name, now)
        unit.outbox.release(incoming.network, to, now)
        turn = self._with_what_went_wrong(unit, incoming, turn, now, late=late)
        heard = replace(person, heard_on=known.heard_on) if known else None
        news = self._casework.news(unit, heard, case, now) if heard else News()
        if news.said:
            turn = turn.after(Words(news.said))
        if turn.forget:
            self._tell(unit, erase(unit, person, self._served), now)
        else:
            self._keep(unit, person, case, turn, now)
            self._casework.note(unit, person.case_id, news.keys, case, now)
            note_heard(unit, can, incoming, before, turn.conversation, now=now)
        answer = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
        if not turn.forget:
            answer = marked(can, answer, before, turn.conversation)
        if turn.cleans:
            answer = (CLEANING, *answer)
        unit.outbox.put(person.network, replace(to, thread=incoming.thread), answer, Priority.ANSWER, now)
        return turn.forget and known is not None

    def _turn(self, unit: Unit, incoming: Incoming, person: Person, case: Case, now: datetime) -> Turn:
        """What a message leads to; nothing, where it answers what was answered in the other place meanwhile."""
        world = self._casework.world(unit, person, case, now, incoming.link)
        if misses(person.conversation, case, incoming.content, world) and unit.people.beside(person):
            turn = ask_again(person.conversation, case, world, say("link.moved"))
        else:
            turn = step(person.conversation, case, incoming.content, world)
        return replace(turn, conversation=turn.conversation.learned(person.conversation, incoming.message))

    def _with_what_went_wrong(self, unit: Unit, incoming: Incoming, turn: Turn, now: datetime, *, late: bool) -> Turn:
        """The turn, after a word on what may not have arrived there, or came late: each is told once."""
        to, name = _to(incoming), unit.people.fingerprints(incoming.network, incoming.person)[0]
        if (unit.outbox.tell_late(incoming.network, to, now) or late) and self._limits.late.allows(name, now):
            turn = turn.after(Words((say("delivery.late"),)))
        if unit.outbox.tell_uncertain(incoming.network, to):
            turn = turn.after(Words((say("delivery.uncertain"),)))
        return turn

    def _affordable(self, turn: Turn, name: bytes, now: datetime) -> Turn:
        """The turn, without the files of somebody who had very many of them: the words stand in the chat."""
        papers = sum(isinstance(message, Paper | Bundle | Picture) for message in turn.messages)
        if not papers or self._limits.papers.allows(name, now, papers):
            return turn
        words = tuple(message for message in turn.messages if not isinstance(message, Paper | Bundle | Picture))
        return replace(turn, messages=words).after(Words((say("limit.papers"),)))

    def _placed(
        self, unit: Unit, person: Person, case: Case, asked: Linking, incoming: Incoming, now: datetime
    ) -> tuple[Person, Case, Turn]:
        """Join a place to a case, or part it; whoever is in the other place is told."""
        linked = self._places.carry_out(unit, asked, person, case, now)
        self._tell(unit, linked.told, now)
        world = self._casework.world(unit, linked.person, linked.case, now, incoming.link)
        turn = ask_again(linked.person.conversation, linked.case, world).after(Words(linked.said))
        return linked.person, linked.case, turn

    def _tell(self, unit: Unit, told: Iterable[tuple[Person, Say]], now: datetime) -> None:
        """Say a line each to people who are in another place."""
        for place, line in told:
            said = self._speaker.rendered(place.network, place.conversation.language, (Words((line,)),))
            unit.outbox.put(place.network, place.to, said, Priority.ANSWER, now)

    def _leave(self, unit: Unit, network: NetworkName, place: Destination, now: datetime, *unsent: datetime) -> None:
        """The person blocked the bot or left: nothing more goes there; the case stays until its time is over.

        A place where they are not any more is only that: they can still be reached in the one they use. Where their
        case has another place, the reminders that did not arrive are sent anew, there.

        unsent  when those were queued that were refused just now
        """
        place = replace(place, thread="")
        waiting = unit.outbox.reminders_waiting(network, place)
        unit.outbox.drop(network, place)
        known = unit.people.find(network, place.person)
        if known and known.to == place:
            unit.people.save(replace(known, reachable=False), self._content.campaign.id)
            elsewhere = any(other.reachable for other in unit.people.beside(known))
            if elsewhere and unit.cases.take_back(known.case_id, (*waiting, *unsent)):
                unit.cases.look_again(known.case_id, now)

    def gone(self, network: NetworkName, to: Destination, queued_at: datetime | None, now: datetime) -> None:
        """A delivery found out that the person blocked the bot or left, with a message that was queued then."""
        with self._store.transaction() as unit:
            self._leave(unit, network, to, now, *((queued_at,) if queued_at else ()))

    def _keep(self, unit: Unit, person: Person, case: Case, turn: Turn, now: datetime) -> None:
        after = case.adding(turn.events)
        expires = expiry(turn.conversation, after, self._content.campaign, now.date())
        conversation = replace(turn.conversation, shown=turn.shows or turn.conversation.shown)
        self._casework.save(unit, replace(person, conversation=conversation, expires_on=expires))
        unit.cases.append(person.case_id, len(case.log), turn.events)
        if turn.report:
            unit.reports.add(turn.report.body, turn.report.text, now.date())
        self._casework.look_again(unit, person, after)

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
        self._expiry.look(now, agreed=forgets)
        return self._rounds.tick(now)

    def forget(self, now: datetime) -> None:
        """Forget whose time is over, as `tick` does. Raises StoreError."""
        self._expiry.look(now)

    # --- Out --------------------------------------------------------------------------------------------------------

    def where_we_are(self, network: NetworkName, person: str, now: datetime) -> tuple[Payload, ...]:
        """What to show to someone who comes back to the terminal: where the conversation stands, changing nothing."""
        with self._store.transaction() as unit:
            known = unit.people.find(network, person)
            if known is None or not known.conversation.greeted:
                return ()
            case = unit.cases.load(known.case_id)
            world = self._casework.world(unit, known, case, now)
            turn = ask_again(known.conversation, case, world, say("start.resume"))
        return self._speaker.rendered(network, known.conversation.language, turn.messages)


def _to(incoming: Incoming) -> Destination:
    return Destination(incoming.person, incoming.place)
