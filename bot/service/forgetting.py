"""Until when what is kept about somebody is kept, and forgetting it on that day: `retention` of the campaign."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.campaign.campaign import Campaign
from bot.core.case.case import Case
from bot.core.conversation.state import Conversation, terms_of
from bot.core.ports.message import Say, say
from bot.core.ports.network_name import NetworkName
from bot.core.ports.outgoing import Payload
from bot.dating import doubt
from bot.store import DatabaseError, StoreError
from bot.store.deeds import DeedKind
from bot.store.outbox import Priority
from bot.store.people import Person
from bot.store.standing import Standing
from bot.store.unit import Store, Unit

log = logging.getLogger(__name__)

LEAVING = Payload("", leaves=1)
"""The order to take the bot's messages back from a chat, but for the last one, which says so, and to leave it."""
BATCH = 100
"""People forgotten in one transaction."""


def expiry(conversation: Conversation, case: Case, campaign: Campaign, today: date) -> date:
    """The day from which nothing of somebody is kept who was heard today, unless they speak before."""
    keep = campaign.retention
    if case.tracks(campaign):
        days = keep.closed if case.closed(campaign, today) else keep.case
    else:
        days = keep.request_for(terms_of(conversation)) if "consent" in conversation.answers else keep.unanswered
    return today + timedelta(days=days + 1)


def agreed(conversation: Conversation) -> bool:
    """Whether somebody agreed that anything is kept, in one action at least."""
    return "consent" in conversation.answers or bool(conversation.aside)


def forget(unit: Unit, prints: tuple[bytes, ...]) -> None:
    """Delete somebody, and all that was to be said to them."""
    unit.people.erase(prints)
    unit.outbox.forget(prints)
    unit.traces.forget_of(prints)


def erase(
    unit: Unit, standing: Standing, served: Mapping[NetworkName, bool], now: datetime
) -> tuple[tuple[Person, Say], ...]:
    """Delete somebody in every place of their case. Returns the other places where that can be said, and what.

    No backup brings them back: noted whatever they agree to now, because a backup may hold an earlier agreement; under
    every hash of each of their accounts, because a backup may be older than the present key.

    served  the networks that can be written to now, and whether the bot leaves a chat there; elsewhere the word would
            wait for good, with their address in it
    """
    person = standing.person
    others = (place for place in standing.beside.people if place.reachable and place.network in served)
    told = tuple((place, say("erase.told-left" if served[place.network] else "erase.told")) for place in others)
    known = (unit.people.fingerprints(one.network, one.to.person) for one in (person, *standing.beside.people))
    prints = tuple({*unit.people.prints_on(person.case_id), *(each for one in known for each in one)})
    if standing.known:
        unit.deeds.note(DeedKind.FORGOTTEN, prints, now)
    forget(unit, prints)
    return told


@dataclass(frozen=True, slots=True)
class Goodbye:
    """What goes to somebody whose time is over, from when on it may, and until when on that day (None: at any time)."""

    said: tuple[Payload, ...]
    opens: datetime
    closes: datetime | None = None


class Expiry:
    """Forgets everybody in their time, on days that are believed."""

    def __init__(
        self, store: Store, campaign: Campaign, zone: ZoneInfo, goodbye: Callable[[Person, datetime], Goodbye | None]
    ) -> None:
        """Take the store, the campaign that says how long anything is kept, and the civil time of the bot.

        goodbye  what goes to a person at that moment; None for nothing
        """
        self._goodbye = goodbye
        self._store = store
        self._campaign = campaign
        self._zone = zone
        self._doubted = False

    def look(self, now: datetime, *, agreed: bool = True) -> None:
        """Forget everybody whose time is over, and what is kept for a while only; nobody while the day is in doubt.

        agreed  whether two readings of the clock agreed: without that, the first day of a database is kept, no more

        Raises DatabaseError.
        """
        while True:
            with self._store.transaction() as unit:
                if not self._believed(unit, now.astimezone(self._zone).date(), agreed=agreed):
                    return
                over = self._forgotten(unit, now)
            if over:
                self._store.scrub()
                log.info("expired: %d", over)
            if over < BATCH:
                return

    def _believed(self, unit: Unit, today: date, *, agreed: bool) -> bool:
        """Whether that day is believed; it is then the last one that was. A doubt is told once."""
        last = unit.looks.begin(today)
        if not agreed:
            return False
        if why := doubt(last, today):
            if not self._doubted:
                log.warning("%s", why)
            self._doubted = True
            return False
        if today > last:
            unit.looks.believe(today)
        self._doubted = False
        return True

    def _forgotten(self, unit: Unit, now: datetime) -> int:
        """Forget up to BATCH people, and what is kept for a while only. Returns how many people."""
        keep = self._campaign.retention
        over = unit.people.expired(now.date(), BATCH)
        for fingerprint in over:
            person = self._readable(unit, fingerprint)
            forget(unit, (fingerprint,))
            if person and (goodbye := self._goodbye(person, now)):
                said, opens, closes = goodbye.said, goodbye.opens, goodbye.closes
                unit.outbox.put(person.network, person.to, said, Priority.ANSWER, opens, until=closes)
                unit.deeds.note(DeedKind.FORGOTTEN, (fingerprint,), now)  # no backup says goodbye twice
        unit.forget_seen(now.date() - timedelta(days=keep.replay))
        unit.forget_index(now.date())
        unit.absences.forget(now - timedelta(days=keep.case + 1))
        unit.links.forget(now)
        unit.traces.forget(now)
        unit.reports.forget(now.date() - timedelta(days=keep.case))
        return len(over)

    def _readable(self, unit: Unit, fingerprint: bytes) -> Person | None:
        """Who is kept under that hash; None when their row does not open: they are forgotten all the same."""
        try:
            with unit.apart():
                return unit.people.of_print(fingerprint)
        except DatabaseError:
            raise
        except StoreError as error:
            log.error("somebody whose time is over cannot be read, their chat is not left: %s", error)  # noqa: TRY400
            return None
