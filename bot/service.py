"""The service: one incoming message is one transaction; due reminders are computed, and queued with their ledger row.

    network --Incoming--> receive --> step (pure) --> conversation, events, messages --> outbox --> delivery
                                      tick(now) --> reminders (pure) ------------------> outbox

Both read like design.md's diagram. What they are given is values; the only things they touch are the store's
transactions. Nothing here waits for a network.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.absence import absence, untold
from bot.core.capabilities import Capabilities
from bot.core.case import Case
from bot.core.conversation.asking import Turn
from bot.core.conversation.linking import Linking
from bot.core.conversation.state import Conversation, Opened
from bot.core.conversation.step import ask_again, remind, step
from bot.core.exchange import Destination, Incoming, Left, NetworkName, Payload
from bot.core.message import Words, say
from bot.core.news import News, changed_since, key_of, news
from bot.core.reminder import Reminder, ReminderKind, closing, may_write, reminders, unsent
from bot.forgetting import expiry, forget, forget_in_time
from bot.linking import Places
from bot.reminding import words
from bot.render.render import neutral
from bot.speaking import Content, Speaker
from bot.store import DatabaseError
from bot.store.outbox import Priority
from bot.store.people import Person, moved, new_person
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

BATCH = 100
"""Cases looked at in one transaction of a tick."""


class Service:
    """Takes what comes in, and says what is due."""

    def __init__(
        self,
        store: Store,
        content: Content,
        networks: Mapping[NetworkName, Capabilities],
        zone: ZoneInfo,
        controller: str,
        encrypted: str = "",
    ) -> None:
        """Take the store, the content, what each served network can do, the civil time and who runs the bot.

        encrypted  a link to the bot where a chat is encrypted end to end; empty when there is none
        """
        self._store = store
        self._content = content
        self._networks = networks
        self._places = Places(content.campaign.id)
        self._speaker = Speaker(content, networks, zone, controller, encrypted)

    # --- In ---------------------------------------------------------------------------------------------------------

    def receive(self, incoming: Incoming, now: datetime, cursor: str | None = None) -> None:
        """Take one incoming message, in one transaction; a replay of it is a no-op.

        now     the moment, aware
        cursor  how far its network was read with it, saved in the same transaction

        Raises StoreError when the database fails: nothing was taken, it may be received again.
        """
        with self._store.transaction() as unit:
            if cursor is not None:
                unit.save_cursor(incoming.network, cursor, now)
            if not unit.first_time(incoming.network, incoming.message_id, now.date()):
                return
            forgotten = self._take(unit, incoming, now)
        if forgotten:
            self._store.scrub()

    def fail(self, incoming: Incoming, now: datetime, cursor: str | None = None) -> None:
        """Set aside a message that cannot be taken, and say so to the person; their earlier answers stand."""
        with self._store.transaction() as unit:
            if cursor is not None:
                unit.save_cursor(incoming.network, cursor, now)
            if unit.first_time(incoming.network, incoming.message_id, now.date()):
                sorry = self._speaker.rendered(
                    incoming.network, self._speaker.language(incoming), (Words((say("failed"),), personal=False),)
                )
                unit.outbox.put(incoming.network, _to(incoming), sorry, Priority.ANSWER, now)

    def _take(self, unit: Unit, incoming: Incoming, now: datetime) -> bool:
        """Whether something was erased."""
        to = _to(incoming)
        if not incoming.private:
            self._answer_in_public(unit, incoming, now)
            return False
        if isinstance(incoming.content, Left):
            self._leave(unit, incoming.network, to, now)
            return False
        known = unit.people.find(incoming.network, incoming.person)
        fresh = new_person(incoming.network, to, Conversation(self._speaker.language(incoming)), now.date())
        person = moved(known, to, now.date()) if known else fresh
        case = unit.cases.load(person.case_id)
        world = self._speaker.world(person, now, incoming.link)
        turn = step(person.conversation, case, incoming.content, world)
        if turn.link:
            person, case, turn = self._placed(unit, person, case, turn.link, incoming, now)
        unit.outbox.release(incoming.network, to, now)
        if unit.outbox.tell_uncertain(incoming.network, to):
            turn = turn.after(Words((say("delivery.uncertain"),)))
        told = self._news(unit, person, case, now) if known else News()
        if told.said:
            turn = turn.after(Words(told.said))
        if turn.forget:
            forget(unit, (*unit.people.prints_on(person.case_id), *unit.people.fingerprints(person.network, to.person)))
        else:
            self._keep(unit, person, case, turn, now)
            self._note(unit, person.case_id, told.keys, case, now)
        answer = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
        unit.outbox.put(person.network, to, answer, Priority.ANSWER, now)
        return turn.forget and known is not None

    def _placed(
        self, unit: Unit, person: Person, case: Case, asked: Linking, incoming: Incoming, now: datetime
    ) -> tuple[Person, Case, Turn]:
        """Join a place to a case, or part it; whoever is in the other place is told."""
        linked = self._places.carry_out(unit, asked, person, case, now)
        for place, line in linked.told:
            told = self._speaker.rendered(place.network, place.conversation.language, (Words((line,)),))
            unit.outbox.put(place.network, place.to, told, Priority.ANSWER, now)
        world = self._speaker.world(linked.person, now, incoming.link)
        turn = ask_again(linked.person.conversation, linked.case, world).after(Words(linked.said))
        return linked.person, linked.case, turn

    def _answer_in_public(self, unit: Unit, incoming: Incoming, now: datetime) -> None:
        """One neutral line a day in each place where others read: nobody is asked anything there."""
        if isinstance(incoming.content, Left):
            return
        if unit.first_time(incoming.network, f"public|{incoming.place}|{now.date()}", now.date()):
            said = neutral(self._speaker.link(incoming.network, incoming.link, "bonjour"))
            line = self._speaker.rendered(incoming.network, self._speaker.language(incoming), (said,))
            unit.outbox.put(incoming.network, _to(incoming), line, Priority.ANSWER, now)

    def _leave(self, unit: Unit, network: NetworkName, place: Destination, now: datetime, *unsent: datetime) -> None:
        """The person blocked the bot or left: nothing more goes there; the case stays until its time is over.

        A place where they are not any more is only that: they can still be reached in the one they use. Where their
        case has another place, the reminders that did not arrive are sent anew, there.

        unsent  when those were queued that were refused just now
        """
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
        self._save(unit, replace(person, conversation=turn.conversation, expires_on=expires))
        unit.cases.append(person.case_id, len(case.log), turn.events)
        if turn.report:
            unit.reports.add(turn.report.body, turn.report.text, now.date())
        self._look_again(unit, person, after)

    def _save(self, unit: Unit, person: Person) -> None:
        """Keep a person, and the same conversation at the other place of their case."""
        unit.people.save(person, self._content.campaign.id)
        for other in unit.people.beside(person):
            same = replace(other, conversation=person.conversation, expires_on=person.expires_on)
            unit.people.save(same, self._content.campaign.id)

    # --- News -------------------------------------------------------------------------------------------------------

    def reading(self, network: NetworkName, now: datetime) -> None:
        """Note that a network is being read again, and what it no longer kept. Raises DatabaseError."""
        with self._store.transaction() as unit:
            last = unit.absences.last_read(network)
            if last and (missed := absence(last, now, self._networks[network].keeps)):
                unit.absences.add(network, missed)
                log.warning("%s: what was written between %s and %s is lost", network, missed.began, missed.ended)
            unit.absences.read(network, now)

    def _news(self, unit: Unit, person: Person, case: Case, now: datetime) -> News:
        """What they must be told once: what could not be received, what changed in their letters."""
        zone, ledger = self._speaker.zone(person), unit.cases.ledger(person.case_id)
        missed = untold(unit.absences.of(person.network), person.heard_on, ledger)
        changed = changed_since(case, self._content.campaign, now.astimezone(zone).date())
        new = [change for change in changed if key_of(change) not in ledger]
        return news(missed, new, person.conversation.language, zone)

    def _note(self, unit: Unit, case_id: str, keys: Iterable[tuple[int, str]], case: Case, now: datetime) -> None:
        """Write in the ledger what is said of a case."""
        for key in keys:
            unit.cases.note_reminded(case_id, key, now, len(case.log))

    # --- Reminders --------------------------------------------------------------------------------------------------

    def tick(self, now: datetime) -> int:
        """Queue every reminder that is due, once; forget everybody whose time is over. Returns how many were queued.

        A reminder and its ledger row commit together. After days of downtime each comes once, and says that it is
        late. Raises DatabaseError when the database fails: what was not queued will be.
        """
        forget_in_time(self._store, self._content.campaign, now)
        queued = 0
        while True:
            with self._store.transaction() as unit:
                self._put_off(unit, now)
                self._recount(unit, now)
                cases = unit.cases.to_look_at(now, BATCH)
                queued += sum(self._look_at(unit, case_id, now) for case_id in cases)
            if len(cases) < BATCH:
                return queued

    def _recount(self, unit: Unit, now: datetime) -> None:
        """Have every case looked at when this release counts other delays than the index of days was made with."""
        campaign = self._content.campaign
        if unit.cases.look_at_all(campaign.id, campaign.delays.counted, now):
            log.info("the delays are new: every case is looked at")

    def _hours(self, person: Person, moment: datetime) -> tuple[datetime, datetime]:
        """From when, from that moment on, and until when on that day, a person may be written to unasked."""
        zone = self._speaker.zone(person)
        opens = may_write(moment, zone, self._speaker.request(person).territory)
        return opens, closing(opens, zone)

    def _put_off(self, unit: Unit, now: datetime) -> None:
        """A reminder that could not leave before its day ended, a network being slow, leaves on the next good day."""
        for id_, fingerprint in unit.outbox.overstayed(now):
            if person := unit.people.of_print(fingerprint):
                unit.outbox.postpone(id_, *self._hours(person, now))

    def _look_at(self, unit: Unit, case_id: str, now: datetime) -> int:
        try:
            with unit.apart():
                return self._remind(unit, case_id, now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one case, the others get their reminders
            # The class only: an exception's words may hold a person's.
            log.error("a case cannot be looked at, again tomorrow: %s", type(error).__name__)  # noqa: TRY400
            unit.cases.look_again(case_id, now + timedelta(days=1))
            return 0

    def _remind(self, unit: Unit, case_id: str, now: datetime) -> int:
        person = unit.people.of_case(case_id)
        if person is None or person.network not in self._networks:
            unit.cases.look_again(case_id, now + timedelta(days=1))
            return 0
        case = unit.cases.load(case_id)
        rings, (morning, evening) = self._networks[person.network].rings, self._hours(person, now)
        if rings and morning > now:
            unit.cases.look_again(case_id, morning)
            return 0
        world = self._speaker.world(person, now)
        due = [r for r in self._unsent(unit, person, case) if r.due <= now]
        self._note(unit, case_id, (reminder.key for reminder in due), case, now)
        if due:
            about = tuple(Opened("outcome", r.track) for r in due if r.kind is not ReminderKind.UNSENT)
            said = words(due, case, self._content.campaign.delays, person.heard_on, now)
            told = self._news(unit, person, case, now)
            self._note(unit, case_id, told.keys, case, now)
            turn = remind(person.conversation, case, about, (*said, *told.said), world)
            # Nobody spoke: their data are kept no longer for it.
            person = replace(person, conversation=turn.conversation)
            self._save(unit, person)
            self._look_again(unit, person, case)
            reminding = self._speaker.rendered(person.network, turn.conversation.language, turn.messages)
            until = evening if rings else None
            unit.outbox.put(person.network, person.to, reminding, Priority.REMINDER, now, until=until)
        else:
            self._look_again(unit, person, case)
        return len(due)

    def _unsent(self, unit: Unit, person: Person, case: Case) -> tuple[Reminder, ...]:
        home = self._speaker.request(person).territory
        found = reminders(case, self._content.campaign.delays, self._speaker.zone(person), home)
        return unsent(found, case, unit.cases.ledger(person.case_id))

    def _look_again(self, unit: Unit, person: Person, case: Case) -> None:
        coming = (reminder.due for reminder in self._unsent(unit, person, case))
        unit.cases.look_again(person.case_id, min(coming, default=None))

    # --- Out --------------------------------------------------------------------------------------------------------

    def where_we_are(self, network: NetworkName, person: str, now: datetime) -> tuple[Payload, ...]:
        """What to show to someone who comes back to the terminal: where the conversation stands, changing nothing."""
        with self._store.transaction() as unit:
            known = unit.people.find(network, person)
            if known is None or not known.conversation.greeted:
                return ()
            case = unit.cases.load(known.case_id)
            turn = ask_again(known.conversation, case, self._speaker.world(known, now), say("start.resume"))
        return self._speaker.rendered(network, known.conversation.language, turn.messages)


def _to(incoming: Incoming) -> Destination:
    return Destination(incoming.person, incoming.place)
